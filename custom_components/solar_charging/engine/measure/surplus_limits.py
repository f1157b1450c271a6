"""What surplus can be at most: the sun gives no more than is generated, and a hybrid inverter no more than its AC rating."""

from dataclasses import dataclass

from .freshness import CheckedReading
from .reading import Quality

# Sensors that are out of step agree again within this. What lasts longer is an inverter that is not read: it may be believed ...
OUT_OF_STEP_S = 300.0
# ... for this long.
BELIEVED_S = 86_400.0
# Meters of different make differ by this much at the same power.
METERS_DIFFER_W = 50.0


@dataclass(slots=True)
class ExcessState:
    """Since when surplus has been more than is generated; when that last was too long to be sensors out of step."""

    since_s: float | None = None
    unread_generation_s: float = 0.0


def generated_at_most_w(value_w: float, generation: CheckedReading, state: ExcessState, now_s: float) -> float:
    """Return `value_w`, cut to what is generated while more can only come from sensors that are out of step."""
    most_w = max(generation.value, 0.0)
    if generation.quality is not Quality.LIVE:
        return value_w
    if value_w <= most_w + METERS_DIFFER_W:
        state.since_s = None
        return value_w
    state.since_s = now_s if state.since_s is None else state.since_s
    if now_s - state.since_s > OUT_OF_STEP_S:
        state.unread_generation_s = now_s
    return value_w if now_s - state.unread_generation_s < BELIEVED_S else most_w


def deliverable_w(value_w: float, charging_w: float, load_w: float, ac_limit_w: float | None) -> float:
    """Return `value_w`, cut to what a hybrid inverter can deliver on its AC side besides the house load.

    What panels give beyond that goes into the battery (`charging_w`, part of `value_w`) or is lost; a car cannot have it. What is
    there without the battery's part is delivered already, whatever the limit is said to be.
    """
    if ac_limit_w is None:
        return value_w
    return min(value_w, max(ac_limit_w - max(load_w, 0.0), value_w - max(charging_w, 0.0)))
