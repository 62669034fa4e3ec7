"""How the generated repository is run: the data it needs, and the script that does everything."""
