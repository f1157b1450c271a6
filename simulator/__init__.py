"""A home as physics: sun, load, inverter, meter, charging station, car and home battery, second by second and seeded.

It knows nothing of Home Assistant and nothing of the integration. Tests, benchmarks and the demo drive it through `home.Home`.
"""
