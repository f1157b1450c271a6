"""Our own functions in processes of their own."""
