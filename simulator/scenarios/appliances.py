"""Loads that come and go by a clock of their own: an induction hob, a boiler, a sauna."""

import numpy as np

from simulator.control.traces import Floats

from .scenario import Scenario

HOUR_S = 3600.0


def hob(second: Floats) -> Floats:
    """2 kW at 0.1 Hz, half an hour of every two."""
    return np.where((second % (2 * HOUR_S) < HOUR_S / 2) & (second % 10 < 5), 2000.0, 0.0)


def boiler(second: Floats) -> Floats:
    """3 kW for four minutes of every twelve, by its thermostat."""
    return np.where(second % 720 < 240, 3000.0, 0.0)


def sauna(second: Floats) -> Floats:
    """6 kW for half an hour, then in turns of two minutes for an hour; once in five hours."""
    of_five = second % (5 * HOUR_S)
    is_on = (of_five < HOUR_S / 2) | ((of_five < 1.5 * HOUR_S) & (of_five % 240 < 120))
    return np.where(is_on, 6000.0, 0.0)


SCENARIOS = (Scenario("hob", load_w=hob), Scenario("boiler", load_w=boiler), Scenario("sauna", load_w=sauna))
