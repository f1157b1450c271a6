from pathlib import Path

import pytest

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.entry import Role, SignConvention
from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.catalogue.registry import RegistrySnapshot

from .registries import Home, battery_level, fronius, peblar


@pytest.fixture
def home() -> Home:
    return Home()


def entity_ids(found, role: Role) -> tuple[str, ...]:
    return found.roles[role].entity_ids


def test_a_fronius_hybrid_is_recognised_with_all_its_roles(home: Home):
    fronius(home)
    battery_level(
        home, "fronius", "sensor.soc", "byd-state_of_charge", translation_key="state_of_charge", device_id="gen24"
    )
    (found,) = home.found().inverters
    assert (found.make, found.model, found.integration) == ("Fronius", "GEN24 10.0", "fronius")
    assert set(found.roles) == {
        Role.PV_POWER, Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER, Role.BATTERY_POWER,
        Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER, Role.BATTERY_SOC, Role.LOAD_POWER,
    }  # fmt: skip
    assert found.roles[Role.GRID_POWER].sign is SignConvention.IMPORT_POSITIVE
    assert found.roles[Role.BATTERY_POWER].sign is SignConvention.DISCHARGE_POSITIVE


def test_a_disabled_sensor_is_offered_to_be_enabled(home: Home):
    fronius(home)
    (found,) = home.found().inverters
    assert found.roles[Role.GRID_POWER].to_enable == ("sensor.power_grid",)
    assert found.roles[Role.PV_POWER].to_enable == ()


def test_a_hybrids_ac_power_is_not_taken_for_generation_while_it_has_a_power_flow(home: Home):
    fronius(home)
    home.entities = [entity for entity in home.entities if entity.translation_key != "power_photovoltaics"]
    (found,) = home.found().inverters
    assert Role.PV_POWER not in found.roles


def test_an_inverter_without_a_power_flow_gives_its_ac_power(home: Home):
    device = home.device("symo", manufacturer="Fronius", model="Symo 5.0-3-M")
    home.add("fronius", "sensor.ac", "1-power_ac", translation_key="power_ac", device_id=device)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.PV_POWER) == ("sensor.ac",)


def test_a_sensor_the_user_disabled_gives_way_to_another(home: Home):
    home.keys("solaredge", None, ["current_power"], disabled_by="user")
    home.keys("solaredge", None, ["solar_power"], disabled_by="integration")
    (found,) = home.found().inverters
    assert entity_ids(found, Role.PV_POWER) == ("sensor.solar_power",)


def test_strings_without_a_total_are_added(home: Home):
    device = home.device("solax", manufacturer="SolaX Power", model="x3_hybrid_g4")
    for index, name in {14: "PV1 Power", 15: "PV2 Power", 6: "Grid 1 Power", 34: "Grid Power"}.items():
        home.add("solax", f"sensor.n{index}", f"SW1-{index}", original_name=f"Solax SW1 {name}", device_id=device)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.PV_POWER) == ("sensor.n14", "sensor.n15")
    assert entity_ids(found, Role.GRID_POWER) == ("sensor.n34",)
    assert found.roles[Role.GRID_POWER].sign is SignConvention.EXPORT_POSITIVE


def test_ac_coupled_inverters_are_added_to_what_the_system_counts_and_a_meter_comes_before_phases(home: Home):
    home.device("system", manufacturer="Victron Energy", name="Venus")
    home.device("grid", manufacturer="Victron Energy", model="EM24", via_device_id="system")
    home.keys("victron_gx", "system", ["system_dc_pv_power"])
    home.keys("victron_gx", "grid", ["pvinverter_power_total", "grid_power", "solarcharger_yield_power"])
    for phase in (1, 2, 3):
        for key in ("system_grid_power", "system_consumption_power"):
            home.add(
                "victron_gx",
                f"sensor.{key}_{phase}",
                f"0_{key}_l{phase}",
                translation_key=f"{key}_phase",
                device_id="system",
            )
    (found,) = home.found().inverters
    assert entity_ids(found, Role.PV_POWER) == ("sensor.system_dc_pv_power", "sensor.pvinverter_power_total")
    assert entity_ids(found, Role.GRID_POWER) == ("sensor.grid_power",)
    assert entity_ids(found, Role.LOAD_POWER) == tuple(
        f"sensor.system_consumption_power_{phase}" for phase in (1, 2, 3)
    )


