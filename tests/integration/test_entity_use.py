"""An entity has one role in one place: whatever is chosen in any form, nothing is taken twice, and nothing of Solar Charging itself."""

from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .home import CHARGER_POWER, CURRENT, DOMAIN, GRID, PV, STATUS, SWITCH, StateHome, charger_answers

USED = (PV, GRID, CHARGER_POWER, CURRENT, STATUS, SWITCH)


@pytest.fixture
async def entry(hass: HomeAssistant, home: StateHome) -> ConfigEntry:
    await home.plug_in_devices()
    entry = await home.set_up()
    # As many as a house full of devices has, of every third kind that a form may ask for.
    registry = er.async_get(hass)
    for number in range(500):
        unit, device_class = [("W", "power"), ("%", "battery"), ("A", "current")][number % 3]
        entity = registry.async_get_or_create("sensor", "demo", str(number), suggested_object_id=f"thing_{number}")
        home.state(entity.entity_id, 40, {"unit_of_measurement": unit, "device_class": device_class})
    return entry


async def refused(hass: HomeAssistant, entry: ConfigEntry, form: str, entity_id: str) -> set[str]:
    """Choose an entity in a form; return the errors."""
    flow, parts = hass.config_entries.flow, hass.config_entries.subentries
    if form in ("sources", "grid_limits"):
        context = {"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
        step = await flow.async_init(DOMAIN, context=context)
        await flow.async_configure(step["flow_id"], {"next_step_id": form})
        answers: dict[str, Any] = {"pv_power": [entity_id], "grid_power": GRID}
        result = await flow.async_configure(step["flow_id"], answers if form == "sources" else {"phase_1": entity_id})
        if not result.get("errors") and result["type"] == "form":
            flow.async_abort(step["flow_id"])
    else:
        step = await parts.async_init((entry.entry_id, form), context={"source": SOURCE_USER})
        answers = (
            charger_answers(current_entity="input_number.other", switch_entity=None, power_entity=entity_id)
            if form == "charger"
            else {"name": "Zoe", "battery_kwh": 50, "soc_entity": entity_id}
        )
        result = await parts.async_configure(step["flow_id"], answers)
        if result["type"] == "form":
            parts.async_abort(step["flow_id"])
    return set((result.get("errors") or {}).values())


@pytest.mark.parametrize("form", ["sources", "charger", "car"])
async def test_nothing_is_used_twice_and_nothing_of_ours_at_all(
    hass: HomeAssistant, entry: ConfigEntry, form: str
) -> None:
    own = [one.entity_id for one in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)]
    used = [one for one in USED if not (form == "sources" and one == PV)]
    for entity_id in (*own, *used):
        errors = await refused(hass, entry, form, entity_id)
        assert errors, (form, entity_id)
        if entity_id in own:
            assert errors & {"own_entity", "entity_not_found", "wrong_unit", "not_a_number", "no_unit"}, entity_id


async def test_the_refusal_names_the_other_use(hass: HomeAssistant, entry: ConfigEntry) -> None:
    flow = hass.config_entries.flow
    step = await flow.async_init(DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id})
    await flow.async_configure(step["flow_id"], {"next_step_id": "sources"})
    result = await flow.async_configure(step["flow_id"], {"grid_power": CHARGER_POWER})
    assert result["errors"] == {"grid_power": "entity_in_use"}
    assert result["description_placeholders"]["use"] == "Garage"
    result = await flow.async_configure(
        step["flow_id"], {"import_export": {"grid_import_power": GRID, "grid_export_power": GRID}}
    )
    assert result["errors"] == {"import_export": "import_export"}


async def test_any_of_five_hundred_entities_is_taken_where_it_fits_or_refused_with_a_reason(
    hass: HomeAssistant, entry: ConfigEntry
) -> None:
    flow = hass.config_entries.flow
    step = await flow.async_init(DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id})
    await flow.async_configure(step["flow_id"], {"next_step_id": "sources"})
    for number in range(500):
        # Beside one that is refused, so that the form stays open.
        answers = {"pv_power": [f"sensor.thing_{number}"], "grid_power": CHARGER_POWER}
        result = await flow.async_configure(step["flow_id"], answers)
        errors = result["errors"]
        assert errors, number
        assert (errors.get("pv_power") == "wrong_unit") == (number % 3 != 0), number
