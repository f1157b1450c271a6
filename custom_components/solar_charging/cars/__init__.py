"""Cars: which one is at which charger, and how full it is. Pure: nothing of Home Assistant."""
