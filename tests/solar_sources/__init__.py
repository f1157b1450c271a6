"""Behaviour of the sun's estimator in Home Assistant."""
