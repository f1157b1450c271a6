"""What limits the grid connection: the current of each phase, a signal from outside, and a bill that counts the highest interval."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.const import UnitOfPower, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector

from ..const import (
    CONF_GRID_SIGNAL,
    CONF_IS_BILLED_BY_PHASE,
    CONF_PEAK,
    CONF_PEAK_FOLLOWS_MONTH,
    CONF_PEAK_INTERVAL,
    CONF_PEAK_MAY_READY_BY_EXCEED,
    CONF_PEAK_THRESHOLD_KW,
    CONF_PHASE_BILLING,
    CONF_PHASE_CURRENTS,
    CONF_PHASE_POWERS,
    CONF_SIGNAL_ACTIVE,
    CONF_SIGNAL_ENTITY,
    CONF_SIGNAL_FALLBACK_KW,
    CONF_SIGNAL_FIXED_KW,
    CONF_SIGNAL_HOLD_MINUTES,
    CONF_SIGNAL_IS_INVERTED,
    CONF_SIGNAL_SCOPE,
)
from ..devices.entity_state import CURRENT, POWER, Problem
from ..devices.limit_signal import CHARGERS, DEFAULT_HOLD_MINUTES, HOME, SignalConfig, signal_problems
from ..engine.grid_limits import SECTION_14A_W
from . import candidates
from .checks import entities_error
from .fields import choice_field, in_range, number_field, picker_field

PHASES = ("phase_1", "phase_2", "phase_3")
SECTIONS = (CONF_GRID_SIGNAL, CONF_PEAK, CONF_PHASE_BILLING)
# A meter of fewer phases than this has nothing that could be billed together.
LEAST_PHASES = 2
INTERVALS = ("15", "30", "60")
# A grid connection of a home with chargers, and below what a house draws by itself there is nothing to share.
_MOST_KW, _LEAST_PEAK_KW = 1000.0, 0.5
# A week: a signal that is gone for longer is a fault, not an outage.
_LONGEST_HOLD_MINUTES = 10_080.0
# The range of each number in a section, and the error that names it.
_RANGES = {
    CONF_SIGNAL_FIXED_KW: (0.0, _MOST_KW, "signal_limit_out_of_range"),
    CONF_SIGNAL_FALLBACK_KW: (0.0, _MOST_KW, "signal_limit_out_of_range"),
    CONF_SIGNAL_HOLD_MINUTES: (0.0, _LONGEST_HOLD_MINUTES, "signal_hold_out_of_range"),
    CONF_PEAK_THRESHOLD_KW: (_LEAST_PEAK_KW, _MOST_KW, "peak_out_of_range"),
}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    CONF_GRID_SIGNAL: {
        CONF_SIGNAL_SCOPE: HOME,
        CONF_SIGNAL_FIXED_KW: SECTION_14A_W / 1000.0,
        CONF_SIGNAL_HOLD_MINUTES: DEFAULT_HOLD_MINUTES,
        CONF_SIGNAL_IS_INVERTED: False,
    },
    CONF_PEAK: {CONF_PEAK_INTERVAL: "15", CONF_PEAK_FOLLOWS_MONTH: False, CONF_PEAK_MAY_READY_BY_EXCEED: False},
    CONF_PHASE_BILLING: {CONF_IS_BILLED_BY_PHASE: False},
}


async def async_grid_limits_schema(hass: HomeAssistant, known: Mapping[str, Any]) -> vol.Schema:
    """Return a picker for each phase, and folded away what not every home has."""
    picker = picker_field(
        await candidates.async_options(hass, candidates.PHASE_CURRENT, known.get(CONF_PHASE_CURRENTS, ()))
    )
    signal: Mapping[str, Any] = known.get(CONF_GRID_SIGNAL, {})
    billing: Mapping[str, Any] = known.get(CONF_PHASE_BILLING, {})
    return vol.Schema(
        {
            **{vol.Optional(phase): picker for phase in PHASES},
            vol.Optional(CONF_GRID_SIGNAL): section(await _signal_schema(hass, signal), {"collapsed": not signal}),
            vol.Optional(CONF_PEAK): section(_peak_schema(), {"collapsed": CONF_PEAK not in known}),
            vol.Optional(CONF_PHASE_BILLING): section(
                await _phase_billing_schema(hass, billing), {"collapsed": not billing}
            ),
        }
    )


async def _signal_schema(hass: HomeAssistant, known: Mapping[str, Any]) -> vol.Schema:
    async def picker(question: candidates.Question, key: str) -> Any:
        return picker_field(await candidates.async_options(hass, question, [known[key]] if key in known else ()))

    power = number_field(UnitOfPower.KILO_WATT, least=0, most=_MOST_KW, step="any")
    return vol.Schema(
        {
            vol.Optional(CONF_SIGNAL_ENTITY): await picker(candidates.LIMIT_SIGNAL, CONF_SIGNAL_ENTITY),
            vol.Optional(CONF_SIGNAL_SCOPE): choice_field([HOME, CHARGERS], CONF_SIGNAL_SCOPE),
            vol.Optional(CONF_SIGNAL_FIXED_KW): power,
            vol.Optional(CONF_SIGNAL_IS_INVERTED): BooleanSelector(),
            vol.Optional(CONF_SIGNAL_ACTIVE): await picker(candidates.LIMIT_ACTIVE, CONF_SIGNAL_ACTIVE),
            vol.Optional(CONF_SIGNAL_HOLD_MINUTES): number_field(
                UnitOfTime.MINUTES, least=0, most=_LONGEST_HOLD_MINUTES
            ),
            vol.Optional(CONF_SIGNAL_FALLBACK_KW): power,
        }
    )


def _peak_schema() -> vol.Schema:
    return vol.Schema(
        {
            vol.Optional(CONF_PEAK_THRESHOLD_KW): number_field(
                UnitOfPower.KILO_WATT, least=_LEAST_PEAK_KW, most=_MOST_KW, step="any"
            ),
            vol.Optional(CONF_PEAK_INTERVAL): choice_field(list(INTERVALS), CONF_PEAK_INTERVAL),
            vol.Optional(CONF_PEAK_FOLLOWS_MONTH): BooleanSelector(),
            vol.Optional(CONF_PEAK_MAY_READY_BY_EXCEED): BooleanSelector(),
        }
    )


async def _phase_billing_schema(hass: HomeAssistant, known: Mapping[str, Any]) -> vol.Schema:
    powers = await candidates.async_options(hass, candidates.PHASE_POWER, known.get(CONF_PHASE_POWERS, ()))
    return vol.Schema(
        {
            vol.Optional(CONF_IS_BILLED_BY_PHASE): BooleanSelector(),
            vol.Optional(CONF_PHASE_POWERS): picker_field(powers, multiple=True),
        }
    )


def grid_limits_shown(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form is filled with."""
    phases = dict(zip(PHASES, known.get(CONF_PHASE_CURRENTS, ()), strict=False))
    return phases | {name: {**DEFAULTS[name], **known.get(name, {})} for name in SECTIONS}


