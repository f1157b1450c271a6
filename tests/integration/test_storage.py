"""What is kept over restarts: files of any shape, of other versions, and a power cut at the worst moment."""

import copy
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.managers import site_file
from custom_components.solar_charging.managers.site_file import PACKED, pack, unpack
from custom_components.solar_charging.managers.storage import (
    BOOKS,
    LEARNED,
    STATE,
    STATE_DELAY_S,
    SUN_MODEL,
    SUN_TABLE,
    SiteStore,
    Sources,
)
from custom_components.solar_charging.settings import Settings

from .home import DOMAIN, StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of
from .test_sessions import unplug

FILES = ("settings", *LEARNED)
type Storage = dict[str, Any]


@pytest.fixture
async def stored(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> ConfigEntry:
    """A home that charged in solar and grid mode behind a 20 A fuse, and is unloaded now."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await choose(home, "solar_and_grid")
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(main_fuse_a=20.0))
    await surplus_of(home, freezer, 2600, 60)
    await hass.config_entries.async_unload(entry.entry_id)
    return entry


def key(entry: ConfigEntry, name: str) -> str:
    return site_file.key_of(entry.entry_id, name)


async def set_up_again(hass: HomeAssistant, entry: ConfigEntry) -> None:
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def archived(config_dir: str) -> list[str]:
    """Every line of the archive."""
    return [line for path in Path(config_dir).rglob("*.jsonl") for line in path.read_text().splitlines()]


def lost(hass: HomeAssistant) -> str:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "stored_data_lost")
    return "" if issue is None else issue.translation_placeholders["lost"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "data", [[], None, {}, {"x": 1}, {PACKED: "{"}, {PACKED: "e30="}, {PACKED: pack([])}, {PACKED: 5}, "text", 5]
)
async def test_a_home_starts_with_files_of_any_shape(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage, name: str, data: Any
) -> None:
    hass_storage[key(stored, name)]["data"] = data
    await set_up_again(hass, stored)
    assert stored.state is ConfigEntryState.LOADED
    # Settings have a second file for such days.
    assert stored.runtime_data.settings.site.main_fuse_a == 20.0
    await hass.config_entries.async_unload(stored.entry_id)


@pytest.mark.parametrize("name", FILES)
async def test_a_file_of_which_nothing_can_be_read_is_named_and_set_aside(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage, name: str
) -> None:
    for broken in (name, "settings_last_good") if name == "settings" else (name,):
        hass_storage[key(stored, broken)]["data"] = {PACKED: "e30="} if name in LEARNED else [5]
    await set_up_again(hass, stored)
    assert lost(hass) == ("" if name == SUN_TABLE else f"- `{name or 'state'}`")
    aside = {found.split(".set_aside.")[0] for found in hass_storage if ".set_aside." in found}
    assert key(stored, name) in aside
    await hass.config_entries.async_unload(stored.entry_id)


@pytest.mark.parametrize("part", ["engine", "cars", "departures", "sessions", "checks", "known_devices"])
@pytest.mark.parametrize("data", [[], 5, "text", {"x": 5}, {"x": [1]}])
async def test_a_broken_part_of_the_state_begins_anew(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage, part: str, data: Any
) -> None:
    file = hass_storage[key(stored, BOOKS if part == "sessions" else STATE)]["data"]
    before = {**unpack(file[PACKED]), part: data}
    file[PACKED] = pack(before)
    await set_up_again(hass, stored)
    assert stored.state is ConfigEntryState.LOADED
    if not isinstance(data, dict):
        assert part in lost(hass)
        aside = [value for name, value in hass_storage.items() if ".set_aside." in name]
        assert [one["data"]["data"] for one in aside] == [before]
    await hass.config_entries.async_unload(stored.entry_id)


@pytest.mark.parametrize("name", [name for name in FILES if name != "sun_table"])
@pytest.mark.parametrize("version", [(2, 1), (1, 2)])
async def test_a_file_of_a_newer_version_is_refused_and_left_as_it_is(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage, name: str, version: tuple[int, int]
) -> None:
    file = hass_storage[key(stored, name)]
    file["version"], file["minor_version"] = version
    before = copy.deepcopy(hass_storage)
    await set_up_again(hass, stored)
    assert stored.state is ConfigEntryState.SETUP_ERROR
    assert stored.error_reason_translation_key == "newer_file"
    assert {name: data for name, data in hass_storage.items() if DOMAIN in name} == {
        name: data for name, data in before.items() if DOMAIN in name
    }
    # It can still be removed.
    await hass.config_entries.async_remove(stored.entry_id)
    assert not [name for name in hass_storage if stored.entry_id in name]


@pytest.mark.parametrize("version", [(2, 1), (1, 2)])
async def test_the_suns_table_of_a_newer_version_is_computed_anew(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage, version: tuple[int, int]
) -> None:
    file = hass_storage[key(stored, "sun_table")]
    file["version"], file["minor_version"] = version
    path = Path(hass.config.path(".storage", key(stored, "sun_table")))
    await hass.async_add_executor_job(lambda: (path.parent.mkdir(exist_ok=True), path.write_text("newer")))
    await set_up_again(hass, stored)
    assert stored.state is ConfigEntryState.LOADED
    (aside,) = await hass.async_add_executor_job(lambda: list(path.parent.glob(f"{path.name}.set_aside.*")))
    assert await hass.async_add_executor_job(aside.read_text) == "newer"
    await hass.config_entries.async_remove(stored.entry_id)
    assert not aside.exists()


async def test_older_files_are_brought_up_to_date(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = hass_storage[key(stored, "settings")]["data"]
    settings["site"]["fuse"] = settings["site"].pop("main_fuse_a")

    def renamed(data: dict[str, Any]) -> dict[str, Any]:
        if "fuse" in data.get("site", {}):
            data["site"]["main_fuse_a"] = data["site"].pop("fuse")
        return data

    monkeypatch.setattr(site_file, "VERSION", 2)
    monkeypatch.setattr(site_file, "MIGRATIONS", {1: renamed})
    await set_up_again(hass, stored)
    assert stored.runtime_data.settings.site.main_fuse_a == 20.0
    assert {hass_storage[key(stored, name)]["version"] for name in FILES} == {2}
    await hass.config_entries.async_unload(stored.entry_id)


async def test_one_broken_setting_is_as_it_was_last_and_the_others_stay(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage
) -> None:
    hass_storage[key(stored, "settings")]["data"]["site"]["main_fuse_a"] = "20"
    await set_up_again(hass, stored)
    assert stored.runtime_data.settings.site.main_fuse_a == 20.0
    assert lost(hass) == ""
    await hass.config_entries.async_unload(stored.entry_id)


async def test_a_setting_that_is_gone_everywhere_is_named(
    hass: HomeAssistant, stored: ConfigEntry, hass_storage: Storage
) -> None:
    for name in ("settings", "settings_last_good"):
        (charger,) = hass_storage[key(stored, name)]["data"]["chargers"].values()
        charger["mode"] = "cheap_hours"
    await set_up_again(hass, stored)
    settings = stored.runtime_data.settings
    assert settings.site.main_fuse_a == 20.0
    (charger_id,) = settings.chargers
    assert settings.charger(charger_id).mode == "solar_only"
    assert lost(hass) == f"- `chargers.{charger_id}.mode`"
    await hass.config_entries.async_unload(stored.entry_id)


async def test_settings_are_on_the_disk_at_once_and_the_rest_within_a_quarter_of_an_hour(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, hass_storage: Storage
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await choose(home, "boost")
    (charger,) = hass_storage[key(entry, "settings")]["data"]["chargers"].values()
    assert charger["mode"] == "boost"
    freezer.tick(timedelta(seconds=10))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    before = copy.deepcopy(hass_storage[key(entry, "")])
    await surplus_of(home, freezer, 2600, 300)
    assert hass_storage[key(entry, "")] == before
    await surplus_of(home, freezer, 2600, int(STATE_DELAY_S))
    assert hass_storage[key(entry, "")] != before
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_largest_file_is_written_each_two_hours_and_at_the_end(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, hass_storage: Storage
) -> None:
    store, numbers = SiteStore(hass, "home"), count()
    end = store.async_keep(Sources(Settings, {name: lambda: {"number": next(numbers)} for name in LEARNED}))

    def written(name: str) -> str | None:
        found = hass_storage.get(f"{DOMAIN}.home{name and f'.{name}'}")
        return found and found["data"][PACKED]

    seen: dict[str, set[str | None]] = {STATE: set(), SUN_MODEL: set()}
    for _ in range(16):
        store.async_state_changed()
        freezer.tick(timedelta(seconds=STATE_DELAY_S))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        for name, texts in seen.items():
            texts.add(written(name))
    assert len(seen[STATE]) == 16
    assert len(seen[SUN_MODEL]) == 2
    await store.async_save()
    assert written(SUN_MODEL) not in seen[SUN_MODEL]
    end()


async def test_power_fails_just_after_a_car_left(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, hass_storage: Storage
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 600)
    await entry.runtime_data.store.async_save()
    books = copy.deepcopy(hass_storage[key(entry, BOOKS)])
    await surplus_of(home, freezer, 2600, 120)
    await unplug(home, freezer)
    (charger,) = entry.runtime_data.site.chargers
    total_wh = entry.runtime_data.sessions.ledger(charger.id).totals.energy_wh
    (before,) = await entry.runtime_data.sessions.async_sessions()
    await hass.config_entries.async_unload(entry.entry_id)
    # This is what was on the disk when the power failed: the session is over there, but the books do not know.
    hass_storage[key(entry, BOOKS)] = books
    await set_up_again(hass, entry)
    sessions = entry.runtime_data.sessions
    assert [one.energy_wh for one in await sessions.async_sessions()] == [pytest.approx(before.energy_wh, abs=0.1)]
    assert sessions.ledger(charger.id).session is None
    assert sessions.ledger(charger.id).totals.energy_wh == pytest.approx(total_wh, abs=0.1)
    assert sessions.ledger(charger.id).totals.sessions == 1
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_session_that_ends_while_the_disk_is_full_is_kept_until_there_is_room(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    hass_config_dir: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 600)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("custom_components.solar_charging.managers.session_archive._append", full)
        await unplug(home, freezer)
        assert len(await entry.runtime_data.sessions.async_sessions()) == 1
        assert archived(hass_config_dir) == []
    await surplus_of(home, freezer, 2600, 30)
    assert len(archived(hass_config_dir)) == 1
    ended, under_way = await entry.runtime_data.sessions.async_sessions()
    assert ended.ended_s is not None
    assert under_way.ended_s is None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_power_cut_costs_a_session_that_has_just_begun_next_to_nothing(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, hass_storage: Storage
) -> None:
    """No counter here: what flowed between the last writing and the restart is taken from the power before and after."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    charged_wh, disk = 0.0, copy.deepcopy(hass_storage)
    for _ in range(100):
        await surplus_of(home, freezer, 2600, 5)
        charged_wh += drawn_w(home) * 5 / 3600
        if 0.0 < charged_wh < 30.0:
            disk = copy.deepcopy(hass_storage)
    await hass.config_entries.async_unload(entry.entry_id)
    hass_storage.clear()
    hass_storage.update(disk)
    await set_up_again(hass, entry)
    await surplus_of(home, freezer, 2600, 5)
    (session,) = await entry.runtime_data.sessions.async_sessions()
    assert session.energy_wh == pytest.approx(charged_wh, rel=0.05)
    await hass.config_entries.async_unload(entry.entry_id)
