"""Adapters: what other integrations' entities say becomes readings, what the engine decides becomes their actions."""