def grid_limits_errors(hass: HomeAssistant, answers: Mapping[str, Any]) -> dict[str, str]:
    """Check what was chosen. What is folded away is named by the form's own error line."""
    chosen = {phase: answers[phase] for phase in PHASES if answers.get(phase)}
    errors = {phase: error for phase, one in chosen.items() if (error := entities_error(hass, (one,), CURRENT))}
    for name in SECTIONS:
        for key, value in answers.get(name, {}).items():
            if key in _RANGES and value is not None and not in_range(value, *_RANGES[key][:2]):
                errors["base"] = _RANGES[key][2]
    if "base" not in errors and (error := _phase_billing_error(hass, answers)):
        errors["base"] = error
    if "base" not in errors and (config := SignalConfig.from_data(answers.get(CONF_GRID_SIGNAL, {}))):
        # Unavailable is no mistake of the user's: a gateway may be asleep.
        found = (one for one in signal_problems(hass, config).values() if one is not Problem.UNAVAILABLE)
        if problem := next(found, None):
            errors["base"] = problem.value
    return errors


def _phase_billing_error(hass: HomeAssistant, answers: Mapping[str, Any]) -> str | None:
    billing = answers.get(CONF_PHASE_BILLING, {})
    powers = billing.get(CONF_PHASE_POWERS, [])
    if not billing.get(CONF_IS_BILLED_BY_PHASE):
        return None
    measured = len(powers) or sum(bool(answers.get(phase)) for phase in PHASES)
    return entities_error(hass, powers, POWER) if measured >= LEAST_PHASES else "phases_not_measured"


def grid_limits_entities(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each field with the entity that was chosen in it."""
    signal = answers.get(CONF_GRID_SIGNAL, {})
    return [
        *((phase, answers[phase]) for phase in PHASES if answers.get(phase)),
        *(("base", signal[key]) for key in (CONF_SIGNAL_ENTITY, CONF_SIGNAL_ACTIVE) if signal.get(key)),
        *(("base", one) for one in answers.get(CONF_PHASE_BILLING, {}).get(CONF_PHASE_POWERS, ())),
    ]


def grid_limits_asked(answers: Mapping[str, Any]) -> dict[str, tuple[list[str], candidates.Question]]:
    """Return for each field that an error may stand at what was chosen in it, and what it is to be."""
    signal = answers.get(CONF_GRID_SIGNAL, {}).get(CONF_SIGNAL_ENTITY)
    return {phase: ([answers[phase]], candidates.PHASE_CURRENT) for phase in PHASES if answers.get(phase)} | (
        {"base": ([signal], candidates.LIMIT_SIGNAL)} if signal else {}
    )


def grid_limits_data(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored: without a signal's entity, or a threshold, nothing of it."""
    signal, peak = answers.get(CONF_GRID_SIGNAL, {}), answers.get(CONF_PEAK, {})
    billing = answers.get(CONF_PHASE_BILLING, {})
    return {
        CONF_PHASE_CURRENTS: [answers[phase] for phase in PHASES if answers.get(phase)],
        CONF_GRID_SIGNAL: _given(signal) if signal.get(CONF_SIGNAL_ENTITY) else {},
        CONF_PEAK: _given(peak) if peak.get(CONF_PEAK_THRESHOLD_KW) is not None else {},
        CONF_PHASE_BILLING: _given(billing) if billing.get(CONF_IS_BILLED_BY_PHASE) else {},
    }


def _given(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if value not in (None, "")}
