"""An entity has one role in one place: whatever is chosen in any form, nothing is taken twice, and nothing of Solar Charging itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType
from typing import Any
from unittest.mock import AsyncMock

import pytest
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigSubentry,
    ConfigSubentryFlow,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations

from custom_components.solar_charging.catalogue.charger_config import ChargerConfig, ReadingConfig, SetPointConfig
from custom_components.solar_charging.catalogue.entry import Kind
from custom_components.solar_charging.catalogue.proposal import FoundCharger, MatchReason
from custom_components.solar_charging.flows import candidates
from custom_components.solar_charging.flows.charger import ChargerFlow
from custom_components.solar_charging.flows.discovered_charger import Offer
from custom_components.solar_charging.repairs import ReplaceEntityFlow
from custom_components.solar_charging.repairs.charger import ChargerGoneFlow

from .home import (
    BATTERY,
    BATTERY_SOC,
    CHARGER_POWER,
    CURRENT,
    DOMAIN,
    GRID,
    PV,
    STATUS,
    SWITCH,
    StateHome,
    charger_answers,
    charger_form,
    source_answers,
)

CAR_SOC, CAR_LIMIT, CAR_PLUG, CAR_PLACE = "sensor.car_soc", "number.car_limit", "sensor.car_plug", "device_tracker.car"
PHASE, LINE_POWER, LINE_PHASE, SIGNAL = "sensor.mains_1", "sensor.shed_power", "sensor.shed_1", "sensor.limit"
PRICE, CARBON, WEATHER = "sensor.price", "sensor.intensity", "weather.home"
OTHER_CURRENT = "number.other_charger"
OF_CAR = (CAR_SOC, CAR_LIMIT, CAR_PLUG, CAR_PLACE)
USED = (
    PV, GRID, BATTERY, BATTERY_SOC, CHARGER_POWER, CURRENT, STATUS, SWITCH, *OF_CAR, PHASE, LINE_POWER, LINE_PHASE, SIGNAL, PRICE,
    CARBON, WEATHER,
)  # fmt: skip
SOURCES = (
    "pv_power", "grid_power", "grid_import_power", "grid_export_power", "battery_power", "battery_soc", "battery_charge_power",
    "battery_discharge_power", "load_power", "weather",
)  # fmt: skip
CAR = ("soc_entity", "limit_entity", "plug_entity", "location_entity")
CHARGER = (
    "current_entity", "switch_entity", "power_entity", "status_entity", "stop_entity", "phases_entity", "energy_entity", *CAR,
)  # fmt: skip
PHASES = ("phase_1", "phase_2", "phase_3")
FORMS = {
    "sources": SOURCES,
    "grid_limits": (*PHASES, "signal_entity", "signal_active_entity"),
    "charger": CHARGER,
    "car": CAR,
    "tariff": ("price_entities", "feed_in_entity", "carbon_entity"),
    "circuit": ("power_entity", *PHASES),
    "replace": ("entity",),
    "replace_of_charger": ("entity",),
    # The same part opened again.
    "charger again": CHARGER,
    "car again": CAR,
    "circuit again": ("power_entity", *PHASES),
}
FIELDS = [(form, field) for form, fields in FORMS.items() for field in fields]
MANY = 500


@dataclass
class Refusal:
    """The errors of a form by field, and the names in their sentences."""

    errors: dict[str, str]
    names: dict[str, str]


class Forms:
    """Every form of a home in which everything is set up; what is accepted is not stored."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self.hass = hass
        self.entry = entry
        self.open: dict[str, Any] = {}

    async def feed(self, form: str, **answers: Any) -> Refusal:
        """Answer a form, opened anew where it was left."""
        result = await self._of(form)(form, answers)
        is_open = result["type"] == "form" and bool(result["errors"])
        if not is_open:
            self.open.pop(form, None)
        return Refusal(dict(result.get("errors") or {}), dict(result.get("description_placeholders") or {}))

    def _of(self, form: str) -> Callable[[str, dict[str, Any]], Awaitable[Any]]:
        if form in ("sources", "grid_limits"):
            return self._home
        return self._repair if form.startswith("replace") else self._part

    async def _home(self, form: str, answers: dict[str, Any]) -> Any:
        flow = self.hass.config_entries.flow
        if form not in self.open:
            context = {"source": SOURCE_RECONFIGURE, "entry_id": self.entry.entry_id}
            self.open[form] = (await flow.async_init(DOMAIN, context=context))["flow_id"]
            await flow.async_configure(self.open[form], {"next_step_id": form})
        if form == "sources":
            filled = source_answers(**{key: [one] if key == "pv_power" else one for key, one in answers.items()})
        else:
            signal = {key: one for key, one in answers.items() if key not in PHASES}
            signal = {"signal_entity": "sensor.thing_0"} | signal if signal else {}
            filled = {key: one for key, one in answers.items() if key in PHASES} | (
                {"grid_signal": signal} if signal else {}
            )
        return await flow.async_configure(self.open[form], filled)

    async def _part(self, form: str, answers: dict[str, Any]) -> Any:
        flow = self.hass.config_entries.subentries
        kind, _, again = form.partition(" ")
        if form not in self.open:
            context = {"source": SOURCE_USER}
            # A home has one tariff: only what is there can be changed.
            if again or kind == "tariff":
                own = self.entry.get_subentries_of_type(kind)[0]
                context = {"source": SOURCE_RECONFIGURE, "subentry_id": own.subentry_id}
            is_new_charger = kind == "charger" and not again
            if is_new_charger:
                step = await charger_form(self.hass, self.entry)
            else:
                step = await flow.async_init((self.entry.entry_id, kind), context=context)
            self.open[form] = step["flow_id"]
            if kind == "tariff":
                await flow.async_configure(self.open[form], {"next_step_id": "entities"})
        filled: dict[str, Any]
        match kind:
            case "charger":
                plain = {
                    "current_entity": CURRENT if again else OTHER_CURRENT,
                    "switch_entity": None,
                    "power_entity": None,
                    "status_entity": None,
                }
                folded = {key: one for key, one in answers.items() if key in CAR}
                more = {
                    key: one for key, one in answers.items() if key in ("stop_entity", "phases_entity", "energy_entity")
                }
                rest = {key: one for key, one in answers.items() if key not in (*folded, *more)}
                filled = charger_answers(**{**plain, **rest}, car=folded or None, more=more or None)
            case "car":
                soc = {key: one for key, one in answers.items() if key == "soc_entity"}
                more = {key: one for key, one in answers.items() if key != "soc_entity"}
                filled = {"name": "New", "battery_kwh": 50, **soc, **({"advanced": more} if more else {})}
            case "tariff":
                filled = {key: [one] if key == "price_entities" else one for key, one in answers.items()}
                filled = {"price_entities": ["sensor.thing_0"], **filled}
            case _:
                filled = {"name": "New", "limit_a": 20, **answers}
        return await flow.async_configure(self.open[form], filled)

    async def _repair(self, form: str, answers: dict[str, Any]) -> Any:
        (charger,) = self.entry.get_subentries_of_type("charger")
        flow = (
            ReplaceEntityFlow(self.entry, "sensor.gone", "Gone")
            if form == "replace"
            else ChargerGoneFlow(self.entry, {"charger_id": charger.subentry_id})
        )
        flow.hass, flow.flow_id, flow.handler, flow.context = self.hass, "1", DOMAIN, {}
        if isinstance(flow, ChargerGoneFlow):
            flow._gone = lambda: [] if flow._passed else ["sensor.gone"]  # type: ignore[method-assign]
        return await flow.async_step_replace(answers)


