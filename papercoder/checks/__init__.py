"""Pure functions from a repository (and its plan) to findings; never runs the code it reads and changes no file."""
