"""What a session counts in a statement: its cost as booked, or as two people, or a company and its driver, have agreed."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .session import Session

_CENT = Decimal("0.01")


class PriceRule(StrEnum):
    """How a session is priced."""

    # As everywhere else: what was bought at its price, what came from the sun at what feeding it in would have earned.
    COST = "cost"
    # What was bought alone: the sun is free.
    PAID = "paid"
    # All of it as if it had been bought at that time: what a company refunds.
    GRID = "grid"
    # So much per kWh, whatever it came from.
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Pricing:
    """A rule, with its price per kWh where that is fixed."""

    rule: PriceRule = PriceRule.COST
    per_kwh: Decimal | None = None

    def amount(self, session: Session, energy_wh: int) -> Decimal | None:
        """Return what a session counts, to the cent, with its energy as it is shown; None: no price was known."""
        if self.rule is PriceRule.FIXED:
            return None if self.per_kwh is None else to_cents(kwh(energy_wh) * self.per_kwh)
        value = {
            PriceRule.COST: session.cost,
            PriceRule.PAID: session.paid,
            PriceRule.GRID: session.grid_cost,
        }[self.rule]
        return None if value is None else to_cents(Decimal(repr(round(value, 6))))


def lacks_price(rule: str | None, per_kwh: float | None) -> bool:
    """Whether a rule needs a price per kWh that was not given."""
    return rule == PriceRule.FIXED and per_kwh is None


def pricing(rule: str | None, per_kwh: float | None) -> Pricing:
    """Return a rule as it was set up; the cost as booked where none was, or one that is not known."""
    known = PriceRule(rule) if rule in list(PriceRule) else PriceRule.COST
    return Pricing(known, None if per_kwh is None else Decimal(repr(per_kwh)))


def kwh(energy_wh: int) -> Decimal:
    """Return energy in kWh, to the watt-hour."""
    return Decimal(energy_wh).scaleb(-3)


def to_cents(value: Decimal) -> Decimal:
    """Round money as people do: half a cent is one."""
    return value.quantize(_CENT, ROUND_HALF_UP)
