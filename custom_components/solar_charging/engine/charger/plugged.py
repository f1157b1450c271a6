"""Whether a car is there: a plug that seems to be out for a few seconds is not unplugged."""

from ..policy import Policy
from .charger_state import ChargerState


def is_away(charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Return whether no car has been connected for long enough that it must have left."""
    since_s = charger_state.away_since_s
    return since_s is not None and now_s - since_s >= policy.unplugged_after_s
