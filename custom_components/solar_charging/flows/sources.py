"""What can be read: found by itself and confirmed at once, or chosen by hand; then checked against what happens now."""

from collections.abc import Iterable, Mapping
from typing import Any, override

import voluptuous as vol
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigFlowResult
from homeassistant.helpers.selector import BooleanSelector

from ..catalogue.entry import Role
from ..const import (
    CONF_CAR_CLAMPS,
    CONF_CORRECTIONS,
    CONF_SCALES,
    CONF_SIGN_CONVENTIONS,
    CONF_SOURCES,
    CONF_USE_OPEN_METEO,
    CONF_WEATHER,
)
from ..devices.correction import MeterCorrection
from ..devices.sign_convention import sign_question, suggested_sign
from ..devices.source import SITE_ROLES
from ..plausibility.fixes import fixed_data
from ..setup.discovery import async_discover, async_enable
from ..setup.live_check import findings_about, likely_sign, readings_now
from . import candidates
from .capacity_hint import CapacityHint, async_capacity_hint
from .checks import source_errors, weather_errors
from .clamp_step import ClampSteps
from .clamps import around_car, clamps
from .discovered_site import DiscoveredSite, answers
from .entity_use import NO_USE_ERRORS, Use, async_uses, use_errors
from .fields import choice_field, picker_field
from .placeholders import Placeholders
from .section_errors import SOURCES, async_section_errors
from .source_fields import BATTERY, FOLDED, async_sources_schema, chosen_in, fold_sources, is_several, unfold_sources
from .suggested_sources import Suggested, suggested
from .unit_errors import named_units

USE = "use"
CHECKED = "checked"
ENABLE = "enable"
FIX = "fix"
HOME_BATTERY = "home_battery"
_BATTERY = (Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER)
_SIGNED = tuple(role for role in SITE_ROLES if role.signs)


