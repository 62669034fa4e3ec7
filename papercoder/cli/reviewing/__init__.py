"""The review of config.yaml at the terminal."""
