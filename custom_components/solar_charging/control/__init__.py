"""The one way in for entities, actions, the API and the card."""