def test_the_inverters_output_is_not_taken_for_the_grid_though_it_is_named_grid_power(home: Home):
    device = home.device("sma", manufacturer="SMA", model="Sunny Tripower")
    registers = {
        "output": "6100_40263F00_0",
        "pv": "6100_0046C200_0",
        "in": "6100_40463700_0",
        "out": "6100_40463600_0",
    }
    for name, register in registers.items():
        home.add("sma", f"sensor.{name}", f"123-{register}", device_id=device)
    (found,) = home.found().inverters
    assert {role: pick.entity_ids[0] for role, pick in found.roles.items()} == {
        Role.PV_POWER: "sensor.pv",
        Role.GRID_IMPORT_POWER: "sensor.in",
        Role.GRID_EXPORT_POWER: "sensor.out",
    }


def test_the_same_register_has_the_sign_of_the_integration_that_reads_it(home: Home):
    home.keys("sofar", home.device("core", manufacturer="Sofar Solar"), ["active_power_pcc_total"], unit="kW")
    custom = home.device("custom", manufacturer="Sofar", model="G3 hybrid")
    home.keys("solarman", custom, ["activepower_pcc_total"])
    signs = {found.integration: found.roles[Role.GRID_POWER].sign for found in home.found().inverters}
    assert signs == {"sofar": SignConvention.EXPORT_POSITIVE, "solarman": SignConvention.IMPORT_POSITIVE}


def test_one_domain_of_many_makes_is_told_apart_by_the_manufacturer(home: Home):
    for maker in ("SolaX Power", "Gabriel C."):
        device = home.device(maker, manufacturer=maker)
        home.add(
            "solax_modbus", f"sensor.{maker[0]}", f"{maker}_battery_power", device_id=device, config_entry_id=maker
        )
        home.add(
            "solax_modbus",
            f"sensor.{maker[0]}_charge",
            f"{maker}_battery_power_charge",
            device_id=device,
            config_entry_id=maker,
        )
    picks = {found.make: found.roles[Role.BATTERY_POWER] for found in home.found().inverters}
    assert picks["SolaX Power"].entity_ids == ("sensor.S_charge",)
    assert picks["SolaX Power"].sign is SignConvention.CHARGE_POSITIVE
    assert picks["Solinteg"].entity_ids == ("sensor.G",)
    assert picks["Solinteg"].sign is SignConvention.DISCHARGE_POSITIVE


def test_a_core_integration_and_a_custom_one_of_the_same_domain_are_told_apart_by_their_ids(home: Home):
    device = home.device("hub", manufacturer="SolarEdge")
    home.add("solaredge_modbus", "sensor.ac", "hub_acpower", device_id=device)
    home.add("solaredge_modbus", "sensor.meter", "hub_m1_acpower", device_id=device)
    (found,) = home.found().inverters
    assert found.origin == "binsentsu/home-assistant-solaredge-modbus"
    assert entity_ids(found, Role.GRID_POWER) == ("sensor.meter",)


def test_only_the_meter_of_a_family_of_devices_is_taken_for_the_grid(home: Home):
    for model in ("HWE-P1", "HWE-KWH1", "HWE-SKT"):
        device = home.device(model, manufacturer="HomeWizard", model_id=model)
        home.add(
            "homewizard",
            f"sensor.{model[4:].lower()}",
            f"{model}_1_active_power_w",
            device_id=device,
            config_entry_id=model,
        )
    (found,) = home.found().inverters
    assert entity_ids(found, Role.GRID_POWER) == ("sensor.p1",)


