"""The systems that PaperCoder is compared with, as graphs of their own; each asks models through the same client."""
