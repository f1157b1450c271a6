"""What was charged: each stay of a car, its energy by source, its cost. Pure Python, no Home Assistant."""
