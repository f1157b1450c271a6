"""A KEBA charger behind Home Assistant's own integration."""

from types import SimpleNamespace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .evse import HOST, Evse, Patch


class Keba(Evse):
    """Actions alone, no device, no config entry; spoken to by UDP."""

    domain = "keba"
    tells_current = False
    min_interval_s = 5.0

    def __init__(self) -> None:
        super().__init__()
        self.handler: Any = None
        self.has_failsafe = False

    @property
    def data(self) -> dict[str, Any]:
        """What its reports say."""
        return {
            "Serial": "123456", "Product": "KC-P30", "Online": True, "Plug_plugged": True, "State_on": bool(self.power_w),
            "P": self.power_w / 1000, "E pres": 0, "E total": 0, "Curr user": self.current_a, "Setenergy": 0, "FS_on": self.has_failsafe,
            "Authreq": 0,
        }  # fmt: skip

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        async def connect(handler: Any, loop: Any = None) -> None:
            handler.keba_protocol, handler._setup = self, True
            self.handler = handler

        async def at_once(_seconds: float) -> None:
            """Leave out the pauses between two datagrams."""

        patch.setattr("keba_kecontact.connection.KebaKeContact.setup", connect)
        patch.setattr("keba_kecontact.connection.asyncio", SimpleNamespace(sleep=at_once))
        patch.setattr("homeassistant.components.keba.KebaHandler.start_periodic_request", lambda _: None)
        patch.setattr("homeassistant.components.keba.KebaHandler._set_fast_polling", lambda _: None)
        assert await async_setup_component(hass, "keba", {"keba": {"host": HOST}})
        await hass.async_block_till_done()

    async def refresh(self, hass: HomeAssistant) -> None:
        self.handler.hass_callback(None)

    async def remove(self, hass: HomeAssistant) -> None:
        registry = er.async_get(hass)
        for entity_id in [one.entity_id for one in registry.entities.values() if one.platform == self.domain]:
            registry.async_remove(entity_id)

    def send(self, datagram: str) -> None:
        """Take a datagram."""
        name, *values = datagram.split()
        if name == "currtime":
            self.take("current", float(values[0]) / 1000)
        elif name == "ena":
            self.take("on" if values[0] == "1" else "off")
