"""Each setting of a charger is one thing, whether it is set by entity, by action or by the API; it outlives a restart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.helpers import entity_registry as er

from custom_components.solar_charging.select import DAYS
from tests.integration.conftest import everything_enabled  # noqa: F401  most of these are disabled by default
from tests.integration.home import DOMAIN, StateHome

from .conftest import Client

WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
NOON = datetime.fromisoformat("2026-06-21T11:00:00+00:00")


@dataclass(frozen=True)
class SettingCase:
    """A setting and values of it as its entity has them; how the API (field, body) and the action (name, data) say them."""

    platform: str
    key: str
    values: tuple[Any, ...]
    field: str
    api: Callable[[Any], Any]
    action: Callable[[Any], tuple[str, dict[str, Any]]] | None = None
    # What the API wants beside it.
    with_field: tuple[tuple[str, Any], ...] = ()


def limit(**data: Any) -> tuple[str, dict[str, Any]]:
    return "set_charge_limit", data


def ready(**data: Any) -> tuple[str, dict[str, Any]]:
    return "set_ready_by", {"time": "07:00", "weekdays": ["mon"], **data}


def in_minutes(minutes: float) -> str:
    return (NOON + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def milliamps(current_a: float) -> int:
    return round(current_a * 1000)


def watt_hours(energy_kwh: float) -> int:
    return round(energy_kwh * 1000)


SETTINGS = [
    SettingCase(
        "select",
        "mode",
        ("boost", "off", "solar_and_grid"),
        "solar_mode_type",
        str.upper,
        lambda mode: ("set_mode", {"mode": mode}),
    ),
    SettingCase(
        "select",
        "this_session",
        ("boost", "off", "solar_and_grid"),
        "session_solar_mode_type",
        str.upper,
        lambda mode: ("set_mode", {"mode": mode, "session_only": True}),
    ),
    SettingCase("select", "release_behavior", ("keep", "stop"), "release_behavior_type", str.upper),
    SettingCase("select", "switching_preference", ("fewer_starts", "more_sun"), "switching_preference_type", str.upper),
    SettingCase("select", "grid_phase", ("l2", "detect"), "grid_phase_type", str.upper),
    SettingCase("number", "min_current_a", (8.0, 9.0), "minimum_current_milliamps", milliamps),
    SettingCase("number", "max_current_a", (10.0, 12.0), "maximum_current_milliamps", milliamps),
    SettingCase("number", "priority", (3.0, 7.0), "priority", int),
    SettingCase(
        "number",
        "minimum_charge",
        (30.0, 40.0, 50.0),
        "minimum_charge_percentage",
        float,
        lambda level: ("set_minimum_charge", {"target_pct": level}),
    ),
    SettingCase(
        "number",
        "energy_limit",
        (5.0, 6.5, 7.0),
        "energy_limit_watt_hours",
        watt_hours,
        lambda energy: limit(energy_kwh=energy),
    ),
    SettingCase(
        "number",
        "charge_limit",
        (60.0, 70.0, 80.0),
        "charge_limit_percentage",
        float,
        lambda level: limit(target_pct=level),
    ),
    SettingCase(
        "number",
        "charging_time_limit",
        (30.0, 60.0, 90.0),
        "charging_time_limit_seconds",
        lambda minutes: round(minutes * 60),
        lambda minutes: limit(duration={"minutes": minutes}),
    ),
    SettingCase(
        "switch",
        "keep_limits",
        ("on", "off", "on"),
        "keep_limits",
        lambda state: state == "on",
        lambda state: limit(energy_kwh=5, keep_limits=state == "on"),
    ),
    SettingCase(
        "time",
        "ready_by",
        ("07:00:00", "08:30:00", "06:15:00"),
        "ready_by_time",
        lambda time: time[:5],
        lambda time: ready(time=time, energy_kwh=5),
        (("ready_by_watt_hours", 5000),),
    ),
    SettingCase(
        "datetime",
        "departure",
        tuple(f"2026-06-22T0{hour}:00:00+00:00" for hour in (5, 6, 7)),
        "departure",
        lambda moment: moment.replace("+00:00", "Z"),
        lambda moment: ("set_ready_by", {"departure": moment, "energy_kwh": 5}),
        (("ready_by_watt_hours", 5000),),
    ),
    SettingCase(
        "select",
        "ready_by_days",
        ("working_days", "weekend", "every_day"),
        "ready_by_weekdays",
        lambda option: [WEEK[day] for day in DAYS[option]],
        lambda option: ready(energy_kwh=5, weekdays=[WEEK[day][:3].lower() for day in DAYS[option]]),
    ),
    SettingCase(
        "select",
        "departure_calendar",
        ("calendar.trips", "calendar.family", "calendar.trips"),
        "departure_calendar",
        str,
        lambda calendar: ("set_ready_by", {"calendar": calendar}),
    ),
    SettingCase(
        "number",
        "ready_by_energy",
        (5.0, 10.5, 20.0),
        "ready_by_watt_hours",
        watt_hours,
        lambda energy: ready(energy_kwh=energy),
    ),
    SettingCase(
        "number",
        "ready_by_soc",
        (60.0, 70.0, 80.0),
        "ready_by_percentage",
        float,
        lambda level: ready(target_pct=level, battery_kwh=50),
    ),
    SettingCase(
        "number",
        "boost_duration",
        (30.0, 60.0, 90.0),
        "boost_end",
        in_minutes,
        lambda minutes: ("boost", {"duration": {"minutes": minutes}}),
    ),
    SettingCase(
        "number",
        "boost_energy",
        (5.0, 6.5, 1.1),
        "boost_watt_hours",
        watt_hours,
        lambda energy: ("boost", {"energy_kwh": energy}),
    ),
]


@pytest.fixture
def noon(freezer: FrozenDateTimeFactory) -> None:
    """Before anybody logs in: a token of the future is none."""
    freezer.move_to(NOON)


async def set_by_entity(home: StateHome, entity_id: str, platform: str, value: Any) -> None:
    action, data = {
        "select": ("select_option", {"option": value}),
        "number": ("set_value", {"value": value}),
        "time": ("set_value", {"time": value}),
        "datetime": ("set_value", {"datetime": value}),
        "switch": (f"turn_{value}", {}),
    }[platform]
    await home.hass.services.async_call(platform, action, {"entity_id": entity_id, **data}, blocking=True)


@pytest.mark.usefixtures("noon", "everything_enabled")
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
async def test_what_is_set_one_way_is_read_every_other_way_also_after_a_restart(
    setting: SettingCase, home: StateHome, api: Client
) -> None:
    home.state("calendar.trips", "off")
    home.state("calendar.family", "off")
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    # What is about a state of charge is there with a car.
    car = ConfigSubentry(data=MappingProxyType({"battery_kwh": 50.0}), subentry_type="car", title="Zoe", unique_id=None)
    home.hass.config_entries.async_add_subentry(entry, car)
    await home.hass.async_block_till_done()
    entity_id = home.ours(setting.platform, setting.key)
    device_id = er.async_get(home.hass).async_get(entity_id).device_id
    (path,) = [f"/charging_session_settings/{one['id']}" for one in await api.get("/charging_session_settings")]

    async def expect(value: Any) -> None:
        await home.hass.async_block_till_done()
        shown = home.hass.states.get(entity_id).state
        assert (float(shown) if isinstance(value, float) else shown) == value
        assert (await api.get(path))[setting.field] == setting.api(value)

    # How much the car holds is known: a state of charge can be asked for.
    await api.patch(path, {"vehicle_battery_watt_hours": 50_000})
    by_entity, by_api, *by_action = setting.values
    await set_by_entity(home, entity_id, setting.platform, by_entity)
    await expect(by_entity)
    await api.patch(path, {setting.field: setting.api(by_api), **dict(setting.with_field)})
    await expect(by_api)
    for value in by_action:
        name, data = setting.action(value)
        await home.hass.services.async_call(DOMAIN, name, {"device_id": device_id, **data}, blocking=True)
        await expect(value)
    assert await home.hass.config_entries.async_unload(entry.entry_id)
    assert await home.hass.config_entries.async_setup(entry.entry_id)
    await expect(setting.values[-1])
