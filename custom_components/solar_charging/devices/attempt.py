"""What was sent to a charger, whether it helped, and when the same may be sent again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from homeassistant.core import Context, HomeAssistant

from .call import BUTTONS, Call

# A charger that did not follow is asked again after this, then twice as long each time, so that a quota or a flash cell survives.
FIRST_RETRY_S = 15.0
LAST_RETRY_S = 300.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The calls that were sent and in whose name, when, how often, and since when the charger has not followed."""

    calls: tuple[Call, ...]
    context: Context
    at: datetime
    unanswered_since: datetime
    repeats: int = 0
    first_retry_s: float = FIRST_RETRY_S

    @property
    def retry_at(self) -> datetime:
        """When the same may be sent again."""
        wait_s = max(self.first_retry_s, min(LAST_RETRY_S, self.first_retry_s * 2**self.repeats))
        return self.at + timedelta(seconds=wait_s)

    def includes(self, calls: tuple[Call, ...]) -> bool:
        """Whether these calls are what was sent, or what is left of it to be answered."""
        return all(call in self.calls for call in calls)

    def is_answered(self, hass: HomeAssistant) -> bool:
        """Whether every entity it was sent to has changed since. A button only tells that it was pressed: no answer."""
        states = [
            hass.states.get(call.entity_id) for call in self.calls if call.entity_id and call.domain not in BUTTONS
        ]
        return bool(states) and all(state is not None and state.last_changed >= self.at for state in states)

    def next(self, hass: HomeAssistant, calls: tuple[Call, ...], context: Context, now: datetime) -> Attempt:
        """Return the attempt that follows this one."""
        if self.is_answered(hass):
            return Attempt(calls, context, now, now, first_retry_s=self.first_retry_s)
        return Attempt(calls, context, now, self.unanswered_since, self.repeats + 1, self.first_retry_s)
