"""The card and the dashboard: sources in src/, what browsers get in dist/, and how it gets there."""
