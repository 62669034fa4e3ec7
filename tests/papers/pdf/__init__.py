"""Tests of reading PDFs."""
