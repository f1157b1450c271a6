import pytest

from custom_components.solar_charging.catalogue.entry import Role, SignConvention
from custom_components.solar_charging.catalogue.registry import EnergyKind, EnergySource

from .registries import Home, battery_level, fronius


@pytest.fixture
def home() -> Home:
    return Home()


def p1_meter(home: Home) -> None:
    device = home.device("p1", manufacturer="HomeWizard", model_id="HWE-P1")
    home.add("homewizard", "sensor.p1", "1_active_power_w", device_id=device)


def picked(home: Home, role: Role) -> list[str]:
    return [entity_id for pick in home.found().site.roles.get(role, ()) for entity_id in pick.entity_ids]


def test_two_inverters_are_added_and_the_grid_is_taken_once(home: Home):
    fronius(home, entry="house", prefix="house_")
    fronius(home, entry="barn", prefix="barn_")
    assert sorted(picked(home, Role.PV_POWER)) == [
        "sensor.barn_power_photovoltaics",
        "sensor.house_power_photovoltaics",
    ]
    assert len(picked(home, Role.GRID_POWER)) == 1


def test_a_home_with_nothing_but_a_meter_works(home: Home):
    p1_meter(home)
    site = home.found().site
    assert set(site.roles) == {Role.GRID_POWER}
    assert site.roles[Role.GRID_POWER][0].sign is SignConvention.IMPORT_POSITIVE


def test_the_meter_at_the_connection_comes_before_the_inverters_own_word_on_the_grid(home: Home):
    fronius(home)
    p1_meter(home)
    assert picked(home, Role.GRID_POWER) == ["sensor.p1"]
    assert picked(home, Role.GRID_IMPORT_POWER) == []
    assert picked(home, Role.BATTERY_POWER) == ["sensor.power_battery"]


def test_a_slow_cloud_does_not_take_the_place_of_a_quick_inverter(home: Home):
    fronius(home)
    home.keys("growatt_server", home.device("g", manufacturer="Growatt"), ["tlx_pac_to_user_total"])
    assert picked(home, Role.GRID_IMPORT_POWER) == ["sensor.power_grid_import"]


def test_the_same_hardware_through_two_integrations_counts_once_and_the_quick_one_wins(home: Home):
    local = home.device("local", manufacturer="SolarEdge", model="SE10K")
    home.add("solaredge_modbus", "sensor.local", "SN1_ac_power", device_id=local)
    home.keys("solaredge", home.device("cloud", manufacturer="SolarEdge"), ["current_power"])
    site = home.found().site
    assert picked(home, Role.PV_POWER) == ["sensor.local"]
    (rejected,) = site.rejected
    assert rejected[0].integration == "solaredge"
    assert rejected[1].key == "same_hardware"


def test_generation_a_cloud_repeats_is_not_added_to_the_inverters(home: Home):
    fronius(home)
    home.keys("pvoutput", home.device("pvo", manufacturer="PVOutput"), ["power_generation"])
    assert picked(home, Role.PV_POWER) == ["sensor.power_photovoltaics"]


def test_a_battery_of_another_make_joins_the_inverter(home: Home):
    home.keys("apsystems", home.device("ez1", manufacturer="APsystems", model="EZ1-M"), ["total_power"])
    battery = home.device("zinvolt", manufacturer="Zinvolt")
    home.add("zinvolt", "sensor.battery", "1.power", device_id=battery)
    battery_level(home, "zinvolt", "sensor.level", "1.state_of_charge", device_id=battery)
    assert picked(home, Role.PV_POWER) == ["sensor.total_power"]
    assert picked(home, Role.BATTERY_POWER) == ["sensor.battery"]
    assert picked(home, Role.BATTERY_SOC) == ["sensor.level"]


@pytest.mark.parametrize("has_own", [True, False])
def test_an_energy_managers_word_on_the_batteries_serves_only_without_their_own(home: Home, has_own: bool):
    if has_own:
        fronius(home)
    manager = home.device("manager", manufacturer="evcc.io")
    home.add("evcc_intg", "sensor.all_batteries", "evcc_intg.host_battery_power", device_id=manager)
    home.add("evcc_intg", "sensor.load", "evcc_intg.host_home_power", device_id=manager)
    assert picked(home, Role.BATTERY_POWER) == ["sensor.power_battery" if has_own else "sensor.all_batteries"]


