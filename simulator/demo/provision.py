"""Bring a configuration folder to where onboarding would have left it, with Home Assistant's own classes.

usage: python -m simulator.demo.provision CONFIG_FOLDER PORT LATITUDE LONGITUDE TIME_ZONE      (while Home Assistant is not running there)
"""

import asyncio
import sys
from pathlib import Path

from homeassistant import runner
from homeassistant.auth import auth_manager_from_config
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.auth.providers.homeassistant import HassAuthProvider
from homeassistant.components.http.config import HTTP_STORAGE_SCHEMA, async_get_and_load_store
from homeassistant.components.onboarding import STORAGE_KEY, STORAGE_VERSION, OnboardingStorage
from homeassistant.components.onboarding.const import STEPS
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

USER = "demo"


async def provision(folder: Path, port: int, place: tuple[float, float, str]) -> None:
    """Write the user, the finished onboarding, the loopback address and the home's place into `folder` (absolute)."""
    hass = HomeAssistant(str(folder))
    hass.config_entries = ConfigEntries(hass, {})
    await hass.config_entries.async_initialize()
    dr.async_setup(hass)
    await asyncio.gather(dr.async_load(hass), er.async_load(hass))
    await _user(hass)
    await OnboardingStorage(hass, STORAGE_VERSION, STORAGE_KEY, private=True).async_save({"done": list(STEPS)})
    await _address(hass, port)
    await hass.config.async_load()
    await hass.config.async_update(
        location_name="Sunny home",
        latitude=place[0],
        longitude=place[1],
        elevation=40,
        time_zone=place[2],
        country="DE",
        currency="EUR",
        language="en",
        unit_system="metric",
    )
    # Forced, because it was never started; the storages are written only now.
    await hass.async_stop(force=True)


async def _user(hass: HomeAssistant) -> None:
    hass.auth = await auth_manager_from_config(hass, [{"type": "homeassistant"}], [])
    provider = hass.auth.auth_providers[0]
    if any(user.is_owner for user in await hass.auth.async_get_users()) or not isinstance(provider, HassAuthProvider):
        return
    await provider.async_initialize()
    await provider.async_add_auth(USER, USER)
    user = await hass.auth.async_create_user("Demo", group_ids=[GROUP_ID_ADMIN])
    await hass.auth.async_link_user(user, await provider.async_get_or_create_credentials({"username": USER}))


async def _address(hass: HomeAssistant, port: int) -> None:
    """Listen on the loopback address, confirmed: what stands in YAML is on trial and undone after five minutes."""
    http = await async_get_and_load_store(hass)
    await http.async_set_pending(HTTP_STORAGE_SCHEMA({"server_host": ["127.0.0.1"], "server_port": port}))
    if http.pending:
        await http.async_promote_pending()
    await http.async_mark_yaml_migration_done()


if __name__ == "__main__":
    folder, port, latitude, longitude, zone = sys.argv[1:]
    home = (float(latitude), float(longitude), zone)
    asyncio.run(provision(Path(folder).resolve(), int(port), home), loop_factory=runner.create_event_loop)
