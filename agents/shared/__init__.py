"""What the agents share: the tools of a node, prompts and how artifacts look in them, refining, versions, evidence."""