def test_the_energy_dashboard_serves_a_home_the_catalogue_does_not_know(home: Home):
    home.add("template", "sensor.roof", "roof", unit="kW")
    home.energy = [
        EnergySource(EnergyKind.SOLAR, power="sensor.roof"),
        EnergySource(EnergyKind.GRID, power="sensor.meter"),
        EnergySource(EnergyKind.BATTERY, power="sensor.battery", inverted=True, soc="sensor.soc"),
    ]
    roles = home.found().site.roles
    assert roles[Role.PV_POWER][0].unit == "kW"
    assert roles[Role.GRID_POWER][0].sign is SignConvention.IMPORT_POSITIVE
    assert roles[Role.BATTERY_POWER][0].sign is SignConvention.CHARGE_POSITIVE
    assert roles[Role.BATTERY_SOC][0].entity_ids == ("sensor.soc",)
    assert roles[Role.GRID_POWER][0].reason.key == "energy_dashboard"


def test_the_dashboards_pair_of_sensors_becomes_import_and_export(home: Home):
    home.energy = [EnergySource(EnergyKind.GRID, power_from="sensor.bought", power_to="sensor.sold")]
    assert picked(home, Role.GRID_IMPORT_POWER) == ["sensor.bought"]
    assert picked(home, Role.GRID_EXPORT_POWER) == ["sensor.sold"]


def test_two_arrays_of_the_dashboard_are_added(home: Home):
    home.energy = [EnergySource(EnergyKind.SOLAR, power=f"sensor.{side}") for side in ("east", "west")]
    assert picked(home, Role.PV_POWER) == ["sensor.east", "sensor.west"]


def imeon(home: Home) -> None:
    home.keys("imeon_inverter", home.device("imeon", manufacturer="Imeon Energy"), ["pv_power_total", "meter_power"])


def test_a_sign_the_integration_does_not_state_is_taken_from_the_dashboard(home: Home):
    imeon(home)
    assert home.found().site.roles[Role.GRID_POWER][0].sign is None
    home.energy = [EnergySource(EnergyKind.GRID, power="sensor.meter_power", inverted=True)]
    (pick,) = home.found().site.roles[Role.GRID_POWER]
    assert pick.sign is SignConvention.EXPORT_POSITIVE
    assert pick.reason.key == "sign_from_energy_dashboard"


def test_a_dashboard_that_contradicts_the_catalogue_is_asked_about(home: Home):
    p1_meter(home)
    home.energy = [EnergySource(EnergyKind.GRID, power="sensor.p1", inverted=True)]
    (pick,) = home.found().site.roles[Role.GRID_POWER]
    assert pick.ask_user
    assert pick.sign is SignConvention.IMPORT_POSITIVE
    assert pick.reason.key == "energy_dashboard_disagrees"


def test_a_dashboard_that_agrees_answers_what_would_have_been_asked(home: Home):
    device = home.device("em", manufacturer="Shelly", model="Shelly Pro 3EM")
    home.add("shelly", "sensor.total", "mac-em:0-total_act_power", device_id=device)
    home.energy = [EnergySource(EnergyKind.GRID, power="sensor.total")]
    (pick,) = home.found().site.roles[Role.GRID_POWER]
    assert not pick.ask_user
    assert pick.reason.key == "energy_dashboard_agrees"


def powerwall(home: Home) -> None:
    device = home.device("pw", manufacturer="Tesla", model="PowerWall 2")
    home.keys("powerwall", device, ["solar_instant_power", "site_instant_power", "battery_instant_power"])


def test_what_a_measurement_of_the_whole_site_counts_is_not_added_to_it(home: Home):
    powerwall(home)
    home.keys("enphase_envoy", home.device("envoy", manufacturer="Enphase"), ["current_power_production"])
    site = home.found().site
    assert picked(home, Role.PV_POWER) == ["sensor.solar_instant_power"]
    assert [(one.integration, reason.key) for one, reason in site.rejected] == [
        ("enphase_envoy", "counted_by_whole_site")
    ]


