"""How sure a replay is follows from this home's own readings."""

import pytest

from custom_components.solar_charging.replay.confidence import confidence


@pytest.mark.parametrize(
    ("reading_s", "hourly_h", "off_pct"),
    [
        (10.0, 0.0, 5.0),
        (600.0, 0.0, 8.0),
        (7200.0, 0.0, 10.0),
        (10.0, 5.0, 7.5),
        (None, 10.0, 10.0),
        (10.0, 99.0, 10.0),
    ],
)
def test_rare_readings_and_hourly_means_make_it_less_sure(
    reading_s: float | None, hourly_h: float, off_pct: float
) -> None:
    assert confidence(reading_s, hourly_h, 10.0).off_pct == pytest.approx(off_pct)


def test_of_nothing_known_nothing_is_divided() -> None:
    assert confidence(10.0, 0.0, 0.0).off_pct == pytest.approx(5.0)
