"""The LaTeX reader, one file per task: flatten, expand macros, find sections and blocks; no TeX is run."""
