"""Estimation put to the proof: measured sets in one shape, and the estimates they are compared with, as the integration makes them."""
