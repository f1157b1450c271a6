"""What was sent to a charger and has not been answered yet, setting by setting, and when the same may be sent again."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isclose, nan

from homeassistant.components.number import ATTR_VALUE
from homeassistant.core import Context, HomeAssistant, State

from .call import BUTTONS, ServiceCall, to_float
from .command_steps import CommandStep, CommandStepKind

# A charger that did not follow is asked again after this, then twice as long each time, so that a quota or a flash cell survives.
FIRST_RETRY_S = 15.0
LAST_RETRY_S = 300.0
# Slow clouds need a minute to show what they were told; after this the user should know.
PATIENCE = timedelta(minutes=3)
# What a slow charger shows may answer what it was told so long ago, whatever it was told since.
LATE = timedelta(minutes=1)
# Chargers told in kW show their number with one decimal.
ROUNDING = 0.02
# A pause to wake the car does not make a charger that is deaf to the start one that follows; a cloud may.
KEPT_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The call that was sent and in whose name, when, how often, and since when the charger has not followed."""

    call: ServiceCall
    context: Context
    at: datetime
    unanswered_since: datetime
    retry_at: datetime
    repeats: int = 0

    def is_answered(self, hass: HomeAssistant) -> bool:
        """Whether the entity it was sent to has changed since. A button only tells that it was pressed: no answer."""
        if not self.call.entity_id or self.call.domain in BUTTONS:
            return False
        state = hass.states.get(self.call.entity_id)
        return state is not None and state.last_changed >= self.at


class Attempts:
    """The open attempts of one charger. What charging needs and what a pause needs are attempts apart."""

    def __init__(self, hass: HomeAssistant, min_interval_s: float) -> None:
        self._hass = hass
        self._first_retry_s = max(FIRST_RETRY_S, min_interval_s)
        self._open: dict[tuple[CommandStepKind, bool], Attempt] = {}
        self._lately: deque[Attempt] = deque(maxlen=8)

    def __bool__(self) -> bool:
        """Whether any is open."""
        return bool(self._open)

    def get(self, setting: CommandStepKind, *, is_enabled: bool) -> Attempt | None:
        """Return the open attempt at a setting."""
        return self._open.get((setting, is_enabled))

    def are_in_vain(self, now: datetime) -> bool:
        """Whether one has been without an answer for so long that the user should look."""
        return any(one.repeats and now - one.unanswered_since > PATIENCE for one in self._open.values())

    def settle(self, steps: Sequence[CommandStep], now: datetime, *, is_enabled: bool) -> None:
        """Close the attempts that are no longer needed; those at charging last through a short pause."""
        needed = {(step.setting, is_enabled) for step in steps}
        self._open = {
            key: attempt
            for key, attempt in self._open.items()
            if key in needed or (key[1] and not is_enabled and now - attempt.at < KEPT_FOR)
        }

    def close(self, setting: CommandStepKind) -> None:
        """Take an attempt at charging for answered."""
        self._open.pop((setting, True), None)

    def due(self, steps: Sequence[CommandStep], now: datetime, *, is_enabled: bool) -> Iterator[CommandStep]:
        """Return the steps that may be sent now.

        What was sent before waits for its next try. A setting that has been deaf twice is not told every other wish either;
        only to take less is never put off. What builds on a setting that waits, waits with it.
        """
        waiting: set[CommandStepKind] = set()
        for step in steps:
            attempt = self._open.get((step.setting, is_enabled))
            is_same = attempt is not None and (attempt.call == step.call or (attempt.repeats > 1 and not step.is_less))
            if attempt is not None and is_same and now < attempt.retry_at:
                waiting.add(step.setting)
            elif not step.after & waiting:
                yield step

    def sent(self, step: CommandStep, context: Context, now: datetime, *, is_enabled: bool) -> Attempt:
        """Open an attempt, or count it as the next one of its setting."""
        key = (step.setting, is_enabled)
        last = self._open.get(key)
        since, repeats = now, 0
        if last is not None and not last.is_answered(self._hass):
            since, repeats = last.unanswered_since, last.repeats + 1
        wait_s = max(self._first_retry_s, min(LAST_RETRY_S, self._first_retry_s * 2**repeats))
        attempt = Attempt(step.call, context, now, since, now + timedelta(seconds=wait_s), repeats)
        self._open[key] = attempt
        self._lately.append(attempt)
        return attempt

    def is_late_answer(self, state: State, now: datetime) -> bool:
        """Whether a number shows what it was told lately, before the last call."""
        shown = to_float(state.state)
        told = [one for one in self._lately if one.call.entity_id == state.entity_id and now - one.at < LATE]
        return shown is not None and any(
            isclose(one.call.data.get(ATTR_VALUE, nan), shown, rel_tol=ROUNDING) for one in told[:-1]
        )
