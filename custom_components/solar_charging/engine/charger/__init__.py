"""What each charger does: observed, learnt, retried."""
