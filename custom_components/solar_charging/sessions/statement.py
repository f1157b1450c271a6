"""A month's bill or refund: a line for each session that ended in that month, and the totals.

Energies are whole watt-hours and money is decimal, each rounded in its line; a sum is the sum of what the lines show.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .price_rule import PriceRule, Pricing, kwh
from .session import Session

_FOUR_DIGITS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One session. `amount`: None where no price was known; `carbon_g`: likewise. `charger`: its name."""

    session: Session
    charger: str
    solar_wh: int
    battery_wh: int
    grid_wh: int
    amount: Decimal | None
    carbon_g: int | None
    # Where a price per kWh is agreed on.
    agreed: Decimal | None = None

    @property
    def energy_wh(self) -> int:
        """All of it, as its parts are shown."""
        return self.solar_wh + self.battery_wh + self.grid_wh

    @property
    def price(self) -> Decimal | None:
        """What a kWh comes to: as agreed, or to four digits; None of nothing."""
        if self.amount is not None and self.agreed is not None:
            return self.agreed
        if self.amount is None or not self.energy_wh:
            return None
        return (self.amount / kwh(self.energy_wh)).quantize(_FOUR_DIGITS)


@dataclass(frozen=True, slots=True)
class Heading:
    """Of what a statement is: the month ("2026-11"), whose it is by name (empty: everybody's), and the currency."""

    month: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A month's lines, oldest first."""

    heading: Heading
    lines: tuple[StatementLine, ...]

    @property
    def solar_wh(self) -> int:
        """From the sun."""
        return sum(line.solar_wh for line in self.lines)

    @property
    def battery_wh(self) -> int:
        """From the home battery."""
        return sum(line.battery_wh for line in self.lines)

    @property
    def grid_wh(self) -> int:
        """From the grid."""
        return sum(line.grid_wh for line in self.lines)

    @property
    def energy_wh(self) -> int:
        """All of it."""
        return self.solar_wh + self.battery_wh + self.grid_wh

    @property
    def amount(self) -> Decimal | None:
        """What it comes to; None where no line has an amount. Lines without one count nothing, and are shown to have none."""
        known = [line.amount for line in self.lines if line.amount is not None]
        return sum(known, Decimal("0.00")) if known else None

    @property
    def carbon_g(self) -> int | None:
        """Carbon dioxide of what was bought; None: never known."""
        known = [line.carbon_g for line in self.lines if line.carbon_g is not None]
        return sum(known) if known else None

    @property
    def unpriced(self) -> int:
        """How many lines have no amount."""
        return sum(line.amount is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Prices:
    """What sessions count: `agreed` for all of them, or else each person's rule, then each car's by its id, or else the cost as booked."""

    agreed: Pricing | None = None
    by_car: Mapping[str, Pricing] | None = None
    by_person: Mapping[str, Pricing] | None = None

    def of(self, session: Session) -> Pricing:
        """Return the rule for one session."""
        of_car = (self.by_car or {}).get(session.car_id, _AS_BOOKED)
        return self.agreed or (self.by_person or {}).get(session.person_id, of_car)


_AS_BOOKED = Pricing(PriceRule.COST)


def currency_of(sessions: Iterable[Session], prices: Prices, present: str) -> str:
    """Return what sessions were booked in, where that is one and no price of today's is agreed on; else the present currency."""
    booked = {present if prices.of(one).rule is PriceRule.FIXED else one.currency or present for one in sessions}
    return booked.pop() if len(booked) == 1 else present


def statement(sessions: Iterable[Session], heading: Heading, prices: Prices, chargers: Mapping[str, str]) -> Statement:
    """Return the statement of these sessions; `chargers`: names by id. Those that are under way, or were deleted, are in none."""
    over = (one for one in sessions if one.ended_s is not None and not one.is_deleted)
    ordered = sorted(over, key=lambda one: (one.started_s, one.charger_id))
    return Statement(heading, tuple(_line(one, prices.of(one), chargers, heading.currency) for one in ordered))


def _line(session: Session, pricing: Pricing, chargers: Mapping[str, str], currency: str) -> StatementLine:
    # What was booked in another currency is not added up with this one.
    is_counted = pricing.rule is PriceRule.FIXED or session.currency in ("", currency)
    solar_wh, battery_wh, grid_wh = (round(wh) for wh in (session.solar_wh, session.battery_wh, session.grid_wh))
    return StatementLine(
        session,
        chargers.get(session.charger_id, session.charger_id),
        solar_wh,
        battery_wh,
        grid_wh,
        pricing.amount(session, solar_wh + battery_wh + grid_wh) if is_counted else None,
        None if session.carbon_g is None else round(session.carbon_g),
        pricing.per_kwh if pricing.rule is PriceRule.FIXED else None,
    )
