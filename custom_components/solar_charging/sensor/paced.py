"""Sensors that write what is news, at their pace, and nothing else."""

import math
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..engine.model import Reason
from ..entity import SolarChargingEntity
from .pace import AT_ONCE, MOVING_ATTRIBUTES_INTERVAL_S, NUMBERS_INTERVAL_S, REASON_INTERVAL_S, Pace, Timing, Value


class PacedSensor(SolarChargingEntity, SensorEntity):
    """Shows what `_value` returns and, as its `explanation`, what `_reason` returns. Every decision is seen; few are written."""

    # The state it explains is what history is for.
    _unrecorded_attributes = frozenset({"reason", "explanation"})
    _pace: Pace = AT_ONCE
    # When the last values were taken over, the latest last.
    _values_at_s: tuple[float, ...] = ()
    # When the last reasons were taken over, the latest last.
    _explained_at_s: tuple[float, ...] = ()
    _reason_key: str | None = None
    # Attributes that move with every step or report: written along with a value, or now and then.
    _moving_attributes: frozenset[str] = frozenset()
    # The newest of `_attributes`; those that were written last, and when.
    _own: Mapping[str, Any] = MappingProxyType({})
    _own_written: Mapping[str, Any] = MappingProxyType({})
    _written_at_s = -math.inf

    def _value(self) -> Value:
        raise NotImplementedError

    def _reason(self) -> Reason | None:
        return None

    def _attributes(self) -> Mapping[str, Any]:
        """Return attributes beside the reason's."""
        return {}

    def _levels(self) -> Collection[float]:
        """Return values that must not be passed unseen."""
        return ()

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._take()
        self._note_written()

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        return {**getattr(self, "_attr_extra_state_attributes", {}), **self._own}

    @callback
    @override
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Nothing here knows the entity's id: without this it would be removed and added again for a new one."""

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if self._take():
            self._note_written()
            self.async_write_ha_state()

    def _note_written(self) -> None:
        self._own_written, self._written_at_s = self._own, dt_util.utcnow().timestamp()

    def _take(self) -> bool:
        """Take over what is news. Returns whether anything was."""
        now_s = dt_util.utcnow().timestamp()
        # All, always: a new value is written with its own explanation.
        is_value_new = self._take_value(now_s)
        return any([is_value_new, self._take_reason(now_s, is_value_new=is_value_new), self._take_attributes(now_s)])

    def _take_value(self, now_s: float) -> bool:
        value = self._value()
        timing = Timing(now_s, self._values_at_s)
        if not self._pace.is_news(self._attr_native_value, value, timing, self._levels()):  # type: ignore[arg-type]  # ours are no dates or decimals
            return False
        self._attr_native_value = self._pace.shown(value)
        self._values_at_s = timing.written()
        return True

    def _take_reason(self, now_s: float, *, is_value_new: bool) -> bool:
        reason = self._reason()
        key = reason.key if reason else None
        timing = Timing(now_s, self._explained_at_s)
        if key == self._reason_key:
            is_due = timing.since_last_s >= NUMBERS_INTERVAL_S
        else:
            is_due = reason is None or timing.is_due(REASON_INTERVAL_S, leap_interval_s=0.0)
        # A row that is written anyway brings what is newest along.
        if not (is_due or is_value_new):
            return False
        attributes: Mapping[str, Any] = (
            {"reason": reason.key, "explanation": self.coordinator.explainer.sentence(reason)} if reason else {}
        )
        if attributes == getattr(self, "_attr_extra_state_attributes", {}):
            return False
        self._attr_extra_state_attributes = dict(attributes)
        self._reason_key, self._explained_at_s = key, timing.written()
        return True

    def _take_attributes(self, now_s: float) -> bool:
        self._own = self._attributes()
        before = self._own_written
        changed = {key for key in {*self._own, *before} if self._own.get(key) != before.get(key)}
        is_due = abs(now_s - self._written_at_s) >= MOVING_ATTRIBUTES_INTERVAL_S
        return bool(changed if is_due else changed - self._moving_attributes)
