"""Makes, models, and connecting an inverter."""

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.integration.home import DOMAIN, PV, WATT, StateHome

from .conftest import Client


@pytest.fixture
def fronius(hass: HomeAssistant) -> str:
    """Return the power sensor of a Fronius inverter, registered as its integration does."""
    entry = MockConfigEntry(domain="fronius", title="Roof")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={("fronius", "solar_net_1")},
        manufacturer="Fronius",
        name="Solar net",
    )
    sensor = er.async_get(hass).async_get_or_create(
        "sensor",
        "fronius",
        "solar_net_1-power_flow-power_photovoltaics",
        config_entry=entry,
        device_id=device.id,
        translation_key="power_photovoltaics",
        original_device_class="power",
        unit_of_measurement="W",
        suggested_object_id="roof_power",
    )
    hass.states.async_set(sensor.entity_id, "3200", WATT)
    return sensor.entity_id


async def make_named(api: Client, name: str) -> dict[str, object]:
    return next(make for make in await api.get("/inverter_makes", name=name.upper()) if make["name"] == name)


async def test_makes_lead_to_their_models_and_say_what_reads_them(api: Client) -> None:
    make = await make_named(api, "Fronius")
    assert make["is_readable"]
    assert make["integrations"][0] == "fronius"
    assert make["onboarding_url"].endswith("domain=fronius")
    models = await api.get("/inverter_models", make_id=make["id"])
    assert models
    assert {model["make"] for model in models} == {make["url"]}
    (first, *_) = await api.get("/inverter_models", make_id=make["id"], expand="make")
    assert first["make"] == make
    assert await api.get(f"/inverter_models/{first['id']}", expand="make") == first
    await api.get("/inverter_models", 422, make_id="imak0")
    await api.get("/inverter_makes/imak0", 404)
    await api.get("/inverter_models/imod0", 404)


async def test_a_discovered_inverter_is_connected_and_read(home: StateHome, api: Client, fronius: str) -> None:
    (found,) = await api.get("/discovered_inverters")
    assert not found["is_connected"]
    assert await api.get(f"/discovered_inverters/{found['id']}") == found
    created = await api.post("/inverters", {"discovered_inverter": found["url"]})
    assert created["id"] == found["id"]
    assert created["latest_status_log"]["status"] == "PRODUCING"
    assert created["latest_status_log"]["solar_power_watts"] == 3200
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    assert entry.data["sources"]["pv_power"] == [PV, fronius]
    assert (await api.get("/live_power"))["generation_watts"] == 8200
    (array,) = await api.get("/solar_arrays", expand="inverter")
    assert array["inverter"]["id"] == created["id"]


async def test_a_model_finds_the_inverter_of_its_make(
    hass_without_array: HomeAssistant, api: Client, fronius: str
) -> None:
    await api.post("/inverters", {"model": "imod0"}, 409)
    await api.post("/solar_arrays", {"capacity_watts": 8000})
    make = await make_named(api, "Fronius")
    model = (await api.get("/inverter_models", make_id=make["id"]))[0]
    created = await api.post("/inverters", {"model": model["url"]})
    assert created["is_readable"]
    assert (await api.get(f"/inverters/{created['id']}/status_logs"))[0]["status"] == "PRODUCING"
    assert (await api.get("/live_power"))["generation_watts"] == 3200


@pytest.mark.parametrize(("state", "status"), [("0", "IDLE"), ("-12", "CONSUMING"), ("unavailable", "UNKNOWN")])
async def test_the_status_says_what_the_inverter_does(home: StateHome, api: Client, state: str, status: str) -> None:
    home.power(PV, state)
    (inverter,) = await api.get("/inverters")
    assert inverter["latest_status_log"]["status"] == status
    assert inverter["model"] is None


async def test_a_model_nobody_reads_betters_the_estimate(home: StateHome, api: Client) -> None:
    make = await make_named(api, "ABB")
    model = next(one for one in await api.get("/inverter_models", make_id=make["id"]) if one["rated_ac_watts"])
    created = await api.post("/inverters", {"model": model["id"]}, expand="model.make")
    assert not created["is_readable"]
    assert created["latest_status_log"]["status"] == "UNKNOWN"
    assert created["model"]["make"]["name"] == "ABB"
    assert (await api.get("/solar_arrays"))[0]["ac_limit_watts"] == model["rated_ac_watts"]
    again = await api.post("/inverters", {"model": model["id"]})
    assert again["id"] == created["id"]
    assert len(await api.get("/inverters")) == 2


async def test_what_names_no_inverter_is_refused(home: StateHome, api: Client) -> None:
    for body in (
        {},
        {"model": "imod0", "discovered_inverter": "invt0"},
        {"model": "imod0"},
        {"discovered_inverter": "x"},
    ):
        assert (await api.post("/inverters", body, 422))["field_errors"]
    await api.get("/inverters/invt0", 404)
