"""Skies that no climate has, made against laws that start soon: short peaks, again and again, between long shadows.

What the sun leaves in a peak is over before a car has begun to charge: who starts for each buys most of what is charged.
"""

import numpy as np

from simulator.control.traces import Floats

from .scenario import Scenario

BETWEEN_W = 200.0


def every_five_minutes(second: Floats) -> Floats:
    """3 kW for half a minute."""
    return np.where(second % 300 < 30, 3300.0, BETWEEN_W)


def every_minute(second: Floats) -> Floats:
    """3 kW for twenty seconds."""
    return np.where(second % 60 < 20, 3300.0, BETWEEN_W)


def every_ten_minutes(second: Floats) -> Floats:
    """5 kW for a minute and a half."""
    return np.where(second % 600 < 90, 5300.0, BETWEEN_W)


SCENARIOS = (
    Scenario("peaks of 30 s each 5 min", sun_w=every_five_minutes),
    Scenario("peaks of 20 s each minute", sun_w=every_minute),
    Scenario("peaks of 90 s each 10 min", sun_w=every_ten_minutes),
)
