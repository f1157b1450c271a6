"""What an entity's options mean: which one charges and which pauses, which is one phase and which three.

Most say it by their names and by what happens now; only the others are asked about.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from homeassistant.components.select import ATTR_OPTIONS
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State

from ..catalogue.charger_config import PhaseSwitchConfig, StartStopActions
from ..const import CONF_PHASES_ENTITY, CONF_POWER_ENTITY, CONF_STATUS_ENTITY, CONF_STOP_ENTITY, CONF_SWITCH_ENTITY
from ..devices.call import SELECTS, SWITCHES
from ..devices.entity_state import POWER, read_state
from ..devices.phases import phases_in_name, phases_named
from ..devices.status_words import car_state
from ..engine.measure.reading import Reading
from ..engine.model import CarState


class TwoActions(NamedTuple):
    """A part of a charger whose two actions may be options of one entity: the field that names the entity, and both actions."""

    field: str
    actions: tuple[str, str]


PARTS: Mapping[str, TwoActions] = {
    "start_stop": TwoActions(CONF_SWITCH_ENTITY, ("start", "stop")),
    "phase_switch": TwoActions(CONF_PHASES_ENTITY, ("one", "three")),
}
_PAUSES = re.compile(
    r"\b(off|stop\w*|paus\w*|suspend\w*|disabl\w*|inhibit\w*|block\w*|lock\w*|not|no|never|don.?t|deny|forbid\w*|standby"
    r"|aus|gesperrt|sperre\w*|nicht|kein\w*|nie)\b"
)
_CHARGES = re.compile(r"\b(on|start\w*|charg\w*|resum\w*|enabl\w*|allow\w*|force\w*|yes|ein|an|laden|freigabe|ja)\b")
# Less is the standby of a wall box.
_DRAWS_W = 500.0


@dataclass(frozen=True, slots=True)
class OptionRoles:
    """An entity's options, which of them is for the first action and which for the second; `is_sure`: the user need not be asked."""

    entity_id: str
    all: tuple[str, ...]
    first: str | None
    second: str | None
    is_sure: bool

    @property
    def is_pair(self) -> bool:
        """Whether there are but two options."""
        return len(self.all) == 2

    def asked(self, part: str) -> list[tuple[str, str | None]]:
        """Return the actions whose options have to be asked, with what they may be: of a pair one gives the other."""
        both = list(zip(PARTS[part].actions, (self.first, self.second), strict=True))
        return both[:1] if self.is_pair else both

    @property
    def other(self) -> str | None:
        """An option that the first is not."""
        return next((one for one in self.all if one != self.first), None)


def option_roles(hass: HomeAssistant, answers: Mapping[str, Any], part: str) -> OptionRoles | None:
    """Return what an entity's options are taken for; None where it has none, such as a button, a number or an action."""
    state = hass.states.get(answers.get(PARTS[part].field) or "")
    is_pair = part == "start_stop" and answers.get(CONF_STOP_ENTITY)
    if state is None or is_pair or state.domain not in (*SWITCHES, *SELECTS):
        return None
    is_select = state.domain in SELECTS
    if part == "phase_switch":
        return _phases_of_select(state) if is_select else _phases_of_switch(state)
    draws = draws_now(hass, answers)
    return _of_select(state, draws) if is_select else _of_switch(state, draws)


def with_known(found: OptionRoles, known: StartStopActions | PhaseSwitchConfig | None, part: str) -> OptionRoles:
    """Return the options as they are stored, where they are; what differs from the guess is asked again."""
    first, second = (getattr(known, name, None) for name in PARTS[part].actions)
    if first is None or second is None or {first.entity_id, second.entity_id} != {found.entity_id}:
        return found
    stored = (first.value, second.value)
    return replace(
        found, first=stored[0], second=stored[1], is_sure=found.is_sure and stored == (found.first, found.second)
    )


def draws_now(hass: HomeAssistant, answers: Mapping[str, Any]) -> bool | None:
    """Whether a car is charging now; None where none can be, or nothing shows it."""
    power = read_state(hass, answers.get(CONF_POWER_ENTITY) or "", POWER)
    car = car_state(hass.states.get(answers.get(CONF_STATUS_ENTITY) or ""))
    if car is CarState.CHARGING or (isinstance(power, Reading) and power.value > _DRAWS_W):
        return True
    return False if car in (CarState.CONNECTED, CarState.AWAITING) else None


def _of_switch(state: State, draws: bool | None) -> OptionRoles:
    is_on = state.state == STATE_ON
    charges, pauses = STATE_ON, STATE_OFF
    sounds_inverted = bool(_PAUSES.search(_words(f"{state.object_id} {state.name}")))
    if draws is None or (draws is False and not is_on):
        # What is off and does not charge is nothing unusual.
        is_sure, is_inverted = not sounds_inverted, sounds_inverted
    elif draws:
        is_inverted = not is_on
        is_sure = is_inverted == sounds_inverted
    else:
        is_sure, is_inverted = False, sounds_inverted
    first, second = (pauses, charges) if is_inverted else (charges, pauses)
    return OptionRoles(state.entity_id, (STATE_ON, STATE_OFF), first, second, is_sure)


def _of_select(state: State, draws: bool | None) -> OptionRoles:
    options = tuple(state.attributes.get(ATTR_OPTIONS) or ())
    # "Don't charge" has the word for charging, too.
    stops = [option for option in options if _PAUSES.search(_words(option))]
    starts = [option for option in options if option not in stops and _CHARGES.search(_words(option))]
    is_sure = len(starts) == len(stops) == 1
    first = next(iter(starts), state.state if draws else None)
    second = next(iter(stops), state.state if draws is False else None)
    return OptionRoles(state.entity_id, options, first, second, is_sure)


def _phases_of_select(state: State) -> OptionRoles:
    options = tuple(state.attributes.get(ATTR_OPTIONS) or ())
    one, three = ([option for option in options if phases_named(option) == count] for count in (1, 3))
    return OptionRoles(
        state.entity_id, options, next(iter(one), None), next(iter(three), None), is_sure=len(one) == len(three) == 1
    )


def _phases_of_switch(state: State) -> OptionRoles:
    named = phases_in_name(state)
    first, second = (STATE_ON, STATE_OFF) if named == 1 else (STATE_OFF, STATE_ON)
    return OptionRoles(state.entity_id, (STATE_ON, STATE_OFF), first, second, is_sure=named is not None)


def _words(text: str) -> str:
    return re.sub(r"[_\-/]+", " ", text).casefold()
