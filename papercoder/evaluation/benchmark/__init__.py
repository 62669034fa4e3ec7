"""Benchmarks: a suite of papers, systems and seeds, made and judged within one budget."""
