"""Setting up a home: where it is, what is on its roof, what can be read; then its charger."""

from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_IMPORT,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_LATITUDE, CONF_LOCATION, CONF_LONGITUDE
from homeassistant.core import callback

from .const import (
    CONF_AC_LIMIT_W,
    CONF_CAPACITY_W,
    CONF_GRID_SIGNAL,
    CONF_INVERTER_CURVE,
    CONF_INVERTER_MODEL,
    CONF_PEAK,
    CONF_PEAK_THRESHOLD_KW,
    CONF_PHASE_BILLING,
    CONF_PHASE_CURRENTS,
    CONF_SOURCES,
    DOMAIN,
    SUBENTRY_BATTERY,
    SUBENTRY_CAR,
    SUBENTRY_CHARGER,
    SUBENTRY_CIRCUIT,
    SUBENTRY_DRIVER,
    SUBENTRY_PLANE,
    SUBENTRY_TARIFF,
)
from .flows.array_fields import ADVANCED, array_defaults, array_schema
from .flows.battery import BatteryFlow
from .flows.car import CarFlow
from .flows.charger import ChargerFlow
from .flows.checks import array_errors, is_home, location_error
from .flows.circuit import CircuitFlow
from .flows.driver import DriverFlow
from .flows.entity_use import use_errors
from .flows.fields import location_field, unfolded
from .flows.grid_limit_fields import (
    async_grid_limits_schema,
    grid_limits_asked,
    grid_limits_data,
    grid_limits_entities,
    grid_limits_errors,
    grid_limits_shown,
)
from .flows.inverter_model import ac_limit_w, async_model_options, efficiency_curve
from .flows.placeholders import Placeholders
from .flows.plane import PlaneFlow
from .flows.sources import SourceSteps
from .flows.tariff import TariffFlow
from .flows.unit_errors import named_units
from .setup.migration import MINOR_VERSION, VERSION

TITLE = "Solar Charging"


