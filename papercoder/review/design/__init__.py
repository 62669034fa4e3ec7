"""The logic design, written before config.yaml, beside the approved one: where they differ, and edits for that."""
