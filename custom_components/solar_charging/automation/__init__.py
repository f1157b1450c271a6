"""What triggers, conditions and events share."""
