"""Runs on a LangGraph server: started, followed, answered and brought back through its API. No graph is driven here."""
