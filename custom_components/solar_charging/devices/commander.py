"""Carries out a charger's commands: only what differs, one at a time, the latest wins, repeated with back-off where it has no effect."""

import asyncio
from datetime import datetime, timedelta

from homeassistant.components.number import ATTR_VALUE
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..engine.model import CarState, Command
from ..engine.reading import Reading
from ..engine.reasons import ReasonKey
from .attempt import FIRST_RETRY_S, Attempt
from .call import Call, order_call
from .charger import SLOW_S, ChargerReader
from .config import ChargerConfig, Order
from .state import Problem

# Long enough for a cloud that gives a car half a minute to wake, short enough that the user's next wish need not wait for minutes.
TIMEOUT_S = 45.0
# Slow clouds need a minute to show what they were told; after this the user should know.
PATIENCE = timedelta(minutes=3)
# The engine's tries that take as long: 30 s, 1 and 2 minutes.
IN_VAIN_ATTEMPTS = 3


class ChargerCommander:
    """Commands one charger."""

    def __init__(self, hass: HomeAssistant, config: ChargerConfig, reader: ChargerReader) -> None:
        self._hass = hass
        self._config = config
        self._reader = reader
        self._attempt: Attempt | None = None
        self._task: asyncio.Task[None] | None = None
        # What was sent last, and when: the charger's budget of commands runs from there.
        self._sent: Command | None = None
        self._sent_at: datetime | None = None
        self._engine_attempt = 0
        # Whether the engine has seen since that what was sent had no effect, whatever the entities show.
        self._is_in_vain = False
        self._woken = 0
        self._is_stopped = False
        # What the charger's integration answered when it refused the last command.
        self.refusal: str | None = None

    @property
    def does_not_follow(self) -> bool:
        """Whether commands have been in vain for so long that the user should look."""
        if self._engine_attempt >= IN_VAIN_ATTEMPTS:
            return True
        return self._attempt is not None and dt_util.utcnow() - self._attempt.unanswered_since > PATIENCE

    @callback
    def apply(self, command: Command) -> None:
        """Bring the charger to the commanded state, in the background.

        While one command is on its way, or the charger's budget allows none, nothing else is sent: the engine repeats itself
        with every step, so what it wants by then is what goes out next.
        """
        now = dt_util.utcnow()
        is_busy = self._task is not None and not self._task.done()
        if self._is_stopped or is_busy or self._reader.car.is_away():
            return
        self._notice_clamp(now)
        self._forget_in_vain(command)
        calls = self.calls(command) or self._again(command, now)
        last = self._attempt
        if not calls:
            # A pause in between, to wake the car, does not make a charger that is deaf to the start one that follows.
            if self._sent is None or self._sent.is_enabled is command.is_enabled:
                self._attempt = self.refusal = None
            return
        # A charger that has been deaf twice is not told every other wish either; only to stop is never put off.
        is_in_vain = last is not None and (last.includes(calls) or (last.repeats > 1 and command.is_enabled))
        if (last and is_in_vain and now < last.retry_at) or self._waits(command, now):
            return
        self._send(calls, command, now)

    async def async_stop(self) -> None:
        """Command no more. Lets a command on its way arrive, so that none is half carried out."""
        self._is_stopped = True
        if self._task:
            await asyncio.wait([self._task], timeout=TIMEOUT_S)

    def calls(self, command: Command) -> tuple[Call, ...]:
        """Return the calls that bring the charger from its present state to the commanded one, in the order that is safe.

        Down: off first. Up: its own mode out of the way, phases, current, then on; so it never draws more than it was told last.
        A car that sleeps is only woken: who knows where it is. One that is full is left alone until it takes something again.
        """
        car = self._reader.car
        if car.is_asleep():
            return self._wake(command)
        if not command.is_enabled:
            return self._pause()
        if car.state() is CarState.COMPLETE:
            return ()
        return (
            *self._guards(),
            *self._set_phases(command.phases),
            *self._set_current(command.current_a, command.phases),
            *self._switch(on=True),
            *self._wake(command),
        )

    def _send(self, calls: tuple[Call, ...], command: Command, now: datetime) -> None:
        last, context = self._attempt, Context()
        if last:
            self._attempt = last.next(self._hass, calls, context, now)
        else:
            first_retry_s = max(FIRST_RETRY_S, self._config.min_interval_s)
            self._attempt = Attempt(calls, context, now, now, first_retry_s=first_retry_s)
        self._sent, self._sent_at, self._is_in_vain = command, now, False
        if self._config.min_interval_s > SLOW_S:
            held_a = command.current_a if command.is_enabled else 0.0
            self._reader.held = (held_a, now + timedelta(seconds=self._config.min_interval_s))
        self._task = self._hass.async_create_background_task(
            self._async_send(self._attempt, command), f"command {self._config.name}"
        )

    async def _async_send(self, attempt: Attempt, command: Command) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                for call in attempt.calls:
                    await call.send(self._hass, attempt.context)
        except Exception as error:  # noqa: BLE001  whatever another integration raises, this charger alone is affected
            self.refusal = str(error) or type(error).__name__
            if attempt.repeats == 0:
                LOGGER.warning("%s did not take a command: %s", self._config.name, self.refusal)
            return
        self.refusal = None
        told = self._reader.told
        told.is_enabled = command.is_enabled
        if command.is_enabled:
            told.current_a, told.phases = command.current_a, command.phases

    def _waits(self, command: Command, now: datetime) -> bool:
        """Whether a command has to wait for the charger's budget. Less power, off, and what the user has just asked for never wait."""
        sent, at = self._sent, self._sent_at
        if sent is None or at is None or not command.is_enabled:
            return False
        is_lower = sent.is_enabled and command.current_a * command.phases < sent.current_a * sent.phases
        is_asked = command.reason.key == ReasonKey.BOOSTING and sent.reason.key != ReasonKey.BOOSTING
        return not is_lower and not is_asked and now < at + timedelta(seconds=self._config.min_interval_s)

    def _forget_in_vain(self, command: Command) -> None:
        """Tell a charger that tells nothing back everything again, when the engine sees that it did not follow."""
        if command.attempt > self._engine_attempt:
            self._reader.told.forget()
        self._is_in_vain = command.attempt > self._engine_attempt or (self._is_in_vain and command.attempt > 0)
        self._engine_attempt = command.attempt

    def _again(self, command: Command, now: datetime) -> tuple[Call, ...]:
        """Return once more what the charger shows already: it falls back when it hears nothing, or its power shows otherwise."""
        every_s, point, switch = self._config.refresh_s, self._reader.set_point, self._reader.on_off
        is_due = every_s is not None and self._sent_at and now >= self._sent_at + timedelta(seconds=every_s)
        call: Call | None = None
        if command.is_enabled and point and (is_due or self._is_in_vain):
            call = point.call(command.current_a, command.phases)
        elif not command.is_enabled and self._is_in_vain:
            # What a current of 0 did not stop, its switch does.
            call = switch.call(on=False) if switch else point.call(0.0, command.phases) if point else None
        return (call,) if call else ()

    def _notice_clamp(self, now: datetime) -> None:
        """See whether the charger answered our number with a lower one: its own limit, which asking again does not change."""
        attempt, shown = self._attempt, self._reader.shown_current()
        point = self._config.set_point
        if attempt is None or point is None or self._sent is None or not isinstance(shown, Reading):
            return
        state = self._hass.states.get(point.entity_id or "")
        was_set = any(call.entity_id == point.entity_id and ATTR_VALUE in call.data for call in attempt.calls)
        limits = self._reader.current_range()
        if state is None or limits is None or not was_set or state.last_changed < attempt.at:
            return
        # In a person's name it is no answer, but a wish; the engine sees to it.
        is_answer = state.context.id == attempt.context.id or state.context.user_id is None
        if is_answer and limits.floor_a <= shown.value < self._sent.current_a - limits.step_a / 2:
            self._reader.clamped(shown.value, now)
            self._attempt = None

    def _guards(self) -> tuple[Call, ...]:
        fighting = self._reader.fighting_guards()
        orders = [
            Order(guard.entity_id, guard.wanted[0])
            for guard in self._config.guards
            if guard.may_set and guard.wanted and guard.entity_id in fighting
        ]
        return tuple(call for order in orders if (call := order_call(self._hass, order)))

    def _pause(self) -> tuple[Call, ...]:
        point = self._config.set_point
        has_zero = self._reader.pauses_at_zero()
        if has_zero and point is not None and (point.prefers_zero or self._reader.on_off is None):
            return self._set_current(0.0, self._reader.phases() or self._config.phases)
        return self._switch(on=False)

    def _switch(self, *, on: bool) -> tuple[Call, ...]:
        driver, told = self._reader.on_off, self._reader.told
        if driver is None:
            return ()
        is_on = driver.shown(self._reader.car.state(), told)
        if is_on is on or (is_on is None and not driver.tells and told.is_enabled is on):
            return ()
        call = driver.call(on=on)
        return (call,) if call else ()

    def _set_current(self, current_a: float, phases: int) -> tuple[Call, ...]:
        point, limits = self._reader.set_point, self._reader.current_range()
        if point is None or limits is None:
            return ()
        match point.shown(phases):
            case Reading(value=value) if abs(value - current_a) < limits.step_a / 2:
                return ()
            case None if self._reader.told.current_a == current_a:
                return ()
            case Problem.UNAVAILABLE if not self._is_silent_number():
                return ()
        call = point.call(current_a, phases)
        return (call,) if call else ()

    def _is_silent_number(self) -> bool:
        """Whether the set-point is there but says no number yet, as write-only numbers do until they are first set."""
        state = self._hass.states.get((self._config.set_point and self._config.set_point.entity_id) or "")
        return state is not None and state.state == "unknown"

    def _set_phases(self, phases: int) -> tuple[Call, ...]:
        switch = self._reader.phase_switch
        if switch is None or self._reader.phases() == phases:
            return ()
        call = switch.call(phases)
        return (call,) if call else ()

    def _wake(self, command: Command) -> tuple[Call, ...]:
        """Wake a car that can be woken, once for each of the engine's tries."""
        wake = self._config.readings.get("wake")
        is_waking = command.reason.key == ReasonKey.CAR_TAKES_NOTHING
        if wake is None or not is_waking or self._woken >= 1:
            self._woken = self._woken if is_waking else 0
            return ()
        self._woken += 1
        call = order_call(self._hass, Order(wake.entity_id, "press"))
        return (call,) if call else ()
