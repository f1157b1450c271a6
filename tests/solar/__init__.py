"""Behaviour of the sun's model."""
