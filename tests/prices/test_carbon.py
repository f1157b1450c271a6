"""Carbon intensity is understood in whatever mass per energy it is told."""

import pytest

from custom_components.solar_charging.prices.carbon import carbon_factor


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("gCO2eq/kWh", 1.0),
        ("g/kWh", 1.0),
        ("g CO₂eq / kWh", 1.0),
        ("gCO2/kWh", 1.0),
        ("gCO2e/kWh", 1.0),
        ("kg/MWh", 1.0),
        ("kgCO2eq/kWh", 1000.0),
        ("tCO2/MWh", 1000.0),
        ("lbs/MWh", 0.4536),
        ("EUR/kWh", None),
        ("%", None),
        ("g", None),
        (None, None),
    ],
)
def test_units_are_what_they_say(unit: str | None, factor: float | None) -> None:
    assert carbon_factor(unit) == (None if factor is None else pytest.approx(factor, rel=1e-3))