def test_a_homes_battery_is_not_a_cars(home: Home):
    site = home.device("site", manufacturer="Tesla", model="Powerwall 2")
    car = home.device("car", manufacturer="Tesla", model="Model 3")
    home.add("tesla_fleet", "sensor.solar", "123-solar_power", device_id=site)
    battery_level(home, "tesla_fleet", "sensor.home_soc", "123-percentage_charged", device_id=site)
    battery_level(home, "tesla_fleet", "sensor.car_soc", "VIN-charge_state_battery_level", device_id=car)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.BATTERY_SOC) == ("sensor.home_soc",)


def test_apparent_power_is_never_power(home: Home):
    device = home.device("p", manufacturer="Powerfox")
    home.add("powerfox", "sensor.va", "1_power", device_class="apparent_power", unit="VA", device_id=device)
    assert home.found().inverters == ()


def test_a_forecast_is_no_inverter(home: Home):
    home.add(
        "forecast_solar", "sensor.power_production_now", "power_production_now", translation_key="power_production_now"
    )
    assert home.found().inverters == ()


def test_a_meter_whose_clamps_the_user_placed_has_to_be_asked_about(home: Home):
    device = home.device("em", manufacturer="Shelly", model="Shelly Pro 3EM")
    home.add("shelly", "sensor.total", "mac-em:0-total_act_power", device_id=device)
    (found,) = home.found().inverters
    assert found.roles[Role.GRID_POWER].ask_user


def test_entities_without_a_device_are_found_across_the_domains_of_a_yaml_package(home: Home):
    home.add("modbus", "sensor.dc", "sg_total_dc_power", config_entry_id=None)
    home.add("template", "sensor.export", "sg_export_power", config_entry_id=None)
    (found,) = home.found().inverters
    assert found.make == "Sungrow"
    assert set(found.roles) == {Role.PV_POWER, Role.GRID_EXPORT_POWER}


def test_each_choice_has_a_reason_with_the_key_it_was_made_by(home: Home):
    fronius(home)
    (found,) = home.found().inverters
    assert found.roles[Role.PV_POWER].reason.key == "known_key"
    assert found.roles[Role.PV_POWER].reason.values == {"integration": "fronius", "key": "power_photovoltaics"}


def test_a_home_without_any_known_integration_has_nothing_to_propose(home: Home):
    home.add("hue", "light.kitchen", "1")
    found = home.found()
    assert (found.inverters, found.chargers, found.site.roles) == ((), (), {})


def test_a_charger_is_no_inverter(home: Home):
    peblar(home)
    assert home.found().inverters == ()


def sma(home: Home, *, battery: bool) -> None:
    device = home.device("sma", manufacturer="SMA", model="Sunny Boy 3.6")
    home.add("sma", "sensor.pv", "1-6100_0046C200_0", device_id=device, state="unknown")
    home.add("sma", "sensor.output", "1-6100_40263F00_0", device_id=device, state="1200")
    if battery:
        home.add("sma", "sensor.charge", "1-6100_00496900_0", device_id=device, state="0")


def test_an_inverter_whose_generation_never_says_anything_is_read_at_its_output(home: Home):
    sma(home, battery=False)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.PV_POWER) == ("sensor.output",)


def test_a_hybrids_output_is_not_generation_even_while_its_generation_is_silent(home: Home):
    sma(home, battery=True)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.PV_POWER) == ("sensor.pv",)


def test_the_site_comes_before_one_of_its_batteries(home: Home):
    home.device("site", manufacturer="Tesla", model="PowerWall 2")
    home.device("pack", manufacturer="Tesla", model="PowerWall 2", via_device_id="site")
    for device, unique_id in {"pack": "1_a_charge", "site": "111-222_charge"}.items():
        battery_level(home, "powerwall", f"sensor.{device}", unique_id, translation_key="charge", device_id=device)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.BATTERY_SOC) == ("sensor.site",)


