"""Grids that are not at 230 V."""

from .scenario import Scenario, polled, with_station

SCENARIOS = (
    Scenario("200 V", with_station(voltage_v=200.0, reports=polled(5, 1))),
    Scenario("246 V", with_station(voltage_v=246.0, reports=polled(5, 1))),
)
