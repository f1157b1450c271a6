"""Every meter whose clamps somebody placed is asked about, until what is at the grid is known."""

from typing import Any

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.dump import snapshot_from
from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.catalogue.proposal import SiteProposal
from custom_components.solar_charging.flows.clamps import Around, clamps
from custom_components.solar_charging.flows.discovered_site import answers

PRO = ("heat_pump", "Shelly Pro 3EM", ["em:0-total_act_power"])
GEN1 = ("mains", "Shelly 3EM", [f"emeter_{phase}-power" for phase in range(3)])
PHASES = tuple(f"sensor.mains_emeter_{phase}_power" for phase in range(3))


def site(
    *meters: tuple[str, str, list[str]],
    more: list[dict[str, Any]] | None = None,
    energy: list[dict[str, str]] | None = None,
) -> SiteProposal:
    devices = [{"id": name, "manufacturer": "Shelly", "model": model, "name": name} for name, model, _ in meters]
    entities = [
        {
            "entity_id": f"sensor.{name}_{key.replace(':', '_').replace('-', '_')}",
            "platform": "shelly",
            "unique_id": f"{name}-{key}",
            "device_class": "power",
            "unit": "W",
            "config_entry_id": name,
            "device_id": name,
            "state": "500",
        }
        for name, _, keys in meters
        for key in keys
    ]
    dump = {"devices": devices, "entities": [*entities, *(more or [])], "energy": energy or []}
    return discover(snapshot_from(dump), load_catalogue()).site


def test_of_two_meters_with_clamps_both_are_asked_about_whichever_was_picked() -> None:
    asked = {one.entity_ids for one in clamps(site(PRO, GEN1))}
    assert asked == {("sensor.heat_pump_em_0_total_act_power",), PHASES}


def test_the_meter_that_is_around_the_grid_is_read_whichever_was_picked() -> None:
    both = site(PRO, GEN1)
    for grid in clamps(both):
        placed = {one.id: Around.GRID if one.id == grid.id else Around.OTHER for one in clamps(both)}
        assert answers(both, placements=placed).sources[Role.GRID_POWER] == grid.entity_ids


def test_no_clamp_is_asked_about_where_a_meter_at_the_connection_is_known() -> None:
    p1 = {"entity_id": "sensor.p1", "platform": "youless", "unique_id": "1_active_power_w", "translation_key": "active_power_w",
          "device_class": "power", "unit": "W", "config_entry_id": "p1"}  # fmt: skip
    assert clamps(site(PRO, GEN1, more=[p1])) == ()


def test_a_home_of_two_meters_in_the_dashboard_reads_both() -> None:
    meters = [("house", "Shelly Pro 3EM", PRO[2]), ("heat_pump", "Shelly Pro 3EM", PRO[2])]
    energy = [{"kind": "grid", "power": f"sensor.{name}_em_0_total_act_power"} for name, _, _ in meters]
    named = site(*meters, energy=energy)
    assert clamps(named) == ()
    assert set(answers(named).sources[Role.GRID_POWER]) == {one["power"] for one in energy}
