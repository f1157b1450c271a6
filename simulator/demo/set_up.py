"""Set up Solar Charging through its real flows, as a user's clicks would."""

import asyncio
from typing import Any

from .client import Client, DemoError

DOMAIN = "solar_charging"
FLOW = "/api/config/config_entries/flow"
SUBENTRY_FLOW = "/api/config/config_entries/subentries/flow"
ANSWERS: dict[str, dict[str, Any]] = {
    "array": {"capacity_w": 5500, "advanced": {}},
    # The Energy dashboard knows the demo's sensors: one click takes them.
    "discovered": {"use": "detected"},
    "sources": {
        "pv_power": "sensor.inverter_power",
        "grid_power": "sensor.grid_meter_power",
        "battery": {
            "battery_power": "sensor.home_battery_power",
            "battery_soc": "sensor.home_battery_state_of_charge",
        },
    },
    "sign_convention": {"grid_power": "import_positive", "battery_power": "charge_positive"},
}
CHARGER_ANSWERS: dict[str, dict[str, Any]] = {
    "user": {
        "name": "Garage",
        "current_entity": "number.wallbox_charging_current",
        "switch_entity": "switch.wallbox_charging",
        "power_entity": "sensor.wallbox_power",
        "status_entity": "sensor.wallbox_status",
        "phases": "1",
    },
}
# The night is cheap, as in many homes: plans have something to weigh.
TARIFF_ANSWERS: dict[str, dict[str, Any]] = {
    "user": {"next_step_id": "two_rates"},
    "two_rates": {
        "price": 0.34,
        "cheap_price": 0.24,
        "cheap_from": "22:00:00",
        "cheap_until": "06:00:00",
        "cheap_weekends": False,
    },
}
CAR_ANSWERS: dict[str, dict[str, Any]] = {
    "user": {"name": "Blue hatchback", "battery_kwh": 60, "soc_entity": "sensor.car_state_of_charge", "advanced": {}},
}
SUBENTRIES = {"charger": CHARGER_ANSWERS, "tariff": TARIFF_ANSWERS, "car": CAR_ANSWERS}
READY_BY = {"time": "07:00:00", "target_pct": 80}


async def set_up(client: Client) -> None:
    """Set up the home and its charger unless they are there. Raises DemoError where a flow goes another way."""
    entry = await _entry(client)
    if entry is None:
        await _walk(client, FLOW, {"handler": DOMAIN}, {"user": await _location(client), **ANSWERS})
        entry = await _entry(client)
    if entry is None:
        raise DemoError("the flow ended without an entry")
    known = {
        one["subentry_type"] for one in await client.ask("config_entries/subentries/list", entry_id=entry["entry_id"])
    }
    for kind, answers in SUBENTRIES.items():
        if kind not in known:
            await _walk(client, SUBENTRY_FLOW, {"handler": [entry["entry_id"], kind]}, answers)
    if "charger" not in known:
        await _be_ready_by(client)
    await client.ask("frontend/set_system_data", key="core", value={"default_panel": "solar-charging"})


async def set_up_battery(client: Client, entity_id: str) -> None:
    """Let a number hold the home battery at 0."""
    entry = await _entry(client)
    answers = {"manual": {"name": "Home battery", "controlled_entity": entity_id, "hold": "0"}}
    if entry is not None:
        await _walk(client, SUBENTRY_FLOW, {"handler": [entry["entry_id"], "battery"]}, answers)


async def _location(client: Client) -> dict[str, Any]:
    """Leave the pin where the map shows it: on Home Assistant's own home."""
    config = await client.ask("get_config")
    return {"location": {key: config[key] for key in ("latitude", "longitude")}}


async def _entry(client: Client) -> dict[str, Any] | None:
    entries = await client.ask("config_entries/get", domain=DOMAIN)
    return entries[0] if entries else None


async def _be_ready_by(client: Client) -> None:
    """Ask for a car that is ready in the morning. Charger and car were added a moment ago: they may take one to appear."""
    refusal = DemoError("the charger does not appear")
    for _ in range(60):
        home = await client.ask(f"{DOMAIN}/home")
        try:
            for charger in home["chargers"].values() if home else ():
                data = {"device_id": charger["device_id"], **READY_BY}
                await client.rest("POST", f"/api/services/{DOMAIN}/set_ready_by", data)
                return
        except DemoError as error:
            refusal = error
        await asyncio.sleep(0.5)
    raise refusal


async def _walk(client: Client, path: str, begin: dict[str, Any], answers: dict[str, dict[str, Any]]) -> None:
    """Start a flow and answer its forms until it creates its entry."""
    step = await client.rest("POST", path, begin)
    answered: set[str] = set()
    while step["type"] in ("form", "menu"):
        name = step["step_id"]
        if name not in answers or name in answered:
            raise DemoError(f"the flow asks for {name} with errors {step.get('errors')}: {step.get('data_schema')}")
        answered.add(name)
        step = await client.rest("POST", f"{path}/{step['flow_id']}", answers[name])
    if step["type"] != "create_entry":
        raise DemoError(f"the flow ended with {step['type']}: {step.get('reason')}")
