"""pvlib is installed only once a home asks for the sun: a first set-up does without its library of inverters."""

from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.api.model_directory import async_directory
from custom_components.solar_charging.catalogue import inverter_models
from custom_components.solar_charging.setup.site_config import SiteConfig

from .home import DOMAIN, StateHome

MODEL = "Fronius Primo 5.0-1 208-240"


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Return what brings pvlib back when it is undone."""
    monkeypatch.setattr(inverter_models, "find_spec", lambda _name: None)
    return monkeypatch


async def array_form(hass: HomeAssistant) -> Any:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    context = {"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    shown: Any = await hass.config_entries.flow.async_init(DOMAIN, context=context)
    return await hass.config_entries.flow.async_configure(shown["flow_id"], {"next_step_id": "array"})


def offered(form: Any) -> list[str]:
    advanced = form["data_schema"].schema["advanced"].schema
    return [option["value"] for option in advanced.schema["inverter_model"].config["options"]]


async def test_a_home_is_set_up_and_the_models_come_with_pvlib(
    hass: HomeAssistant, home: StateHome, absent: pytest.MonkeyPatch
) -> None:
    await home.plug_in_devices()
    await home.set_up()
    few, few_by_api = offered(await array_form(hass)), len((await async_directory(hass)).models)
    assert few
    assert MODEL not in few
    absent.undo()
    assert MODEL in offered(await array_form(hass))
    assert len((await async_directory(hass)).models) > few_by_api


async def test_a_model_and_its_curve_stay_while_pvlib_is_missing(
    hass: HomeAssistant, home: StateHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.plug_in_devices()
    entry = await home.set_up()
    answers = {"capacity_w": 8000, "advanced": {"inverter_model": MODEL}}
    form = await array_form(hass)
    await hass.config_entries.flow.async_configure(form["flow_id"], answers)
    curve = SiteConfig.from_entry(entry, 0.0).array.inverter_model
    assert curve
    monkeypatch.setattr(inverter_models, "find_spec", lambda _name: None)
    form = await array_form(hass)
    assert MODEL in offered(form)
    done = await hass.config_entries.flow.async_configure(form["flow_id"], {**answers, "capacity_w": 9000})
    assert done["reason"] == "reconfigure_successful"
    assert SiteConfig.from_entry(entry, 0.0).array.inverter_model == curve
