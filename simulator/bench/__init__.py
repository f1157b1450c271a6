"""Measurements, one module each: `python -m simulator.bench.NAME`."""
