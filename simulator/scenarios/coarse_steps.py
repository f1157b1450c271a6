"""Numbers that promise more than their boxes do: steps of two amperes, whole ones behind tenths, or three currents alone."""

from .scenario import Scenario, polled, with_station

SCENARIOS = (
    Scenario("2 A steps behind a 1 A number", with_station(step_a=2, reports=polled(5, 1))),
    Scenario("1 A steps behind a 0.1 A number", with_station(number_step_a=0.1, reports=polled(5, 1))),
    Scenario(
        "6, 10 or 16 A behind a 1 A number", with_station(max_current_a=16, only_a=(6, 10, 16), reports=polled(5, 1))
    ),
)
