"""Why a charger does what it does, as a sentence in plain view."""

from typing import override

from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.const import MAX_LENGTH_STATE_STATE
from homeassistant.helpers import entity_registry as er

from ..automation.entity_lookup import EXCESS_POWER
from ..catalogue.charger_config import ChargerConfig
from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..engine.model import Reason
from ..entity import ChargerEntity
from .pace import EXPLANATION_INTERVAL_S, Timing, Value
from .paced import PacedSensor
from .shown_reasons import ShownReasons

REASON = SensorEntityDescription(key="reason", translation_key="reason")


class ReasonSensor(ChargerEntity, PacedSensor):
    """The reason in Home Assistant's language. A new reason is shown as `ShownReasons` has it, new numbers of the same one now and then.

    One that names the surplus follows the sensor of the surplus, so that both always show the same.
    """

    _shown_key: str | None = None
    _shown_surplus: str | None = None

    def __init__(self, coordinator: SolarChargingCoordinator, charger: ChargerConfig, reasons: ShownReasons) -> None:
        super().__init__(coordinator, REASON, charger)
        self._reasons = reasons

    @override
    def _value(self) -> Value:
        explainer = self.coordinator.explainer
        sentence = explainer.sentence(self.command.reason) if self.command else None
        if sentence and self.coordinator.settings.charger(self.charger.id).shadow_mode:
            sentence = explainer.sentence(Reason("in_shadow_mode", {"sentence": sentence}))
        return sentence and sentence[:MAX_LENGTH_STATE_STATE]

    @override
    def _take_value(self, now_s: float) -> bool:
        shown = self._reasons.follow(self.coordinator.data, now_s).get(self.charger.id)
        if self.command is None or shown is None or shown.key != self._shown_key:
            is_due = True
        elif self._shown_surplus is None:
            is_due = Timing(now_s, self._values_at_s).since_last_s >= EXPLANATION_INTERVAL_S
        else:
            is_due = self._surplus() != self._shown_surplus
        if not is_due:
            return False
        if self.command:
            self._reasons.show(self.command, now_s)
            names_surplus = "power_w" in self.command.reason.numbers
            self._shown_key, self._shown_surplus = self.command.reason.key, self._surplus() if names_surplus else None
        return super()._take_value(now_s)

    def _surplus(self) -> str | None:
        """Return what the sensor of the surplus shows, None where there is none."""
        unique_id = f"{self.coordinator.config_entry.entry_id}_{EXCESS_POWER}"
        entity_id = er.async_get(self.hass).async_get_entity_id("sensor", DOMAIN, unique_id)
        state = self.hass.states.get(entity_id) if entity_id else None
        return state.state if state else None
