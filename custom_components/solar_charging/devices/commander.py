"""Carries out a charger's commands: only what differs, one at a time, the latest wins, repeated with back-off where it has no effect."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.number import ATTR_VALUE, SERVICE_SET_VALUE
from homeassistant.components.select import ATTR_OPTION, ATTR_OPTIONS, SERVICE_SELECT_OPTION
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant, callback, split_entity_id
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..engine.model import Command
from .charger import ChargerReader
from .config import ChargerConfig
from .phases import phases_named
from .state import CURRENT, Problem, read_state

# Long enough for a cloud API's slow answer, short enough that the user's next wish is not kept waiting for minutes.
TIMEOUT_S = 30.0
# A charger that did not follow is asked again after this, then twice as long each time, so that a quota or a flash cell survives.
FIRST_RETRY_S = 15.0
LAST_RETRY_S = 300.0
# Slow clouds need a minute to show what they were told; after this the user should know.
PATIENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Action:
    """One call to an entity of the charger."""

    entity_id: str
    name: str
    data: tuple[tuple[str, Any], ...] = ()

    async def call(self, hass: HomeAssistant, context: Context) -> None:
        """Call it and wait for its answer. Raises what the other integration raises."""
        data = {ATTR_ENTITY_ID: self.entity_id, **dict(self.data)}
        await hass.services.async_call(
            split_entity_id(self.entity_id)[0], self.name, data, blocking=True, context=context
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was last sent, when, how often, and since when the charger has not followed."""

    actions: tuple[Action, ...]
    at: datetime
    unanswered_since: datetime
    repeats: int = 0

    @property
    def retry_at(self) -> datetime:
        """When the same may be sent again."""
        return self.at + timedelta(seconds=min(LAST_RETRY_S, FIRST_RETRY_S * 2**self.repeats))

    def is_answered(self, hass: HomeAssistant) -> bool:
        """Whether every entity it was sent to has changed since."""
        states = [hass.states.get(action.entity_id) for action in self.actions]
        return all(state is not None and state.last_changed >= self.at for state in states)

    def next(self, hass: HomeAssistant, actions: tuple[Action, ...], now: datetime) -> Attempt:
        """Return the attempt that follows this one."""
        since = now if self.is_answered(hass) else self.unanswered_since
        return Attempt(actions, now, since, self.repeats + 1 if actions == self.actions else 0)


class ChargerCommander:
    """Commands one charger."""

    def __init__(self, hass: HomeAssistant, config: ChargerConfig, reader: ChargerReader) -> None:
        self._hass = hass
        self._config = config
        self._reader = reader
        self._attempt: Attempt | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def does_not_follow(self) -> bool:
        """Whether commands have been in vain for so long that the user should look."""
        return self._attempt is not None and dt_util.utcnow() - self._attempt.unanswered_since > PATIENCE

    @callback
    def apply(self, command: Command) -> None:
        """Bring the charger to the commanded state, in the background.

        While one command is on its way, nothing else is sent: the engine repeats itself with every step, so what it
        wants by then is what goes out next.
        """
        if self._task and not self._task.done():
            return
        actions = self.actions(command)
        now = dt_util.utcnow()
        last = self._attempt
        if not actions:
            self._attempt = None
            return
        if last and last.actions == actions and now < last.retry_at:
            return
        self._attempt = last.next(self._hass, actions, now) if last else Attempt(actions, now, now)
        self._task = self._hass.async_create_background_task(
            self._async_send(self._attempt), f"command {self._config.name}"
        )

    async def async_stop(self) -> None:
        """Let a command on its way arrive, so that none is half carried out."""
        if self._task:
            await asyncio.wait([self._task], timeout=TIMEOUT_S)

    async def _async_send(self, attempt: Attempt) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                for action in attempt.actions:
                    await action.call(self._hass, Context())
        except Exception as error:  # noqa: BLE001  whatever another integration raises, this charger alone is affected
            if attempt.repeats == 0:
                LOGGER.warning("%s did not take a command: %s", self._config.name, error or type(error).__name__)

    def actions(self, command: Command) -> tuple[Action, ...]:
        """Return the calls that bring the charger from its present state to the commanded one, in the order that is safe.

        Down: off first. Up: phases, then current, then on; so it never draws more than it was told last.
        """
        if not command.is_enabled:
            return self._pause()
        return (*self._set_phases(command.phases), *self._set_current(command.current_a), *self._switch(on=True))

    def _pause(self) -> tuple[Action, ...]:
        if self._config.switch_entity:
            return self._switch(on=False)
        limits = self._reader.current_range()
        return self._set_current(0.0) if limits and limits.zero_pauses else ()

    def _is_there(self, entity_id: str) -> bool:
        # Nothing is told to what cannot hear: the engine repeats itself, so it is told once it is back.
        state = self._hass.states.get(entity_id)
        return state is not None and state.state != STATE_UNAVAILABLE

    def _switch(self, *, on: bool) -> tuple[Action, ...]:
        entity = self._config.switch_entity
        if entity is None or not self._is_there(entity) or self._reader.is_enabled() is on:
            return ()
        return (Action(entity, SERVICE_TURN_ON if on else SERVICE_TURN_OFF),)

    def _set_current(self, current_a: float) -> tuple[Action, ...]:
        entity, limits = self._config.current_entity, self._reader.current_range()
        if entity is None or limits is None or not self._is_there(entity):
            return ()
        reading = read_state(self._hass, entity, CURRENT, assumed_unit=CURRENT.unit)
        if not isinstance(reading, Problem) and abs(reading.value - current_a) < limits.step_a / 2:
            return ()
        value = min(max(current_a, limits.min_a), limits.max_a)
        return (Action(entity, SERVICE_SET_VALUE, ((ATTR_VALUE, value),)),)

    def _set_phases(self, phases: int) -> tuple[Action, ...]:
        entity = self._config.phases_entity
        if entity is None or not self._is_there(entity) or self._reader.phases() == phases:
            return ()
        match split_entity_id(entity)[0]:
            case "select" | "input_select":
                state = self._hass.states.get(entity)
                options = state.attributes.get(ATTR_OPTIONS, ()) if state else ()
                named = [option for option in options if phases_named(option) == phases]
                return tuple(Action(entity, SERVICE_SELECT_OPTION, ((ATTR_OPTION, option),)) for option in named[:1])
            case "number" | "input_number":
                return (Action(entity, SERVICE_SET_VALUE, ((ATTR_VALUE, phases),)),)
            case _:
                return (Action(entity, SERVICE_TURN_ON if phases == 3 else SERVICE_TURN_OFF),)
