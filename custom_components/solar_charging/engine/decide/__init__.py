"""From the surplus to a decision for each charger."""
