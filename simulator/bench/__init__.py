"""Benchmarks: each module is one, run by script/bench NAME."""
