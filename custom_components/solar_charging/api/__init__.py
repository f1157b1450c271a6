"""The API: resources over REST, live state over WebSocket, both for anyone who is logged in to Home Assistant."""
