"""Which attributes are worth a row of history."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, override

from freezegun.api import FrozenDateTimeFactory

from custom_components.solar_charging.sensor.pace import MOVING_ATTRIBUTES_INTERVAL_S, Value
from custom_components.solar_charging.sensor.paced import PacedSensor


class Shown(PacedSensor):
    """A sensor without a home."""

    _moving_attributes = frozenset({"reported"})

    def __init__(self) -> None:
        self.value: Value = "at home"
        self.attributes: Mapping[str, Any] = {"car": "Zoe", "reported": 1}
        self.rows = 0

    @override
    def _value(self) -> Value:
        return self.value

    @override
    def _attributes(self) -> Mapping[str, Any]:
        return self.attributes

    @override
    def async_write_ha_state(self) -> None:
        self.rows += 1

    def decide(self) -> int:
        self._handle_coordinator_update()
        return self.rows


def test_attributes_that_move_with_each_report_wait_and_others_do_not(freezer: FrozenDateTimeFactory) -> None:
    sensor = Shown()
    assert sensor.decide() == 1
    for minute in range(int(MOVING_ATTRIBUTES_INTERVAL_S / 60)):
        sensor.attributes = {"car": "Zoe", "reported": minute}
        assert sensor.decide() == 1
        freezer.tick(timedelta(minutes=1))
    assert sensor.decide() == 2
    sensor.attributes = {"car": "Twingo", "reported": 5}
    assert sensor.decide() == 3
    sensor.attributes, sensor.value = {"car": "Twingo", "reported": 6}, "away"
    assert sensor.decide() == 4
    assert sensor.extra_state_attributes == {"car": "Twingo", "reported": 6}


def test_nothing_new_is_no_row_however_long_it_lasts(freezer: FrozenDateTimeFactory) -> None:
    sensor = Shown()
    for _ in range(100):
        assert sensor.decide() == 1
        freezer.tick(timedelta(minutes=7))
