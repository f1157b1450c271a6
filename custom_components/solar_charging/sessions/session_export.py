"""Sessions as rows for other programs: CSV and JSON, times in ISO 8601, energies in Wh."""

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from .session import Session, SubSession

# Where a cell begins, also for spreadsheets that part cells at semicolons; wide signs count as narrow ones in some languages.
_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[\s\ufeff\u200b]{0,9}[=+@\-＝＋＠－])")


def row(session: Session, charger: str, currency: str) -> dict[str, Any]:
    """Return a session as one flat row; `charger` is its name. None: not known."""
    return {
        "charger": charger,
        "vehicle": session.vehicle or None,
        "driver": session.person or None,
        "started_at": _iso(session.started_s),
        "ended_at": _iso(session.ended_s) if session.ended_s is not None else None,
        "energy_delivered_watt_hours": round(session.energy_wh),
        "solar_energy_delivered_watt_hours": round(session.solar_wh),
        "battery_energy_delivered_watt_hours": round(session.battery_wh),
        "grid_energy_delivered_watt_hours": round(session.grid_wh),
        "assumed_energy_watt_hours": round(sum(part.assumed_wh for part in session.parts)),
        "refused_energy_watt_hours": round(session.refused_wh),
        "note": session.note or None,
        "corrected_from_watt_hours": _rounded(session.corrected_from_wh, 0),
        "percentage_import": _rounded(session.import_pct, 1),
        "percentage_added": _rounded(_added_pct(session), 1),
        "cost": _rounded(session.cost, 4),
        "savings_cost": _rounded(session.saved, 4),
        "currency": session.currency or currency,
        "total_co2_grams": _rounded(session.carbon_g, 0),
        "savings_co2_grams": _rounded(session.saved_carbon_g, 0),
        "starts": int(sum(session.starts.values())),
        "start_reasons": _counts(session.starts),
        "stop_reasons": _counts(session.stops),
        "modes": ";".join(dict.fromkeys(part.mode for part in session.parts)),
    }


def detailed(session: Session, charger: str, currency: str) -> dict[str, Any]:
    """Return a session with its sub-sessions."""
    return {**row(session, charger, currency), "sub_sessions": [_sub_row(part) for part in session.parts]}


def to_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as CSV with a header (RFC 4180)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(row(Session(), "", "")), extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: harmless(value) for key, value in entry.items()} for entry in rows)
    return out.getvalue()


def to_json(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as a JSON list."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1)


def _sub_row(part: SubSession) -> dict[str, Any]:
    return {
        "solar_mode_type": part.mode.upper(),
        "started_at": _iso(part.started_s),
        "ended_at": _iso(part.ended_s),
        "duration_minutes": round((part.ended_s - part.started_s) / 60.0),
        "energy_delivered_watt_hours": round(part.energy_wh),
        "solar_energy_delivered_watt_hours": round(part.solar_wh),
        "battery_energy_delivered_watt_hours": round(part.battery_wh),
        "grid_energy_delivered_watt_hours": round(part.grid_wh),
        "cost": _rounded(part.cost, 4),
        "total_co2_grams": _rounded(part.carbon_g, 0),
    }


def harmless(value: Any) -> Any:
    """A name that begins like a formula is not one, whatever a spreadsheet thinks, and wherever it takes a cell to begin."""
    return _FORMULA.sub("\\1'", value) if isinstance(value, str) else value


def _added_pct(session: Session) -> float | None:
    if session.soc_started_pct is None or session.soc_ended_pct is None:
        return None
    return session.soc_ended_pct - session.soc_started_pct


def _counts(reasons: dict[str, float]) -> str:
    return ";".join(f"{reason}:{count:.0f}" for reason, count in reasons.items())


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