def test_a_system_counts_another_makers_inverter_only_where_it_reads_it(home: Home):
    system = home.device("venus", manufacturer="Victron Energy", name="Venus")
    home.keys("victron_gx", system, ["system_dc_pv_power"])
    symo = home.device("symo", manufacturer="Fronius", model="Symo 5.0-3-M")
    home.add("fronius", "sensor.symo", "1-power_ac", translation_key="power_ac", device_id=symo)
    assert picked(home, Role.PV_POWER) == ["sensor.symo", "sensor.system_dc_pv_power"]
    home.keys("victron_gx", system, ["pvinverter_power_total"])
    assert "sensor.symo" not in picked(home, Role.PV_POWER)


@pytest.mark.parametrize(("second", "count"), [("4030", 1), ("2500", 2), (None, 2)])
def test_two_integrations_that_show_the_same_power_count_once(home: Home, second: str | None, count: int):
    home.keys("apsystems", home.device("a", manufacturer="APsystems"), ["total_power"], state="4000")
    meter = home.device("b", manufacturer="Fronius", model="Symo 5.0-3-M")
    home.add("fronius", "sensor.b", "1-power_ac", translation_key="power_ac", device_id=meter, state=second)
    assert len(picked(home, Role.PV_POWER)) == count


def test_a_dashboard_names_all_generators_there_are(home: Home):
    fronius(home)
    home.keys("apsystems", home.device("ez1", manufacturer="APsystems", model="EZ1-M"), ["total_power"])
    home.energy = [EnergySource(EnergyKind.SOLAR, power="sensor.total_power")]
    assert picked(home, Role.PV_POWER) == ["sensor.total_power"]
    left_out = [(one.integration, reason.key) for one, reason in home.found().site.rejected]
    assert left_out == [("fronius", "not_in_energy_dashboard")]


def test_a_dashboards_counters_lead_to_the_power_sensors_of_their_devices(home: Home):
    fronius(home)
    p1_meter(home)
    home.add(
        "homewizard", "sensor.import_kwh", "1_total_power_import_kwh", device_id="p1", device_class="energy", unit="kWh"
    )
    home.add("fronius", "sensor.yield_kwh", "solar_net-energy_total", device_id="solarnet", device_class="energy",
             unit="kWh", config_entry_id="fronius entry")  # fmt: skip
    home.keys("apsystems", home.device("ez1", manufacturer="APsystems", model="EZ1-M"), ["total_power"])
    home.energy = [
        EnergySource(EnergyKind.SOLAR, counters=("sensor.yield_kwh",)),
        EnergySource(EnergyKind.GRID, counters=("sensor.import_kwh",)),
    ]
    assert picked(home, Role.PV_POWER) == ["sensor.power_photovoltaics"]
    assert picked(home, Role.GRID_POWER) == ["sensor.p1"]


def test_the_dashboards_grid_outranks_a_meter(home: Home):
    p1_meter(home)
    home.add("template", "sensor.my_grid", "grid")
    home.energy = [EnergySource(EnergyKind.GRID, power="sensor.my_grid")]
    assert picked(home, Role.GRID_POWER) == ["sensor.my_grid"]


def test_counters_without_any_power_sensor_stand_for_power(home: Home):
    unknown = home.device("counter", manufacturer="Acme")
    for name in ("sun", "import", "export"):
        home.add("acme", f"sensor.{name}", f"acme_{name}", device_id=unknown, device_class="energy", unit="kWh")
    home.energy += (
        EnergySource(EnergyKind.SOLAR, counters=("sensor.sun",)),
        EnergySource(EnergyKind.GRID, counters=("sensor.import", "sensor.export"), outward=("sensor.export",)),
    )
    assert picked(home, Role.PV_POWER) == ["sensor.sun"]
    assert picked(home, Role.GRID_IMPORT_POWER) == ["sensor.import"]
    assert picked(home, Role.GRID_EXPORT_POWER) == ["sensor.export"]


def test_a_counter_beside_a_power_sensor_or_of_a_helper_stands_for_nothing(home: Home):
    unknown = home.device("counter", manufacturer="Acme")
    home.add("acme", "sensor.sun", "acme_sun", device_id=unknown, device_class="energy", unit="kWh")
    home.add("acme", "sensor.now", "acme_now", device_id=unknown, device_class="power", unit="W")
    home.add("utility_meter", "sensor.day", "day", device_class="energy", unit="kWh")
    home.energy += (
        EnergySource(EnergyKind.SOLAR, counters=("sensor.sun",)),
        EnergySource(EnergyKind.GRID, counters=("sensor.day",)),
    )
    assert not home.found().site.roles
