"""Departures from a calendar: the next event of it, and what its text asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Self

from ..engine.finite import finite
from .charge_request import CarBattery, Charged, ChargeRequest, needed_wh, next_departure_s
from .charging_plan import Assumption

# "80 %", "20 kWh", "7,5kWh" anywhere in the text.
# Bounded, as is the text that is searched: anyone can send an invitation.
_TARGET = re.compile(r"(?<!\d)(\d{1,4}(?:[.,]\d{1,3})?)\s?(%|kwh)", re.IGNORECASE)
# Titles and descriptions are longer only in spam: the rest is not searched.
_LONGEST_TEXT = 2000
MOST_KWH = 300.0  # no car's battery holds more
# The last second that has a date.
_LATEST_S = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Departure:
    """An event: its start in UTC seconds, and the energy in Wh or the state of charge in % that its text asks for."""

    start_s: float
    ready_by_wh: float | None = None
    ready_by_soc_pct: float | None = None


@dataclass(frozen=True, slots=True)
class Departures:
    """The next event of each calendar, by the calendar's entity ID, and the calendars that are unavailable."""

    events: Mapping[str, Departure] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        """Return the events as plain JSON types."""
        return {key: asdict(event) for key, event in self.events.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave; what is unknown, or no event, is dropped."""
        found = {str(key): _stored(event) for key, event in data.items()}
        return cls({key: event for key, event in found.items() if event is not None})


def next_departure(events: Iterable[Mapping[str, Any]], now: datetime) -> Departure | None:
    """Return the first event still to start. `events`: start (ISO 8601), summary, description. Whole days have no time to leave."""
    coming = [(start, event) for event in events if (start := _start(event)) is not None and start > now]
    if not coming:
        return None
    start, event = min(coming, key=lambda one: one[0])
    texts = (str(event.get(part) or "")[:_LONGEST_TEXT] for part in ("summary", "description"))
    return _departure(start, " ".join(texts))


def with_departure(request: ChargeRequest, event: Departure, now: datetime, zone: tzinfo) -> ChargeRequest:
    """Return the request with the event as its departure, where that comes before the request's own; its target counts if it names one."""
    own_s = next_departure_s(request, now, zone)
    if event.start_s <= now.timestamp() or (own_s is not None and own_s <= event.start_s):
        return request
    left = replace(request, departure_s=event.start_s, ready_by_time=None)
    if event.ready_by_wh is None and event.ready_by_soc_pct is None:
        return left
    return replace(left, ready_by_wh=event.ready_by_wh, ready_by_soc_pct=event.ready_by_soc_pct)


def calendar_warnings(planned: ChargeRequest, departures: Departures, battery: CarBattery) -> tuple[Assumption, ...]:
    """Return what is amiss with the calendar of a request; `planned`: the request `with_departure`."""
    if planned.departure_calendar in departures.silent:
        return (Assumption.CALENDAR_SILENT,)
    energy_wh, _ = needed_wh(planned, Charged(), battery)
    return (Assumption.TARGET_UNKNOWN,) if planned.departure_calendar in departures.events and energy_wh is None else ()


def _stored(event: Any) -> Departure | None:
    if not isinstance(event, Mapping) or (start_s := finite(event.get("start_s"), 0.0, _LATEST_S)) is None:
        return None
    ready_by_wh = finite(event.get("ready_by_wh"), 0.0, MOST_KWH * 1000.0)
    return Departure(start_s, ready_by_wh, finite(event.get("ready_by_soc_pct"), 0.0, 100.0))


def _start(event: Mapping[str, Any]) -> datetime | None:
    text = event.get("start")
    if not isinstance(text, str) or "T" not in text[:16]:
        return None
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        return None
    return start if start.tzinfo else None


def _departure(start: datetime, text: str) -> Departure:
    for number, unit in _TARGET.findall(text):
        value = float(number.replace(",", "."))
        if unit == "%" and 0.0 < value <= 100.0:
            return Departure(start.timestamp(), ready_by_soc_pct=value)
        if unit != "%" and 0.0 < value <= MOST_KWH:
            return Departure(start.timestamp(), ready_by_wh=value * 1000.0)
    return Departure(start.timestamp())
