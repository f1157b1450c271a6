"""What surplus can be at most: the sun gives no more than is generated, and a hybrid inverter no more than its AC rating."""

from dataclasses import dataclass

from .freshness import CheckedReading
from .reading import Quality

# Sensors that are out of step agree again within this. What lasts longer, and is exported in part or goes into a battery that is read,
# is an inverter that is not read: it may be believed ...
OUT_OF_STEP_S = 300.0
# ... for this long.
BELIEVED_S = 86_400.0
# Home batteries that nobody reads hold the grid nearer to zero than this, in W: what they give is never exported.
EXPORTS_W = 100.0
# A longer time between two looks does not count: nobody knows what was exported meanwhile.
LONGEST_PROOF_S = 60.0
# Meters of different make differ by this much at the same power.
METERS_DIFFER_W = 50.0


@dataclass(slots=True)
class ExcessState:
    """Since when surplus has been more than is generated; for how long that was no doing of a battery that is not read, and until when looked at.

    `unread_generation_s`: when that last was too long to be sensors out of step.
    """

    since_s: float | None = None
    unread_generation_s: float = 0.0
    proven_s: float = 0.0
    looked_s: float = 0.0

    def is_contradiction(self, now_s: float) -> bool:
        """Return whether it is more for too long to be sensors out of step, and nothing shows that it is an inverter that is not read."""
        is_long = self.since_s is not None and now_s - self.since_s > OUT_OF_STEP_S
        return is_long and now_s - self.unread_generation_s >= BELIEVED_S


def generated_at_most_w(
    value_w: float, generation: CheckedReading, state: ExcessState, now_s: float, *, is_proof: bool
) -> float:
    """Return `value_w`, cut to what is generated while more comes from sensors that are out of step, or from a battery that is not read.

    `is_proof`: whether no such battery can be what makes it more.
    """
    most_w = max(generation.value, 0.0)
    if generation.quality is not Quality.LIVE:
        return value_w
    if value_w <= most_w + METERS_DIFFER_W:
        state.since_s = None
        return value_w
    if state.since_s is None:
        state.since_s, state.proven_s = now_s, 0.0
    elif is_proof:
        state.proven_s += min(now_s - state.looked_s, LONGEST_PROOF_S)
    state.looked_s = now_s
    if state.proven_s > OUT_OF_STEP_S:
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
