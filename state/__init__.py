"""The vocabulary: channels, artifacts, settings and reducers. Imports nothing else of ours and does nothing."""
