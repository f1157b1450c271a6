"""Money by its currency (ISO 4217): what was booked in two is never added up, also after Home Assistant was set to another one."""

from collections.abc import Mapping

from .session import Session

type Money = Mapping[str, float]


def counted_money(session: Session, value: float | None) -> Money:
    """Return an amount of a session's: nothing where it is not known, or once the session is deleted."""
    return {} if value is None or session.is_deleted else {session.currency: value}


def difference(money: Money, less: Money) -> dict[str, float]:
    """Return what is left, below 0 where there was less."""
    return {key: money.get(key, 0.0) - less.get(key, 0.0) for key in {**money, **less}}


def sum_of(money: Money, more: Money) -> dict[str, float]:
    """Return both together."""
    return {key: money.get(key, 0.0) + more.get(key, 0.0) for key in {**money, **more}}
