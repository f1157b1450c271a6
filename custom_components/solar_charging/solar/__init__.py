"""The sun without a sensor: what an array generates under a clear sky, under clouds, and in the hours ahead.

Pure: nothing here knows Home Assistant. pvlib, numpy and pandas are imported by `generation` alone, which runs in a
process of its own (`worker`); everything else is standard library and works in microseconds on tables.
"""
