"""Which direction a sensor counts as positive, asked by what is happening now rather than by convention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..catalogue.entry import Role, SignConvention
from ..engine.measure.reading import Reading
from .source import RoleSource

# Below this a meter's noise decides the sign; asking "what is happening now" would be a coin toss.
SIGNIFICANT_W = 50.0


@dataclass(frozen=True, slots=True)
class SignQuestion:
    """How to ask: the translated words of the choices, and the live value shown beside them."""

    translation_key: str
    placeholders: Mapping[str, str]


def sign_question(hass: HomeAssistant, role: Role, entity_ids: Sequence[str]) -> SignQuestion:
    """Return the question for what a sensor reads now.

    The choices' words say what is happening ("feeding into the grid"), so the user confirms a fact, not a convention.
    """
    now: datetime = dt_util.utcnow()
    reading = RoleSource.of(role, entity_ids).read(hass, now)
    value_w = reading.value if isinstance(reading, Reading) else None
    return SignQuestion(f"{role.value}_{_tendency(value_w)}", {f"{role.value}_now": readable_w(value_w)})


def suggested_sign(role: Role) -> SignConvention:
    """Return the convention most sensors of this role follow."""
    return SignConvention.IMPORT_POSITIVE if role is Role.GRID_POWER else SignConvention.DISCHARGE_POSITIVE


def readable_w(value_w: float | None) -> str:
    """Return a power as a person reads it, with its sign."""
    if value_w is None:
        return "–"
    return f"{value_w / 1000:+.2f} kW" if abs(value_w) >= 1000 else f"{value_w:+.0f} W"


def _tendency(value_w: float | None) -> str:
    if value_w is None or abs(value_w) < SIGNIFICANT_W:
        return "unclear"
    return "positive" if value_w > 0 else "negative"
