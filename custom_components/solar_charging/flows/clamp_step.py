"""The step that asks what each clamp measures; how the home's power sensors behaved suggests most answers."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE

from ..catalogue.proposal import SiteProposal
from ..plausibility.behaviour import Behaviour
from ..setup.sensor_history import async_behaviours
from . import candidates
from .clamps import Around, Clamp, clamps
from .entity_labels import entity_label
from .fields import choice_field

AROUND = "around"


class ClampSteps(ConfigFlow):
    """One form for each clamp."""

    def __init__(self) -> None:
        self._answers: dict[str, Any] = {}
        self._site = SiteProposal()
        self._placements: dict[str, Around] = {}
        self._behaviours: Mapping[str, Behaviour] | None = None

    async def async_step_clamp(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What is this clamp around?"""
        left = [one for one in clamps(self._site) if one.id not in self._placements]
        if left and user_input is not None:
            self._placements[left[0].id] = Around(user_input[AROUND])
            left = left[1:]
        if not left:
            return await self._after_clamps()
        guess = _guess(left[0], await self._async_behaviours())
        field = choice_field([one.value for one in Around], AROUND)
        return self.async_show_form(
            step_id="clamp",
            data_schema=vol.Schema({vol.Required(AROUND, default=guess or vol.UNDEFINED): field}),
            description_placeholders={
                "clamp": "\n".join(f"- {entity_label(self.hass, one)}" for one in left[0].entity_ids)
            },
            last_step=False,
        )

    async def _after_clamps(self) -> ConfigFlowResult:
        raise NotImplementedError

    async def _async_behaviours(self) -> Mapping[str, Behaviour]:
        """Return how the home's power sensors behaved over the last days, read once."""
        if self._behaviours is None:
            place = (self._answers[CONF_LATITUDE], self._answers[CONF_LONGITUDE])
            self._behaviours = await async_behaviours(self.hass, candidates.power_sensors(self.hass), place)
        return self._behaviours


def _guess(clamp: Clamp, behaviours: Mapping[str, Behaviour]) -> str | None:
    """Return what the clamp is most likely around; None: the user has to look."""
    known = behaviours.get(clamp.id)
    if known is None or len(clamp.entity_ids) > 1:
        return None
    if known.follows_sun:
        return Around.SUN.value
    return Around.GRID.value if known.is_signed and not known.is_like_battery else None
