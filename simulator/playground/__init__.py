"""The engine in a home one can play with, for the documentation's page: Python's standard library alone, so that it runs in a browser."""
