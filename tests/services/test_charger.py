"""What actions on chargers refuse before anything is changed."""

import pytest
import voluptuous as vol
from homeassistant.core import HomeAssistant

from tests.integration.conftest import _no_worker, home  # noqa: F401  its home
from tests.integration.home import DOMAIN, StateHome


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_ready_by", {"departure": "0001-01-01 00:00:00+14:00", "energy_kwh": 5}),
        ("set_ready_by", {"departure": "9999-12-31 23:59:59-12:00", "energy_kwh": 5}),
        ("boost", {"duration": {"days": 900_000_000}}),
        ("set_charge_limit", {"duration": {"days": 8}}),
    ],
)
async def test_absurd_times_are_refused(hass: HomeAssistant, home: StateHome, action: str, data: dict) -> None:  # noqa: F811
    await home.plug_in_devices()
    entry = await home.set_up()
    with pytest.raises(vol.Invalid):
        await hass.services.async_call(DOMAIN, action, {"device_id": "any", **data}, blocking=True)
    await hass.config_entries.async_unload(entry.entry_id)
