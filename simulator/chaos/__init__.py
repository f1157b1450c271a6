"""A home in which something breaks every hour, in a real Home Assistant."""
