"""The review of config.yaml: its text with the evidence of each value, what is asked, and how an answer is read."""
