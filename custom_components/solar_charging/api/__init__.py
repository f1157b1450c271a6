"""The API: resources over REST, live state over WebSocket, both for whoever is logged in to Home Assistant."""
