"""What the comparison of quotes is made of: numbers by value, and a text as one stream of letters and numbers."""
