"""A number of whole amperes before a box that has steps of two."""

from .scenario import Scenario, polled, with_station

SCENARIOS = (Scenario("2 A steps behind a 1 A number", with_station(step_a=2, reports=polled(5, 1))),)
