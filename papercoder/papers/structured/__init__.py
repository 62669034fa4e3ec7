"""Readers of the two structured forms that other tools make of a paper: S2ORC JSON and GROBID's TEI XML."""
