"""One file per agent, one node each: gather from state, ask, return an update. Agents never name each other."""
