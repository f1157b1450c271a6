"""The resources, one module each: its schemas and what can be done with it."""
