"""A car on one phase of a charger of three need not wait for the sun of three: one start at the lowest current tells."""

from dataclasses import replace

import pytest

from ..limits.phases import Hung
from ..loop import THREE, Loop


def home(car_phases: int, surplus_w: float = 2300.0, **more: object) -> Loop:
    return Loop(Hung(THREE, car_phases=car_phases, **more), surplus_w=surplus_w)


def test_a_car_on_one_phase_starts_with_the_sun_of_one_phase() -> None:
    loop = home(1).run(900)
    assert loop.command.is_enabled
    assert loop.starts() == 1
    assert loop.command.current_a == 10.0
    assert loop.imported_wh < 5.0


@pytest.mark.parametrize("car_phases", [2, 3])
def test_any_other_pauses_at_once_and_is_known_then(car_phases: int) -> None:
    loop = home(car_phases).run(1500)
    assert not loop.command.is_enabled
    assert loop.starts() == 1
    assert loop.imported_wh < 20.0
    assert loop.reason == "waiting_for_surplus"


@pytest.mark.parametrize("known", ["by its form", "by its power", "unmeasured"])
def test_where_nothing_is_to_be_learned_nothing_is_tried(known: str) -> None:
    loop = home(3, is_measured=known != "unmeasured")
    if known == "by its form":
        loop.plugs[0].limits = replace(THREE, car_phases=3)
    if known == "by its power":
        loop.surplus_w = 5000.0
        loop.run(300)
        loop.surplus_w = 2300.0
    loop.run(1200)
    assert loop.starts() == (1 if known == "by its power" else 0)
