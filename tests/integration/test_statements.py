"""A month's statement: by car, by person, by what was agreed; and sessions that a person puts right."""

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er

from .home import DOMAIN, StateHome
from .test_cars import add_car
from .test_charging import NOON, surplus_of
from .test_corrected_sessions import sessions, unplug

MONTH = NOON[:7]


@pytest.fixture
async def charged(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> ConfigEntry:
    """Return a home whose one car, Anna's, has charged and left; Ben has another car."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    home.state("person.anna", "home", {"friendly_name": "Anna", "id": "anna-id"})
    home.state("person.ben", "home", {"friendly_name": "Ben", "id": "ben-id"})
    fixed = {"price_rule": "fixed", "price_per_kwh": 0.25}
    await add_car(home, advanced={"driver": "person.anna", **fixed})
    await surplus_of(home, freezer, 2600, 900)
    await unplug(home, freezer)
    home.state("binary_sensor.other_plug", "off", {"device_class": "plug"})
    await add_car(home, name="Other", advanced={"plug_entity": "binary_sensor.other_plug", "driver": "person.ben"})
    return entry


async def act(home: StateHome, action: str, **data: Any) -> Any:
    answers = action == "create_statement"
    return await home.hass.services.async_call(DOMAIN, action, data, blocking=True, return_response=answers)


def device_of(home: StateHome, name: str) -> str:
    entities = er.async_get(home.hass).entities.values()
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    car = next(sub.subentry_id for sub in entry.subentries.values() if sub.title == name)
    return next(one.device_id for one in entities if one.unique_id == f"{car}_location_of_car")


def charger_of(home: StateHome) -> str:
    return er.async_get(home.hass).async_get(home.ours("select", "mode")).device_id


async def test_a_month_by_car_by_person_and_by_what_was_agreed(home: StateHome, charged: ConfigEntry) -> None:
    (booked,) = await sessions(home)
    found = await act(home, "create_statement", month=MONTH)
    (line,) = found["sessions"]
    assert (line["vehicle"], line["driver"], line["charger"]) == ("Zoe", "Anna", "Garage")
    assert Decimal(line["energy_kwh"]) * 1000 == pytest.approx(booked["energy_delivered_watt_hours"], abs=1)
    cent = Decimal("0.01")
    assert Decimal(found["amount"]) == (Decimal(line["energy_kwh"]) * Decimal("0.25")).quantize(cent, ROUND_HALF_UP)
    for whose in ({"device_id": device_of(home, "Zoe")}, {"person": "person.anna"}):
        of_one = await act(home, "create_statement", month=MONTH, **whose)
        assert of_one["amount"] == found["amount"]
        assert of_one["name"] in ("Zoe", "Anna")
    # Renamed in the middle of a month she is the same person, under the name of then in what is over.
    home.state("person.anna", "home", {"friendly_name": "Anna B.", "id": "anna-id"})
    renamed = await act(home, "create_statement", month=MONTH, person="person.anna")
    assert (renamed["name"], renamed["sessions"], renamed["amount"]) == ("Anna B.", found["sessions"], found["amount"])
    nothing = await act(home, "create_statement", month=MONTH, person="person.ben")
    assert (nothing["sessions"], nothing["amount"]) == ([], None)
    agreed = await act(home, "create_statement", month=MONTH, price_rule="fixed", price_per_kwh=1, format="csv")
    *rows, total = csv.DictReader(io.StringIO(agreed["content"]))
    assert Decimal(total["amount"]) == Decimal(rows[0]["energy_kwh"]).quantize(cent, ROUND_HALF_UP)
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "create_statement", month=MONTH, price_rule="fixed")
    assert refused.value.translation_key == "price_required"
    page = await act(home, "create_statement", month=MONTH, format="html", language="de")
    assert "<h1>Ladeabrechnung</h1>" in page["content"]
    assert page["file_name"] == f"solar-charging-{MONTH}.html"
    # What was agreed holds on for a car that is removed.
    zoe = next(key for key, one in charged.subentries.items() if one.title == "Zoe")
    home.hass.config_entries.async_remove_subentry(charged, zoe)
    await home.hass.async_block_till_done(wait_background_tasks=True)
    after = await act(home, "create_statement", month=MONTH)
    assert (after["amount"], after["sessions"][0]["vehicle"]) == (found["amount"], "Zoe")
    # By itself it is of the month before.
    assert (await act(home, "create_statement"))["sessions"] == []
    await home.hass.config_entries.async_unload(charged.entry_id)


async def test_a_session_is_given_to_another_and_taken_out_with_what_it_was_in_its_record(
    hass: HomeAssistant, home: StateHome, charged: ConfigEntry
) -> None:
    charger = charger_of(home)
    accounts = charged.runtime_data.sessions.accounts
    zoe, other = charged.runtime_data.cars.cars
    wh = accounts.account(zoe).totals.booked_wh.total
    assert wh > 200
    await act(home, "correct_session", device_id=charger, car=device_of(home, "Other"), note="Swapped keys")
    assert accounts.account(other).totals.booked_wh.total == pytest.approx(wh)
    assert accounts.account(zoe).totals.booked_wh.total == pytest.approx(0, abs=1e-6)
    (row,) = await sessions(home)
    assert (row["vehicle"], row["driver"], row["note"]) == ("Other", "Ben", "Swapped keys")
    await act(home, "correct_session", device_id=charger, person="person.anna")
    # Anna is removed in Home Assistant: her statements keep her name.
    hass.states.async_remove("person.anna")
    found = await act(home, "create_statement", month=MONTH)
    assert found["sessions"][0]["driver"] == "Anna"
    await act(home, "correct_session", device_id=charger, delete=True)
    assert await sessions(home) == []
    assert accounts.account(other).totals.booked_wh.total == pytest.approx(0, abs=1e-6)
    await hass.config_entries.async_reload(charged.entry_id)
    archive = charged.runtime_data.sessions.archive
    (kept,) = await archive.async_sessions(with_deleted=True)
    assert [(one.vehicle, one.person) for one in kept.revisions] == [
        ("Zoe", "Anna"),
        ("Other", "Ben"),
        ("Other", "Anna"),
    ]
    assert kept.energy_wh == pytest.approx(wh, abs=0.1)
    # Deleted by mistake.
    await act(home, "correct_session", device_id=charger, delete=False)
    assert len(await sessions(home)) == 1
    await hass.config_entries.async_unload(charged.entry_id)


async def test_what_is_no_car_no_person_or_no_correction_is_refused(home: StateHome, charged: ConfigEntry) -> None:
    charger = charger_of(home)
    for data, words in (
        ({"car": charger}, "not a car"),
        ({"person": "person.nobody"}, "person.nobody"),
        ({}, "corrected"),
    ):
        with pytest.raises(ServiceValidationError, match=words):
            await act(home, "correct_session", device_id=charger, **data)
    home.state("sensor.charger_status", "connected")
    charged.runtime_data.async_step()
    with pytest.raises(ServiceValidationError, match="in progress"):
        await act(home, "correct_session", device_id=charger, delete=True)
    await home.hass.config_entries.async_unload(charged.entry_id)
