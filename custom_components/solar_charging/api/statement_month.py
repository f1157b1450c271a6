"""A month's statements for the card: of each car, of guests and of each person, with the page to print."""

from collections.abc import Mapping
from typing import Any

from ..control.statements import accounts_of, async_month, async_written, month_statement
from ..sessions.accounts import GUEST
from .operation import ApiCall
from .running_site import required_running


async def async_statement_month(call: ApiCall, month: str, language: str | None) -> Mapping[str, Any]:
    """Return the statements of a local month ("2026-11") that have sessions, in a language; raises ProblemError."""
    coordinator = required_running(call.hass)
    sessions = await async_month(coordinator, month, call.may_read)
    found = []
    for whose in accounts_of(coordinator, sessions):
        statement = month_statement(coordinator, month, sessions, whose)
        if not statement.lines:
            continue
        page = await async_written(call.hass, statement, "html", language)
        found.append(
            {
                "name": statement.heading.name or None,
                "is_guest": whose.car_id == GUEST,
                "is_person": whose.person_id is not None,
                "sessions": len(statement.lines),
                "energy_delivered_watt_hours": statement.energy_wh,
                "amount": None if statement.amount is None else str(statement.amount),
                "html": page["content"],
            }
        )
    currency = month_statement(coordinator, month, sessions).heading.currency
    return {"month": month, "currency": currency, "statements": found}