class SolarChargingConfigFlow(SourceSteps, domain=DOMAIN):
    """One home. The same steps set it up and, each by itself, change it later."""

    VERSION = VERSION
    MINOR_VERSION = MINOR_VERSION

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        return {
            SUBENTRY_CHARGER: ChargerFlow,
            SUBENTRY_PLANE: PlaneFlow,
            SUBENTRY_TARIFF: TariffFlow,
            SUBENTRY_CAR: CarFlow,
            SUBENTRY_DRIVER: DriverFlow,
            SUBENTRY_CIRCUIT: CircuitFlow,
            SUBENTRY_BATTERY: BatteryFlow,
        }

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with the first charger: without one, nothing charges. A program asks for it by itself."""
        if self.source == SOURCE_IMPORT:
            return result
        charger = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_CHARGER), context=SubentryFlowContext(source=SOURCE_USER)
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, charger["flow_id"])
        return result

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Take over what was posted to the API, if it passes what a user's answers have to pass."""
        if location_error(import_data) or array_errors(import_data, shown=import_data):
            return self.async_abort(reason="not_valid")
        return self.async_create_entry(title=TITLE, data=import_data)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is to be changed."""
        self._answers = dict(self._get_reconfigure_entry().data)
        return self.async_show_menu(
            step_id="reconfigure", menu_options=["user", "array", "find", "sources", "grid_limits"]
        )

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Where is your home? Home Assistant knows it, as a rule."""
        errors: dict[str, str] = {}
        if user_input is None and self.source == SOURCE_USER and (home := self._known_location()):
            return await self._next(home, self.async_step_array)
        if user_input is not None:
            location = user_input.get(CONF_LOCATION) or {}
            if error := location_error(location):
                errors[CONF_LOCATION] = error
            else:
                place = {key: location[key] for key in (CONF_LATITUDE, CONF_LONGITUDE)}
                return await self._next(place, self.async_step_array)
        schema = vol.Schema({vol.Optional(CONF_LOCATION): location_field()})
        return self._form("user", schema, user_input or {CONF_LOCATION: self._known_location()}, errors)

    @override
    async def async_step_array(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What is on your roof?"""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers = unfolded(user_input, ADVANCED)
            if not (errors := array_errors(answers, shown=user_input)):
                answers = await self.hass.async_add_executor_job(self._with_model, answers)
                checked = CONF_SOURCES in self._answers
                return await self._next(answers, self.async_step_findings if checked else self.async_step_find)
        defaults = array_defaults(self._answers[CONF_LATITUDE], self._answers)
        hint = None if CONF_CAPACITY_W in self._answers else await self._capacity_hint()
        suggested = {CONF_CAPACITY_W: hint.capacity_w} if hint else {}
        return self._form(
            "array",
            array_schema(await async_model_options(self.hass, self._answers.get(CONF_INVERTER_MODEL))),
            user_input if user_input is not None else {**suggested, **defaults, ADVANCED: defaults},
            errors,
            {"hint": (await Placeholders.async_load(self.hass)).capacity(hint)},
        )

    async def async_step_grid_limits(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What limits the grid connection?"""
        errors: dict[str, str] = {}
        names: Mapping[str, str] = {}
        if user_input is not None:
            uses = await self._uses(CONF_PHASE_CURRENTS, CONF_PHASE_BILLING, CONF_GRID_SIGNAL)
            in_use = use_errors(self.hass, grid_limits_entities(user_input), uses)
            found = grid_limits_errors(self.hass, user_input) or in_use.errors
            named = named_units(self.hass, found, grid_limits_asked(user_input))
            errors, names = dict(named.errors), {**in_use.placeholders, **named.placeholders}
            if not errors:
                self._forget_peak_threshold()
                return await self._next(grid_limits_data(user_input), self._finish)
        known = {**self._answers, **self._known_peak()}
        shown = user_input if user_input is not None else grid_limits_shown(known)
        return self._form("grid_limits", await async_grid_limits_schema(self.hass, known), shown, errors, names)

    def _known_peak(self) -> dict[str, Any]:
        """Return the peak as it was set up, with the threshold that the user has set since."""
        peak: dict[str, Any] = self._answers.get(CONF_PEAK, {})
        home = getattr(self._get_reconfigure_entry(), "runtime_data", None)
        if not peak or home is None or home.settings.site.peak_threshold_w is None:
            return {CONF_PEAK: peak} if peak else {}
        return {CONF_PEAK: {**peak, CONF_PEAK_THRESHOLD_KW: home.settings.site.peak_threshold_w / 1000.0}}

    def _forget_peak_threshold(self) -> None:
        """Let what is answered here count, not what its number was set to before."""
        home = getattr(self._get_reconfigure_entry(), "runtime_data", None)
        if home is not None:
            home.async_set_settings(home.settings.with_site(peak_threshold_w=None))

    def _with_model(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Let the model give its efficiency curve, and one chosen just now the AC limit, unless the user entered it."""
        model = answers.get(CONF_INVERTER_MODEL)
        # While pvlib's library is not there, a curve that is known stays.
        known = self._answers.get(CONF_INVERTER_CURVE) if model == self._answers.get(CONF_INVERTER_MODEL) else None
        answers = answers | {CONF_INVERTER_CURVE: efficiency_curve(model) or known}
        is_limit_entered = answers.get(CONF_AC_LIMIT_W) != self._answers.get(CONF_AC_LIMIT_W)
        if model is None or model == self._answers.get(CONF_INVERTER_MODEL) or is_limit_entered:
            return answers
        return answers | {CONF_AC_LIMIT_W: ac_limit_w(model, answers[CONF_CAPACITY_W])}

    async def _next(self, answers: Mapping[str, Any], step: Any) -> ConfigFlowResult:
        """Take over a step's answers and go on: to the next step, or, changing only this, to the end."""
        self._answers |= answers
        return await self._finish() if self.source == SOURCE_RECONFIGURE else await step()

    @override
    async def _finish(self) -> ConfigFlowResult:
        self._enable()
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(self._get_reconfigure_entry(), data=self._answers)
        return self.async_create_entry(title=TITLE, data=self._answers)

    def _form(
        self,
        step_id: str,
        schema: vol.Schema,
        known: Mapping[str, Any],
        errors: dict[str, str],
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        filled = self.add_suggested_values_to_schema(schema, known)
        return self.async_show_form(
            step_id=step_id,
            data_schema=filled,
            errors=errors,
            description_placeholders=placeholders,
            last_step=False,
        )

    def _known_location(self) -> dict[str, float] | None:
        if CONF_LATITUDE in self._answers:
            return {key: self._answers[key] for key in (CONF_LATITUDE, CONF_LONGITUDE)}
        home = (self.hass.config.latitude, self.hass.config.longitude)
        return dict(zip((CONF_LATITUDE, CONF_LONGITUDE), home, strict=True)) if is_home(*home) else None