@pytest.fixture
async def forms(hass: HomeAssistant, home: StateHome, monkeypatch: pytest.MonkeyPatch) -> Forms:
    await home.plug_in_devices()
    for entity_id, value, unit in (
        (CAR_SOC, 40, "%"), (CAR_LIMIT, 80, "%"), (CAR_PLUG, "plugged", None), (CAR_PLACE, "home", None), (PHASE, 3, "A"),
        (LINE_POWER, 50, "W"), (LINE_PHASE, 1, "A"), (SIGNAL, 4200, "W"), (PRICE, 0.3, "EUR/kWh"), (CARBON, 300, "g/kWh"),
        (WEATHER, "sunny", None), (OTHER_CURRENT, 6, "A"),
    ):  # fmt: skip
        home.state(entity_id, value, {"unit_of_measurement": unit, "min": 6, "max": 16} if unit else {})
    sources = {
        "pv_power": [PV],
        "grid_power": GRID,
        "battery_power": BATTERY,
        "battery_soc": BATTERY_SOC,
        "weather": WEATHER,
    }
    entry = await home.set_up(sources=sources)
    more = {"phase_currents": [PHASE], "grid_signal": {"signal_entity": SIGNAL}}
    hass.config_entries.async_update_entry(entry, data={**entry.data, **more})
    car = dict(zip(CAR, OF_CAR, strict=True))
    for kind, data in (
        ("car", {"battery_kwh": 50, **car}),
        ("circuit", {"limit_a": 16, "power_entity": LINE_POWER, "phase_1": LINE_PHASE}),
        ("tariff", {"price_entities": [PRICE], "carbon_entity": CARBON}),
    ):
        part = ConfigSubentry(data=MappingProxyType(data), subentry_type=kind, title=kind.title(), unique_id=None)
        hass.config_entries.async_add_subentry(entry, part)
    await hass.async_block_till_done()
    # As many as a house full of devices has, of every kind that a form may ask for.
    kinds = [
        ("sensor", "W"),
        ("sensor", "%"),
        ("sensor", "A"),
        ("number", "A"),
        ("switch", None),
        ("sensor", "kWh"),
        ("weather", None),
    ]
    registry = er.async_get(hass)
    for number in range(MANY):
        domain, unit = kinds[number % len(kinds)]
        registry.async_get_or_create(domain, "demo", str(number), suggested_object_id=f"thing_{number}")
        home.state(f"{domain}.thing_{number}", 40, {"unit_of_measurement": unit, "min": 6, "max": 32} if unit else {})
    # What is offered is not the question here, and a list of hundreds takes its time.
    monkeypatch.setattr(candidates, "async_options", AsyncMock(return_value=[]))
    for flow in (ConfigFlow, ConfigSubentryFlow):
        for name in ("async_create_entry", "async_update_and_abort"):
            monkeypatch.setattr(flow, name, lambda self, *_, **__: self.async_abort(reason="accepted"))
    return Forms(hass, entry)


