"""The parts that the set-up's forms are made of."""