def test_of_ids_with_one_end_the_plain_one_is_the_total(home: Home):
    device = home.device("meter", manufacturer="IOmeter GmbH")
    for name in ("a_phase_power", "a_power"):
        home.add("iometer", f"sensor.{name}", name, device_id=device)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.GRID_POWER) == ("sensor.a_power",)


def test_two_files_that_explain_the_same_entity_propose_it_once(home: Home, tmp_path: Path):
    for name, origin, roles in (("a", "me/mine", ""), ("b", "core", "\n  load_power:\n    - {translation_key: load}")):
        (tmp_path / "inverters").mkdir(exist_ok=True)
        (tmp_path / "inverters" / f"{name}.yaml").write_text(
            f"domain: acme\nkind: inverter\norigin: {origin}\nverified: documented\nsources: [a]\nmakes: [Acme]\n"
            f"device: {{manufacturer: acme}}\nroles:\n  pv_power:\n    - {{translation_key: pv}}{roles}\n"
        )
    home.keys("acme", home.device("d", manufacturer="Acme"), ["pv", "load"])
    snapshot = RegistrySnapshot(home.devices, tuple(home.entities))
    (found,) = discover(snapshot, load_catalogue(tmp_path)).inverters
    assert found.origin == "core"


def test_the_batteries_of_two_inverters_in_one_entry_are_added_and_their_parts_are_not(home: Home):
    for serial in ("HV1", "HV2"):
        device = home.device(serial, manufacturer="Huawei", model="SUN2000-10KTL-M1")
        for key in ("storage_charge_discharge_power", "storage_unit_1_charge_discharge_power"):
            home.add("huawei_solar", f"sensor.{serial}_{key}".lower(), f"{serial}_{key}", device_id=device)
        battery_level(
            home,
            "huawei_solar",
            f"sensor.{serial}_soc".lower(),
            f"{serial}_storage_state_of_capacity",
            device_id=device,
        )
    (found,) = home.found().inverters
    assert entity_ids(found, Role.BATTERY_POWER) == (
        "sensor.hv1_storage_charge_discharge_power",
        "sensor.hv2_storage_charge_discharge_power",
    )
    assert entity_ids(found, Role.BATTERY_SOC) == ("sensor.hv1_soc", "sensor.hv2_soc")


def test_ids_are_compared_whatever_their_case(home: Home):
    device = home.device("p1", manufacturer="Charged B.V.", model="Sessy P1 Meter")
    home.add("sessy", "sensor.total", "Sessy-PD7K-sensor-P1Power", device_id=device)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.GRID_POWER) == ("sensor.total",)


@pytest.mark.parametrize("prefix", ["RCT Power Storage ", "Cellar ", "My inverter - "])
def test_a_prefix_before_every_name_does_not_hide_it(home: Home, prefix: str):
    device = home.device("rct", manufacturer="RCT Power GmbH", name="Something else")
    for number, name in enumerate(("All Generators Power", "Grid Power", "Consumer Power")):
        home.add("rct_power", f"sensor.n{number}", f"1-{number}", original_name=f"{prefix}{name}", device_id=device)
    (found,) = home.found().inverters
    assert entity_ids(found, Role.PV_POWER) == ("sensor.n0",)


def test_which_of_two_meters_in_one_account_is_at_the_grid_is_asked(home: Home):
    for key in ("one", "two"):
        meter = home.device(key, manufacturer="inexogy")
        home.add("discovergy", f"sensor.{key}", f"{key}-power", translation_key="total_power", device_id=meter)
    (found,) = home.found().inverters
    assert found.roles[Role.GRID_POWER].ask_user
    assert {*found.roles[Role.GRID_POWER].entity_ids, *found.roles[Role.GRID_POWER].clamps} == {
        "sensor.one",
        "sensor.two",
    }


def test_a_single_meter_in_an_account_is_not_asked_about(home: Home):
    home.keys("discovergy", home.device("one", manufacturer="inexogy"), ["total_power"])
    (found,) = home.found().inverters
    assert not found.roles[Role.GRID_POWER].ask_user
