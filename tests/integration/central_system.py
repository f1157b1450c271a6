"""A small central system for OCPP 1.6 as an integration of Home Assistant.

The integration that people use is a custom one, which no package index holds. What its entities are keyed by, and that its
number shows what was asked for even where the charge point refused, is as it is there; all else is the least that works.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, override

from homeassistant.components.number import NumberEntity
from homeassistant.components.sensor import SensorEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result
from ocpp.v16.enums import (
    Action,
    AuthorizationStatus,
    ChargingProfileKindType,
    ChargingProfilePurposeType,
    ChargingProfileStatus,
    ChargingRateUnitType,
    ClearChargingProfileStatus,
    Measurand,
    RegistrationStatus,
    RemoteStartStopStatus,
)
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from . import mocked

DOMAIN = "ocpp"
CONNECTOR = 1
STATUS, POWER, ENERGY = "status_connector", "power_active_import", "energy_session"
UNITS = {POWER: "W", ENERGY: "kWh"}
_RUNNING = ("Charging", "SuspendedEV", "SuspendedEVSE")


class Link(ChargePoint):
    """One charge point's connection: what it told, and what it can be told."""

    def __init__(self, name: str, connection: ServerConnection, tell: Callable[[], None]) -> None:
        super().__init__(name, connection)
        self.values: dict[str, Any] = {}
        self.transaction = 0
        self._meter_start_wh = 0.0
        self._tell = tell

    @on(Action.boot_notification)
    def booted(self, **_: Any) -> call_result.BootNotification:
        now = datetime.now(UTC).isoformat()
        return call_result.BootNotification(current_time=now, interval=300, status=RegistrationStatus.accepted)

    @on(Action.status_notification)
    def status(self, status: str, **_: Any) -> call_result.StatusNotification:
        self.values[STATUS] = status
        self._tell()
        return call_result.StatusNotification()

    @on(Action.meter_values)
    def metered(self, meter_value: list[dict[str, Any]], **_: Any) -> call_result.MeterValues:
        readings = {sample["measurand"]: float(sample["value"]) for sample in meter_value[-1]["sampled_value"]}
        self.values[POWER] = readings[Measurand.power_active_import]
        self.values[ENERGY] = (readings[Measurand.energy_active_import_register] - self._meter_start_wh) / 1000
        self._tell()
        return call_result.MeterValues()

    @on(Action.start_transaction)
    def started(self, meter_start: int, **_: Any) -> call_result.StartTransaction:
        self.transaction += 1
        self._meter_start_wh = meter_start
        accepted = {"status": AuthorizationStatus.accepted}
        return call_result.StartTransaction(transaction_id=self.transaction, id_tag_info=accepted)

    @on(Action.stop_transaction)
    def stopped(self, **_: Any) -> call_result.StopTransaction:
        return call_result.StopTransaction()

    async def limit(self, amps: float) -> bool:
        """Limit the current; False where the charge point refuses."""
        profile = {
            "charging_profile_id": 1,
            "stack_level": 0,
            "charging_profile_purpose": ChargingProfilePurposeType.tx_default_profile,
            "charging_profile_kind": ChargingProfileKindType.relative,
            "charging_schedule": {
                "charging_rate_unit": ChargingRateUnitType.amps,
                "charging_schedule_period": [{"start_period": 0, "limit": amps}],
            },
        }
        answer = await self.call(call.SetChargingProfile(connector_id=CONNECTOR, cs_charging_profiles=profile))
        return answer.status == ChargingProfileStatus.accepted

    async def clear_limit(self) -> bool:
        """Take the limit away, as somebody else may."""
        answer = await self.call(call.ClearChargingProfile(connector_id=CONNECTOR))
        return answer.status == ClearChargingProfileStatus.accepted

    async def start_charging(self) -> bool:
        """Begin a transaction."""
        answer = await self.call(call.RemoteStartTransaction(id_tag="home", connector_id=CONNECTOR))
        return answer.status == RemoteStartStopStatus.accepted

    async def stop_charging(self) -> bool:
        """End the transaction."""
        answer = await self.call(call.RemoteStopTransaction(transaction_id=self.transaction))
        return answer.status == RemoteStartStopStatus.accepted


