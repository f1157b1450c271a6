"""Adapters: other integrations' states become readings, the engine's commands become their actions."""
