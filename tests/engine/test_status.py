"""The few states a person sees stand for all of a charger's reasons."""

from custom_components.solar_charging.engine.reasons import ReasonKey
from custom_components.solar_charging.engine.status import STATUS_OF, ChargerStatus

OF_THE_SITE = {
    ReasonKey.MEASURED_GRID,
    ReasonKey.MEASURED_PHASES,
    ReasonKey.MEASURED_PHASES_UNKNOWN,
    ReasonKey.MEASURED_GENERATION_AND_LOAD,
    ReasonKey.MEASURED_GENERATION,
    ReasonKey.ESTIMATED,
    ReasonKey.SATELLITE_CLEAR,
    ReasonKey.SATELLITE_BROKEN,
    ReasonKey.SATELLITE_OVERCAST,
    ReasonKey.GRID_METER_STALE,
    ReasonKey.GRID_METER_STUCK,
    ReasonKey.NO_SURPLUS_SOURCE,
    ReasonKey.DRAW_LIMITED,
    ReasonKey.DRAW_LIMITED_UNTIL,
    ReasonKey.DRAW_LIMIT_LOST,
    ReasonKey.PEAK_GUARDED,
    # What the home battery does, and why.
    ReasonKey.BATTERY_FREE,
    ReasonKey.BATTERY_HELD,
    ReasonKey.BATTERY_HOUSE_ONLY,
    ReasonKey.BATTERY_MAY_CHARGE,
    ReasonKey.BATTERY_SET_BY_ANOTHER,
    ReasonKey.BATTERY_LEFT_TO_PLAN,
    ReasonKey.BATTERY_WRITES_SPENT,
    ReasonKey.BATTERY_NOT_ANSWERING,
    ReasonKey.BATTERY_BEFORE_CAR,
    ReasonKey.BATTERY_KEEPS_ROOM,
    ReasonKey.BATTERY_EVENING,
    ReasonKey.CAR_BEFORE_BATTERY,
}


def test_every_reason_of_a_charger_belongs_to_one_of_a_dozen_states() -> None:
    assert set(STATUS_OF) == set(ReasonKey) - OF_THE_SITE
    assert set(STATUS_OF.values()) == set(ChargerStatus)
    assert len(ChargerStatus) <= 12
