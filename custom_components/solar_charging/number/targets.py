"""What is wished of one charger, as numbers: targets, minimum, limits of a session, a boost."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberEntityDescription, NumberMode
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfEnergy, UnitOfTime
from homeassistant.util import dt as dt_util

from ..control.charger import async_update_request
from ..entity import ChargerEntity

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True)
class _OfWish(NumberEntityDescription):
    """A number about the field `wish` of the charger's `Wish`; a unit of the number is `factor` of the field's."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG
    entity_registry_enabled_default: bool = False
    native_min_value: float | None = 0
    wish: str
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class TargetNumberDescription(_OfWish):
    """The field as it is. `unset` stands for nothing wished."""

    unset: float = 0.0


@dataclass(frozen=True, kw_only=True)
class BoostNumberDescription(_OfWish):
    """A bound of a boost, shown as what is left until it from the present value: `present_fn` of the session's energy in Wh."""

    native_step: float
    present_fn: Callable[[float], float]


def _energy(key: str, wish: str) -> TargetNumberDescription:
    """Counted since the car was plugged in."""
    return TargetNumberDescription(
        key=key,
        translation_key=key,
        device_class=NumberDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        native_max_value=300,
        native_step=0.5,
        mode=NumberMode.BOX,
        wish=wish,
        factor=1000.0,
    )


def _charge(key: str, wish: str, unset: float = 0.0) -> TargetNumberDescription:
    """Of a car whose state of charge is known."""
    return TargetNumberDescription(
        key=key,
        translation_key=key,
        device_class=NumberDeviceClass.BATTERY,
        native_unit_of_measurement=PERCENTAGE,
        native_max_value=100,
        native_step=1,
        wish=wish,
        unset=unset,
    )


TARGET_NUMBERS = [
    _energy("ready_energy", "target_wh"),
    _charge("ready_charge", "target_pct"),
    _charge("min_charge", "min_pct"),
    _energy("limit_energy", "limit_wh"),
    # Full is no limit.
    _charge("limit_charge", "limit_pct", unset=100.0),
    TargetNumberDescription(
        key="limit_time",
        translation_key="limit_time",
        device_class=NumberDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        native_max_value=_DAY_MINUTES,
        native_step=1,
        mode=NumberMode.BOX,
        wish="limit_s",
        factor=60.0,
    ),
]
BOOST_NUMBERS = [
    BoostNumberDescription(
        key="boost_time",
        translation_key="boost_time",
        device_class=NumberDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        native_max_value=_DAY_MINUTES,
        native_step=1,
        mode=NumberMode.BOX,
        wish="boost_until_s",
        present_fn=lambda _: dt_util.utcnow().timestamp(),
        factor=60.0,
    ),
    BoostNumberDescription(
        key="boost_energy",
        translation_key="boost_energy",
        device_class=NumberDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        native_max_value=300,
        native_step=0.1,
        mode=NumberMode.BOX,
        wish="boost_to_wh",
        present_fn=lambda session_wh: session_wh,
        factor=1000.0,
    ),
]


class TargetNumber(ChargerEntity, NumberEntity):
    """A number of what is wished of a charger."""

    entity_description: TargetNumberDescription

    @property
    @override
    def native_value(self) -> float:
        description = self.entity_description
        value: float | None = getattr(self.coordinator.settings.charger(self.charger.id).wish, description.wish)
        return description.unset if value is None else value / description.factor

    @override
    async def async_set_native_value(self, value: float) -> None:
        description = self.entity_description
        wished = None if value == description.unset else value * description.factor
        async_update_request(self.coordinator, self.charger.id, **{description.wish: wished})


class BoostNumber(ChargerEntity, NumberEntity):
    """What is left of the boost under way; setting it begins one, or takes this bound away with 0."""

    entity_description: BoostNumberDescription

    @property
    def _present(self) -> float:
        return self.entity_description.present_fn(self.coordinator.sessions.session_wh(self.charger.id))

    @property
    @override
    def native_value(self) -> float:
        description = self.entity_description
        bound: float | None = getattr(self.coordinator.settings.charger(self.charger.id).wish, description.wish)
        left = 0.0 if bound is None else max(bound - self._present, 0.0) / description.factor
        # In whole steps, so that not every moment is a change; a last part of one is still some.
        return round(ceil(round(left / description.native_step, 3)) * description.native_step, 1)

    @override
    async def async_set_native_value(self, value: float) -> None:
        description = self.entity_description
        bound = self._present + value * description.factor if value else None
        async_update_request(self.coordinator, self.charger.id, **{description.wish: bound})
