"""Moving from another controller: what it was set up with, as ours. Pure but for the client that asks evcc."""
