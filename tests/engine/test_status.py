"""The few states a person sees stand for all of a charger's reasons."""

from custom_components.solar_charging.engine.reasons import ReasonKey
from custom_components.solar_charging.engine.status import STATUS_OF, ChargerStatus

OF_THE_SITE = {
    ReasonKey.MEASURED_GRID,
    ReasonKey.MEASURED_GENERATION_AND_LOAD,
    ReasonKey.MEASURED_GENERATION,
    ReasonKey.ESTIMATED,
    ReasonKey.GRID_METER_STALE,
    ReasonKey.GRID_METER_STUCK,
    ReasonKey.NO_SURPLUS_SOURCE,
    ReasonKey.DRAW_LIMITED,
    ReasonKey.DRAW_LIMITED_UNTIL,
    ReasonKey.DRAW_LIMIT_LOST,
    ReasonKey.PEAK_GUARDED,
}


def test_every_reason_of_a_charger_belongs_to_one_of_a_dozen_states() -> None:
    assert set(STATUS_OF) == set(ReasonKey) - OF_THE_SITE
    assert set(STATUS_OF.values()) == set(ChargerStatus)
    assert len(ChargerStatus) <= 12
