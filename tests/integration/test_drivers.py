"""Who drives: told by a scanned tag or by a card that the charger shows, with a price of their own in statements."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.sessions.driver import Driver
from custom_components.solar_charging.sessions.ledger import Ledger
from custom_components.solar_charging.sessions.session import Session
from custom_components.solar_charging.watchers import driver_scans

from .home import DOMAIN, STATUS, StateHome
from .test_charging import NOON, surplus_of
from .test_corrected_sessions import sessions
from .test_sessions import unplug
from .test_statements import MONTH
from .test_statements import act as answer

CARD = "sensor.charger_card"


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> ConfigEntry:
    """Return a home whose charger has a sensor of the card; Anna has a tag, Ben a card."""
    freezer.move_to(NOON)
    box = MockConfigEntry(domain="box")
    box.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=box.entry_id, identifiers={("box", "1")})
    for entity_id in (STATUS, CARD):
        er.async_get(hass).async_get_or_create(
            "sensor", "box", entity_id, suggested_object_id=entity_id.split(".")[1], device_id=device.id
        )
    await home.plug_in_devices()
    entry = await home.set_up()
    home.state(CARD, "none")
    home.state("tag.anna", "unknown", {"tag_id": "a-1"})
    for name in ("Anna", "Ben"):
        home.state(f"person.{name.lower()}", "home", {"friendly_name": name, "id": f"{name.lower()}-id"})
    await add(home, person="person.anna", tag_entities=["tag.anna"], price_rule="fixed", price_per_kwh=1)
    await add(home, person="person.ben", cards=["04:A2:3F:1B"])
    return entry


async def add(home: StateHome, **answers: Any) -> Any:
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    flows = home.hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, "driver"), context={"source": SOURCE_USER})
    done = await flows.async_configure(form["flow_id"], answers)
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return done


async def scan(home: StateHome, entity_id: str, shown: str) -> None:
    attributes = home.hass.states.get(entity_id).attributes
    home.state(entity_id, shown, dict(attributes))
    await home.hass.async_block_till_done(wait_background_tasks=True)


async def driver(home: StateHome) -> Any:
    return (await sessions(home))[-1]["driver"]


async def test_a_tag_or_a_card_gives_the_session_to_its_owner(
    home: StateHome, running: ConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await surplus_of(home, freezer, 2600, 130)
    await scan(home, "tag.anna", dt_util.utcnow().isoformat())
    assert await driver(home) == "Anna"
    # The card that the charger shows counts for the next car, also where it is shown before the plug.
    await unplug(home, freezer)
    await scan(home, CARD, "04a23f1b")
    home.state(STATUS, "connected")
    await surplus_of(home, freezer, 2600, 130)
    assert await driver(home) == "Ben"
    await unplug(home, freezer)
    # What was scanned too early was for something else, and a card that is nobody's is nobody's.
    await scan(home, "tag.anna", dt_util.utcnow().isoformat())
    freezer.tick(timedelta(seconds=630))
    await scan(home, CARD, "ffffffff")
    home.state(STATUS, "connected")
    await surplus_of(home, freezer, 2600, 130)
    assert await driver(home) is None
    await unplug(home, freezer)
    # Anna's kWh has her own price, Ben's that of the car.
    found = await answer(home, "create_statement", month=MONTH)
    of_anna = next(one for one in found["sessions"] if one["driver"] == "Anna")
    assert Decimal(of_anna["amount"]) == round(Decimal(of_anna["energy_kwh"]), 2)
    assert {one["amount"] for one in found["sessions"] if one["driver"] != "Anna"} == {None}
    await home.hass.config_entries.async_unload(running.entry_id)


@pytest.mark.parametrize(("came_ago_s", "chargers", "is_meant"), [(3600, 2, False), (3600, 1, True), (60, 2, True)])
def test_a_scan_is_not_for_a_car_that_came_long_ago_where_the_next_may_go_to_another_charger(
    came_ago_s: int, chargers: int, is_meant: bool
) -> None:
    now_s = 1_780_000_000.0
    here = Ledger(session=Session("0", now_s - came_ago_s))
    coordinator: Any = SimpleNamespace(
        site=SimpleNamespace(chargers=[SimpleNamespace(id=str(number)) for number in range(chargers)]),
        sessions=SimpleNamespace(ledger=lambda charger_id: here if charger_id == "0" else Ledger()),
    )
    anna, hass = Driver("anna-id", "Anna", ("tag.anna",)), SimpleNamespace()
    follower = driver_scans._Follower(cast("HomeAssistant", hass), coordinator, [anna])
    assert follower._session_of(driver_scans._Scan(anna, None, now_s)) == ("0" if is_meant else None)


async def test_a_driver_is_a_person_once_with_numbers_that_are_none_of_chance(
    home: StateHome, running: ConfigEntry
) -> None:
    refused = await add(home, person="person.anna", cards=["12"], price_rule="fixed")
    assert refused["errors"] == {
        "person": "person_used",
        "cards": "card_too_short",
        "price_per_kwh": "price_required",
    }
    assert (await add(home, person="person.nobody"))["errors"] == {"person": "entity_not_found"}
    (anna, _) = running.get_subentries_of_type("driver")
    flows = home.hass.config_entries.subentries
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": anna.subentry_id}
    form = await flows.async_init((running.entry_id, "driver"), context=context)
    done = await flows.async_configure(form["flow_id"], {"person": "person.anna"})
    assert done["type"] is FlowResultType.ABORT
    assert dict(running.subentries[anna.subentry_id].data) == {"person_id": "anna-id"}
    await home.hass.config_entries.async_unload(running.entry_id)
