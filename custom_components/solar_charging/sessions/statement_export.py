"""A statement for other programs: rows of a table, CSV and plain values. Times in local time with their offset, money as text."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from .price_rule import kwh
from .session_export import harmless
from .statement import Statement, StatementLine


def described(found: Statement, zone: tzinfo) -> dict[str, Any]:
    """Return a statement as plain values. Money is text, so that it isn't read as a float."""
    return {
        "month": found.heading.month,
        "name": found.heading.name or None,
        "currency": found.heading.currency,
        "sessions": [row(line, zone) for line in found.lines],
        "energy_kwh": _text(kwh(found.energy_wh)),
        "solar_kwh": _text(kwh(found.solar_wh)),
        "battery_kwh": _text(kwh(found.battery_wh)),
        "grid_kwh": _text(kwh(found.grid_wh)),
        "amount": _text(found.amount),
        "sessions_without_price": found.unpriced,
        "total_co2_grams": found.carbon_g,
    }


def row(line: StatementLine, zone: tzinfo) -> dict[str, Any]:
    """Return a line as one flat row; None: not known."""
    session = line.session
    return {
        "start": _iso(session.started_s, zone),
        "end": _iso(session.ended_s, zone),
        "charger": line.charger,
        "vehicle": session.vehicle or None,
        "driver": session.person or None,
        "meter_start_kwh": _meter(session.meter_started_wh),
        "meter_end_kwh": _meter(session.meter_ended_wh),
        "solar_kwh": _text(kwh(line.solar_wh)),
        "battery_kwh": _text(kwh(line.battery_wh)),
        "grid_kwh": _text(kwh(line.grid_wh)),
        "energy_kwh": _text(kwh(line.energy_wh)),
        "price_per_kwh": _text(line.price),
        "amount": _text(line.amount),
        "total_co2_grams": line.carbon_g,
        "corrected_from_kwh": _meter(session.corrected_from_wh),
        "note": session.note or None,
    }


def to_csv(found: Statement, zone: tzinfo) -> str:
    """Return a statement as CSV (RFC 4180): a header, the lines, and their sum, which has no start."""
    out, rows = io.StringIO(), [row(line, zone) for line in found.lines]
    sums = {key: value for key, value in described(found, zone).items() if key in _COLUMNS}
    writer = csv.DictWriter(out, fieldnames=[*_COLUMNS, "currency"])
    writer.writeheader()
    for one in [*rows, {**dict.fromkeys(_COLUMNS), **sums}]:
        writer.writerow(_harmless({**one, "currency": found.heading.currency}))
    return out.getvalue()


_COLUMNS = (
    "start", "end", "charger", "vehicle", "driver", "meter_start_kwh", "meter_end_kwh", "solar_kwh", "battery_kwh", "grid_kwh",
    "energy_kwh", "price_per_kwh", "amount", "total_co2_grams", "corrected_from_kwh", "note",
)  # fmt: skip
# What people called something; all else is a number or a time, of which a minus is no formula.
_NAMES = frozenset({"charger", "vehicle", "driver", "note"})


def _harmless(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: harmless(value) if key in _NAMES else value for key, value in values.items()}


def _iso(at_s: float | None, zone: tzinfo) -> str | None:
    return None if at_s is None else datetime.fromtimestamp(at_s, zone).isoformat(timespec="seconds")


def _meter(value_wh: float | None) -> str | None:
    return None if value_wh is None else _text(kwh(round(value_wh)))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
