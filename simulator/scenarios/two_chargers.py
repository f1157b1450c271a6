"""Two chargers of unequal priority, one of which is held back by its car."""

from simulator.control.equipment import TWO_CHARGERS
from simulator.control.fast_home import FastHome

from .scenario import Scenario, polled, with_stations


def first_is_full(now_s: int, home: FastHome) -> None:
    """The car that goes first takes 1500 W at most, and from the fourth hour on nothing."""
    home.stations[0].limit_w = 0.0 if now_s > 4 * 3600 else 1500.0


SCENARIOS = (
    Scenario("two, each 30 s, 15 s late", with_stations(TWO_CHARGERS, reports=polled(30, 15))),
    Scenario(
        "two, the first hardly takes any",
        with_stations(TWO_CHARGERS, reports=polled(5, 1)),
        incident=first_is_full,
    ),
)
