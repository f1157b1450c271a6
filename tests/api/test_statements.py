"""Statements and drivers in the API: the same figures as the action gives."""

import csv
import io
from decimal import Decimal
from typing import Any

from freezegun.api import FrozenDateTimeFactory

from tests.integration.home import StateHome
from tests.integration.test_cars import add_car
from tests.integration.test_charging import surplus_of
from tests.integration.test_corrected_sessions import unplug

from .conftest import BASE, Client


async def test_a_month_has_a_statement_of_everybody_each_car_and_each_person(
    home: StateHome, api: Client, freezer: FrozenDateTimeFactory
) -> None:
    home.state("person.anna", "home", {"friendly_name": "Anna", "id": "anna-id"})
    await add_car(home, advanced={"driver": "person.anna"})
    await surplus_of(home, freezer, 2600, 600)
    await unplug(home, freezer)
    (session,) = await api.get("/charging_sessions")
    month = session["end"][:7]
    found: list[Any] = await api.get(f"/statements?month={month}&price_rule=FIXED&price_per_kwh=0.30")
    assert [one["type"] for one in found] == ["ALL", "VEHICLE", "DRIVER"]
    (car,) = await api.get("/vehicles")
    (driver,) = await api.get("/drivers")
    assert (driver["name"], driver["vehicles"]) == ("Anna", [car["url"]])
    for one in found:
        (line,) = one["lines"]
        assert line["charging_session"] == session["url"]
        assert one["energy_delivered_watt_hours"] == line["energy_delivered_watt_hours"]
        assert Decimal(one["amount"]) == (Decimal(line["energy_delivered_watt_hours"]) * Decimal("0.0003")).quantize(
            Decimal("0.01")
        )
    assert (found[1]["vehicle"], found[2]["driver"]) == (car["url"], driver["url"])
    assert await api.get(f"/statements/{found[1]['id']}?price_rule=FIXED&price_per_kwh=0.30") == found[1]
    assert await api.get(f"/drivers/{driver['id']}") == driver
    path = f"{BASE}/statements/{found[1]['id']}?price_rule=FIXED&price_per_kwh=0.30"
    table = await api.http.get(f"{path}&format=CSV")
    assert table.content_type == "text/csv"
    *_, total = csv.DictReader(io.StringIO(await table.text()))
    assert total["amount"] == found[1]["amount"]
    page = await api.http.get(f"{path}&format=HTML&language=de")
    assert page.content_type == "text/html"
    assert "<h1>Ladeabrechnung</h1>" in await page.text()
    # It is a file to keep: what it contains never runs as a page of Home Assistant's.
    assert page.headers["Content-Disposition"] == f'attachment; filename="solar-charging-{month}.html"'
    assert "sandbox" in page.headers["Content-Security-Policy"]
    await api.get(f"/statements/{found[1]['id']}?format=HTML&language=d%C3%A9", 422)
    assert car["energy_delivered_watt_hours"] > 100
    assert (car["location"], car["driver_name"]) == (None, "Anna")
    # Put right: it was a guest's.
    id_ = session["id"]
    given = await api.patch(f"/charging_sessions/{id_}", {"vehicle": "GUEST", "note": "The neighbour"})
    assert (given["vehicle_name"], given["driver_name"], given["note"]) == (None, None, "The neighbour")
    assert [one["type"] for one in await api.get(f"/statements?month={month}")] == ["ALL", "GUEST"]
    assert (await api.patch(f"/charging_sessions/{id_}", {"driver": driver["id"]}))["driver_name"] == "Anna"
    await api.patch(f"/charging_sessions/{id_}", {"vehicle": "vhcl0"}, 422)
    await api.patch(f"/charging_sessions/{id_}", {"driver": "drvr0"}, 422)
    await api.get("/statements?month=2026-13", 422)
    await api.get(f"/statements?month={month}&price_rule=FIXED&price_per_kwh=much", 422)
    await api.get(f"/statements?month={month}&price_rule=FIXED", 422)
    await api.get("/statements/2026-11-stmt0", 404)
    await api.get("/statements/x", 404)
    await api.get("/drivers/drvr0", 404)
