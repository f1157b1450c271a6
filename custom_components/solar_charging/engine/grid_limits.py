"""What limits grid import, as set up: a limit from outside (grid operator, signal), and a tariff that charges for the highest interval."""

from dataclasses import dataclass

# The least that a network operator leaves to a controllable device under § 14a of Germany's EnWG (BNetzA BK6-22-300), of which
# several share a larger one: https://www.celle-uelzennetz.de/glossar/steuerbare-verbrauchseinrichtungen
SECTION_14A_W = 4200.0
# Beyond these a value is a mistaken unit, or what a device sends that means nothing.
MOST_W, MOST_A = 1_000_000.0, 5_000.0


@dataclass(frozen=True, slots=True)
class LimitSignal:
    """The limit an entity shows, in W, or in A for each phase; neither: no limit now. `until_s`: when it ends (UTC s), if known."""

    limit_w: float | None = None
    limit_a: float | None = None
    until_s: float | None = None

    @property
    def is_limiting(self) -> bool:
        """Whether there is a limit."""
        return self.limit_w is not None or self.limit_a is not None


NO_LIMIT = LimitSignal()


@dataclass(frozen=True, slots=True)
class OutsideLimit:
    """A limit from outside. `signal`: None while nothing can be read of it.

    Once it is lost, the last one holds for `hold_s`, then `fallback_w` (None: no limit). `is_for_chargers`: only what chargers
    draw from the grid is limited; else all that the home draws.
    """

    signal: LimitSignal | None
    hold_s: float = 7200.0
    fallback_w: float | None = SECTION_14A_W
    is_for_chargers: bool = False


@dataclass(frozen=True, slots=True)
class PeakGuard:
    """Where the bill counts the highest mean draw of an interval. Intervals follow the local clock, `utc_offset_s` ahead of UTC.

    `follows_month_peak`: what the month (its name, local) has cost already may be used again. `may_ready_by_exceed`: being ready
    in time is worth a higher peak.
    """

    threshold_w: float
    interval_s: float = 900.0
    follows_month_peak: bool = False
    may_ready_by_exceed: bool = False
    utc_offset_s: float = 0.0
    month: str = ""
