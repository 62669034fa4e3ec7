"""Where pages find runs: in the data folder of this machine, or as the threads of a LangGraph server."""
