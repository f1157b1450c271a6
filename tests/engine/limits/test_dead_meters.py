"""A meter that has never been read, sees one phase of three or repeats one value leaves chargers no more than if it showed the worst."""

from collections.abc import Callable
from datetime import datetime

import pytest

from custom_components.solar_charging.engine.grid_limits import LimitSignal, OutsideLimit
from custom_components.solar_charging.engine.inputs import Circuit
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading, Source, Unavailable
from custom_components.solar_charging.engine.model import SolarMode

from .phases import Hung, PhaseHome

LIMIT_A = 20.0
THREE_PHASES = ChargerLimits(6.0, 32.0, 1.0, (3,))

type Kind = Callable[[datetime, list[float]], dict]


def circuit(power_w: Source = None, currents_a: tuple[Source, ...] = (), limit_w: float | None = None) -> dict:
    limit_a = LIMIT_A if limit_w is None else None
    return {"circuits": (Circuit("c", "Garage", frozenset({"0"}), limit_a, limit_w, power_w, currents_a),)}


def outside(limit_w: float | None = None, limit_a: float | None = None) -> OutsideLimit:
    return OutsideLimit(LimitSignal(limit_w, limit_a))


class MeteredHome(PhaseHome):
    """One car on three phases at full speed, in a home with meters of this kind."""

    def __init__(self, kind: Kind, house_a: float = 8.0) -> None:
        super().__init__([Hung(THREE_PHASES, SolarMode.BOOST)], [house_a] * 3, fuse_a=40.0)
        self.kind = kind

    def inputs(self) -> dict:
        return self.kind(self.loop.now, self.carried_a())


def read(now: datetime, *values: float) -> tuple[Reading, ...]:
    return tuple(Reading(value, now) for value in values)


NEVER_READ: dict[str, Kind] = {
    "the phases": lambda now, _: {"phase_currents_a": (Unavailable(now),) * 3},
    "one phase": lambda now, a: {"phase_currents_a": (*read(now, *a[:2]), Unavailable(now))},
    "the grid connection": lambda now, _: {"phase_currents_a": (), "grid_w": Unavailable(now)},
    "the phases of a circuit": lambda now, _: circuit(currents_a=(Unavailable(now),) * 3),
    "one phase of a circuit": lambda now, a: circuit(currents_a=(*read(now, *a[:2]), Unavailable(now))),
    "a circuit's power": lambda now, _: circuit(Unavailable(now)),
    "the phases, and a limit from outside in A": lambda now, _: {
        "phase_currents_a": (Unavailable(now),) * 3,
        "outside": outside(limit_a=LIMIT_A),
    },
}


@pytest.mark.parametrize("kind", NEVER_READ.values(), ids=NEVER_READ)
def test_while_a_meter_has_not_been_read_yet_a_boost_has_its_minimum(kind: Kind) -> None:
    assert MeteredHome(kind).run(40).currents_a == [6.0]


DEAD: dict[str, Kind] = {
    "the phases": lambda now, _: {"phase_currents_a": read(now, 0.0, 0.0, 0.0), "outside": outside(limit_a=LIMIT_A)},
    "the phases, their only meter": lambda now, _: {
        "phase_currents_a": read(now, 0.0, 0.0, 0.0),
        "grid_w": None,
        "outside": outside(limit_w=LIMIT_A * 3 * 230.0),
    },
    "the phases of a circuit": lambda now, _: circuit(currents_a=read(now, 0.0, 0.0, 0.0)),
    "a circuit's power": lambda now, _: circuit(Reading(0.0, now), limit_w=LIMIT_A * 3 * 230.0),
}


@pytest.mark.parametrize("kind", DEAD.values(), ids=DEAD)
def test_a_meter_that_repeats_one_value_shows_no_sun_in_the_place_of_what_the_car_takes(kind: Kind) -> None:
    home = MeteredHome(kind, house_a=0.0)
    home.run(60)
    assert home.worst_a <= LIMIT_A


def test_a_meter_of_one_phase_of_a_circuit_counts_on_all_of_them() -> None:
    home = MeteredHome(lambda now, a: circuit(currents_a=read(now, a[0])))
    home.run(60)
    assert 8.0 < home.worst_a <= LIMIT_A
