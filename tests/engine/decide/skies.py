"""Skies made against the law, for `hypothesis`: pieces (s, W) that come and go by one clock, by two at once, or by chance."""

from random import Random

from hypothesis import strategies as st

from .bare import STEP_S

POWERS_W = st.sampled_from([-2000.0, 0.0, 1000.0, 1390.0, 3000.0, 4200.0, 12000.0]) | st.floats(-2000.0, 12000.0)
LENGTHS_S = st.sampled_from([20, 30, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800])
CLOCKS = st.tuples(LENGTHS_S, st.floats(0.02, 0.98), POWERS_W, POWERS_W)


def _steps(clock, hours):
    """The power of each step under a clock: so long, of which a part at one power, the rest at another."""
    period_s, part, one_w, other_w = clock
    on_s = max(int(period_s * part) // STEP_S * STEP_S, STEP_S)
    return [one_w if index * STEP_S % period_s < on_s else other_w for index in range(hours * 3600 // STEP_S)]


def _by_chance(mean_one_s, mean_other_s, powers_w, seed, hours):
    chance, steps_w, is_one = Random(seed), [], True
    while len(steps_w) < hours * 3600 // STEP_S:
        lasts_s = chance.expovariate(1.0 / (mean_one_s if is_one else mean_other_s))
        steps_w += [powers_w[0 if is_one else 1]] * max(round(lasts_s / STEP_S), 1)
        is_one = not is_one
    return steps_w[: hours * 3600 // STEP_S]


def skies(hours):
    """Return skies of so many hours, each as pieces (s, W) of one step."""
    one = CLOCKS.map(lambda clock: _steps(clock, hours))
    # Sun by one clock, a load by the other.
    two = st.tuples(one, one).map(lambda both: [min(pair) for pair in zip(*both, strict=True)])
    by_chance = st.builds(
        _by_chance, LENGTHS_S, LENGTHS_S, st.tuples(POWERS_W, POWERS_W), st.integers(0, 2**16), st.just(hours)
    )
    return st.one_of(one, two, by_chance).map(lambda steps_w: [(STEP_S, power_w) for power_w in steps_w])
