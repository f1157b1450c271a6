"""What of an uncertain generation a car may take where nothing measures it: sun that is missed against energy that is bought.

Energy bought counts `BOUGHT_WEIGHT` times as much as sun missed. So a current is set by the power that falls short with the
probability 1 / (1 + `BOUGHT_WEIGHT`), and a car that cannot take so little charges at its least while that is worth it on the whole.
"""

from .solar_model import Estimate

# A choice between sun and purse. A home of which nothing is read but a satellite sees its clouds bought 9.1 % for 77.8 % of the sun with 3, and
# 7.9 % for 73.2 % with 4, its roof taken for certain; with the roof's own uncertainty, and a range that holds four powers in five, 4 buys 6.6 % for 65.1 % (`script/bench estimation`,
# 29 November 2026).
BOUGHT_WEIGHT = 4.0
# Parts of the spread, each as likely as the others, by their middle.
_PARTS = tuple((index + 0.5) / 10 for index in range(10))
# The quantiles that an estimate has, and beyond them as much again as from the last but one.
_KNOWN = (0.0, 0.10, 0.25, 0.50, 0.75, 0.90, 1.0)
# As above: with this part, the steps of a normal distribution go on.
_TAIL = 0.8
# Halvings of the power that is looked for: of 20 kW, 20 W are left.
_HALVINGS = 10


def cautious_w(estimate: Estimate, bought_weight: float = BOUGHT_WEIGHT) -> float:
    """Return the generation to count on: not above the mean."""
    return min(_quantile_w(_spread_w(estimate), 1.0 / (1.0 + bought_weight)), estimate.mean_w)


def break_even_w(estimate: Estimate, load_w: float, bought_weight: float = BOUGHT_WEIGHT) -> float:
    """Return the highest charging power that is worth it beside this load: what it takes of the sun outweighs what it buys."""
    spread_w = _spread_w(estimate)
    surplus_w = [max(_quantile_w(spread_w, part) - load_w, 0.0) for part in _PARTS]
    least_w, most_w = 0.0, max(surplus_w)
    for _ in range(_HALVINGS):
        power_w = (least_w + most_w) / 2.0
        bought_w = sum(max(power_w - one, 0.0) for one in surplus_w)
        sun_w = sum(min(power_w, one) for one in surplus_w)
        least_w, most_w = (power_w, most_w) if sun_w > bought_weight * bought_w else (least_w, power_w)
    return least_w


def _spread_w(estimate: Estimate) -> tuple[float, ...]:
    p10_w, p25_w, p50_w, p75_w, p90_w = estimate.p10_w, estimate.p25_w, estimate.p50_w, estimate.p75_w, estimate.p90_w
    lowest_w = max(p10_w - (p25_w - p10_w) * _TAIL, 0.0)
    return (lowest_w, p10_w, p25_w, p50_w, p75_w, p90_w, p90_w + (p90_w - p75_w) * _TAIL)


def _quantile_w(spread_w: tuple[float, ...], probability: float) -> float:
    above = next(index for index, known in enumerate(_KNOWN) if known >= probability)
    if above == 0:
        return spread_w[0]
    part = (probability - _KNOWN[above - 1]) / (_KNOWN[above] - _KNOWN[above - 1])
    return spread_w[above - 1] + (spread_w[above] - spread_w[above - 1]) * part
