"""What the main fuse sees: a sensor of the current of each phase."""

from collections.abc import Mapping, Sequence
from typing import Any

import voluptuous as vol
from homeassistant.core import HomeAssistant

from ..devices.entity_state import CURRENT
from . import candidates
from .checks import entities_error
from .fields import picker_field

PHASES = ("phase_1", "phase_2", "phase_3")


def fuse_schema(hass: HomeAssistant, known: Sequence[str]) -> vol.Schema:
    """Return a picker for each phase."""
    picker = picker_field(candidates.options(hass, candidates.PHASE_CURRENT, known))
    return vol.Schema({vol.Optional(phase): picker for phase in PHASES})


def fuse_errors(hass: HomeAssistant, answers: Mapping[str, Any]) -> dict[str, str]:
    """Check the sensors that were chosen."""
    chosen = {phase: answers[phase] for phase in PHASES if answers.get(phase)}
    return {phase: error for phase, one in chosen.items() if (error := entities_error(hass, (one,), CURRENT))}


def phase_currents(answers: Mapping[str, Any]) -> list[str]:
    """Return the sensors that were chosen, in order."""
    return [answers[phase] for phase in PHASES if answers.get(phase)]
