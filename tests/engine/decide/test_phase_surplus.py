"""Where each phase is billed by itself, a car has what the sun leaves on the phases it loads, and no more."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading

from ..limits.phases import VOLTAGE_V, Hung, PhaseHome

ONE = ChargerLimits(6.0, 16.0, 1.0, (1,))
THREE = ChargerLimits(6.0, 16.0, 1.0, (3,))
SWITCHED = ChargerLimits(6.0, 16.0, 1.0, (1, 3))
# A roof on the first phase: 16 A are exported there, 3 A imported on each of the others.
UNEVEN_A = (-16.0, 3.0, 3.0)
EVEN_A = (-12.0, -10.0, -11.0)


class BilledHome(PhaseHome):
    """Its powers are measured, where it has such sensors; else its currents."""

    has_powers = True

    def inputs(self) -> dict:
        powers_w = [Reading(one.value * VOLTAGE_V, one.reported_at) for one in self._report]
        return (
            {"phase_powers_w": tuple(powers_w), "phase_currents_a": ()} if self.has_powers else {"phase_powers_w": ()}
        )


def hung(limits: ChargerLimits, first: int | None = None) -> Hung:
    return Hung(replace(limits, first_phase=first), first=first or 0)


@pytest.mark.parametrize(
    ("limits", "first", "house_a", "has_powers", "current_a"),
    [
        (ONE, 0, UNEVEN_A, True, 16.0),
        (ONE, 0, UNEVEN_A, False, 16.0),
        (ONE, 1, UNEVEN_A, True, 0.0),
        (ONE, None, UNEVEN_A, False, 0.0),  # it may be on any of them
        (ONE, None, EVEN_A, True, 10.0),
        (ONE, None, EVEN_A, False, 12.0),  # its start has shown that it is on the first
        (THREE, 0, UNEVEN_A, False, 0.0),
        (THREE, None, EVEN_A, True, 10.0),
        (SWITCHED, 0, UNEVEN_A, True, 16.0),
        (SWITCHED, 0, EVEN_A, False, 10.0),
    ],
)
def test_a_car_has_what_its_phases_have(
    limits: ChargerLimits, first: int | None, house_a: tuple[float, ...], has_powers: bool, current_a: float
) -> None:
    home = BilledHome([hung(limits, first)], house_a)
    home.has_powers = has_powers
    home.run(600)
    assert home.currents_a[0] == pytest.approx(current_a, abs=1.01)
    bought_a = [max(carried, 0.0) - max(house, 0.0) for carried, house in zip(home.seen[-1], house_a, strict=True)]
    assert max(bought_a) < 0.5
    assert home.loop.decision.site.reason.key == "measured_phases"


def test_two_cars_on_phases_of_their_own_have_what_these_have() -> None:
    home = BilledHome([hung(ONE, 0), hung(ONE, 1)], (-12.0, -9.0, 4.0))
    home.run(600)
    assert home.currents_a == [pytest.approx(12.0, abs=1.01), pytest.approx(9.0, abs=1.01)]


def test_sensors_without_direction_are_not_believed_and_it_is_said() -> None:
    home = BilledHome([hung(THREE)], EVEN_A, is_signed=False)
    home.has_powers = False
    home.run(600)
    assert home.currents_a[0] == pytest.approx(11.0, abs=1.01)
    assert home.loop.decision.site.reason.key == "measured_phases_unknown"
