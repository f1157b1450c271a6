"""Adding and changing a circuit: a sub-distribution with a limit of its own."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentry, SubentryFlowResult
from homeassistant.const import CONF_NAME, UnitOfElectricCurrent, UnitOfPower
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..catalogue.entry import Role
from ..const import (
    CONF_CHARGERS,
    CONF_LIMIT_A,
    CONF_LIMIT_W,
    CONF_PARENT_CIRCUIT,
    CONF_POWER_ENTITY,
    SUBENTRY_CHARGER,
    SUBENTRY_CIRCUIT,
)
from ..devices.circuit import is_within
from ..devices.entity_state import CURRENT, POWER, Quantity
from ..setup.site_config import MAX_CAPACITY_W
from . import candidates
from .checks import entities_error
from .entity_use import async_uses, use_errors
from .fields import in_range, number_field, picker_field
from .grid_limit_fields import PHASES
from .subentry_flow import SubentryFlow
from .unit_errors import named_units

# From the smallest charger's minimum to the largest service of a home.
LIMIT_A = (6.0, 250.0)
LIMIT_W = (1000.0, MAX_CAPACITY_W)


class CircuitFlow(SubentryFlow):
    """One circuit: its limit, what hangs on it, and what it hangs on."""

    def __init__(self) -> None:
        self._names: Mapping[str, str] = {}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new circuit."""
        errors = await self._all_errors(user_input, None) if user_input is not None else {}
        if user_input is not None and not errors:
            return self.async_create_entry(title=user_input[CONF_NAME].strip(), data=_data(user_input))
        return await self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a circuit that is there."""
        subentry = self._get_reconfigure_subentry()
        errors = await self._all_errors(user_input, subentry.subentry_id) if user_input is not None else {}
        if user_input is not None and not errors:
            title = user_input[CONF_NAME].strip()
            return self.async_update_and_abort(self._get_entry(), subentry, data=_data(user_input), title=title)
        return await self._form("reconfigure", user_input or {CONF_NAME: subentry.title, **subentry.data}, errors)

    async def _form(self, step_id: str, known: Mapping[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        own_id = self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None
        fields: dict[vol.Marker, Any] = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Optional(CONF_LIMIT_A): number_field(
                UnitOfElectricCurrent.AMPERE, least=LIMIT_A[0], most=LIMIT_A[1], step="any"
            ),
            vol.Optional(CONF_LIMIT_W): number_field(UnitOfPower.WATT, least=LIMIT_W[0], most=LIMIT_W[1], step="any"),
            vol.Optional(CONF_CHARGERS): _choice(self._others(SUBENTRY_CHARGER, None), multiple=True),
        }
        parents = self._parents()
        outer = [
            one
            for one in self._others(SUBENTRY_CIRCUIT, own_id)
            if own_id is None or not is_within(one.subentry_id, own_id, parents)
        ]
        if outer:
            fields[vol.Optional(CONF_PARENT_CIRCUIT)] = _choice(outer)
        chosen = [known[CONF_POWER_ENTITY]] if known.get(CONF_POWER_ENTITY) else []
        options = await candidates.async_options(self.hass, candidates.OF_ROLE[Role.GRID_POWER], chosen)
        fields[vol.Optional(CONF_POWER_ENTITY)] = picker_field(options)
        currents = [known[phase] for phase in PHASES if known.get(phase)]
        field = picker_field(await candidates.async_options(self.hass, candidates.PHASE_CURRENT, currents))
        fields |= {vol.Optional(phase): field for phase in PHASES}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), known),
            errors=errors,
            description_placeholders=self._names,
        )

    async def _all_errors(self, answers: Mapping[str, Any], own_id: str | None) -> dict[str, str]:
        chosen = [(field, answers[field]) for field in (CONF_POWER_ENTITY, *PHASES) if answers.get(field)]
        if errors := self._errors(answers, own_id):
            power = candidates.OF_ROLE[Role.GRID_POWER]
            asked = {field: ([one], candidates.PHASE_CURRENT if field in PHASES else power) for field, one in chosen}
            found = named_units(self.hass, errors, asked)
        else:
            entry = self._get_entry()
            found = use_errors(self.hass, chosen, await async_uses(self.hass, entry, entry.data, own_id))
        self._names = found.placeholders
        return dict(found.errors)

    def _errors(self, answers: Mapping[str, Any], own_id: str | None) -> dict[str, str]:
        quantities: dict[str, Quantity] = {CONF_POWER_ENTITY: POWER, **dict.fromkeys(PHASES, CURRENT)}
        chosen = {field: (answers[field], quantity) for field, quantity in quantities.items() if answers.get(field)}
        errors: dict[str, str] = {
            field: problem
            for field, (entity_id, quantity) in chosen.items()
            if (problem := entities_error(self.hass, (entity_id,), quantity))
        }
        if not answers[CONF_NAME].strip():
            errors[CONF_NAME] = "name_required"
        limits = ((CONF_LIMIT_A, LIMIT_A, "limit_a_out_of_range"), (CONF_LIMIT_W, LIMIT_W, "limit_w_out_of_range"))
        errors |= {
            field: error
            for field, bounds, error in limits
            if answers.get(field) is not None and not in_range(answers[field], *bounds)
        }
        if answers.get(CONF_LIMIT_A) is None and answers.get(CONF_LIMIT_W) is None:
            errors["base"] = "limit_required"
        errors |= parent_error(answers.get(CONF_PARENT_CIRCUIT), own_id, self._parents())
        taken = {one for other in self._others(SUBENTRY_CIRCUIT, own_id) for one in other.data.get(CONF_CHARGERS, ())}
        if taken & set(answers.get(CONF_CHARGERS, ())):
            errors[CONF_CHARGERS] = "charger_on_other_circuit"
        return errors

    def _others(self, kind: str, own_id: str | None) -> list[ConfigSubentry]:
        return [one for one in self._get_entry().get_subentries_of_type(kind) if one.subentry_id != own_id]

    def _parents(self) -> dict[str, str | None]:
        return {one.subentry_id: one.data.get(CONF_PARENT_CIRCUIT) for one in self._others(SUBENTRY_CIRCUIT, None)}


def parent_error(parent_id: str | None, own_id: str | None, parents: Mapping[str, str | None]) -> dict[str, str]:
    """Return the error of a circuit that would hang on itself, whatever is between."""
    is_ring = own_id is not None and is_within(parent_id, own_id, parents)
    return {CONF_PARENT_CIRCUIT: "circuit_within_itself"} if is_ring else {}


def _choice(subentries: list[ConfigSubentry], *, multiple: bool = False) -> SelectSelector:
    options = [SelectOptionDict(value=one.subentry_id, label=one.title) for one in subentries]
    return SelectSelector(SelectSelectorConfig(options=options, multiple=multiple, mode=SelectSelectorMode.DROPDOWN))


def _data(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored: all but the name, which is the title."""
    return {key: value for key, value in answers.items() if key != CONF_NAME and value not in (None, "", [])}
