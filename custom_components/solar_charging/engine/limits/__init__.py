"""What the grid connection allows: the current of every phase, and how chargers share what a limit leaves."""
