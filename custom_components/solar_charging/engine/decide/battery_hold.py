"""What is asked of the home battery while cars charge: not to empty itself into one that charges from the grid on purpose."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from ..decision import Command, Decision
from ..inputs import ChargerInputs, Inputs
from ..measure.reading import Reading
from ..model import Reason, SolarMode
from ..reasons import ReasonKey, because

# Less than this from the grid is what a regulator leaves over, not a purpose: half a charger's least power on one phase.
PURPOSE_W = 700.0
# A plan's slots, a car's pause and a cloud follow one another within minutes; each change is a write to the battery's memory.
LASTS_S = 600.0
# A battery that may charge the car and has come down to its level may again once it is this many points above it: the sun fills it
# and the car empties it within minutes, and each change is a write to its memory.
AGAIN_ABOVE_PCT = 5.0
# A pause between a plan's hours that is no longer than this is no reason to release: two writes for a house's load of two hours.
BRIDGED_S = 7200.0
# The discharge limit is updated when the house's load has changed by this much ...
LIMIT_STEP_W = 300.0
# ... and not more often than this: each update is a write to the battery's memory.
LIMIT_EVERY_S = 1800.0


class BatteryUse(StrEnum):
    """What a battery is asked to do."""

    FREE = "free"
    HELD = "held"
    HOUSE_ONLY = "house_only"


@dataclass(frozen=True, slots=True)
class HoldState:
    """What is remembered of holding: until when a purpose counts, and what the house was last said to take (W) and when.

    `is_below`: the battery has come down to the level to which it may charge the car.
    """

    until_s: float = 0.0
    power_w: float = 0.0
    limit_w: float = 0.0
    limited_s: float = 0.0
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class BatteryCommand:
    """What a battery should be doing, and why. `limit_w`: what the house alone takes, for a battery that supplies it."""

    use: BatteryUse
    reason: Reason
    limit_w: float = 0.0


def battery_command(
    inputs: Inputs, decision: Decision, state: HoldState, now_s: float, next_purchase_s: float | None = None
) -> tuple[HoldState, BatteryCommand]:
    """Return what to remember, and what every battery is asked for; `for_house` makes of it what one that supplies the house is."""
    power_w = sum(_bought_w(inputs, decision))
    if power_w >= PURPOSE_W:
        state = replace(state, until_s=now_s + LASTS_S, power_w=power_w)
    elif now_s >= state.until_s and not _is_bridged(state, now_s, next_purchase_s):
        return HoldState(), BatteryCommand(BatteryUse.FREE, because(ReasonKey.BATTERY_FREE))
    limits = inputs.site
    level = inputs.battery_soc_pct
    border_pct = limits.battery_buffer_level_pct + (AGAIN_ABOVE_PCT if state.is_below else 0.0)
    if limits.use_home_battery and isinstance(level, Reading) and level.value >= border_pct:
        reason = because(
            ReasonKey.BATTERY_MAY_CHARGE, level_pct=level.value, target_pct=limits.battery_buffer_level_pct
        )
        return replace(state, is_below=False), BatteryCommand(BatteryUse.FREE, reason)
    state = replace(state, is_below=limits.use_home_battery and isinstance(level, Reading))
    state = _limited(state, decision.site.house_load_w or 0.0, now_s)
    reason = because(ReasonKey.BATTERY_HELD, power_w=state.power_w)
    return state, BatteryCommand(BatteryUse.HELD, reason, state.limit_w)


def _is_bridged(state: HoldState, now_s: float, next_purchase_s: float | None) -> bool:
    """Return whether it stays held for what a plan buys next: soon, or just now."""
    if not state.until_s or next_purchase_s is None:
        return False
    return -LASTS_S < next_purchase_s - now_s <= BRIDGED_S


def for_house(command: BatteryCommand) -> BatteryCommand:
    """Return what is asked of a battery that supplies the house meanwhile."""
    if command.use is not BatteryUse.HELD:
        return command
    numbers = {"power_w": command.reason.numbers["power_w"], "limit_w": command.limit_w}
    return replace(command, use=BatteryUse.HOUSE_ONLY, reason=Reason(ReasonKey.BATTERY_HOUSE_ONLY, numbers))


def _bought_w(inputs: Inputs, decision: Decision) -> Iterator[float]:
    """Yield what each charger takes from the grid on purpose, in W."""
    for charger, command in zip(inputs.chargers, decision.commands, strict=True):
        if _is_on_purpose(charger, command):
            power_w = charger.power_w.value if isinstance(charger.power_w, Reading) else _commanded_w(charger, command)
            yield max(power_w - command.solar_power_w, 0.0)


def _is_on_purpose(charger: ChargerInputs, command: Command) -> bool:
    """Return whether what the sun does not give is meant to be bought: by its mode, a plan, a price, or a hand at the charger."""
    if not command.is_enabled or charger.is_observed:
        # In shadow mode nothing is commanded, home batteries included.
        return False
    by_hand = command.reason.key == ReasonKey.MANUAL_OVERRIDE
    return by_hand or charger.full_speed is not None or charger.mode in (SolarMode.BOOST, SolarMode.SOLAR_AND_GRID)


def _commanded_w(charger: ChargerInputs, command: Command) -> float:
    """Return what a charger without a meter takes at most."""
    return command.current_a * charger.limits.nominal_w_per_a(command.phases)


def _limited(state: HoldState, house_w: float, now_s: float) -> HoldState:
    is_due = now_s - state.limited_s >= LIMIT_EVERY_S and abs(house_w - state.limit_w) >= LIMIT_STEP_W
    if state.limited_s and not is_due:
        return state
    # Rounded up: what is missing is a little from the grid, what is too much goes into the car.
    return replace(state, limit_w=100.0 * ceil(max(house_w, 0.0) / 100.0), limited_s=now_s)
