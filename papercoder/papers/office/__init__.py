"""Readers of documents of word processors and slide programs: each becomes HTML, whose reader does the rest."""
