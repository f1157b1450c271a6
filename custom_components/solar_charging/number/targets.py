"""What is asked of one charger, as numbers: targets, minimum, limits of a session, a boost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntityDescription, NumberMode
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfEnergy, UnitOfTime
from homeassistant.util import dt as dt_util

from ..control.charger import async_update_car, async_update_request
from ..entity import CarEntity, ChargerEntity
from .finite import FiniteNumber

# No boost is longer than a day.
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True)
class _OfRequest(NumberEntityDescription):
    """A number about the field `field` of the charger's `ChargeRequest`; a unit of the number is `factor` of the field's."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG
    entity_registry_enabled_default: bool = False
    native_min_value: float | None = 0
    field: str
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class TargetNumberDescription(_OfRequest):
    """The field as it is. `unset` stands for nothing asked."""

    unset: float = 0.0


@dataclass(frozen=True, kw_only=True)
class BoostNumberDescription(_OfRequest):
    """A bound of a boost, shown as what is left until it from the present value: `present_fn` of the session's energy in Wh."""

    native_step: float
    present_fn: Callable[[float], float]


def _energy(key: str, field: str, *, is_enabled: bool = False) -> TargetNumberDescription:
    """Counted since the car was plugged in."""
    return TargetNumberDescription(
        key=key,
        translation_key=key,
        device_class=NumberDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        native_max_value=300,
        native_step=0.5,
        mode=NumberMode.BOX,
        field=field,
        factor=1000.0,
        entity_registry_enabled_default=is_enabled,
    )


def _charge(key: str, field: str, unset: float = 0.0) -> TargetNumberDescription:
    """Of a car whose state of charge is known."""
    return TargetNumberDescription(
        key=key,
        translation_key=key,
        device_class=NumberDeviceClass.BATTERY,
        native_unit_of_measurement=PERCENTAGE,
        native_max_value=100,
        native_step=1,
        # A slider leaves half of the width on a phone: the name would be cut.
        mode=NumberMode.BOX,
        field=field,
        unset=unset,
    )


TARGET_NUMBERS = [
    _energy("ready_by_energy", "ready_by_wh", is_enabled=True),
    _charge("ready_by_soc", "ready_by_soc_pct"),
    _charge("minimum_charge", "minimum_charge_pct"),
    _energy("energy_limit", "energy_limit_wh"),
    # Full is no limit.
    _charge("charge_limit", "charge_limit_pct", unset=100.0),
    TargetNumberDescription(
        key="charging_time_limit",
        translation_key="charging_time_limit",
        device_class=NumberDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        native_max_value=_DAY_MINUTES,
        native_step=1,
        mode=NumberMode.BOX,
        field="charging_time_limit_s",
        factor=60.0,
    ),
]
# What a car asks for itself, under the names that it has at a charger.
CAR_NUMBERS = [
    replace(one, key=f"own_{one.key}_of_car")
    for one in TARGET_NUMBERS
    if one.key in ("ready_by_soc", "minimum_charge", "charge_limit")
]
BOOST_NUMBERS = [
    BoostNumberDescription(
        entity_registry_enabled_default=True,
        key="boost_duration",
        translation_key="boost_duration",
        device_class=NumberDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        native_max_value=_DAY_MINUTES,
        native_step=1,
        mode=NumberMode.BOX,
        field="boost_until_s",
        present_fn=lambda _: dt_util.utcnow().timestamp(),
        factor=60.0,
    ),
    BoostNumberDescription(
        entity_registry_enabled_default=True,
        key="boost_energy",
        translation_key="boost_energy",
        device_class=NumberDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        native_max_value=300,
        native_step=0.1,
        mode=NumberMode.BOX,
        field="boost_until_wh",
        present_fn=lambda session_wh: session_wh,
        factor=1000.0,
    ),
]


class TargetNumber(ChargerEntity, FiniteNumber):
    """A number of what is asked of a charger."""

    _shows_settings_alone = True
    entity_description: TargetNumberDescription

    @property
    @override
    def native_value(self) -> float:
        description = self.entity_description
        value: float | None = getattr(
            self.coordinator.settings.charger(self.charger.id).charge_request, description.field
        )
        return description.unset if value is None else value / description.factor

    @override
    async def _async_take(self, value: float) -> None:
        description = self.entity_description
        asked = None if value == description.unset else value * description.factor
        async_update_request(self.coordinator, self.charger.id, **{description.field: asked})


class CarTargetNumber(CarEntity, FiniteNumber):
    """A number of what a car asks for itself."""

    _shows_settings_alone = True
    entity_description: TargetNumberDescription

    @property
    @override
    def native_value(self) -> float:
        description = self.entity_description
        value: float | None = getattr(self.coordinator.settings.car(self.car.id), description.field)
        return description.unset if value is None else value

    @override
    async def _async_take(self, value: float) -> None:
        description = self.entity_description
        asked = None if value == description.unset else value
        async_update_car(self.coordinator, self.car.id, **{description.field: asked})


class BoostNumber(ChargerEntity, FiniteNumber):
    """What is left of the boost under way; setting it begins one, or takes this bound away with 0."""

    entity_description: BoostNumberDescription

    @property
    def _present(self) -> float:
        return self.entity_description.present_fn(self.coordinator.sessions.session_wh(self.charger.id))

    @property
    @override
    def native_value(self) -> float:
        description = self.entity_description
        bound: float | None = getattr(
            self.coordinator.settings.charger(self.charger.id).charge_request, description.field
        )
        left = 0.0 if bound is None else max(bound - self._present, 0.0) / description.factor
        # In whole steps, so that not every moment is a change; a last part of one is still some.
        return round(ceil(round(left / description.native_step, 3)) * description.native_step, 1)

    @override
    async def _async_take(self, value: float) -> None:
        description = self.entity_description
        bound = self._present + value * description.factor if value else None
        async_update_request(self.coordinator, self.charger.id, **{description.field: bound})
