"""What a LangGraph server needs to stand in the open: who may call it, and what a caller may do. No agent knows it."""
