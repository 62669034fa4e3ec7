"""Tests of papercoder.models against a small server that speaks the chat-completions API."""
