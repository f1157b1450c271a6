"""The sessions of one month with their totals, and the totals of a year's months."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from homeassistant.util import dt as dt_util

from ..control.statements import month_bounds
from ..coordinator import SolarChargingCoordinator
from ..sessions.session import Session
from ..sessions.statement import Prices, currency_of
from .operation import ApiCall
from .resources.charging_sessions import session_id
from .running_site import required_running
from .times import written_s


async def async_session_month(call: ApiCall, month: str) -> Mapping[str, Any]:
    """Return the sessions that ended in a local month ("2026-11"), and those under way in the present one; raises ProblemError."""
    coordinator = required_running(call.hass)
    sessions = await coordinator.sessions.async_sessions(*month_bounds(month))
    found = [session for session in sessions if call.may_read(session.charger_id)]
    currency = _currency(call, found)
    return {
        "month": month,
        "first_month": min(coordinator.sessions.archive.first_month or month, month),
        "currency": currency,
        "totals": _totals(found, currency),
        "sessions": [_row(coordinator, one, currency) for one in found],
    }


async def async_session_year(call: ApiCall, year: str) -> Mapping[str, Any]:
    """Return the totals of a local year ("2026") and of each of its months that has sessions, as months have them; raises ProblemError."""
    coordinator = required_running(call.hass)
    start, end = month_bounds(f"{year}-01")[0], month_bounds(f"{year}-12")[1]
    sessions = await coordinator.sessions.async_sessions(start, end)
    found = [session for session in sessions if call.may_read(session.charger_id)]
    now_s, currency = dt_util.utcnow().timestamp(), _currency(call, found)
    by_month: dict[str, list[Session]] = {}
    for session in found:
        ended = dt_util.as_local(dt_util.utc_from_timestamp(session.ended_s or now_s))
        by_month.setdefault(ended.strftime("%Y-%m"), []).append(session)
    return {
        "year": year,
        "first_month": min(coordinator.sessions.archive.first_month or f"{year}-01", f"{year}-12"),
        "currency": currency,
        "totals": _totals(found, currency),
        "months": [{"month": month, **_totals(ones, currency)} for month, ones in sorted(by_month.items())],
    }


def _row(coordinator: SolarChargingCoordinator, session: Session, currency: str) -> Mapping[str, Any]:
    return {
        "id": session_id(session),
        "start": written_s(session.started_s),
        "end": None if session.ended_s is None else written_s(session.ended_s),
        "charger": coordinator.charger_name(session.charger_id, session.charger_name),
        "vehicle_name": session.vehicle or None,
        **_energies(session),
        "cost": _money(session, session.cost, currency),
        "savings_cost": _money(session, session.saved, currency),
        "total_co2_grams": session.carbon_g,
        "savings_co2_grams": session.saved_carbon_g,
    }


def _totals(sessions: Sequence[Session], currency: str) -> Mapping[str, Any]:
    energies = [_energies(one) for one in sessions]
    return {
        **{key: sum(one[key] for one in energies) for key in _energies(Session())},
        "cost": _sum(_money(one, one.cost, currency) for one in sessions),
        "savings_cost": _sum(_money(one, one.saved, currency) for one in sessions),
        "total_co2_grams": _sum(one.carbon_g for one in sessions),
        "savings_co2_grams": _sum(one.saved_carbon_g for one in sessions),
    }


def _currency(call: ApiCall, sessions: Sequence[Session]) -> str:
    """Return what all of it was booked in, else the present currency: after it was changed."""
    return currency_of(sessions, Prices(), call.hass.config.currency)


def _money(session: Session, value: float | None, currency: str) -> float | None:
    """None for what was booked in another currency: it is not added up with this one."""
    return value if session.currency in ("", currency) else None


def _energies(session: Session) -> Mapping[str, int]:
    return {
        "energy_delivered_watt_hours": max(round(session.energy_wh), 0),
        "solar_energy_delivered_watt_hours": max(round(session.solar_wh), 0),
        "battery_energy_delivered_watt_hours": max(round(session.battery_wh), 0),
        "grid_energy_delivered_watt_hours": max(round(session.grid_wh), 0),
    }


def _sum(values: Iterable[float | None]) -> float | None:
    """None where nothing is known; what is not known of some does not count."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
