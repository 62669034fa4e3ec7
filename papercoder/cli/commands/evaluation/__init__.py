"""Commands that judge repositories."""
