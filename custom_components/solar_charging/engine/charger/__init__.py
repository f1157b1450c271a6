"""What each charger does: observed, learned, retried."""
