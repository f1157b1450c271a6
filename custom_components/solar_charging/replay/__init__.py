"""What the engine would have done: a charger and its car as a model, beside the real one or over days gone by. Pure."""
