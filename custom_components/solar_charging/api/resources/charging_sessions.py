"""Sessions: a car's stay at a charger, in parts of one mode each, with what went into it, where from and what it cost."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ...catalogue.charger_config import ChargerConfig
from ...control.books import async_change_session
from ...coordinator import SolarChargingCoordinator
from ...engine.model import SolarMode
from ...planning.charging_plan import Plan
from ...sessions.session import Session, SubSession
from ..chargers import evse_id
from ..errors import SOLAR_ARRAY_REQUIRED, ProblemError, invalid, not_found
from ..ids import stable_id
from ..operation import Access, ApiCall, Operation, Reference, Resource
from ..running_site import required_running
from ..schemas import choice, integer, link, listed, named, nullable, number, record, text, timestamp
from ..session_correction import CHANGE, session_change
from ..times import STARTED_AT, is_within, written

# The reference API's schedules have half-hour intervals.
_HALF_HOUR_S = 1800
_ENERGIES = {
    "energy_delivered_watt_hours": integer("Charged energy.", 0),
    "solar_energy_delivered_watt_hours": integer("Charged energy from solar power.", 0),
    "battery_energy_delivered_watt_hours": integer("Charged energy from the home battery.", 0),
    "grid_energy_delivered_watt_hours": integer("Charged energy from the grid.", 0),
    "percentage_import": nullable(number("Share of grid energy. Null: nothing was charged.", 0, 100)),
    "cost": nullable(number("Cost of the energy. Null: no price is known.", -1e9, 1e9)),
    "currency": text("Currency of the cost."),
    "total_co2_grams": nullable(number("CO₂ emissions of the grid energy. Null: not known.", -1e9, 1e9)),
}
# What the original calls a session that a schedule or the sun governs, and one at full speed.
_MODES = ("SMART", "BOOST", "UNMANAGED_HOME")
_SOLAR_MODES = tuple(mode.value.upper() for mode in SolarMode if mode is not SolarMode.BOOST)

SCHEMAS = {
    "ChargingSession": record(
        "A charging session, from plugging in to unplugging.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "start": timestamp("When the car was plugged in."),
            "end": nullable(timestamp("When the car was unplugged. Null: still plugged in.")),
            "evse": nullable(link("The charger. Null: it has been removed.")),
            "vehicle_name": nullable(text("Name of the car. Null: not known, or a guest.")),
            "driver_name": nullable(text("Name of the person who drove. Null: not known.")),
            "note": nullable(text("Note.")),
            **_ENERGIES,
            "refused_energy_watt_hours": integer(
                "Energy that the charger reported but that isn't plausible, and isn't counted.", 0
            ),
            "corrected_from_watt_hours": nullable(
                integer("Charged energy before it was corrected by a person. Null: not corrected.", 0)
            ),
            "savings_cost": nullable(number("Savings compared with charging immediately. Null: not known.", -1e9, 1e9)),
            "savings_co2_grams": nullable(
                number("Avoided CO₂ emissions, compared likewise. Null: not known.", -1e9, 1e9)
            ),
            "sub_sessions": {"anyOf": [link("Parts of the session."), listed(named("ChargingSubSession"))]},
        },
    ),
    "ChargingSessionChange": CHANGE,
    "ChargingSubSession": record(
        "Part of a session in one mode.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "charging_session": link("The session."),
            "started_at": timestamp("When the mode was selected or the car was plugged in."),
            "ended_at": timestamp(
                "When another mode was selected or the car was unplugged. The current time for the current part."
            ),
            "duration_minutes": integer("Duration.", 0),
            "mode": choice("Type of charging.", _MODES),
            "solar_mode_type": nullable(choice("Energy source. Null: charging at full speed.", _SOLAR_MODES)),
            **_ENERGIES,
        },
    ),
    "ScheduleInterval": record(
        "Half an hour of the plan for the connected car.",
        {
            "url": link("URL of this object."),
            "started_at": timestamp("Start."),
            "interval_seconds": integer("Duration.", 1, _HALF_HOUR_S),
            "current_milliamps": nullable(integer("Planned current. Null: whatever solar power is available.", 0)),
            "schedule_type": choice("Energy source.", ("SMART", "SOLAR_ONLY")),
        },
    ),
}


async def _sessions(call: ApiCall) -> list[Session]:
    found = await required_running(call.hass).sessions.async_sessions()
    return [session for session in found if call.may_read(session.charger_id)]


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    return [
        _representation(call, session)
        for session in await _sessions(call)
        if is_within(_at(session.started_s), call.query)
    ]


async def latest_sessions(call: ApiCall, count: int) -> list[Mapping[str, Any]]:
    """Return the latest sessions, newest first; raises ProblemError while nothing runs."""
    return [_representation(call, session) for session in reversed((await _sessions(call))[-count:])]


async def _retrieve(call: ApiCall) -> Mapping[str, Any]:
    return _representation(call, await _session(call))


async def _correct(call: ApiCall) -> Mapping[str, Any]:
    session, coordinator = await _session(call), required_running(call.hass)
    if not call.may_control(session.charger_id):
        raise ProblemError(HTTPStatus.FORBIDDEN, "You don't have permission to control this charger.")
    change = session_change(call, coordinator)
    try:
        corrected = await async_change_session(coordinator, session.charger_id, change, _at(session.started_s))
    except ServiceValidationError as error:
        raise invalid({"is_deleted": ["The session is still under way."]}) from error
    except HomeAssistantError as error:
        raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "The session can't be written to the disk.") from error
    return _representation(call, corrected or session)


async def _session(call: ApiCall) -> Session:
    for session in await _sessions(call):
        if session_id(session) == call.path["id"]:
            return session
    raise not_found("charging session")


async def _list_parts(call: ApiCall) -> list[Mapping[str, Any]]:
    wanted = call.query.get("charging_session")
    return [
        _part(call, session, part)
        for session in await _sessions(call)
        if wanted in (None, session_id(session))
        for part in session.parts
        if is_within(_at(part.started_s), call.query)
    ]


async def _retrieve_part(call: ApiCall) -> Mapping[str, Any]:
    for session, part in _all_parts(await _sessions(call)):
        if part_id(session, part) == call.path["id"]:
            return _part(call, session, part)
    raise not_found("charging sub-session")


async def _list_schedules(call: ApiCall) -> list[Mapping[str, Any]]:
    """Only the part under way has a plan: what was planned for earlier ones is not kept."""
    coordinator = required_running(call.hass)
    for session, part in _all_parts(await _sessions(call)):
        if part_id(session, part) == call.path["id"]:
            plan = coordinator.requests.plans.get(session.charger_id)
            is_under_way = session.ended_s is None and part is session.parts[-1]
            url = call.url("charging_sub_sessions", call.path["id"], "schedules")
            return _intervals(coordinator, plan, url) if plan and is_under_way else []
    raise not_found("charging sub-session")


def _intervals(coordinator: SolarChargingCoordinator, plan: Plan, url: str) -> list[Mapping[str, Any]]:
    limits = next((one.limits for one in coordinator.data.inputs.chargers if one.id == plan.charger_id), None)
    if limits is None:
        return []
    watts_per_amp = limits.nominal_w_per_a(max(limits.phases))
    first = int(dt_util.utcnow().timestamp()) // _HALF_HOUR_S * _HALF_HOUR_S
    found: list[Mapping[str, Any]] = []
    for start_s in range(first, int(plan.ready_by_s or 0.0), _HALF_HOUR_S):
        bought_ws = sum(
            one.power_w * max(min(one.end_s, start_s + _HALF_HOUR_S) - max(one.start_s, start_s), 0.0)
            for one in plan.purchases
            if not one.is_reserve
        )
        start = written(_at(start_s))
        found.append(
            {
                "url": f"{url}#{start}",
                "started_at": start,
                "interval_seconds": _HALF_HOUR_S,
                "current_milliamps": round(bought_ws / _HALF_HOUR_S / watts_per_amp * 1000) if bought_ws else None,
                "schedule_type": "SMART" if bought_ws else "SOLAR_ONLY",
            }
        )
    return found


def _all_parts(sessions: list[Session]) -> Iterator[tuple[Session, SubSession]]:
    for session in sessions:
        for part in session.parts:
            yield session, part


def session_id(session: Session) -> str:
    """Return the id of a session: a charger has one car at a time."""
    return stable_id("cses", session.charger_id, f"{session.started_s:.3f}")


def part_id(session: Session, part: SubSession) -> str:
    """Return the id of a part of a session."""
    return stable_id("csub", session.charger_id, f"{session.started_s:.3f}", f"{part.started_s:.3f}")


def _representation(call: ApiCall, session: Session) -> Mapping[str, Any]:
    id_ = session_id(session)
    charger = _charger(required_running(call.hass), session)
    parts_url = f"{call.url('charging_sub_sessions')}?charging_session={id_}"
    return {
        "id": id_,
        "url": call.url("charging_sessions", id_),
        "start": written(_at(session.started_s)),
        "end": None if session.ended_s is None else written(_at(session.ended_s)),
        "evse": charger and call.url("evses", evse_id(charger)),
        "vehicle_name": session.vehicle or None,
        "driver_name": session.person or None,
        "note": session.note or None,
        **_energies(call, session, session),
        "refused_energy_watt_hours": max(round(session.refused_wh), 0),
        "corrected_from_watt_hours": None if session.corrected_from_wh is None else round(session.corrected_from_wh),
        "savings_cost": session.saved,
        "savings_co2_grams": session.saved_carbon_g,
        "sub_sessions": Reference(parts_url, lambda: [_part(call, session, part) for part in session.parts]),
    }


def _part(call: ApiCall, session: Session, part: SubSession) -> Mapping[str, Any]:
    id_ = part_id(session, part)
    is_boost = part.mode == SolarMode.BOOST
    return {
        "id": id_,
        "url": call.url("charging_sub_sessions", id_),
        "charging_session": call.url("charging_sessions", session_id(session)),
        "started_at": written(_at(part.started_s)),
        "ended_at": written(_at(part.ended_s)),
        "duration_minutes": max(round((part.ended_s - part.started_s) / 60), 0),
        "mode": "BOOST" if is_boost else "UNMANAGED_HOME" if part.mode == SolarMode.OFF else "SMART",
        "solar_mode_type": mode if (mode := part.mode.upper()) in _SOLAR_MODES else None,
        **_energies(call, session, part),
    }


def _energies(call: ApiCall, session: Session, one: Session | SubSession) -> Mapping[str, Any]:
    energy_wh = one.energy_wh
    return {
        "energy_delivered_watt_hours": max(round(energy_wh), 0),
        "solar_energy_delivered_watt_hours": max(round(one.solar_wh), 0),
        "battery_energy_delivered_watt_hours": max(round(one.battery_wh), 0),
        "grid_energy_delivered_watt_hours": max(round(one.grid_wh), 0),
        "percentage_import": round(min(max(100 * one.grid_wh / energy_wh, 0.0), 100.0), 1) if energy_wh > 0 else None,
        "cost": one.cost,
        "currency": session.currency or call.hass.config.currency,
        "total_co2_grams": one.carbon_g,
    }


def _charger(coordinator: SolarChargingCoordinator, session: Session) -> ChargerConfig | None:
    return next((one for one in coordinator.site.chargers if one.id == session.charger_id), None)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


RESOURCE = Resource(
    title="Charging sessions",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/charging_sessions",
            name="list_charging_sessions",
            summary="List sessions, oldest first, including the current one.",
            answer="ChargingSession",
            handle=_list,
            access=Access.SEEN_CHARGERS,
            is_list=True,
            parameters=STARTED_AT,
            expands=("sub_sessions",),
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/charging_sessions/{id}",
            name="retrieve_charging_session",
            summary="Retrieve a session.",
            answer="ChargingSession",
            handle=_retrieve,
            access=Access.SEEN_CHARGERS,
            expands=("sub_sessions",),
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="patch",
            path="/charging_sessions/{id}",
            name="correct_charging_session",
            summary="Correct a session: its energy (sources and costs change in proportion), its car, its driver.",
            body="ChargingSessionChange",
            answer="ChargingSession",
            handle=_correct,
            access=Access.CONTROLLED_CHARGER,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/charging_sub_sessions",
            name="list_charging_sub_sessions",
            summary="List parts of sessions.",
            answer="ChargingSubSession",
            handle=_list_parts,
            access=Access.SEEN_CHARGERS,
            is_list=True,
            parameters={**STARTED_AT, "charging_session": text("Return only parts of this session.")},
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/charging_sub_sessions/{id}",
            name="retrieve_charging_sub_session",
            summary="Retrieve a part of a session.",
            answer="ChargingSubSession",
            handle=_retrieve_part,
            access=Access.SEEN_CHARGERS,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/charging_sub_sessions/{id}/schedules",
            name="list_schedules",
            summary="List the half hours of the plan until the departure.",
            answer="ScheduleInterval",
            handle=_list_schedules,
            access=Access.SEEN_CHARGERS,
            is_list=True,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
