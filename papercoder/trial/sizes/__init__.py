"""Real sizes: what the smoke block shrinks, tried at its real value as far as memory and time allow."""
