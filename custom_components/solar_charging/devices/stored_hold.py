"""One hold of a home battery: what was written, what it goes back to, and what the battery shows of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import ceil, floor, isclose
from typing import Any, Self

from homeassistant.components.number import ATTR_MAX, ATTR_MIN, ATTR_STEP
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State

from ..catalogue.battery_control import BatteryControl
from ..catalogue.entry import ControlKind
from ..engine.finite import finite
from .call import live_state, to_float
from .set_by import is_set_by_somebody

# Inverters show what they were told with their next poll; clouds take longer, and a hold that is held anyway is not told twice.
SHOWN_WITHIN_S = 90.0
# Numbers come back in other units' steps: 4,999 of 5,000 W is the same.
ROUNDING = 0.005
# A battery may take a value in steps of its own; what is as near to it as this is ours: a part of the change, or points of a level.
NEAR_PART, NEAR_PCT = 0.1, 5.0
_W_PER = {"W": 1.0, "kW": 1000.0}


class Shown(StrEnum):
    """What the battery's entity says of a hold."""

    YES = "yes"
    NOT_YET = "not_yet"
    # It never took the value, or went back to what it was before.
    IGNORED = "ignored"
    FORGOTTEN = "forgotten"
    # It has a third value: somebody's, or another program's.
    SET_BY_ANOTHER = "set_by_another"
    # It took the value in steps of its own.
    ROUNDED = "rounded"


@dataclass(frozen=True, slots=True)
class StoredHold:
    """A hold as it is stored before anything is written. `value`: None for an action that shows nowhere. Times in UTC seconds.

    `rounded`: what the battery made of `value`. `has_enabled`: we turned on the switch without which it has no effect. `released_s`: when it was told to go back, 0 before that.
    """

    value: str | None
    before: str | None
    since_s: float
    written_s: float
    is_confirmed: bool = False
    has_enabled: bool = False
    released_s: float = 0.0
    rounded: str | None = None

    @property
    def expected(self) -> str | None:
        """What its entity shows while it is held."""
        return self.value if self.rounded is None else self.rounded

    def to_dict(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return what was stored; raises for what is no hold."""
        return cls(
            data["value"],
            data["before"],
            float(data["since_s"]),
            float(data["written_s"]),
            bool(data["is_confirmed"]),
            bool(data["has_enabled"]),
            float(data["released_s"]),
            data["rounded"],
        )


def hold_value(hass: HomeAssistant, control: BatteryControl, level_pct: float | None, limit_w: float) -> str | None:
    """Return what its entity is set to; None while that cannot be said: the entity is away, or nobody knows the level.

    A minimum state of charge is rounded down, so that the battery does not charge itself from the grid to reach it, and is never below
    what it was: the inverter's own reserve stays.
    """
    state = live_state(hass, control.hold.entity_id)
    if state is None or state.state == STATE_UNKNOWN:
        return None
    if control.kind is ControlKind.MIN_SOC:
        shown = finite(state.state)
        if level_pct is None or shown is None:
            return None
        value = 100.0 - floor(level_pct) if control.is_depth else float(floor(level_pct))
        stepped = _in_range(state, value, is_up=control.is_depth)
        is_lower = float(stepped) >= shown if control.is_depth else float(stepped) <= shown
        return state.state if is_lower else stepped
    if control.limit_unit is None:
        return control.hold.value
    # The user may have chosen to see it in the other unit; it is then set in that one, too.
    shown_w = _W_PER.get(str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)), _W_PER[control.limit_unit])
    if control.supplies_house and limit_w > 0.0:
        return _in_range(state, limit_w / shown_w)
    held = finite(control.hold.value)
    return control.hold.value if held is None else f"{held * _W_PER[control.limit_unit] / shown_w:g}"


def shown(hass: HomeAssistant, control: BatteryControl, hold: StoredHold, now_s: float) -> Shown | None:
    """Return what its entity says of a hold; None while it is away, or where nothing shows it."""
    state = live_state(hass, control.hold.entity_id)
    if hold.expected is None or state is None or state.state == STATE_UNKNOWN:
        return None
    is_shown = is_same(state.state, hold.expected)
    if is_shown and is_enabled(hass, control):
        return Shown.YES
    is_late = now_s - hold.written_s >= SHOWN_WITHIN_S
    if is_shown or (hold.before is not None and is_same(state.state, hold.before)):
        if hold.is_confirmed:
            return Shown.SET_BY_ANOTHER if is_set_by_somebody(hass, state) else Shown.FORGOTTEN
        return Shown.IGNORED if is_late else Shown.NOT_YET
    if not hold.is_confirmed and not is_late:
        return Shown.NOT_YET
    is_ours = not hold.is_confirmed and _is_near(state.state, hold, control) and is_enabled(hass, control)
    return Shown.ROUNDED if is_ours else Shown.SET_BY_ANOTHER


def is_enabled(hass: HomeAssistant, control: BatteryControl) -> bool:
    """Return whether its value has an effect: where a switch is needed for that, whether it is on."""
    state = live_state(hass, control.enable.entity_id) if control.enable else None
    return control.enable is None or (state is not None and state.state == control.enable.value)


def is_same(one: str, two: str) -> bool:
    """Return whether two values of an entity are the same, numbers as far as they are rounded."""
    numbers = to_float(one), to_float(two)
    if numbers[0] is None or numbers[1] is None:
        return one == two
    return isclose(numbers[0], numbers[1], rel_tol=ROUNDING, abs_tol=1e-6)


def _is_near(value: str, hold: StoredHold, control: BatteryControl) -> bool:
    """Return whether a number is what a battery with steps of its own makes of ours."""
    now, wanted, before = to_float(value), to_float(hold.value), to_float(hold.before)
    if now is None or wanted is None or before is None:
        return False
    least = NEAR_PCT if control.kind is ControlKind.MIN_SOC else 0.0
    return abs(now - wanted) <= max(NEAR_PART * abs(before - wanted), least)


def _in_range(state: State, value: float, *, is_up: bool = False) -> str:
    least, most = finite(state.attributes.get(ATTR_MIN)), finite(state.attributes.get(ATTR_MAX))
    step = finite(state.attributes.get(ATTR_STEP)) or 1.0
    stepped = (ceil(value / step - 1e-9) if is_up else floor(value / step + 1e-9)) * step
    inside = min(max(stepped, least if least is not None else stepped), most if most is not None else stepped)
    return f"{inside:g}" if inside < 1e6 else f"{inside:.0f}"
