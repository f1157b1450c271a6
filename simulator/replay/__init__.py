"""Replays of simulated homes against what the same engine really did there."""
