"""Automations on surplus and charging: what a user writes, run by Home Assistant."""

from typing import Any
from unittest.mock import patch

import pytest
import yaml
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.automation.entity_lookup import FROM_SUN, NOT_FROM_SUN, PASSING
from custom_components.solar_charging.condition import CONDITIONS
from custom_components.solar_charging.engine.status import ChargerStatus
from custom_components.solar_charging.sensor import CHARGER_SENSORS
from custom_components.solar_charging.trigger import TRIGGERS
from tests.integration.home import StateHome
from tests.publication.test_documentation import PAGES
from tests.test_repository import LANGUAGES, OURS, translations

NOON = "2026-06-21 11:00:00+00:00"
FILES = {"triggers": TRIGGERS, "conditions": CONDITIONS}


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home with a meter and a charger, at noon in summer."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    return home


async def automated(home: StateHome, *, trigger: dict[str, Any], condition: dict[str, Any] | None = None) -> list[Any]:
    """Set up an automation; return the list that its runs are noted in."""
    runs: list[Any] = []
    home.hass.bus.async_listen("noted", runs.append)
    automation = {
        "triggers": [trigger],
        "conditions": [condition] if condition else [],
        "actions": [{"event": "noted"}],
    }
    assert await async_setup_component(
        home.hass, "automation", {"automation": [{"id": "a", "alias": "A", **automation}]}
    )
    await home.hass.async_block_till_done()
    state = home.hass.states.get("automation.a")
    assert state is not None
    assert state.state == "on"
    return runs


async def surplus(home: StateHome, power_w: float) -> None:
    """Let the entity say so: what it takes to get there is tested elsewhere."""
    home.state(home.ours("sensor", "excess_power"), power_w)
    await home.hass.async_block_till_done()


def home_device(home: StateHome) -> str:
    """Return the device of the home as a whole, which has several power sensors."""
    entry = er.async_get(home.hass).async_get(home.ours("sensor", "excess_power"))
    assert entry is not None
    assert entry.device_id
    assert dr.async_get(home.hass).async_get(entry.device_id)
    return entry.device_id


async def later(home: StateHome, freezer: FrozenDateTimeFactory, seconds: float) -> None:
    freezer.tick(seconds)
    (entry,) = home.hass.config_entries.async_entries("solar_charging")
    with patch.object(entry.runtime_data, "async_step"):  # the states of these tests are not the engine's
        async_fire_time_changed(home.hass)
    await home.hass.async_block_till_done()


async def status(home: StateHome, value: str) -> None:
    home.state(home.ours("sensor", "status"), value)
    await home.hass.async_block_till_done()


@pytest.mark.parametrize("target", ["entity", "device"])
async def test_surplus_triggers_when_it_rises_above_the_limit_and_not_again(running: StateHome, target: str) -> None:
    excess = running.ours("sensor", "excess_power")
    aim = {"entity_id": excess} if target == "entity" else {"device_id": home_device(running)}
    await surplus(running, 0)
    trigger = {"trigger": "solar_charging.surplus_became_available", "target": aim, "options": {"above": 2200}}
    runs = await automated(running, trigger=trigger)
    await surplus(running, 2100)
    assert runs == []
    await surplus(running, 2300)
    assert len(runs) == 1
    await surplus(running, 2500)
    assert len(runs) == 1
    await surplus(running, 1000)
    await surplus(running, 2300)
    assert len(runs) == 2


