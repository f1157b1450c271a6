"""What other programs that plan read and write over the API: the charging forecast, and a schedule for a charger."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from tests.integration.home import StateHome
from tests.integration.test_charging import NOON, drawn_w, surplus_of
from tests.integration.test_ready_by import status

from .conftest import Client


@pytest.fixture
def noon(freezer: FrozenDateTimeFactory) -> None:
    """Before anybody logs in: a token of the future is none."""
    freezer.move_to(NOON)


def slot(start_min: float, end_min: float, **power: Any) -> dict[str, Any]:
    now = dt_util.utcnow()
    start, end = ((now + timedelta(minutes=one)).isoformat() for one in (start_min, end_min))
    return {"start": start, "end": end, **power}


@pytest.mark.usefixtures("noon")
async def test_a_schedule_that_is_set_is_read_every_way_and_done(
    hass: HomeAssistant,
    home: StateHome,
    api: Client,
    reader: Client,
    freezer: FrozenDateTimeFactory,
    hass_ws_client: Callable[..., Awaitable[Any]],
) -> None:
    await surplus_of(home, freezer, -500, 10)
    (before,) = await api.get("/charging_schedules")
    assert (before["source"], before["slots"]) == (None, [])
    path = f"/charging_schedules/{before['id']}"
    body = {"source": "EMHASS", "slots": [slot(10, 30, limit_watts=0), slot(-5, 10, charge_watts=2300)]}
    await reader.patch(path, body, 403)
    after = await api.patch(path, body)
    assert [one["charge_watts"] for one in after["slots"]] == [2300, None]
    assert await reader.get("/charging_schedules") == [after]
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "solar_charging/charging_schedules"})
    found = (await client.receive_json())["result"]
    assert found == {after["evse"].rpartition("/")[2]: {"source": "EMHASS", "slots": after["slots"]}}
    await surplus_of(home, freezer, -500, 60)
    assert (status(home), drawn_w(home)) == ("charging_by_schedule", 2300)
    logs = await api.get("/charging_forecast_logs", page_size=100)
    assert 90 <= len(logs) <= 97
    assert logs[0]["solar_watts"] + logs[0]["grid_watts"] > 1500
    assert all(one["surplus_watts_p10"] <= one["surplus_watts_p50"] <= one["surplus_watts_p90"] for one in logs)
    assert (await api.patch(path, {"source": "EMHASS", "slots": []}))["slots"] == []
    await surplus_of(home, freezer, -500, 60)
    assert drawn_w(home) == 0


@pytest.mark.parametrize(
    ("power", "end_min", "field"),
    [
        ({"charge_watts": 2000, "limit_watts": 2000}, 10, "slots.0"),
        ({}, 10, "slots.0"),
        ({"charge_watts": 2000}, -10, "slots.0.end"),
        ({"charge_watts": -1}, 10, "slots.0.charge_watts"),
    ],
)
async def test_a_slot_that_makes_no_sense_is_refused_by_its_field(
    home: StateHome, api: Client, power: dict[str, int], end_min: float, field: str
) -> None:
    (schedule,) = await api.get("/charging_schedules")
    body = {"source": "Predbat", "slots": [slot(0, end_min, **power)]}
    problem = await api.patch(f"/charging_schedules/{schedule['id']}", body, 422)
    assert list(problem["field_errors"]) == [field]
    assert (await api.get("/charging_schedules"))[0]["slots"] == []
