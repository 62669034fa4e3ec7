"""What config.yaml gives, and what code reads of it."""