class SourceSteps(ClampSteps):
    """The steps from discovery to the last check."""

    def __init__(self) -> None:
        super().__init__()
        # What was answered where the devices that were found were confirmed.
        self._confirmed: dict[str, Any] = {}
        self._suggested = Suggested()
        self._to_ask: frozenset[Role] | None = None
        self._to_enable: tuple[str, ...] = ()

    async def _capacity_hint(self) -> CapacityHint | None:
        """Discover devices early: an inverter may report its rated power."""
        site = (await async_discover(self.hass)).site
        return await async_capacity_hint(self.hass, site, answers(site).sources.get(Role.PV_POWER, ()))

    async def async_step_find(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Look around: with something to offer, offer it; else let choose."""
        self._site = (await async_discover(self.hass)).site
        if any(role is not Role.BATTERY_SOC for role in answers(self._site).sources) or clamps(self._site):
            return await self.async_step_discovered()
        return await self.async_step_sources()

    async def async_step_discovered(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Is it this?"""
        if user_input is not None:
            found = answers(self._site, enable=user_input.get(ENABLE, False))
            if errors := weather_errors(self.hass, user_input):
                return await self._show_found(found, errors)
            if user_input[USE] == "detected":
                if user_input.get(CHECKED) is False:
                    return await self._show_found(answers(self._site), {CHECKED: "not_checked"})
                self._confirmed, self._placements = user_input, {}
                return await self.async_step_clamp()
            if CONF_SOURCES not in self._answers:
                self._take_found(found, user_input.get(CONF_WEATHER))
            return await self.async_step_sources()
        return await self._show_found(answers(self._site))

    @override
    async def _after_clamps(self) -> ConfigFlowResult:
        """Use the discovered sensors, and the user's answers about clamps."""
        found = answers(self._site, enable=self._confirmed.get(ENABLE, False), placements=self._placements)
        self._take_found(found, self._confirmed.get(CONF_WEATHER))
        if self._placements:
            self._answers[CONF_CAR_CLAMPS] = list(around_car(self._site, self._placements))
        self._to_ask, self._to_enable = found.to_ask, found.to_enable
        return await self.async_step_sign_convention()

    async def _show_found(self, found: DiscoveredSite, errors: dict[str, str] | None = None) -> ConfigFlowResult:
        words = await Placeholders.async_load(self.hass)
        trial = with_found({**self._answers, CONF_SIGN_CONVENTIONS: {}}, found)
        fields: dict[vol.Marker, Any] = {
            vol.Required(USE, default="detected"): choice_field(["detected", "manual"], USE)
        }
        if not all(one.is_verified for one in self._site.used):
            # What was read in no source may have another sign or another meaning: the values above show it.
            fields[vol.Required(CHECKED, default=False)] = BooleanSelector()
        if found.to_enable:
            fields[vol.Required(ENABLE, default=True)] = BooleanSelector()
        fields[vol.Optional(CONF_WEATHER)] = picker_field(await candidates.async_options(self.hass, candidates.WEATHER))
        known = {CONF_WEATHER: self._answers.get(CONF_WEATHER) or candidates.likeliest(self.hass, candidates.WEATHER)}
        return self.async_show_form(
            step_id="discovered",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), known),
            errors=errors or {},
            description_placeholders={
                "devices": words.devices(self.hass, self._site.used),
                "values": words.values(readings_now(self.hass, trial), found.to_ask),
                "entities": words.entities(self.hass, found.sources) + words.rejected(self.hass, self._site.rejected),
            },
            last_step=False,
        )

    async def async_step_sources(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What can be read?"""
        answered = unfold_sources(user_input) if user_input is not None else None
        if answered is None:
            return await self._sources_form(await self._known_sources())
        chosen = chosen_in(answered)
        pairs = [(role.value, one) for role, ids in chosen.items() for one in ids]
        pairs += [(CONF_WEATHER, answered[CONF_WEATHER])] if answered.get(CONF_WEATHER) else []
        in_use = use_errors(self.hass, pairs, await self._uses(CONF_SOURCES, CONF_WEATHER))
        errors = source_errors(self.hass, chosen) | weather_errors(self.hass, answered) or dict(in_use.errors)
        if errors:
            asked = {role.value: (ids, candidates.OF_ROLE[role]) for role, ids in chosen.items()}
            named = named_units(self.hass, errors, asked)
            return await self._sources_form(answered, named.errors, {**in_use.placeholders, **named.placeholders})
        self._take(chosen, answered.get(CONF_WEATHER))
        self._to_ask, self._to_enable = None, ()
        is_new = self.source != SOURCE_RECONFIGURE
        if is_new:
            self._answers[CONF_USE_OPEN_METEO] = answered.get(CONF_USE_OPEN_METEO, False)
        if is_new and Role.GRID_POWER in chosen and not {*_BATTERY, Role.BATTERY_SOC} & chosen.keys():
            return await self.async_step_battery()
        return await self.async_step_sign_convention()

    async def async_step_battery(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Is there a home battery? Asked only where a grid meter is taken for the whole truth: a battery hides surplus from it."""
        if user_input is not None:
            if user_input[HOME_BATTERY] == "sensor":
                return await self._sources_form(await self._known_sources(), opened=(BATTERY,))
            return await self.async_step_sign_convention()
        field = choice_field(["none", "sensor", "unreadable"], HOME_BATTERY)
        schema = vol.Schema({vol.Required(HOME_BATTERY, default="none"): field})
        return self.async_show_form(step_id="battery", data_schema=schema, last_step=False)

    async def _sources_form(
        self,
        known: Mapping[str, Any],
        errors: Mapping[str, str] | None = None,
        names: Mapping[str, str] = NO_USE_ERRORS.placeholders,
        opened: tuple[str, ...] = (),
    ) -> ConfigFlowResult:
        at_fields, in_sections, texts = await async_section_errors(self.hass, SOURCES, FOLDED, errors or {}, names)
        schema = await async_sources_schema(self.hass, known, {*opened, *in_sections}, await self._async_behaviours())
        if self.source != SOURCE_RECONFIGURE:
            # Later it is a switch.
            schema = schema.extend({vol.Required(CONF_USE_OPEN_METEO, default=False): BooleanSelector()})
        return self.async_show_form(
            step_id="sources",
            data_schema=self.add_suggested_values_to_schema(schema, fold_sources(known)),
            errors=at_fields | in_sections,
            description_placeholders={**names, **texts, "hints": self._suggested.hints},
            last_step=False,
        )

    async def _uses(self, *fields: str) -> Mapping[str, Use]:
        """Return what entities are used for beside what these fields of the home's own data name."""
        if self.source != SOURCE_RECONFIGURE:
            return {}
        entry = self._get_reconfigure_entry()
        other = {key: value for key, value in entry.data.items() if key not in fields}
        return await async_uses(self.hass, entry, other)

    async def async_step_sign_convention(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Which way does it flow now?"""
        chosen: Mapping[str, list[str]] = self._answers[CONF_SOURCES]
        known = {
            id_: sign
            for id_, sign in self._answers.get(CONF_SIGN_CONVENTIONS, {}).items()
            if id_ in _all_entities(chosen)
        }
        to_ask = [role for role in _SIGNED if role in chosen and (self._to_ask is None or role in self._to_ask)]
        if user_input is not None or not to_ask:
            for role in to_ask:
                # What discovery knows of one of several inverters stays; the answer is about the others.
                asked = [
                    id_ for id_ in chosen[role] if self._to_ask is None or len(chosen[role]) == 1 or id_ not in known
                ]
                known |= dict.fromkeys(asked, (user_input or {}).get(role, role.signs[0]))
            self._answers[CONF_SIGN_CONVENTIONS] = {id_: str(sign) for id_, sign in known.items()}
            return await self.async_step_findings()
        fields: dict[vol.Marker, Any] = {}
        values: dict[str, str] = {}
        for role in to_ask:
            question = sign_question(self.hass, role, chosen[role])
            first = chosen[role][0]
            default = (
                known.get(first)
                or self._suggested.signs.get(first)
                or likely_sign(self.hass, self._answers, role)
                or suggested_sign(role)
            )
            fields[vol.Required(role.value, default=default)] = choice_field(
                [sign.value for sign in role.signs], question.translation_key
            )
            values |= question.placeholders
        return self.async_show_form(
            step_id="sign_convention",
            data_schema=vol.Schema(fields),
            description_placeholders={f"{role.value}_now": "–" for role in _SIGNED} | values,
            last_step=False,
        )

    async def async_step_findings(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Can that be? Asked only where one moment's values contradict each other."""
        findings = findings_about(self.hass, self._answers)
        choice = "keep" if not findings else (user_input or {}).get(FIX)
        for one in findings:
            # The user decides which of several possible causes it is.
            cause = one if choice == "fix" else next((cause for cause in one.causes if cause.kind == choice), None)
            if cause is not None:
                self._answers = fixed_data(self._answers, cause.kind, cause.role) or self._answers
        if choice == "back":
            return await self.async_step_sources()
        if choice == "capacity":
            return await self.async_step_array()
        if choice:
            return await self._finish()
        words = await Placeholders.async_load(self.hass)
        can_fix = all(fixed_data(self._answers, one.kind, one.role) for one in findings)
        # What was typed is more often wrong than what is measured.
        options = ["capacity"] if any("capacity" in one.powers for one in findings) else []
        causes = [cause.kind.value for one in findings for cause in one.causes]
        options += [*causes, "keep", "back"] if causes or not can_fix else ["fix", "keep", "back"]
        default = vol.UNDEFINED if causes else options[0]
        return self.async_show_form(
            step_id="findings",
            data_schema=vol.Schema({vol.Required(FIX, default=default): choice_field(options, "fix")}),
            description_placeholders={
                "values": words.values(readings_now(self.hass, self._answers), ()),
                "findings": "\n".join(f"- {words.finding(one)}" for one in findings),
            },
        )

    async def async_step_array(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What is on your roof?"""
        raise NotImplementedError

    async def _finish(self) -> ConfigFlowResult:
        raise NotImplementedError

    def _take(self, chosen: Mapping[Role, Iterable[str]], weather: str | None) -> None:
        self._answers = {**with_sources(self._answers, chosen), CONF_WEATHER: weather}

    def _take_found(self, found: DiscoveredSite, weather: str | None) -> None:
        known = {**self._answers, CONF_SIGN_CONVENTIONS: {}}
        self._answers = {**with_found(known, found), CONF_WEATHER: weather}

    def _enable(self) -> None:
        async_enable(self.hass, self._to_enable)

    async def _known_sources(self) -> dict[str, Any]:
        chosen = self._answers.get(CONF_SOURCES)
        if chosen is None:
            # Nothing is recognised: what behaves as a meter or a roof does is proposed.
            words = await Placeholders.async_load(self.hass)
            self._suggested = suggested(self.hass, await self._async_behaviours(), words)
            return {CONF_WEATHER: candidates.likeliest(self.hass, candidates.WEATHER), **self._suggested.fields}
        picked = {role: ids if is_several(role, ids) else ids[0] for role, ids in chosen.items() if ids}
        return {**picked, CONF_WEATHER: self._answers.get(CONF_WEATHER)}


def with_found(data: Mapping[str, Any], found: DiscoveredSite) -> dict[str, Any]:
    """Return the set-up's data with what was found in place of what was read before."""
    chosen = with_sources(data, found.sources)
    return {
        **chosen,
        CONF_CORRECTIONS: sorted({*chosen[CONF_CORRECTIONS], *(one.value for one in found.corrections)}),
        CONF_SIGN_CONVENTIONS: {**data.get(CONF_SIGN_CONVENTIONS, {}), **found.signs},
    }


def with_sources(data: Mapping[str, Any], chosen: Mapping[Role, Iterable[str]]) -> dict[str, Any]:
    """Return the set-up's data with other entities; what was set right about others before is forgotten."""
    before, sources = data.get(CONF_SOURCES, {}), _plain(chosen)
    corrections = set(data.get(CONF_CORRECTIONS, ()))
    if any(before.get(role) != sources.get(role) for role in (Role.PV_POWER, *_BATTERY)):
        corrections.discard(MeterCorrection.PV_WITH_BATTERY.value)
    if Role.LOAD_POWER not in chosen:
        corrections.discard(MeterCorrection.LOAD_WITH_CHARGERS.value)
    elif Role.LOAD_POWER not in before:
        # The home's load includes the car unless the user or the sensor checks correct that.
        corrections.add(MeterCorrection.LOAD_WITH_CHARGERS.value)
    scales = {id_: value for id_, value in data.get(CONF_SCALES, {}).items() if id_ in _all_entities(sources)}
    return {**data, CONF_SOURCES: sources, CONF_SCALES: scales, CONF_CORRECTIONS: sorted(corrections)}


def _all_entities(sources: Mapping[str, Iterable[str]]) -> set[str]:
    return {entity_id for entity_ids in sources.values() for entity_id in entity_ids}


def _plain(sources: Mapping[Role, Iterable[str]]) -> dict[str, list[str]]:
    return {role.value: list(entity_ids) for role, entity_ids in sources.items()}
