"""How a charger is treated, behind a real integration: what people set, its own mode, its phases, how it is left."""

from unittest.mock import Mock

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from custom_components.solar_charging.settings import ReleaseBehavior

from .evses import V2c, Wallbox
from .home import StateHome
from .sunshine import Sun, add_found, choose, issues, shown

INTENSITY = "number.evse_charger_local_intensity"
PAUSED = "switch.evse_charger_local_pause_session"


@pytest.fixture
async def evse(
    hass: HomeAssistant,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> V2c:
    """Return a charger with a number and an inverted switch, added as it was found."""
    evse = V2c()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    return evse


@pytest.fixture
def sun(home: StateHome, evse: V2c, freezer: FrozenDateTimeFactory) -> Sun:
    return Sun(home, evse, freezer)


async def test_what_a_person_sets_is_left_alone_until_a_mode_is_chosen(
    hass: HomeAssistant, evse: V2c, sun: Sun
) -> None:
    await sun.shines(2700, 10)
    data = {"entity_id": INTENSITY, "value": 7}
    await hass.services.async_call("number", "set_value", data, blocking=True)
    await sun.shines(2700, 5)
    assert evse.current_a == 7
    assert shown(hass, sun.home, "status") == "manual_override"
    await choose(hass, sun.home, "mode", "solar_only")
    await sun.shines(2700, 3)
    assert evse.current_a > 7


@pytest.mark.parametrize("may", [True, False], ids=["allowed", "not allowed"])
async def test_its_own_solar_mode_is_switched_off_where_allowed_and_reported_where_not(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    may: bool,
) -> None:
    evse = V2c()
    evse.has_own_mode = True
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry, may_set_conflicting_settings=may)
    await Sun(home, evse, freezer).shines(2700, 12)
    assert evse.has_own_mode is not may
    assert ("charger_has_own_mode" in issues(hass)) is not may


async def test_phases_follow_the_sun_where_they_can_be_switched(hass: HomeAssistant, evse: V2c, sun: Sun) -> None:
    await sun.shines(8000, 20)
    assert evse.phases == 3
    assert evse.power_w > 6000


async def test_without_a_car_its_missing_switch_is_no_fault(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evse = Wallbox()
    evse.has_car = False
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    await sun.shines(2700, 10)
    assert shown(hass, home, "status") == "disconnected"
    assert not issues(hass)
    evse.has_car = True
    await sun.shines(2700, 15)
    assert evse.power_w > 2000


@pytest.mark.parametrize(
    ("release_behavior", "current_a", "is_on"), [("minimum", 6, True), ("stop", 11, False), ("keep", 11, True)]
)
@pytest.mark.parametrize("event", ["stop", "remove", "remove charger", "disable"])
async def test_it_is_left_as_the_user_chose(
    hass: HomeAssistant, entry: ConfigEntry, evse: V2c, sun: Sun,
    release_behavior: str, current_a: int, is_on: bool, event: str,
) -> None:  # fmt: skip
    coordinator = entry.runtime_data
    (charger,) = coordinator.site.chargers
    coordinator.async_set_settings(
        coordinator.settings.with_charger(charger.id, release_behavior=ReleaseBehavior(release_behavior))
    )
    await sun.shines(2700, 8)
    assert evse.is_on
    match event:
        case "stop":
            hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        case "remove":
            await hass.config_entries.async_remove(entry.entry_id)
        case "remove charger":
            hass.config_entries.async_remove_subentry(entry, charger.id)
        case _:
            await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    assert (evse.current_a, evse.is_on) == (current_a, is_on)


@pytest.mark.parametrize(("event", "left"), [("stop", (6, True)), ("disable", (11, False))])
async def test_it_is_left_by_its_settings_where_what_is_requested_cannot_be_read(
    hass: HomeAssistant, entry: ConfigEntry, evse: V2c, sun: Sun, monkeypatch: pytest.MonkeyPatch,
    event: str, left: tuple[float, bool],
) -> None:  # fmt: skip
    await sun.shines(2700, 8)
    monkeypatch.setattr(type(entry.runtime_data.requests), "in_force", Mock(side_effect=ValueError("broken")))
    if event == "stop":
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    else:
        await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    assert (evse.current_a, evse.is_on) == left


async def test_a_reload_changes_nothing_at_the_charger(
    hass: HomeAssistant,
    entry: ConfigEntry,
    evse: V2c,
    sun: Sun,
) -> None:
    await sun.shines(2700, 8)
    before = list(evse.calls)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await sun.shines(2700, 1)
    assert evse.calls == before


async def test_our_device_is_linked_to_the_chargers_own(hass: HomeAssistant, evse: V2c) -> None:
    registry = dr.async_get(hass)
    (v2c,), (home_entry,) = (hass.config_entries.async_entries(domain) for domain in ("v2c", "solar_charging"))
    (own,) = dr.async_entries_for_config_entry(registry, v2c.entry_id)
    of_home = dr.async_entries_for_config_entry(registry, home_entry.entry_id)
    (ours,) = [device for device in of_home if device.via_device_id == own.id]
    assert {domain for domain, _ in ours.identifiers} == {"solar_charging"}
    assert ours.configuration_url == "https://solar-charging.github.io/solar-charging/devices/?find=v2c"


async def test_a_charger_is_not_offered_twice(
    hass: HomeAssistant,
    entry: ConfigEntry,
    evse: V2c,
) -> None:
    flow = hass.config_entries.subentries
    form = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    (field,) = form["data_schema"].schema.values()
    assert [option["value"] for option in field.config["options"]] == ["manual", "move"]


async def test_an_entity_that_is_never_to_be_used_cannot_be_chosen_by_hand(
    hass: HomeAssistant,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await Wallbox().set_up(hass, monkeypatch)
    flow = hass.config_entries.subentries
    form = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    by_hand = await flow.async_configure(form["flow_id"], {"charger": "manual"})
    fuse = er.async_get(hass).async_get_entity_id("number", "wallbox", "icp_max_current-20000")
    answers = {"name": "Garage", "current_entity": fuse, "phases": "1"}
    refused = await flow.async_configure(by_hand["flow_id"], answers)
    assert refused["errors"]["current_entity"] == "never_written"
