"""From what the user set up, and from what is found, to values."""
