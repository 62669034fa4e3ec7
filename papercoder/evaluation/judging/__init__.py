"""Judges: what they are shown, what they answer, and what is made of their samples."""
