"""What `papercoder reproduce` asks, shows while it runs, and prints at the end."""
