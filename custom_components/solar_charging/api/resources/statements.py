"""Statements of a month: of each car, of guests, and of each person who drives; and the persons."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ...control.drivers import drivers
from ...control.statements import (
    LANGUAGE,
    MONTH,
    NO_FILTER,
    StatementFilter,
    accounts_of,
    async_month,
    async_written,
    month_statement,
    name_of,
    persons,
)
from ...coordinator import SolarChargingCoordinator
from ...devices.vehicle import read_person
from ...sessions.accounts import GUEST, UNKNOWN
from ...sessions.price_rule import PriceRule, Pricing, lacks_price, pricing
from ...sessions.session import Session
from ...sessions.statement import Statement, StatementLine
from ..chargers import vehicle_id
from ..errors import SOLAR_ARRAY_REQUIRED, invalid, not_found
from ..ids import stable_id
from ..operation import Access, ApiCall, FileAnswer, Operation, Resource
from ..running_site import required_running
from ..schemas import choice, integer, link, listed, named, nullable, record, text, timestamp
from ..session_correction import driver_id
from ..times import written_s
from .charging_sessions import session_id

_TYPES = ("VEHICLE", "GUEST", "UNKNOWN", "DRIVER", "ALL")
_MONTH = text("Month, such as 2026-11. The present month without it.", 7)
_RULE = choice(
    "How sessions are priced. Without it, each person's own rule, or else each car's.",
    [rule.value.upper() for rule in PriceRule],
)
_FIXED = text("Price per kWh for FIXED, such as 0.30.", 12)
_MONEY = "Decimal number as text."
_FORMAT = choice("Format. CSV and HTML: a file to keep, or to print.", ("JSON", "CSV", "HTML"))
_LANGUAGE = text("Language of the HTML, such as de. Home Assistant's without it.", 12)
_FILE_TYPES = {"csv": "text/csv", "html": "text/html"}
_ENERGIES = {
    "energy_delivered_watt_hours": integer("Charged energy.", 0),
    "solar_energy_delivered_watt_hours": integer("Of it from solar power.", 0),
    "battery_energy_delivered_watt_hours": integer("Of it from the home battery.", 0),
    "grid_energy_delivered_watt_hours": integer("Of it from the grid.", 0),
    "amount": nullable(text(f"What it comes to. Null: no price is known. {_MONEY}")),
    "total_co2_grams": nullable(integer("CO₂ emissions of the grid energy. Null: not known.")),
}

SCHEMAS = {
    "Driver": record(
        "A person who drives: of Home Assistant, or removed there and kept in the record.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "name": text("Name."),
            "vehicles": listed(link("A car this person usually drives.")),
            "price_rule": nullable(_RULE),
            "price_per_kwh": nullable(_FIXED),
        },
    ),
    "Statement": record(
        "The sessions that ended in a month. Sums are those of the rounded lines.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "month": text("The month."),
            "type": choice("Whose it is.", _TYPES),
            "vehicle": nullable(link("The car. Null: not a car's, or it has been removed.")),
            "driver": nullable(link("The person. Null: not a person's.")),
            "name": nullable(text("Name of the car or the person.")),
            "currency": text("Of the amounts."),
            **_ENERGIES,
            "sessions_without_price": integer("Number of lines without an amount.", 0),
            "lines": listed(named("StatementLine")),
        },
    ),
    "StatementLine": record(
        "A session in a statement.",
        {
            "charging_session": link("The session."),
            "start": timestamp("When the car was plugged in."),
            "end": timestamp("When the car was unplugged."),
            "evse_name": text("Name of the charger."),
            "vehicle_name": nullable(text("Name of the car.")),
            "driver_name": nullable(text("Name of the person.")),
            "meter_start_watt_hours": nullable(integer("Reading of the charger's counter at the start.")),
            "meter_end_watt_hours": nullable(integer("Reading of the charger's counter at the end.")),
            **_ENERGIES,
            "price_per_kwh": nullable(text(f"Price per kWh. {_MONEY}")),
            "note": nullable(text("Note.")),
        },
    ),
}


def _statement_id(month: str, whose: StatementFilter) -> str:
    return f"{month}-{stable_id('stmt', str(whose.car_id), str(whose.person_id))}"


async def _list_drivers(call: ApiCall) -> list[Mapping[str, Any]]:
    coordinator = required_running(call.hass)
    names = {one.person_id: one.person for one in await coordinator.sessions.async_sessions() if one.person_id}
    return [_driver(call, coordinator, key, name) for key, name in {**names, **persons(call.hass)}.items()]


async def _retrieve_driver(call: ApiCall) -> Mapping[str, Any]:
    for driver in await _list_drivers(call):
        if driver["id"] == call.path["id"]:
            return driver
    raise not_found("driver")


def _driver(call: ApiCall, coordinator: SolarChargingCoordinator, person_id: str, name: str) -> Mapping[str, Any]:
    usual = {car.id: read_person(call.hass, car.driver_entity) for car in coordinator.cars.cars.values()}
    id_ = driver_id(person_id)
    price = next((one.price for one in drivers(coordinator) if one.person_id == person_id), None)
    return {
        "id": id_,
        "url": call.url("drivers", id_),
        "name": name,
        "vehicles": [
            call.url("vehicles", vehicle_id(key)) for key, one in usual.items() if one and one.id == person_id
        ],
        "price_rule": price.rule.value.upper() if price else None,
        "price_per_kwh": str(price.per_kwh) if price and price.per_kwh is not None else None,
    }


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    month = call.query.get("month", dt_util.now().strftime("%Y-%m"))
    return await _statements(call, month)


async def _retrieve(call: ApiCall) -> Mapping[str, Any] | FileAnswer:
    month, form = call.path["id"][:7], call.query.get("format", "JSON").lower()
    language = call.query.get("language")
    if language is not None and not LANGUAGE.match(language):
        raise invalid({"language": ["Must be a language, such as de."]})
    if not MONTH.match(month):
        raise not_found("statement")
    sessions, agreed = await _sessions(call, month), _agreed(call)
    coordinator = required_running(call.hass)
    whose = next((one for one in _accounts(call, sessions) if _statement_id(month, one) == call.path["id"]), None)
    if whose is None:
        raise not_found("statement")
    found = month_statement(coordinator, month, sessions, whose, agreed)
    if form not in _FILE_TYPES:
        return _representation(call, whose, found, sessions)
    written = await async_written(call.hass, found, form, language)
    return FileAnswer(written["file_name"], _FILE_TYPES[form], written["content"])


async def _statements(call: ApiCall, month: str) -> list[Mapping[str, Any]]:
    if not MONTH.match(month):
        raise invalid({"month": ["Must be a month, such as 2026-11."]})
    sessions, agreed, coordinator = await _sessions(call, month), _agreed(call), required_running(call.hass)
    return [
        _representation(call, whose, month_statement(coordinator, month, sessions, whose, agreed), sessions)
        for whose in _accounts(call, sessions)
    ]


async def _sessions(call: ApiCall, month: str) -> list[Session]:
    return await async_month(required_running(call.hass), month, call.may_read)


def _accounts(call: ApiCall, sessions: list[Session]) -> list[StatementFilter]:
    return [*([NO_FILTER] if sessions else []), *accounts_of(required_running(call.hass), sessions)]


def _agreed(call: ApiCall) -> Pricing | None:
    rule, price = call.query.get("price_rule", "").lower(), _price(call.query.get("price_per_kwh"))
    if lacks_price(rule, price):
        raise invalid({"price_per_kwh": ["Required for FIXED."]})
    return pricing(rule, price) if rule else None


def _price(value: str | None) -> float | None:
    try:
        found = None if value is None else float(value)
    except ValueError:
        found = -1.0
    if found is not None and not 0.0 <= found <= 100_000.0:
        raise invalid({"price_per_kwh": ["Must be a number from 0 to 100000."]})
    return found


def _type(whose: StatementFilter) -> str:
    if whose.person_id is not None:
        return "DRIVER"
    return {None: "ALL", GUEST: "GUEST", UNKNOWN: "UNKNOWN"}.get(whose.car_id, "VEHICLE")


def _representation(
    call: ApiCall, whose: StatementFilter, found: Statement, sessions: Iterable[Session]
) -> Mapping[str, Any]:
    coordinator, id_ = required_running(call.hass), _statement_id(found.heading.month, whose)
    is_known_car = whose.car_id in coordinator.cars.cars
    return {
        "id": id_,
        "url": call.url("statements", id_),
        "month": found.heading.month,
        "type": _type(whose),
        "vehicle": call.url("vehicles", vehicle_id(whose.car_id or "")) if is_known_car else None,
        "driver": call.url("drivers", driver_id(whose.person_id)) if whose.person_id is not None else None,
        "name": name_of(coordinator, whose, list(sessions)) or None,
        "currency": found.heading.currency,
        **_sums(found),
        "sessions_without_price": found.unpriced,
        "lines": [_line(call, line) for line in found.lines],
    }


def _line(call: ApiCall, line: StatementLine) -> Mapping[str, Any]:
    session = line.session
    return {
        "charging_session": call.url("charging_sessions", session_id(session)),
        "start": written_s(session.started_s),
        "end": written_s(session.ended_s or session.started_s),
        "evse_name": line.charger,
        "vehicle_name": session.vehicle or None,
        "driver_name": session.person or None,
        "meter_start_watt_hours": None if session.meter_started_wh is None else round(session.meter_started_wh),
        "meter_end_watt_hours": None if session.meter_ended_wh is None else round(session.meter_ended_wh),
        **_sums(line),
        "price_per_kwh": None if line.price is None else str(line.price),
        "note": session.note or None,
    }


def _sums(one: Statement | StatementLine) -> Mapping[str, Any]:
    return {
        "energy_delivered_watt_hours": max(one.energy_wh, 0),
        "solar_energy_delivered_watt_hours": max(one.solar_wh, 0),
        "battery_energy_delivered_watt_hours": max(one.battery_wh, 0),
        "grid_energy_delivered_watt_hours": max(one.grid_wh, 0),
        "amount": None if one.amount is None else str(one.amount),
        "total_co2_grams": one.carbon_g,
    }


_PRICES = {"price_rule": _RULE, "price_per_kwh": _FIXED}

RESOURCE = Resource(
    title="Statements",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/drivers",
            name="list_drivers",
            summary="List the persons who drive.",
            answer="Driver",
            handle=_list_drivers,
            is_list=True,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/drivers/{id}",
            name="retrieve_driver",
            summary="Retrieve a person who drives.",
            answer="Driver",
            handle=_retrieve_driver,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/statements",
            name="list_statements",
            summary="List a month's statements: of everybody, each car, guests and each person.",
            answer="Statement",
            handle=_list,
            access=Access.SEEN_CHARGERS,
            is_list=True,
            parameters={"month": _MONTH, **_PRICES},
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/statements/{id}",
            name="retrieve_statement",
            summary="Retrieve a statement.",
            answer="Statement",
            handle=_retrieve,
            access=Access.SEEN_CHARGERS,
            parameters={**_PRICES, "format": _FORMAT, "language": _LANGUAGE},
            file_types=tuple(_FILE_TYPES.values()),
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
