"""Providers: their clients, what their replies and exceptions mean, and which response format they take."""
