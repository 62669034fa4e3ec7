"""Mutants: small faults planted in the lines that core requirements rest on, and what finds them."""
