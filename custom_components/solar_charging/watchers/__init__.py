"""What is started with a home and stopped with it: each watches one thing."""
