"""Periods in which grid import was limited from outside, each with the power drawn."""

from collections.abc import Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ...engine.limits.outside_state import LimitPeriod
from ..errors import SOLAR_ARRAY_REQUIRED
from ..ids import stable_id
from ..operation import ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import choice, integer, nullable, number, record, text, timestamp
from ..times import STARTED_AT, is_within, written_s

_ORIGINS = ("SIGNAL", "HELD", "FALLBACK")
# More than any grid connection of a home or small business: a bound for the schema only.
_MOST_WATTS = 10_000_000

SCHEMAS = {
    "GridLimitPeriod": record(
        "A time in which the power drawn from the grid was limited from outside.",
        {
            "id": text("ID."),
            "started_at": timestamp("When the limit began."),
            "ended_at": nullable(timestamp("When it ended. Null: it still applies.")),
            "limit_watts": nullable(integer("Maximum power. Null: the limit is a current.", 0)),
            "limit_amps": nullable(number("Maximum current of each phase. Null: the limit is a power.", 0, 5000)),
            "applies_to": choice("What is limited.", ("HOME", "CHARGERS")),
            "origin": choice(
                "Whether the limit was signalled, held after the signal was lost, or the fallback.", _ORIGINS
            ),
            "obeyed_after_seconds": nullable(
                integer("Time until the limit was met. Null: not met, or not measured.", 0)
            ),
            "mean_watts": nullable(integer("Average power drawn. Null: not measured.", 0, _MOST_WATTS)),
            "highest_watts": nullable(integer("Highest power drawn once the limit was met.", 0, _MOST_WATTS)),
            "measured_seconds": integer("For how long the power was measured.", 0),
        },
    )
}


def _representation(period: LimitPeriod) -> Mapping[str, Any]:
    is_seen = period.mean_w is not None
    return {
        "id": stable_id("lmtp", str(period.started_s)),
        "started_at": written_s(period.started_s),
        "ended_at": None if period.ended_s is None else written_s(period.ended_s),
        "limit_watts": None if period.limit_w is None else round(period.limit_w),
        "limit_amps": period.limit_a,
        "applies_to": "CHARGERS" if period.is_for_chargers else "HOME",
        "origin": period.origin.upper(),
        "obeyed_after_seconds": None if period.obeyed_after_s is None else round(period.obeyed_after_s),
        "mean_watts": min(round(period.mean_w), _MOST_WATTS) if period.mean_w is not None else None,
        "highest_watts": min(round(period.highest_w), _MOST_WATTS) if is_seen else None,
        "measured_seconds": round(period.seen_s),
    }


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    return [
        _representation(period)
        for period in required_running(call.hass).limit_log.periods()
        if is_within(dt_util.utc_from_timestamp(period.started_s), call.query)
    ]


RESOURCE = Resource(
    title="Grid limit periods",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/grid_limit_periods",
            name="list_grid_limit_periods",
            summary="List the times in which a signal limited the power drawn from the grid.",
            answer="GridLimitPeriod",
            handle=_list,
            is_list=True,
            parameters=STARTED_AT,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
