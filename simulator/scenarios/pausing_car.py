"""A car that pauses by itself for a minute and a half, several times a day, while its power is read rarely."""

from simulator.control.equipment import THREE_PHASE
from simulator.control.fast_home import FastHome

from .scenario import Scenario, polled, with_stations


def pauses(now_s: int, home: FastHome) -> None:
    """Rest for 100 s of every half hour."""
    home.stations[0].limit_w = 0.0 if 0 <= now_s % 1800 - 905 < 100 else None


SCENARIOS = (
    Scenario(
        "car pauses, power each 60 s",
        with_stations(THREE_PHASE, max_current_a=32, reports=polled(60, 0)),
        incident=pauses,
    ),
    Scenario("car pauses, power each 5 s", with_stations(THREE_PHASE, reports=polled(5, 1)), incident=pauses),
)
