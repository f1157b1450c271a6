"""What values over hours show of a site: that one generator is counted twice, or that sources and load do not add up."""

from collections.abc import Iterator
from itertools import combinations

from ..catalogue.entry import Role
from .findings import Evidence, FindingKind, SiteValues

# Below this two arrays are alike by chance, as at dawn and under thick clouds.
ALIKE_FROM_W = 500.0
# Two readings of one generator differ by their rounding and delay; two arrays, alike as they are, by more.
ALIKE_SHARE = 0.01
# Two arrays with a difference between these shares prove nothing either way.
APART_SHARE = 0.04
# A load sensor may leave out an inverter's own use, a shed or a heater: less than this is no proof of anything.
OFF_W = 500.0
# The same as a share of the largest power.
OFF_SHARE = 0.25
# A charger that draws less is on standby.
CHARGES_W = 100.0


def evidence_of_sums(values: SiteValues, *, is_dark: bool) -> Iterator[Evidence]:
    """Return the evidence in these values; nothing where they are neutral."""
    yield from _of_generators(values.generators_w)
    if not (values.generation_w is None and not is_dark):
        yield from _of_the_load(values)


def _of_generators(generators_w: tuple[float, ...]) -> Iterator[Evidence]:
    pairs = [pair for pair in combinations(generators_w, 2) if max(pair) >= ALIKE_FROM_W]
    if not pairs:
        return
    first, second = min(pairs, key=_difference)
    share = _difference((first, second))
    if share <= ALIKE_SHARE or share > APART_SHARE:
        powers = {"first": first, "second": second}
        yield Evidence(FindingKind.COUNTED_TWICE, Role.PV_POWER, share <= ALIKE_SHARE, powers)


def _difference(pair: tuple[float, float]) -> float:
    return abs(pair[0] - pair[1]) / max(pair)


def _of_the_load(values: SiteValues) -> Iterator[Evidence]:
    """By day and by night: what comes in, less what is stored, is used. While a car charges its own checks look."""
    expected_w, load_w = values.balance_w, values.load_w
    if expected_w is None or load_w is None or values.charger_w > CHARGES_W:
        return
    known = [abs(one) for one in (values.generation_w, values.grid_w, values.battery_w, load_w) if one is not None]
    slack_w = max(OFF_W, OFF_SHARE * max(known))
    off_w = abs(expected_w - load_w)
    if off_w > slack_w or off_w < slack_w / 2:
        powers = {"expected": expected_w, "load": load_w}
        yield Evidence(FindingKind.DOES_NOT_ADD_UP, Role.LOAD_POWER, off_w > slack_w, powers)
