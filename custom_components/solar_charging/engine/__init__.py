"""The decision core: surplus, allocation, regulation. Pure Python, no Home Assistant, driven by `now`, readings and state."""
