"""What the coordinator holds: each manages one kind of thing."""
