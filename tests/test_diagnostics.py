"""The download of diagnostics can be shared: whatever a person typed is not in it, nor anything that tells where the home is."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.control.charger import async_update_request
from custom_components.solar_charging.diagnostics import async_get_config_entry_diagnostics
from custom_components.solar_charging.sessions.session import Occupant
from custom_components.solar_charging.sessions.session_change import SessionChange
from custom_components.solar_charging.solar.satellite import SatelliteImages
from tests.integration import home as integration_home
from tests.integration.conftest import _no_worker, home  # noqa: F401  its home
from tests.integration.home import DOMAIN, StateHome, charger_answers
from tests.integration.test_cars import add_car
from tests.integration.test_charging import NOON, surplus_of

VIN = "5YJ3E1EA7KF317000"
TYPED = (
    VIN,
    VIN.lower(),
    "52.52",
    "13.405",
    "SN-998877",
    "kim.example@example.org",
    "kim_example",
    "Kim Example",
    "+49 171",
    "aa:bb:cc",
    "Kims Tesla",
    "uid-4711",
    "The office pays",
    "kims-own-id",
)


@pytest.mark.quality_rule("diagnostics")
async def test_nothing_a_person_typed_is_in_it(
    hass: HomeAssistant,
    home: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    other = MockConfigEntry(domain="tesla_fleet", title="kim.example@example.org", unique_id="uid-4711")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id,
        identifiers={("tesla_fleet", VIN)},
        serial_number="SN-998877",
        name="Kims Tesla",
        connections={("mac", "aa:bb:cc:dd:ee:ff")},
    )
    power = er.async_get(hass).async_get_or_create(
        "sensor", "tesla_fleet", f"{VIN}-power", suggested_object_id=f"{VIN.lower()}_power", device_id=device.id
    )
    home.power(power.entity_id, 0)
    entry = await home.set_up(charger=False)
    flow = hass.config_entries.subentries
    begun = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    answers = charger_answers(name="Kim Example, Sonnenstr. 7, +49 171 555", power_entity=power.entity_id)
    await flow.async_configure(begun["flow_id"], answers)
    await hass.async_block_till_done()
    await add_car(home)
    coordinator = entry.runtime_data
    async_update_request(
        coordinator,
        coordinator.site.chargers[0].id,
        departure_calendar="calendar.kim_example_example_org",
    )
    await surplus_of(home, freezer, 2600, 60)
    driver = Occupant(person_id="kims-own-id", person="Kim Example")
    change = SessionChange(driver=driver, note="The office pays")
    assert await coordinator.sessions.async_change(coordinator.site.chargers[0].id, change)
    text = json.dumps(await async_get_config_entry_diagnostics(hass, entry))
    assert [secret for secret in TYPED if secret in text] == []
    titles = [sub.title for sub in entry.subentries.values() if isinstance(sub, ConfigSubentry)]
    assert [title for title in titles if title in text] == []
    own_ids = [one for one in hass.states.async_entity_ids() if one in text]
    assert own_ids == []
    await hass.config_entries.async_unload(entry.entry_id)


async def test_no_sunshine_at_a_known_time_is_in_it(
    hass: HomeAssistant,
    home: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 60)
    now = dt_util.utcnow()
    images = SatelliteImages(now, now - timedelta(hours=8), 600.0, tuple(float(ghi) for ghi in range(200, 700, 10)))
    entry.runtime_data.estimator._see(images)
    found = await async_get_config_entry_diagnostics(hass, entry)
    assert found["settings"]["site"]["surplus_reserve_w"] == 0
    assert found["decision"]["site"]["source"] == "grid_meter"
    assert f"{DOMAIN}" not in found["entry"]

    def series(value: object) -> bool:
        """Whether there is a list of powers long enough to find where such a sun shines."""
        if isinstance(value, dict):
            return any(series(one) for one in value.values())
        if isinstance(value, list):
            numbers = [one for one in value if isinstance(one, int | float) and one > 100]
            return len(numbers) >= 12 or any(series(one) for one in value)
        return False

    assert not series({key: value for key, value in found.items() if key != "registry_dump"})
    await hass.config_entries.async_unload(entry.entry_id)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return each value of a download, with the way to it."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, f"{path}.{key}")
    else:
        yield path, value


async def test_two_homes_a_continent_apart_give_the_same_download(
    hass: HomeAssistant,
    home: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Same devices, same readings, same moment: what differs would tell which of them it is. So nobody can find it on a map."""
    found = []
    for place in ((52.52, 13.405), (38.72, -9.14)):
        monkeypatch.setattr(integration_home, "BERLIN", place)
        await hass.config.async_update(latitude=place[0], longitude=place[1], elevation=round(place[0]))
        freezer.move_to(NOON)
        await home.plug_in_devices()
        entry = await home.set_up()
        await surplus_of(home, freezer, 2600, 60)
        # A day and a half of sun, to learn from.
        for minute in range(0, 36 * 60, 5):
            entry.runtime_data.estimator.observe_generation(dt_util.utcnow() + timedelta(minutes=minute), 2600.0)
        download = await async_get_config_entry_diagnostics(hass, entry)
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()
        text = json.dumps(download).replace(entry.entry_id, "ENTRY")
        for subentry_id in entry.subentries:
            text = text.replace(subentry_id, "CHARGER")
        found.append(dict(leaves(json.loads(text))))
    first, other = found
    differing = {path for path in first.keys() | other.keys() if first.get(path) != other.get(path)}
    # What the charger drew, and was told, a moment ago follows the estimate by some watts or seconds: no place follows from that.
    by_estimate = ("replayed_w", "uneven_steps.")
    assert [path for path in sorted(differing) if not any(one in path for one in by_estimate)] == []
    assert len(first) > 200
