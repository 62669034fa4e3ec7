"""What the campaigns count and compare, on small real runs."""
