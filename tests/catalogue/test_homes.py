"""Homes of several integrations, put together from the recorded registries: what is added, what is the grid, which chargers."""

import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.dump import proposal_to, snapshot_from
from custom_components.solar_charging.catalogue.loader import load_catalogue

RECORDED = Path(__file__).parent / "recorded"
REFERENCES = ("id", "device_id", "via_device", "config_entry_id")


def parts_of(name: str) -> dict[str, Any]:
    """Return a recorded registry whose ids are its own: entity ids get the integration's name in front."""
    recorded = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    short = name.partition("__")[2]
    for one in (*recorded["devices"], *recorded["entities"]):
        for field in REFERENCES:
            if one.get(field):
                one[field] = f"{short} {one[field]}"
    for entity in recorded["entities"]:
        domain, _, object_id = entity["entity_id"].partition(".")
        entity["entity_id"] = f"{domain}.{short}_{object_id}"
    return recorded


def proposed(*names: str) -> dict[str, Any]:
    parts = [parts_of(name) for name in names]
    dump = {kind: [one for part in parts for one in part[kind]] for kind in ("devices", "entities")}
    return proposal_to(discover(snapshot_from(dump), load_catalogue()))


def of_site(answer: dict[str, Any], role: str) -> set[str]:
    ids = [pick["entity_id"] for pick in answer["site"].get(role, ())]
    return {one for id_ in ids for one in (id_ if isinstance(id_, list) else [id_])}


@pytest.mark.parametrize(
    ("names", "role", "wanted"),
    [
        # One inverter, read locally and through its maker's cloud.
        (["inverters__goodwe_mletenay", "inverters__sems"], "pv_power", {"sensor.goodwe_mletenay_gw_ppv"}),
        (["inverters__grott", "inverters__growatt_local"], "pv_power", {"sensor.grott_g004"}),
        (["inverters__solar_assistant", "inverters__solarman_stephanjoubert"], "pv_power", {"sensor.solar_assistant_total_pv_power"}),
        # A panel and an energy manager count what the inverters and batteries count themselves.
        (["inverters__span_panel", "inverters__enphase_envoy_vincentwolsink"], "battery_power", {"sensor.enphase_envoy_vincentwolsink_agg_batteries_power"}),
        (["inverters__evcc_intg", "inverters__senec"], "battery_power", {"sensor.senec_battery_state_power"}),
        (["inverters__openwb2mqtt", "inverters__kostal"], "pv_power", {"sensor.kostal_now"}),
        # A meter at the connection comes before the inverter's own.
        (["inverters__amshan", "inverters__solis"], "grid_import_power", {"sensor.amshan_import"}),
        (["inverters__ams", "inverters__huawei_solar"], "grid_export_power", {"sensor.ams_export"}),
        (["inverters__esphome_p1", "inverters__mqtt_opendtu"], "grid_import_power", {"sensor.esphome_p1_c"}),
    ],
    ids=lambda value: "+".join(one.partition("__")[2] for one in value) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_several_integrations_see_is_counted_once(names: list[str], role: str, wanted: set[str]) -> None:
    assert of_site(proposed(*names), role) == wanted


def test_a_panel_with_the_sun_beside_an_inverter_counts_the_inverter_alone():
    answer = proposed("inverters__span_panel", "inverters__enphase_envoy_vincentwolsink")
    assert of_site(answer, "pv_power") == {"sensor.enphase_envoy_vincentwolsink_production"}
    assert of_site(answer, "grid_power") == {"sensor.span_panel_grid_power"}


@pytest.mark.parametrize(
    ("names", "chargers"),
    [
        (["chargers__goecharger_api2", "chargers__goecharger_mqtt"], {"goecharger_api2"}),
        # A car that can be commanded hangs on the only charger there is; one that can be read only stays by itself.
        (["chargers__volkswagencarnet", "chargers__myskoda", "chargers__easee"], {"easee"}),
        (["chargers__cardata", "chargers__keba_dannerph"], {"keba", "cardata"}),
        # Meters, sockets and sites of the same integration are no chargers.
        (["chargers__emporia_vue", "chargers__enphase_ev"], {"emporia_vue", "enphase_ev"}),
        (["chargers__chargepoint", "inverters__emporia_vue"], {"chargepoint"}),
        (["chargers__powerbrain", "chargers__mqtt_warp"], {"powerbrain", "mqtt"}),
    ],
    ids=lambda value: "+".join(one.partition("__")[2] for one in value) if isinstance(value, list) else None,
)
def test_each_charger_is_asked_about_once(names: list[str], chargers: set[str]) -> None:
    found = [one["integration"] for one in proposed(*names)["chargers"]]
    assert sorted(found) == sorted(chargers)