def may_share(form: str, field: str, entity_id: str) -> bool:
    """Whether it is its own place that is changed, or the same thing of the same car, which car and charger both report."""
    if form == "charger again":
        return entity_id in (CURRENT, SWITCH, CHARGER_POWER, STATUS) or (field in CAR and entity_id in OF_CAR)
    if form == "circuit again":
        return entity_id in (LINE_POWER, LINE_PHASE)
    if form == "car again":
        return entity_id in OF_CAR
    if form == "sources":
        return entity_id in (PV, GRID, BATTERY, BATTERY_SOC, WEATHER)
    if form == "grid_limits":
        return entity_id in (PHASE, SIGNAL)
    return (form == "tariff" and entity_id in (PRICE, CARBON)) or (field in CAR and entity_id in OF_CAR)


@pytest.mark.parametrize("form", FORMS)
async def test_nothing_is_used_twice_and_nothing_of_ours_at_all_and_each_refusal_has_its_reason(
    forms: Forms, form: str
) -> None:
    hass = forms.hass
    sentences = {"import_export", "battery", "more", "car"}
    for category in ("config", "config_subentries", "issues"):
        words = await async_get_translations(hass, "en", category, [DOMAIN])
        sentences |= {key.rpartition(".error.")[2] for key in words if ".error." in key}
    own = [one.entity_id for one in er.async_entries_for_config_entry(er.async_get(hass), forms.entry.entry_id)]
    others = [one.entity_id for one in hass.states.async_all() if "thing_" in one.entity_id]
    assert len(others) == MANY
    for field in FORMS[form]:
        taken = [one for one in USED if not may_share(form, field, one)]
        # Each field is fed its share of the five hundred, so that none is left out.
        fed = others[FIELDS.index((form, field)) :: len(FIELDS)]
        for entity_id in (*own[::5], *taken, *fed):
            refusal = await forms.feed(form, **{field: entity_id})
            assert refusal.errors or entity_id in fed, (field, entity_id, "was taken")
            assert set(refusal.errors.values()) <= sentences, refusal
            if "entity_in_use" in refusal.errors.values():
                assert refusal.names["use"], entity_id
                assert refusal.names["entity"] == hass.states.get(entity_id).name
    for fields in combinations(FORMS[form], 2) if form != "tariff" else ():
        assert (await forms.feed(form, **dict.fromkeys(fields, "sensor.thing_0"))).errors, fields


async def test_the_refusal_names_the_other_use(forms: Forms) -> None:
    refusal = await forms.feed("sources", pv_power=PV, grid_power=CHARGER_POWER)
    assert refusal.errors == {"grid_power": "entity_in_use"}
    assert refusal.names["use"] == "Garage"
    assert (await forms.feed("circuit", power_entity=GRID)).names["use"] == "Grid power (net)"
    assert (await forms.feed("replace", entity=LINE_POWER)).names["use"] == "Circuit"
    # A market's price may be what is paid and what is earned.
    assert not (await forms.feed("tariff", price_entities=PRICE, feed_in_entity=PRICE)).errors