class CentralSystem:
    """Where charge points connect to."""

    def __init__(self) -> None:
        self.link: Link | None = None
        # The real one writes nothing when a connection is lost: until the next message all stays as it was.
        self.shows_loss = True
        self.entities: list[Entity] = []
        self._server: Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"ws://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}"

    async def open(self) -> None:
        # Pings are timed by a clock that stands still here.
        self._server = await serve(self._talk, "127.0.0.1", 0, subprotocols=["ocpp1.6"], ping_interval=None)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def tell(self) -> None:
        """Show what has changed."""
        for entity in self.entities:
            entity.async_write_ha_state()

    async def _talk(self, connection: ServerConnection) -> None:
        self.link = Link("wallbox", connection, self.tell)
        try:
            await self.link.start()
        except ConnectionClosed:
            self.link = None
            if self.shows_loss:
                self.tell()


class _OfChargePoint(Entity):
    _attr_should_poll = False
    _attr_has_entity_name = True

    def __init__(self, central: CentralSystem, unique_id: str) -> None:
        self._central = central
        self._attr_unique_id = unique_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, "wallbox")}, name="wallbox", manufacturer="Elmo", model="One"
        )
        central.entities.append(self)

    @property
    @override
    def available(self) -> bool:
        return self._central.link is not None

    @property
    def link(self) -> Link:
        assert self._central.link is not None
        return self._central.link


class MaximumCurrent(_OfChargePoint, NumberEntity):
    """Shows what was asked for, whatever became of it."""

    _attr_name = "Maximum Current"
    _attr_native_min_value, _attr_native_max_value, _attr_native_step = 0, 32, 1
    _attr_native_unit_of_measurement = "A"
    _attr_native_value = 32

    @override
    async def async_set_native_value(self, value: float) -> None:
        self._attr_native_value = value
        self.async_write_ha_state()
        await self.link.limit(value)


class ChargeControl(_OfChargePoint, SwitchEntity):
    """Begins and ends transactions; on while there is one."""

    _attr_name = "Charge Control"

    @property
    @override
    def is_on(self) -> bool:
        return self._central.link is not None and self.link.values.get(STATUS) in _RUNNING

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self.link.start_charging()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self.link.stop_charging()


class Metric(_OfChargePoint, SensorEntity):
    """What the charge point told of one thing."""

    def __init__(self, central: CentralSystem, key: str) -> None:
        super().__init__(central, f"{DOMAIN}.wallbox.{key}.sensor")
        self._key = key
        self._attr_name = key.replace("_", " ")
        self._attr_native_unit_of_measurement = UNITS.get(key)
        self._attr_device_class = {POWER: "power", ENERGY: "energy"}.get(key)

    @property
    @override
    def native_value(self) -> Any:
        return self.link.values.get(self._key) if self._central.link else None


class CentralSystemFlow(ConfigFlow, domain=DOMAIN):
    """Asks nothing; without one, Home Assistant sets nothing up."""


def register(hass: HomeAssistant) -> None:
    """Make the integration known to Home Assistant."""

    async def set_up(_: HomeAssistant, entry: ConfigEntry[CentralSystem]) -> bool:
        entry.runtime_data = CentralSystem()
        await entry.runtime_data.open()
        return True

    async def unload(_: HomeAssistant, entry: ConfigEntry[CentralSystem]) -> bool:
        await entry.runtime_data.close()
        return True

    prefix = f"{DOMAIN}.wallbox"
    platforms: dict[str, mocked.Made] = {
        "number": lambda central: [MaximumCurrent(central, f"number.{prefix}.maximum_current")],
        "switch": lambda central: [ChargeControl(central, f"switch.{prefix}.charge_control")],
        "sensor": lambda central: [Metric(central, key) for key in (STATUS, POWER, ENERGY)],
    }
    mocked.register(hass, DOMAIN, set_up, unload, platforms)
