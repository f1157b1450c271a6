"""Regulation put to the proof: a fast home, rival control laws, the all-knowing limit, and the key figures."""
