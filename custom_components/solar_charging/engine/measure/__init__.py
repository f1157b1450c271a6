"""From readings to the surplus."""
