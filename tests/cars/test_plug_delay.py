"""How late a car tells of its plug decides which charger's plug it may mean."""

import pytest

from custom_components.solar_charging.cars.plug_delay import PlugDelay
from custom_components.solar_charging.cars.recognise import Candidate, PlugInSession, recognise

NOON_S = 1_000_000.0
SWAPPED = {"garage": PlugInSession(NOON_S), "yard": PlugInSession(NOON_S + 600.0)}


def cars_at(late_s: float, plug_delay_s: float | None) -> dict[str, str | None]:
    """Two cars plugged in ten minutes apart, in this order; each tells of it `late_s` later."""
    cars = [
        Candidate(name, is_plugged=True, plugged_s=NOON_S + after_s + late_s, plug_delay_s=plug_delay_s)
        for name, after_s in (("zoe", 0.0), ("id3", 600.0))
    ]
    return {charger_id: one.car_id for charger_id, one in recognise(SWAPPED, cars).items()}


@pytest.mark.parametrize("late_s", [0.0, 60.0, 300.0, 500.0])
def test_a_car_known_to_be_quick_means_the_plug_it_follows(late_s: float) -> None:
    assert cars_at(late_s, max(late_s, 60.0)) == {"garage": "zoe", "yard": "id3"}


@pytest.mark.parametrize("plug_delay_s", [None, 900.0, 3000.0])
@pytest.mark.parametrize("late_s", range(570, 900, 30))
def test_one_that_may_be_late_is_not_taken_for_the_other(late_s: float, plug_delay_s: float | None) -> None:
    assert cars_at(float(late_s), plug_delay_s) in (
        {"garage": None, "yard": None},
        {"garage": "zoe", "yard": "id3"},
    )


def test_the_longest_delay_of_late_is_kept_and_fades() -> None:
    delay = PlugDelay()
    for day, late_s in enumerate((120.0, 500.0, 60.0, 60.0)):
        began_s = NOON_S + day * 86_400.0
        stays = {"garage": PlugInSession(began_s), "yard": PlugInSession(began_s - 7200.0)}
        for _ in range(3):
            delay.learn("garage", stays, began_s + late_s)
    assert delay.longest_s == pytest.approx(500.0 - 44.0 - 39.6)


@pytest.mark.parametrize("yard", [PlugInSession(NOON_S + 90.0), PlugInSession(NOON_S - 1800.0), PlugInSession(None)])
def test_nothing_is_learned_where_another_plug_may_be_meant(yard: PlugInSession) -> None:
    delay = PlugDelay()
    delay.learn("garage", {"garage": PlugInSession(NOON_S), "yard": yard}, NOON_S + 120.0)
    assert delay.longest_s is None
