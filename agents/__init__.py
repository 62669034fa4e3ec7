"""One file per agent, one node each: gather, ask, return an update. None names another; `shared` holds what all use."""
