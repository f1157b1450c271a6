"""Ready by: how much to buy, and when, so that a car is full in time and the sun gives as much of it as it can. Pure Python."""
