"""Where the bytes of a paper come from: arXiv, the web, an archive, standard input; no format is read here."""
