"""Holds and releases one home battery: stores before it writes, counts what it writes, and gives way to others."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from homeassistant.const import STATE_OFF
from homeassistant.core import Context, HomeAssistant

from ..catalogue.battery_control import BatteryControl
from ..catalogue.charger_config import EntityAction
from ..catalogue.entry import ControlKind
from ..const import LOGGER
from ..engine.decide.battery_hold import BatteryCommand, BatteryUse, for_house
from ..engine.model import Reason
from ..engine.reasons import ReasonKey, because
from .call import entity_action_call, failure_text, live_state
from .stored_hold import SHOWN_WITHIN_S, Shown, StoredHold, hold_value, is_enabled, is_same, shown

# Writes to the battery are counted over the last 24 hours.
COUNTED_OVER_S = 86_400.0
# After a refusal, or when the battery does not follow, it is tried again after this ...
AGAIN_S = 60.0
# ... and after so many tries not again during this charge ...
MOST_TRIES = 3
# ... and, to be released, only this often: each is a write to its memory.
SELDOM_S = 3600.0
# A release that does not show yet is told again after this: clouds are asked every few minutes.
RETOLD_S = 600.0
# Another integration may never answer; the others and the release wait no longer than this for it.
ANSWER_WITHIN_S = 30.0
# No charge lasts longer; a hold that does was forgotten by somebody.
LONGEST_HOLD_S = 43_200.0


class BatteryDriver:
    """One battery. `store`: writes what `as_dict` gives to the disk, and is awaited before the battery is told anything."""

    def __init__(
        self, hass: HomeAssistant, name: str, control: BatteryControl, store: Callable[[], Awaitable[None]]
    ) -> None:
        self.name = name
        self.control = control
        self.hold: StoredHold | None = None
        self.reason = because(ReasonKey.BATTERY_FREE)
        # What the battery's integration last said against a command.
        self.refusal: str | None = None
        self._hass = hass
        self._store = store
        # A release waits for a hold that is being written: in the other order it would stay.
        self._turn = asyncio.Lock()
        self._writes_s: list[float] = []
        self._tries = 0
        self._forgotten = 0
        self._again_s = 0.0
        # Why it is left alone until the present charge ends.
        self._left: Reason | None = None

    @property
    def use(self) -> BatteryUse:
        """What it is doing now."""
        if self.hold is None:
            return BatteryUse.FREE
        return BatteryUse.HOUSE_ONLY if self.control.supplies_house else BatteryUse.HELD

    @property
    def does_not_follow(self) -> bool:
        """Whether it was told often enough, in vain."""
        return self._tries >= MOST_TRIES

    def writes(self, now_s: float) -> int:
        """Return how often it was written to within a day."""
        self._writes_s = [at_s for at_s in self._writes_s if now_s - COUNTED_OVER_S < at_s <= now_s]
        return len(self._writes_s)

    def is_spent(self, now_s: float) -> bool:
        """Whether the writes of a day are used up but for those that release it."""
        return self.writes(now_s) >= self.control.writes_per_day - (1 if self.control.enable is None else 2)

    def as_dict(self) -> dict[str, Any]:
        """Return what outlives a crash: the hold, how to release it, and the writes of a day."""
        return {
            "name": self.name,
            "control": self.control.to_dict(),
            "hold": self.hold.to_dict() if self.hold else None,
            "reason": {"key": self.reason.key, "numbers": dict(self.reason.numbers)},
            "writes_s": self._writes_s,
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Go on with what `as_dict` gave; raises for what cannot be read."""
        self._writes_s = [float(at_s) for at_s in data["writes_s"]]
        self.hold = StoredHold.from_dict(data["hold"]) if data["hold"] else None
        if self.hold:
            self.reason = Reason(data["reason"]["key"], data["reason"]["numbers"])

    async def async_follow(self, asked: BatteryCommand, level_pct: float | None, now_s: float) -> None:
        """Bring the battery to what is asked, as far as it, its budget and others let us."""
        async with self._turn:
            await self._follow(asked, level_pct, now_s)

    async def async_release(self, now_s: float) -> bool:
        """Let the battery go, whatever the budget says. Returns whether it is free; if not, it is looked at and tried again."""
        async with self._turn:
            return await self._release(now_s)

    async def _follow(self, asked: BatteryCommand, level_pct: float | None, now_s: float) -> None:
        command = for_house(asked) if self.control.supplies_house and self.control.limit_unit else asked
        if command.use is BatteryUse.FREE:
            self._left, self._forgotten = None, 0
            if self.hold is None:
                self._tries = 0
            self.reason = command.reason
            await self._release(now_s)
            return
        if self._left is None and self.hold is not None and self.hold.released_s:
            # It is wanted again before it is free.
            self.hold = replace(self.hold, released_s=0.0, written_s=0.0, is_confirmed=False)
        if self._left is None and self.hold is not None and self.hold.written_s:
            await self._observe(self.hold, now_s)
        if self._left is not None:
            self.reason = self._left
            await self._release(now_s)
            return
        if self.hold is not None and now_s - self.hold.since_s >= LONGEST_HOLD_S:
            await self._leave(because(ReasonKey.BATTERY_FREE), now_s)
            return
        self.reason = command.reason
        await self._hold(hold_value(self._hass, self.control, level_pct, command.limit_w), command.limit_w, now_s)

    async def _release(self, now_s: float) -> bool:
        hold = self.hold
        if hold is None:
            return True
        if self._is_free(hold, now_s):
            await self._forget()
            return True
        if now_s < max(self._again_s, hold.released_s + RETOLD_S if hold.released_s else 0.0):
            return False
        if hold.released_s:
            # It was told, and shows our value still.
            self._tries += 1
            self._again_s = now_s + (SELDOM_S if self.does_not_follow else 0.0)
        action = self._release_action(hold)
        if not ((action is None or await self._write(action, now_s)) and await self._disable(hold, now_s)):
            return False
        self.hold = replace(hold, released_s=now_s)
        if self._is_free(self.hold, now_s):
            await self._forget()
            return True
        await self._store()
        return False

    def _is_free(self, hold: StoredHold, now_s: float) -> bool:
        """Whether it is what it was: as its entity shows, which is a while behind what was written; an action's, once it was told."""
        action = self._release_action(hold)
        if action is None or self._is_set_by_another(hold):
            return True
        if hold.value is None:
            return hold.released_s > 0.0
        is_settled = hold.is_confirmed or hold.released_s or now_s - hold.written_s >= SHOWN_WITHIN_S
        if not is_settled or (hold.has_enabled and is_enabled(self._hass, self.control)):
            return False
        state = live_state(self._hass, action.entity_id)
        return state is not None and is_same(state.state, action.value or "")

    async def _forget(self) -> None:
        self.hold, self._again_s = None, 0.0
        await self._store()

    async def _enable(self, now_s: float) -> bool:
        """Turn on the switch without which the value has no effect, if there is one and it is off."""
        if self.hold is None or self.control.enable is None or is_enabled(self._hass, self.control):
            return True
        self.hold = replace(self.hold, has_enabled=True)
        return await self._write(self.control.enable, now_s)

    async def _disable(self, hold: StoredHold, now_s: float) -> bool:
        """Turn that switch off again if it was us who turned it on; while it is away, that is to come."""
        enable = self.control.enable
        if enable is None or not hold.has_enabled:
            return True
        if live_state(self._hass, enable.entity_id) is not None and not is_enabled(self._hass, self.control):
            return True
        return await self._write(replace(enable, value=STATE_OFF), now_s)

    def _release_action(self, hold: StoredHold) -> EntityAction | None:
        if self.control.release is not None:
            return self.control.release
        return None if hold.before is None else EntityAction(self.control.hold.entity_id, hold.before)

    def _is_set_by_another(self, hold: StoredHold) -> bool:
        """Whether it has a value that is neither ours nor what it was: then that stays."""
        state = live_state(self._hass, self.control.hold.entity_id)
        if hold.value is None or state is None or not hold.is_confirmed:
            return False
        return not any(is_same(state.state, one) for one in (hold.expected, hold.before) if one is not None)

    async def _observe(self, hold: StoredHold, now_s: float) -> None:
        match shown(self._hass, self.control, hold, now_s):
            case Shown.YES if not hold.is_confirmed:
                self.hold = replace(hold, is_confirmed=True)
                self._tries = 0
                await self._store()
            case Shown.ROUNDED:
                self.hold = replace(hold, rounded=self._shown(), is_confirmed=True)
                self._tries = 0
                await self._store()
            case Shown.SET_BY_ANOTHER:
                self.hold, self._left = None, because(ReasonKey.BATTERY_SET_BY_ANOTHER)
                await self._store()
            case Shown.FORGOTTEN if self._forgotten:
                # Once it may have restarted; twice somebody wants it so.
                self.hold, self._left = None, because(ReasonKey.BATTERY_SET_BY_ANOTHER)
                await self._store()
            case Shown.FORGOTTEN:
                self._forgotten += 1
                self.hold = replace(hold, written_s=0.0, is_confirmed=False)
            case Shown.IGNORED:
                self._failed(now_s)

    def _failed(self, now_s: float) -> None:
        self._tries += 1
        self._again_s = now_s + AGAIN_S
        if self.hold is not None:
            self.hold = replace(self.hold, written_s=0.0)
        if self.does_not_follow:
            self._left = because(ReasonKey.BATTERY_NOT_ANSWERING)

    async def _hold(self, value: str | None, limit_w: float, now_s: float) -> None:
        hold, is_action = self.hold, self.control.kind is ControlKind.ACTION
        if value is None and not is_action:
            if hold is None:
                # Its entity is away, or nobody knows its level.
                self.reason = because(ReasonKey.BATTERY_NOT_ANSWERING)
            return
        if now_s < self._again_s:
            return
        if hold is not None and hold.written_s and not self._is_due(hold, value, now_s):
            return
        if hold is None and self._is_as_wanted(value):
            # Somebody holds it already: theirs.
            return
        if self.is_spent(now_s):
            if hold is None or not hold.is_confirmed:
                await self._leave(because(ReasonKey.BATTERY_WRITES_SPENT, count=self.control.writes_per_day), now_s)
            return
        before = hold.before if hold else self._shown()
        since_s = hold.since_s if hold else now_s
        self.hold = StoredHold(
            value=None if is_action else value,
            before=None if is_action else before,
            since_s=since_s,
            written_s=now_s,
            has_enabled=hold is not None and hold.has_enabled,
        )
        if not (await self._write(self._hold_action(value, limit_w), now_s) and await self._enable(now_s)):
            self._failed(now_s)

    def _is_due(self, hold: StoredHold, value: str | None, now_s: float) -> bool:
        """Whether a hold is to be written again: the battery ends it by itself, or may give more or less to the house."""
        if self.control.renew_s is not None:
            return now_s - hold.written_s >= self.control.renew_s / 2.0
        is_changed = self.control.supplies_house and value is not None and value != hold.value
        return is_changed and hold.is_confirmed

    def _is_as_wanted(self, value: str | None) -> bool:
        state = self._shown()
        is_set = value is not None and state is not None and is_same(state, value)
        return is_set and is_enabled(self._hass, self.control)

    def _shown(self) -> str | None:
        state = live_state(self._hass, self.control.hold.entity_id)
        return state.state if state else None

    def _hold_action(self, value: str | None, limit_w: float) -> EntityAction:
        action = self.control.hold
        if not action.action:
            return replace(action, value=value)
        given_w = limit_w if self.control.supplies_house else 0.0
        filled = {"{limit_w}": round(given_w), "{seconds}": round(self.control.renew_s or 0.0)}
        return replace(action, data={key: filled.get(str(one), one) for key, one in action.data.items()})

    async def _leave(self, reason: Reason, now_s: float) -> None:
        self._left = self.reason = reason
        await self._release(now_s)

    async def _write(self, action: EntityAction, now_s: float) -> bool:
        """Write, once it is on the disk that we do; return whether it was taken."""
        call = entity_action_call(self._hass, action)
        if call is None:
            self._again_s = now_s + AGAIN_S
            return False
        self._writes_s = [*self._writes_s, now_s]
        await self._store()
        LOGGER.debug("Home battery %s: %s", self.name, call)
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await call.send(self._hass, Context())
        except Exception as error:  # noqa: BLE001  whatever another integration raises, chargers go on
            self.refusal, self._again_s = failure_text(error), now_s + AGAIN_S
            LOGGER.warning("Home battery %s did not take %s: %s", self.name, call, self.refusal)
            return False
        self.refusal = None
        return True
