"""Why a charger does what it does, as a sentence in plain view."""

from typing import override

from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.const import MAX_LENGTH_STATE_STATE

from ..entity import ChargerEntity
from .pace import EXPLANATION_INTERVAL_S, Value
from .paced import PacedSensor

REASON = SensorEntityDescription(key="reason", translation_key="reason")


class ReasonSensor(ChargerEntity, PacedSensor):
    """The reason in Home Assistant's language. A new reason is shown at once, new numbers of the same one now and then."""

    _shown_key: str | None = None

    @override
    def _value(self) -> Value:
        sentence = self.coordinator.explainer.sentence(self.command.reason) if self.command else None
        return sentence and sentence[:MAX_LENGTH_STATE_STATE]

    @override
    def _take_value(self, now_s: float) -> bool:
        key = self.command.reason.key if self.command else None
        if key == self._shown_key and abs(now_s - self._value_at_s) < EXPLANATION_INTERVAL_S:
            return False
        self._shown_key = key
        return super()._take_value(now_s)
