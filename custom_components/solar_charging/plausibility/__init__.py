"""Whether what is read can be so: signs, units and what a meter sees. Pure; nothing of Home Assistant."""
