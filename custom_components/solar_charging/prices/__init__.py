"""What energy costs and will cost: read from other integrations, in the user's currency per kWh."""
