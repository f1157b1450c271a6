"""How often is decided and shown: a meter that reports 200 times a second must not take a core. The latest readings win.

Ordinary reports are acted on at once: there is an allowance for bursts, which fills again with time. Only a flood waits.
"""

from collections.abc import Callable, Collection, Hashable
from datetime import timedelta

from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import (
    async_call_later,
    async_track_state_change_event,
    async_track_state_report_event,
)
from homeassistant.util import dt as dt_util

from ..engine.decision import Decision

# No charger follows quicker, and no fuse blows sooner; at 3 ms a step this is 2 % of a core.
STEPS_A_SECOND = 5.0
# A device that updates all of its entities, or a scene that sets several, is followed without a wait.
STEP_BURST = 10.0
# What people look at; 40 entities follow each.
SHOWN_A_SECOND = 1.0
# A person who moves a slider sees each of the first few changes at once.
SHOWN_BURST = 5.0
# Between readings the engine still has to notice time passing: budgets filling, meters falling silent.
TICK = timedelta(seconds=5)


class Allowance:
    """So many a second on average, and so many at once after a quiet time. Seconds are a steady clock's."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left = burst
        self._at_s: float | None = None

    def wait_s(self, now_s: float, *, on_credit: float = 0.0) -> float:
        """Take one if there is one, or can be borrowed, and return 0; otherwise return for how long to wait for it."""
        if self._at_s is not None:
            self._left = min(self._left + max(now_s - self._at_s, 0.0) * self._per_second, self._burst)
        self._at_s = now_s
        if self._left + on_credit >= 1.0:
            self._left -= 1.0
            return 0.0
        return (1.0 - self._left) / self._per_second


class StepPacer:
    """Steps when something was reported: at once within the allowance, or as soon as it allows."""

    def __init__(self, hass: HomeAssistant, step: Callable[[], None]) -> None:
        self._hass = hass
        self._step = step
        self._steps = Allowance(STEPS_A_SECOND, STEP_BURST)
        self._shown = Allowance(SHOWN_A_SECOND, SHOWN_BURST)
        self._last_shown: Hashable = None
        self._is_due = False
        self._stepped_at = dt_util.utcnow()
        self._end_wait: CALLBACK_TYPE | None = None

    @callback
    def async_reported(self, *, is_urgent: bool = False) -> None:
        """Step soon. What is urgent (a current above its fuse) does not wait for the allowance, but cannot make a flood either."""
        if self._is_due and self._end_wait is None:
            return
        wait_s = self._steps.wait_s(self._hass.loop.time(), on_credit=1.0 if is_urgent else 0.0)
        if wait_s > 0.0:
            if self._end_wait is None:
                self._end_wait = async_call_later(self._hass, wait_s, HassJob(self._async_waited))
        else:
            self._forget_wait()
            # A device often updates several entities in one go: they are taken together.
            self._hass.loop.call_soon(self._async_step_if_due)
        self._is_due = True

    @callback
    def async_listen(
        self, entity_ids: Collection[str], changed: Callable[[Event[EventStateChangedData]], None]
    ) -> CALLBACK_TYPE:
        """Call `changed` whenever one of the entities changes. Returns what ends it."""
        ends = (
            async_track_state_change_event(self._hass, entity_ids, changed),
            async_track_state_report_event(self._hass, entity_ids, self._async_repeated),
        )

        @callback
        def end() -> None:
            for each in ends:
                each()

        return end

    @callback
    def _async_repeated(self, _event: object) -> None:
        """Take note of a report of the same value: it says nothing new, unless ticks have stopped with a clock that was set back."""
        if abs(dt_util.utcnow() - self._stepped_at) >= 2 * TICK:
            self.async_reported()

    @callback
    def async_stepped(self) -> None:
        """Take note of a step: what was reported before it is taken into account."""
        self._is_due, self._stepped_at = False, dt_util.utcnow()
        self._forget_wait()

    def is_shown(self, decision: Decision) -> bool:
        """Whether entities are to follow a decision now: one that changes what is done always; mere numbers within the allowance."""
        done = tuple(
            (one.charger_id, one.is_enabled, one.current_a, one.phases, one.reason.key) for one in decision.commands
        )
        limits = tuple((one.kind, one.value_w, one.origin) for one in decision.site.draw_limits)
        found = (done, decision.site.source, decision.site.reason.key, limits)
        is_changed, self._last_shown = found != self._last_shown, found
        return self._shown.wait_s(self._hass.loop.time(), on_credit=1.0 if is_changed else 0.0) == 0.0 or is_changed

    @callback
    def _async_waited(self, _now: object) -> None:
        self._end_wait = None
        # The time that was waited for has come.
        self._steps.wait_s(self._hass.loop.time(), on_credit=1.0)
        self._async_step_if_due()

    @callback
    def _async_step_if_due(self) -> None:
        if self._is_due:
            self._step()

    @callback
    def _forget_wait(self) -> None:
        if self._end_wait:
            self._end_wait()
            self._end_wait = None
