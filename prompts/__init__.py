"""The words: one Markdown template per agent, and the loader. No logic, no other text of the program."""
