"""How many wrong beliefs about libraries probes find, whether right ones are accused, and what asking costs."""
