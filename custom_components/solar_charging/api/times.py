"""Times as the API writes and reads them, and filters by time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.util import dt as dt_util

from .errors import invalid
from .schemas import Schema, moment, timestamp

STARTED_AT: Mapping[str, Schema] = {
    "started_at__gte": timestamp("Return only items that start at this time or later."),
    "started_at__lte": timestamp("Return only items that start at this time or earlier."),
}


def written(at: datetime | None) -> str | None:
    """Return a time in UTC, to the second."""
    return dt_util.as_utc(at).replace(microsecond=0).isoformat().replace("+00:00", "Z") if at else None


def written_s(at_s: float) -> str:
    """Return UTC seconds in the same way."""
    return str(written(dt_util.utc_from_timestamp(at_s)))


def read(value: str, field: str) -> datetime:
    """Return the time a client wrote; raises ProblemError for one that is none or lacks its offset."""
    if (found := moment(value)) is None:
        raise invalid({field: ["Must be a time with its offset, such as 2026-06-21T12:00:00Z."]})
    return found


def is_within(at: datetime, query: Mapping[str, Any], field: str = "started_at") -> bool:
    """Whether a time passes the filters of a request."""
    least, most = query.get(f"{field}__gte"), query.get(f"{field}__lte")
    return (least is None or at >= read(least, f"{field}__gte")) and (most is None or at <= read(most, f"{field}__lte"))