async def test_the_first_set_up_takes_nothing_twice_and_names_each_refusal(
    hass: HomeAssistant, home: StateHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.plug_in_devices()
    monkeypatch.setattr(candidates, "async_options", AsyncMock(return_value=[]))
    monkeypatch.setattr(ConfigFlow, "async_create_entry", lambda self, **_: self.async_abort(reason="accepted"))
    kinds = [("sensor", "W"), ("sensor", "%"), ("sensor", "°C"), ("sensor", None), ("weather", None)]
    things = [f"{domain}.thing_{number}" for number in range(MANY) for domain, _ in [kinds[number % len(kinds)]]]
    for number, entity_id in enumerate(things):
        home.state(entity_id, 40, {"unit_of_measurement": unit} if (unit := kinds[number % len(kinds)][1]) else {})
    words = await async_get_translations(hass, "en", "config", [DOMAIN])
    sentences = {key.rpartition(".error.")[2] for key in words if ".error." in key}

    async def fed(**answers: str) -> Any:
        chosen = {key: [one] if key == "pv_power" else one for key, one in answers.items()}
        result = await home.answer_flow(sources=chosen, signs={})
        if result["type"] == "form":
            hass.config_entries.flow.async_abort(result["flow_id"])
        return result

    for number, entity_id in enumerate(things[::41]):
        field = SOURCES[number % len(SOURCES)]
        result = await fed(**{field: entity_id})
        unit = kinds[things.index(entity_id) % len(kinds)][1]
        is_right = unit == ("%" if field == "battery_soc" else "W")
        if field == "weather":
            assert bool(result.get("errors")) == (not entity_id.startswith("weather")), entity_id
        elif not is_right:
            assert result.get("errors"), (field, entity_id)
        assert set((result.get("errors") or {}).values()) <= sentences, result
    for fields in combinations(SOURCES, 2):
        assert (await fed(**dict.fromkeys(fields, "sensor.thing_0"))).get("errors"), fields


async def test_a_found_charger_of_which_something_is_used_elsewhere_is_refused_by_name(forms: Forms) -> None:
    hass = forms.hass
    config = ChargerConfig("found", "Found", set_point=SetPointConfig(OTHER_CURRENT))
    found = FoundCharger(config, "Make", "Model", "demo", Kind.CHARGER, MatchReason("platform"))
    for used in (PV, GRID, BATTERY, CHARGER_POWER, CURRENT, PHASE, LINE_POWER, SIGNAL, PRICE):
        flow = ChargerFlow()
        flow.hass, flow.flow_id, flow.handler, flow.context = hass, "1", (forms.entry.entry_id, "charger"), {}
        power = replace(found, config=replace(found.config, readings={"power": ReadingConfig(used)}))
        flow._offer = Offer(power, "Found")
        result = await flow.async_step_discovered({"name": "Found", "phases": "1"})
        assert result["errors"] == {"base": "entity_in_use"}, used
        assert result["description_placeholders"]["entity"] == hass.states.get(used).name
        assert result["description_placeholders"]["use"]


@pytest.mark.parametrize(
    ("form", "field", "entity_id", "expected"),
    [
        ("sources", "grid_power", "sensor.boiler_temperature", "Boiler temperature °C W / kW Boiler power"),
        ("sources", "battery_soc", "sensor.boiler_power", "Boiler power W % "),
        ("grid_limits", "phase_1", "sensor.boiler_power", "Boiler power W A Boiler current"),
        ("circuit", "phase_2", "sensor.boiler_power", "Boiler power W A Boiler current"),
        ("charger", "power_entity", "sensor.boiler_current", "Boiler current A W / kW Boiler power"),
        ("charger", "energy_entity", "sensor.boiler_power", "Boiler power W kWh / Wh Boiler energy"),
        ("car", "soc_entity", "sensor.boiler_power", "Boiler power W % "),
    ],
)
async def test_a_wrong_unit_is_named_with_the_one_needed_and_what_the_device_has_in_it(
    forms: Forms, form: str, field: str, entity_id: str, expected: str
) -> None:
    hass = forms.hass
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=forms.entry.entry_id, identifiers={("demo", "boiler")}
    )
    for kind, unit in (("temperature", "°C"), ("power", "W"), ("current", "A"), ("energy", "kWh")):
        er.async_get(hass).async_get_or_create(
            "sensor", "demo", kind, suggested_object_id=f"boiler_{kind}", device_id=device.id
        )
        hass.states.async_set(
            f"sensor.boiler_{kind}", "3", {"unit_of_measurement": unit, "friendly_name": f"Boiler {kind}"}
        )
    refusal = await forms.feed(form, **{field: entity_id})
    names = " ".join(refusal.names[key] for key in ("sensor", "unit", "wanted", "example"))
    assert names == expected
    key = "wrong_unit_with_example" if refusal.names["example"] else "wrong_unit"
    # In a folded section the sentence itself is what is shown.
    shown = " ".join((*refusal.errors.values(), *refusal.names.values()))
    assert key in refusal.errors.values() or f"{refusal.names['sensor']} has the unit" in shown
