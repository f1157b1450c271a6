"""What may go wrong with a charger, behind a real integration: refused, ignored, late, clamped, gone, renamed, set by hand."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from pytrydan.exceptions import TrydanCommunicationError

from custom_components.solar_charging.settings import EndState

from .evses import Evse, Keba, Lektrico, NrgKick, OpenEvse, Peblar, V2c, Wallbox
from .home import StateHome
from .sunshine import Sun, add_found, settle

INTENSITY = "number.evse_charger_local_intensity"
PAUSED = "switch.evse_charger_local_pause_session"


class FaultyV2c(V2c):
    """A charger that can be deaf, slow, limited, or not there."""

    def __init__(self) -> None:
        super().__init__()
        self.is_deaf = self.is_away = False
        self.takes_at_most_a = 32
        self.takes_s = 0
        self.waiting: list[tuple[int, str, int]] = []
        self.asked: list[tuple[str, int]] = []

    async def _answer(self, url: str) -> Any:
        if self.is_away:
            raise TrydanCommunicationError("away")
        for left, key, value in [one for one in self.waiting if one[0] <= 0]:
            self.waiting.remove((left, key, value))
            super()._write(key, value)
        return await super()._answer(url)

    async def refresh(self, hass: HomeAssistant) -> None:
        self.waiting = [(left - 10, key, value) for left, key, value in self.waiting]

    def _write(self, key: str, value: int) -> None:
        self.asked.append((key, value))
        if self.is_deaf:
            return
        if key == "Intensity":
            value = min(value, self.takes_at_most_a)
        if self.takes_s:
            self.waiting.append((self.takes_s, key, value))
        else:
            super()._write(key, value)


@pytest.fixture
async def faulty(
    hass: HomeAssistant,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> FaultyV2c:
    """Return a charger with a number and an inverted switch, added as it was found."""
    evse = FaultyV2c()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    return evse


@pytest.fixture
def sun(home: StateHome, faulty: FaultyV2c, freezer: FrozenDateTimeFactory) -> Sun:
    return Sun(home, faulty, freezer)


def issues(hass: HomeAssistant) -> set[str]:
    found = ir.async_get(hass).issues
    return {issue.translation_key or "" for (domain, _), issue in found.items() if domain == "solar_charging"}


def status(hass: HomeAssistant, home: StateHome) -> str:
    state = hass.states.get(home.ours("sensor", "status"))
    assert state is not None
    return state.state


async def choose(hass: HomeAssistant, home: StateHome, key: str, option: str) -> None:
    data = {"entity_id": home.ours("select", key), "option": option}
    await hass.services.async_call("select", "select_option", data, blocking=True)
    await settle(hass)


@pytest.mark.parametrize(
    "kind", [V2c, Lektrico, Keba, OpenEvse, NrgKick, Peblar, Wallbox], ids=lambda kind: kind.domain
)
async def test_a_charger_that_refuses_is_asked_ever_less_often_reported_and_taken_back(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Evse],
) -> None:
    evse = kind()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    attempts = 0

    def refuse(_name: str, _value: Any = None) -> None:
        nonlocal attempts
        attempts += 1
        raise RuntimeError("no connection to the charger")

    with monkeypatch.context() as broken:
        broken.setattr(evse, "take", refuse, raising=False)
        await sun.shines(2700, 15)
    assert 1 < attempts < 25
    assert "charger_refuses" in issues(hass)
    await sun.shines(2700, 12)
    assert evse.power_w > 2000
    assert "charger_refuses" not in issues(hass)


async def test_a_charger_that_is_deaf_is_reported_after_bounded_tries(
    hass: HomeAssistant, faulty: FaultyV2c, sun: Sun
) -> None:
    faulty.is_deaf = True
    await sun.shines(2700, 15)
    assert len(faulty.asked) < 25
    assert "charger_does_not_follow" in issues(hass)
    assert status(hass, sun.home) == "charger_ignores_command"
    faulty.is_deaf = False
    await sun.shines(2700, 12)
    assert faulty.power_w > 2000
    assert not issues(hass)


async def test_a_late_answer_is_waited_for(hass: HomeAssistant, faulty: FaultyV2c, sun: Sun) -> None:
    faulty.takes_s = 20
    await sun.shines(2700, 15)
    assert faulty.power_w > 2000
    assert not issues(hass)
    assert len(faulty.asked) < 12


async def test_a_value_that_the_charger_clamps_is_taken_as_its_limit(
    hass: HomeAssistant, faulty: FaultyV2c, sun: Sun
) -> None:
    faulty.takes_at_most_a = 8
    await sun.shines(2700, 15)
    assert faulty.current_a == 8
    assert faulty.is_on
    assert not issues(hass)
    assert len(faulty.asked) < 12


async def test_nothing_is_sent_to_a_charger_that_is_away_and_it_goes_on_when_it_is_back(
    hass: HomeAssistant, faulty: FaultyV2c, sun: Sun
) -> None:
    await sun.shines(2700, 10)
    faulty.is_away = True
    await sun.shines(2700, 2)
    assert status(hass, sun.home) == "charger_unreachable"
    before = len(faulty.asked)
    await sun.shines(1800, 5)
    assert len(faulty.asked) == before
    faulty.is_away = False
    await sun.shines(1800, 5)
    assert 6 <= faulty.current_a <= 8
    assert status(hass, sun.home) != "overridden"


async def test_a_charger_that_forgot_at_its_restart_is_told_again_and_nobody_is_blamed(
    hass: HomeAssistant, faulty: FaultyV2c, sun: Sun
) -> None:
    await sun.shines(2700, 10)
    (v2c,) = hass.config_entries.async_entries("v2c")
    assert await hass.config_entries.async_unload(v2c.entry_id)
    await sun.shines(2700, 1)
    faulty.current_a, faulty.is_on = 16, True
    assert await hass.config_entries.async_setup(v2c.entry_id)
    await sun.shines(2700, 3)
    assert 10 <= faulty.current_a <= 11
    assert status(hass, sun.home).startswith("solar_charging")


async def test_a_renamed_entity_is_followed(
    hass: HomeAssistant,
    entry: ConfigEntry,
    faulty: FaultyV2c,
    sun: Sun,
) -> None:
    er.async_get(hass).async_update_entity(INTENSITY, new_entity_id="number.garage_amps")
    await hass.async_block_till_done()
    (charger,) = entry.get_subentries_of_type("charger")
    assert charger.data["set_point"]["entity"] == "number.garage_amps"
    await sun.shines(2700, 12)
    assert faulty.power_w > 2000


async def test_a_charger_that_was_removed_is_reported(hass: HomeAssistant, faulty: FaultyV2c, sun: Sun) -> None:
    await sun.shines(2700, 5)
    (v2c,) = hass.config_entries.async_entries("v2c")
    await hass.config_entries.async_remove(v2c.entry_id)
    await sun.shines(2700, 4)
    assert issues(hass) == {"entity_not_found"}


async def test_what_a_person_sets_is_left_alone_until_a_mode_is_chosen(
    hass: HomeAssistant, faulty: FaultyV2c, sun: Sun
) -> None:
    await sun.shines(2700, 10)
    data = {"entity_id": INTENSITY, "value": 7}
    await hass.services.async_call("number", "set_value", data, blocking=True)
    await sun.shines(2700, 5)
    assert faulty.current_a == 7
    assert status(hass, sun.home) == "overridden"
    await choose(hass, sun.home, "mode", "solar_only")
    await sun.shines(2700, 3)
    assert faulty.current_a > 7


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
    await add_found(hass, entry, may_set_guards=may)
    await Sun(home, evse, freezer).shines(2700, 12)
    assert evse.has_own_mode is not may
    assert ("charger_has_own_mode" in issues(hass)) is not may


async def test_phases_follow_the_sun_where_they_can_be_switched(
    hass: HomeAssistant, faulty: FaultyV2c, sun: Sun
) -> None:
    await sun.shines(8000, 20)
    assert faulty.phases == 3
    assert faulty.power_w > 6000


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
    assert status(hass, home) == "disconnected"
    assert not issues(hass)
    evse.has_car = True
    await sun.shines(2700, 15)
    assert evse.power_w > 2000


@pytest.mark.parametrize(
    ("end_state", "current_a", "is_on"), [("minimum", 6, True), ("stop", 11, False), ("leave", 11, True)]
)
@pytest.mark.parametrize("event", ["stop", "remove", "remove charger", "disable"])
async def test_it_is_left_as_the_user_chose(
    hass: HomeAssistant, entry: ConfigEntry, faulty: FaultyV2c, sun: Sun,
    end_state: str, current_a: int, is_on: bool, event: str,
) -> None:  # fmt: skip
    coordinator = entry.runtime_data
    (charger,) = coordinator.site.chargers
    coordinator.async_set_settings(coordinator.settings.with_charger(charger.id, end_state=EndState(end_state)))
    await sun.shines(2700, 8)
    assert faulty.is_on
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
    assert (faulty.current_a, faulty.is_on) == (current_a, is_on)


async def test_a_reload_changes_nothing_at_the_charger(
    hass: HomeAssistant,
    entry: ConfigEntry,
    faulty: FaultyV2c,
    sun: Sun,
) -> None:
    await sun.shines(2700, 8)
    before = list(faulty.asked)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await sun.shines(2700, 1)
    assert faulty.asked == before


async def test_our_device_is_linked_to_the_chargers_own(hass: HomeAssistant, faulty: FaultyV2c) -> None:
    registry = dr.async_get(hass)
    (v2c,), (home_entry,) = (hass.config_entries.async_entries(domain) for domain in ("v2c", "solar_charging"))
    (own,) = dr.async_entries_for_config_entry(registry, v2c.entry_id)
    of_home = dr.async_entries_for_config_entry(registry, home_entry.entry_id)
    (ours,) = [device for device in of_home if device.via_device_id == own.id]
    assert {domain for domain, _ in ours.identifiers} == {"solar_charging"}


async def test_a_charger_is_not_offered_twice(
    hass: HomeAssistant,
    entry: ConfigEntry,
    faulty: FaultyV2c,
) -> None:
    flow = hass.config_entries.subentries
    form = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    assert form["step_id"] == "user"


async def test_a_decoy_cannot_be_chosen_by_hand(
    hass: HomeAssistant,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await Wallbox().set_up(hass, monkeypatch)
    flow = hass.config_entries.subentries
    form = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    by_hand = await flow.async_configure(form["flow_id"], {"charger": "by_hand"})
    fuse = er.async_get(hass).async_get_entity_id("number", "wallbox", "icp_max_current-20000")
    answers = {"name": "Garage", "current_entity": fuse, "phases": "1"}
    refused = await flow.async_configure(by_hand["flow_id"], answers)
    assert refused["errors"]["current_entity"] == "never_written"