async def test_surplus_has_to_last_if_asked(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await surplus(running, 0)
    excess = running.ours("sensor", "excess_power")
    options = {"above": 2200, "for": {"minutes": 5}}
    trigger = {
        "trigger": "solar_charging.surplus_became_available",
        "target": {"entity_id": excess},
        "options": options,
    }
    runs = await automated(running, trigger=trigger)
    await surplus(running, 3000)
    await later(running, freezer, 200)
    await surplus(running, 100)
    await surplus(running, 3000)
    await later(running, freezer, 200)
    assert runs == []
    await later(running, freezer, 101)
    assert len(runs) == 1


async def test_surplus_gone_is_told_in_watts_whatever_unit_is_shown(running: StateHome) -> None:
    excess = running.ours("sensor", "excess_power")
    attributes = {"unit_of_measurement": "kW", "device_class": "power"}
    running.state(excess, 3.0, attributes)
    trigger = {"trigger": "solar_charging.surplus_gone", "target": {"entity_id": excess}, "options": {"below": 500}}
    runs = await automated(running, trigger=trigger)
    running.state(excess, 0.6, attributes)
    await running.hass.async_block_till_done()
    assert runs == []
    running.state(excess, 0.4, attributes)
    await running.hass.async_block_till_done()
    assert len(runs) == 1


async def test_charging_from_the_sun_starts_and_stops_once_whatever_happens_in_between(running: StateHome) -> None:
    target = {"entity_id": running.ours("sensor", "status")}
    await status(running, "waiting")
    runs = await automated(running, trigger={"trigger": "solar_charging.charging_started", "target": target})
    for value in ("charging_solar", "charging_limited", "charging_solar", "charging_limited"):
        await status(running, value)
    await status(running, "charging_solar")
    assert len(runs) == 1


async def test_the_end_of_charging_from_the_sun_triggers(running: StateHome) -> None:
    target = {"entity_id": running.ours("sensor", "status")}
    await status(running, "charging_solar")
    runs = await automated(running, trigger={"trigger": "solar_charging.charging_stopped", "target": target})
    await status(running, "charging_solar")
    assert runs == []
    await status(running, "paused")
    await status(running, "waiting")
    assert len(runs) == 1


async def test_losing_the_measurement_triggers(running: StateHome) -> None:
    kind = running.ours("sensor", "integration_type")
    trigger = {"trigger": "solar_charging.fell_back_to_estimate", "target": {"device_id": home_device(running)}}
    runs = await automated(running, trigger=trigger)
    assert running.hass.states.get(kind).state == "hardware"
    running.state(kind, "software")
    await running.hass.async_block_till_done()
    assert len(runs) == 1


async def test_a_car_that_will_be_late_triggers(running: StateHome) -> None:
    registry = er.async_get(running.hass)
    event = running.ours("event", "charging_event")
    registry.async_update_entity(event, disabled_by=None)
    running.state(event, "2026-06-21T10:00:00.000+00:00", {"event_type": "plugged_in"})
    runs = await automated(
        running, trigger={"trigger": "solar_charging.ready_by_at_risk", "target": {"entity_id": event}}
    )
    running.state(event, "2026-06-21T10:01:00.000+00:00", {"event_type": "started"})
    await running.hass.async_block_till_done()
    assert runs == []
    running.state(event, "2026-06-21T10:02:00.000+00:00", {"event_type": "ready_by_at_risk"})
    await running.hass.async_block_till_done()
    assert len(runs) == 1


@pytest.mark.parametrize(("power_w", "count"), [(3000, 1), (100, 0)])
async def test_surplus_is_a_condition(running: StateHome, power_w: float, count: int) -> None:
    await surplus(running, power_w)
    condition = {
        "condition": "solar_charging.is_surplus_available",
        "target": {"device_id": home_device(running)},
        "options": {"above": 2200},
    }
    runs = await automated(running, trigger={"trigger": "event", "event_type": "asked"}, condition=condition)
    running.hass.bus.async_fire("asked")
    await running.hass.async_block_till_done()
    assert len(runs) == count


@pytest.mark.parametrize(("value", "count"), [("charging_solar", 1), ("charging_full_speed", 0), ("unavailable", 0)])
async def test_charging_from_the_sun_is_a_condition(running: StateHome, value: str, count: int) -> None:
    await status(running, value)
    target = {"entity_id": running.ours("sensor", "status")}
    condition = {"condition": "solar_charging.is_charging_from_sun", "target": target}
    runs = await automated(running, trigger={"trigger": "event", "event_type": "asked"}, condition=condition)
    running.hass.bus.async_fire("asked")
    await running.hass.async_block_till_done()
    assert len(runs) == count


def test_every_status_of_a_charger_either_is_from_the_sun_or_not_or_passes() -> None:
    (sensor,) = [one for one in CHARGER_SENSORS if one.key == "status"]
    assert {*FROM_SUN, *NOT_FROM_SUN, *PASSING} == set(ChargerStatus)
    assert set(sensor.options) >= {*FROM_SUN, *PASSING}


@pytest.mark.parametrize("kind", FILES)
def test_what_can_be_chosen_is_described_named_and_has_an_icon(kind: str) -> None:
    described = yaml.safe_load((OURS / f"{kind}.yaml").read_text())
    described = {key: value for key, value in described.items() if not key.startswith(".")}
    assert set(described) == set(FILES[kind])
    icons = yaml.safe_load((OURS / "icons.json").read_text())[kind]
    assert set(icons) == set(described)
    for language in LANGUAGES:
        words = translations(language)[kind]
        assert set(words) == set(described)
        for key, one in described.items():
            assert set(words[key]["fields"]) == set(one["fields"])


@pytest.mark.quality_rule("docs-triggers")
@pytest.mark.quality_rule("docs-conditions")
def test_the_reference_names_every_trigger_and_condition() -> None:
    for language, pages in PAGES.items():
        for kind in FILES:
            for one in translations(language)[kind].values():
                assert one["name"] in pages[f"reference/{kind}.md"]


async def test_surplus_offered_on_a_chargers_device_is_the_homes(running: StateHome) -> None:
    entry = er.async_get(running.hass).async_get(running.ours("sensor", "status"))
    assert entry is not None
    await surplus(running, 0)
    trigger = {
        "trigger": "solar_charging.surplus_became_available",
        "target": {"device_id": entry.device_id},
        "options": {"above": 2200},
    }
    runs = await automated(running, trigger=trigger)
    await surplus(running, 2300)
    assert len(runs) == 1
