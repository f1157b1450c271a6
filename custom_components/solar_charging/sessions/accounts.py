"""Energy by car: an account for each car, one for guests, and one for unknown cars.

Chargers measure, accounts add up: at any moment the accounts hold exactly what the chargers booked. Of a session under way it is
remembered what was booked to which account, so that it can be moved when the car turns out to be another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..engine.json_state import dump, load
from .money import Money, counted_money, difference, sum_of
from .session import Session
from .session_change import counted_wh
from .shares import Shares
from .totals import Totals

# Cars that are not set up, and cars that could not be identified.
GUEST, UNKNOWN = "guest", ""


@dataclass(slots=True)
class Account:
    """One car's totals. `costs`: by their currency; none: never known.

    `name`, `price_rule`, `price_per_kwh`: its last name, and once it is removed what its statements counted last.
    """

    name: str = ""
    price_rule: str | None = None
    price_per_kwh: float | None = None
    totals: Totals = field(default_factory=Totals)
    costs: dict[str, float] = field(default_factory=dict)

    def add(self, energy_wh: Shares, costs: Money) -> None:
        """Book energy; negative to take it back."""
        self.totals.add(energy_wh)
        self.costs = sum_of(self.costs, costs)


@dataclass(slots=True)
class OpenBooking:
    """What of a charger's session under way has been booked to which account."""

    started_s: float = 0.0
    account: str = UNKNOWN
    energy_wh: Shares = field(default_factory=Shares)
    costs: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class CarAccounts:
    """All accounts by car, and the open booking of each charger's session."""

    accounts: dict[str, Account] = field(default_factory=dict)
    open_bookings: dict[str, OpenBooking] = field(default_factory=dict)

    def account(self, car_id: str) -> Account:
        """Return a car's account, an empty one if it never charged."""
        return self.accounts.get(car_id, _EMPTY)

    def keep_price(self, car_id: str, rule: str | None, per_kwh: float | None) -> None:
        """Keep what the statements of a car count that is about to go."""
        account = self.accounts.setdefault(car_id, Account())
        account.price_rule, account.price_per_kwh = rule, per_kwh

    def roll_over_day(self, day: str) -> None:
        """Start a new day in all accounts."""
        for account in self.accounts.values():
            account.totals.roll_over_day(day)

    def take(self, session: Session, day: str) -> None:
        """Book what a session has received since it was last booked, to the car it belongs to now."""
        booked = self.open_bookings.get(session.charger_id)
        if booked is None or booked.started_s != session.started_s:
            booked = OpenBooking(session.started_s, session.car_id)
        now_wh, costs = counted_wh(session), dict(counted_money(session, session.cost))
        if booked.account != session.car_id:
            self._add(booked.account, booked.energy_wh.times(-1.0), difference({}, booked.costs), day)
            booked = OpenBooking(session.started_s, session.car_id)
        more_wh = now_wh.plus(booked.energy_wh.times(-1.0))
        if more_wh != Shares() or costs != booked.costs:
            self._add(session.car_id, more_wh, difference(costs, booked.costs), day, session.vehicle)
        elif session.vehicle and (account := self.accounts.get(session.car_id)):
            account.name = session.vehicle
        self.open_bookings[session.charger_id] = OpenBooking(session.started_s, session.car_id, now_wh, costs)

    def close(self, charger_id: str) -> None:
        """Close the open booking of a session that is over."""
        self.open_bookings.pop(charger_id, None)

    def move(self, before: Session, after: Session, day: str) -> None:
        """Move a closed session's energy as a person corrected it."""
        self._add(
            before.car_id, counted_wh(before).times(-1.0), difference({}, counted_money(before, before.cost)), day
        )
        self._add(after.car_id, counted_wh(after), counted_money(after, after.cost), day, after.vehicle)

    def _add(self, car_id: str, energy_wh: Shares, costs: Money, day: str, name: str = "") -> None:
        account = self.accounts.setdefault(car_id, Account())
        account.name = name or account.name
        account.totals.roll_over_day(day)
        account.add(energy_wh, costs)

    def to_dict(self) -> dict[str, Any]:
        """Return them as plain JSON types."""
        return dict(dump(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave."""
        return load(cls, data)


_EMPTY = Account()
