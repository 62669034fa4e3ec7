"""The one door to the terminal: what papers, models, servers and programs wrote becomes harmless before it is shown."""
