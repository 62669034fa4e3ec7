"""The generated repository: safe paths, reading answers, edits, interfaces, packaging; nothing here asks a model."""
