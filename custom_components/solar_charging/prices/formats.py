"""How integrations publish their prices: one small file each in `catalogue/tariffs`, recognised by what an entity really holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

import voluptuous as vol
import yaml

from ..catalogue.entry import Verified
from ..planning.slots import SeriesEntry
from .carbon import carbon_factor

TARIFFS = Path(__file__).parent.parent / "catalogue" / "tariffs"
# A week in quarters of an hour is 672; of each list, what is more is not read.
MOST_ROWS = 1000
# Beyond any currency and unit.
_HIGHEST_PRICE = 1e9
# A price that is listed without an end, and without one after it, holds for so long.
_HOUR_S = 3600.0
# Prices begin on the minute; Amber's a second later.
_MINUTE_S = 60.0
# Hundredths of the currencies that integrations count in.
_HUNDREDTHS = ("ct", "cent", "¢", "öre", "øre", "p/", "snt", "gr/", "c/")

_PER_ENERGY = re.compile(r"^[^/]+/\s*[kMG]?Wh$", re.IGNORECASE)

_SCHEMA = vol.Schema(
    vol.All(
        {
            vol.Required("name"): str,
            vol.Required("domain"): str,
            vol.Required("origin"): vol.Match(r"^(core|[\w.-]+/[\w.-]+)$"),
            vol.Required("verified"): vol.In([known.value for known in Verified]),
            vol.Required("sources"): [str],
            vol.Optional("notes"): str,
            vol.Exclusive("attributes", "where"): [str],
            vol.Exclusive("action", "where"): vol.Match(r"^[a-z_]+\.[a-z_]+$"),
            vol.Optional("query", default="all"): vol.In(["all", "each_day"]),
            vol.Required("start"): str,
            vol.Optional("end"): str,
            vol.Required("price"): str,
            vol.Optional("divide_by", default=1): vol.Any(int, float),
        },
        vol.Any(
            vol.Schema({vol.Required("attributes"): list}, extra=True),
            vol.Schema({vol.Required("action"): str}, extra=True),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class PriceFormat:
    """The names under which one integration publishes prices: in attributes, or in the answer of an action."""

    name: str
    domain: str
    start: str
    price: str
    attributes: tuple[str, ...] = ()
    action: str | None = None
    query: str = "all"
    end: str | None = None
    divide_by: float = 1.0

    def read(self, rows: Sequence[Any], unit: str | None, zone: tzinfo) -> list[SeriesEntry]:
        """Return the prices per kWh in `rows`; rows that are broken, or have no price (yet), are left out."""
        factor = 1.0 / self.divide_by if self.divide_by != 1 else unit_factor(unit)
        return list(self._ended(sorted(self._read(rows, factor, zone))))

    def _read(self, rows: Sequence[Any], factor: float, zone: tzinfo) -> Iterator[SeriesEntry]:
        for row in rows:
            if not isinstance(row, Mapping):
                continue
            start_s = _seconds(row.get(self.start), zone)
            end_s = _seconds(row.get(self.end), zone) if self.end else None
            price = row.get(self.price)
            is_price = isinstance(price, int | float) and not isinstance(price, bool) and abs(price) <= _HIGHEST_PRICE
            if start_s is not None and is_price:
                yield SeriesEntry(start_s - start_s % _MINUTE_S, end_s or 0.0, float(price or 0.0) * factor)

    def _ended(self, rows: Sequence[SeriesEntry]) -> Iterator[SeriesEntry]:
        for index, row in enumerate(rows):
            following = [other.start_s for other in rows[index + 1 : index + 2]]
            yield row if row.end_s else row._replace(end_s=min([*following, row.start_s + _HOUR_S]))


def is_price(formats: Sequence[PriceFormat], attributes: Mapping[str, Any], unit: str | None, zone: tzinfo) -> bool:
    """Whether an entity has prices: by its unit (money, not mass, per energy), or in attributes of a known make."""
    is_per_energy = _PER_ENERGY.match(unit or "") is not None and carbon_factor(unit) is None
    return is_per_energy or bool(read_attributes(formats, attributes, unit, zone))


def unit_factor(unit: object) -> float:
    """Return what turns a price in `unit` into one in whole currency per kWh; an unknown unit is assumed to be that."""
    text = unit.lower() if isinstance(unit, str) else ""
    factor = 0.01 if text.startswith(_HUNDREDTHS) else 1.0
    if "/mwh" in text:
        return factor / 1000.0
    return factor * 1000.0 if text.endswith("/wh") else factor


def price_now(state: str, unit: object) -> float | None:
    """Return the price per kWh that a state itself shows; None where it shows none."""
    try:
        price = float(state) * unit_factor(unit)
    except ValueError:
        return None
    return price if abs(price) <= _HIGHEST_PRICE else None


def read_attributes(
    formats: Sequence[PriceFormat], attributes: Mapping[str, Any], unit: str | None, zone: tzinfo
) -> list[SeriesEntry]:
    """Return the prices in an entity's attributes, by the first format that finds any."""
    for known in formats:
        rows = [row for name in known.attributes for row in _listed(attributes.get(name))]
        if found := known.read(rows, unit, zone):
            return found
    return []


@cache
def load_formats(root: Path = TARIFFS) -> tuple[PriceFormat, ...]:
    """Return all formats, in the order of their files' names. Reads files: call it in an executor. Raises vol.Invalid."""
    found = []
    for path in sorted(root.glob("*.yaml")):
        data = _SCHEMA(yaml.safe_load(path.read_text()))
        known = {field.name: data[field.name] for field in fields(PriceFormat) if field.name in data}
        found.append(PriceFormat(**{**known, "attributes": tuple(data.get("attributes", ()))}))
    return tuple(found)


def _listed(value: Any) -> Sequence[Any]:
    return value[:MOST_ROWS] if isinstance(value, list | tuple) else []


def _seconds(value: Any, zone: tzinfo) -> float | None:
    """Return a time of any make as UTC seconds; one without a zone is local."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=zone)).timestamp()
    except OverflowError, ValueError:
        # A year that the calendar or the computer does not reach.
        return None


def days_to_ask(now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """Return today's and tomorrow's local dates (ISO 8601)."""
    today = now.astimezone(zone).date()
    return today.isoformat(), (today + timedelta(days=1)).isoformat()
