"""What a charger that follows the sun alone may buy, whatever the sky does: an account that the sun pays into.

Whatever is bought is taken from it, a part of the sun that the charger could take is paid in, up to its size. While it is used up, the
charger takes no more than its least power, and pauses where the sun gives less than that; it starts again when a little is there. So one
shadow buys no more than the account holds, and an hour no more than that and what is paid in meanwhile, under any sky and with any
switching preference. The budgets of `budget` decide within it.
"""

from ..charger.charge import ChargeState
from ..model import SECONDS_PER_HOUR
from .options import Option

# A full account is the charger's least power for so long: 368 Wh on one phase. With half as much a sauna, on for 2 of 4 minutes, ended a charge
# 14 times a day instead of 8, and clouds in the tropics cost as much (`script/bench control`, 28 November 2026).
FULL_S = 960.0
# So much of the sun there is goes in, for no more than so long at the least power in an hour: 460 Wh on one phase. Half as much cost a
# boiler's home in the tropics 8 % of its sun; with twice as much, short peaks buy more than they give.
SUN_PART, PAID_IN_S = 0.3, 1200.0
# A start waits for this part of it, or it would be over soon: with 0.04, sun in one minute of each two made 53 starts in six hours instead of
# some 8; common skies never use it up. With 0.5 a start could wait for 24 minutes of bright sun (29 November 2026).
START_PART = 0.25


def most_wh(least_w: float) -> float:
    """Return what may be bought at once, by a charger's least power."""
    return least_w * FULL_S / SECONDS_PER_HOUR


def most_in_an_hour_wh(least_w: float) -> float:
    """Return what may be bought in any hour at most."""
    return least_w * (FULL_S + PAID_IN_S) / SECONDS_PER_HOUR


def book(charge: ChargeState, options: tuple[Option, ...], offered_w: float, drawn_w: float, elapsed_s: float) -> None:
    """Take what was bought over the last `elapsed_s` from the account, and pay in for the sun there was. `offered_w`: its share."""
    bought_w = max(drawn_w - max(offered_w, 0.0), 0.0)
    paid_in_w = _paid_in_w(options, offered_w) if offered_w >= options[1].least_w else 0.0
    charge.bought_wh = max(charge.bought_wh + (bought_w - paid_in_w) * elapsed_s / SECONDS_PER_HOUR, 0.0)


def is_used_up(charge: ChargeState, options: tuple[Option, ...]) -> bool:
    """Return whether nothing more may be bought now."""
    return charge.bought_wh >= most_wh(options[1].least_w)


def starts_in_s(charge: ChargeState, options: tuple[Option, ...], offered_w: float) -> float:
    """Return the seconds until enough is there for a start, at the present sun; 0: there is."""
    least_w = options[1].least_w
    missing_wh = charge.bought_wh - (1.0 - START_PART) * most_wh(least_w)
    return max(missing_wh, 0.0) * SECONDS_PER_HOUR / _paid_in_w(options, max(offered_w, least_w))


def _paid_in_w(options: tuple[Option, ...], offered_w: float) -> float:
    could_w = min(offered_w, max(option.least_w + option.headroom_w for option in options))
    return min(SUN_PART * could_w, options[1].least_w * PAID_IN_S / SECONDS_PER_HOUR)
