import pytest

from custom_components.solar_charging.catalogue.charger_config import EntityAction, SetPointConfig, StartStopActions
from custom_components.solar_charging.catalogue.entry import Kind
from custom_components.solar_charging.catalogue.proposal import FoundCharger
from custom_components.solar_charging.catalogue.registry import Device

from .registries import Home, battery_level, peblar


@pytest.fixture
def home() -> Home:
    return Home()


def only(home: Home) -> FoundCharger:
    (charger,) = home.found().chargers
    return charger


def test_a_charger_is_recognised_with_all_that_driving_it_needs(home: Home):
    peblar(home)
    charger = only(home)
    assert (charger.make, charger.model, charger.config.integration, charger.config.device_id) == (
        "Peblar",
        "WLAC1",
        "peblar",
        "peblar",
    )
    config = charger.config
    assert config.set_point == SetPointConfig("number.limit", least=6, step=1)
    assert config.start_stop == StartStopActions(
        EntityAction("switch.charge", "on"), EntityAction("switch.charge", "off")
    )
    assert config.phase_switch is not None
    assert config.phase_switch.one == EntityAction("switch.single", "on")
    assert config.readings["status"].states["no_ev_connected"] == "disconnected"
    assert charger.config.readings["power"].entity_id == "sensor.power"
    assert config.min_interval_s == 10


def test_its_own_smart_mode_is_to_be_off(home: Home):
    peblar(home)
    (setting,) = only(home).config.conflicting_settings
    assert (setting.entity_id, setting.wanted, setting.is_settable) == ("select.smart", ("default",), True)


def test_one_phase_of_the_power_is_not_taken_for_all(home: Home):
    peblar(home)
    home.entities = [entity for entity in home.entities if entity.unique_id != "s_power_total"]
    assert "power" not in only(home).config.readings


def test_a_switch_that_pauses_is_turned_off_to_start(home: Home):
    device = home.device("trydan", manufacturer="V2C", model="Trydan")
    home.add("v2c", "switch.pause", "entry_paused", translation_key="paused", device_id=device)
    home.add("v2c", "number.intensity", "entry_intensity", translation_key="intensity", unit="A", device_id=device)
    home.add("v2c", "number.max", "entry_max_intensity", translation_key="max_intensity", unit="A", device_id=device)
    home.keys("v2c", device, ["charge_power", "house_power"])
    charger = only(home)
    assert charger.config.start_stop is not None
    assert charger.config.start_stop.start.value == "off"
    assert charger.config.set_point.entity_id == "number.intensity"
    assert charger.config.readings["power"].entity_id == "sensor.charge_power"
    assert set(charger.never_use) == {"number.max", "sensor.house_power"}


def test_the_homes_fuse_is_never_used_and_the_set_point_needs_no_unit(home: Home):
    device = home.device("wb", manufacturer="Wallbox", model="Garage")
    for key, name in {
        "max_charging_current": "maximum_charging_current",
        "icp_max_current": "maximum_icp_current",
    }.items():
        home.add("wallbox", f"number.{key}", f"{key}-123", translation_key=name, device_id=device)
    charger = only(home)
    assert charger.config.set_point.entity_id == "number.max_charging_current"
    assert charger.never_use == ("number.icp_max_current",)


def test_a_charger_without_device_and_config_entry_is_commanded_by_actions(home: Home):
    for key in ("charging_power", "session_energy"):
        fields = (
            {"device_class": "energy", "unit": "kWh"} if "energy" in key else {"unit": "kW", "device_class": "power"}
        )
        home.add("keba", f"sensor.{key}", f"keba_wallbox_1_{key}", config_entry_id=None, **fields)
    home.add("keba", "binary_sensor.plug", "keba_wallbox_1_plug_state", config_entry_id=None)
    charger = only(home)
    point, pair = charger.config.set_point, charger.config.start_stop
    assert point is not None
    assert (point.action, point.data) == ("keba.set_current", {"current": "{current}"})
    assert pair is not None
    assert pair.start.action == "keba.enable"
    assert charger.config.readings["plugged"].entity_id == "binary_sensor.plug"
    assert charger.config.device_id is None


def test_buttons_whose_ids_are_made_otherwise_than_the_sensors_are_found(home: Home):
    device = home.device("1p7k", manufacturer="Lektrico", model="1P7K")
    for key in ("charge_start", "charge_stop"):
        home.add("lektrico", f"button.{key}", f"500006-{key}", translation_key=key, device_id=device)
    home.add("lektrico", "sensor.energy", "500006_energy", device_class="energy", unit="kWh", device_id=device)
    home.add(
        "lektrico", "sensor.lifetime", "500006_lifetime_energy", translation_key="lifetime_energy", device_class="energy",
        unit="kWh", device_id=device,
    )  # fmt: skip
    charger = only(home)
    assert charger.config.start_stop is not None
    assert charger.config.start_stop.stop == EntityAction("button.charge_stop", "press")
    assert charger.config.readings["session_energy"].entity_id == "sensor.energy"


def test_a_load_balancer_of_the_same_make_is_a_meter_not_a_charger(home: Home):
    device = home.device("em", manufacturer="Lektrico", model="3EM")
    home.add("lektrico", "sensor.power", "500016_power", unit="kW", device_id=device)
    found = home.found()
    assert found.chargers == ()
    assert len(found.inverters) == 1


def test_a_plug_of_a_domain_that_holds_everything_is_no_charger(home: Home):
    plug = home.device("plug", manufacturer="Tuya", model="Smart plug")
    home.add("tuya", "switch.plug", "tuya.1switch", translation_key="switch", device_id=plug)
    assert home.found().chargers == ()
    evse = home.device("evse", manufacturer="Tuya", model="EV charger")
    home.add("tuya", "switch.evse", "tuya.2switch", translation_key="switch", device_id=evse)
    home.add(
        "tuya",
        "sensor.state",
        "tuya.2work_state",
        translation_key="charger_status",
        device_class="enum",
        device_id=evse,
    )
    assert only(home).config.device_id == "evse"


def test_a_disabled_status_is_offered_and_what_serves_meanwhile_is_named(home: Home):
    device = home.device("besen", manufacturer="Besen", model="BS20")
    home.add(
        "besen",
        "number.current",
        "mac_charging_current",
        translation_key="charging_current",
        unit="A",
        device_id=device,
    )
    for key, disabled in {"current_state": "integration", "charging_message": None}.items():
        home.add(
            "besen",
            f"sensor.{key}",
            f"mac_{key}",
            translation_key=key,
            device_class="enum",
            disabled_by=disabled,
            device_id=device,
        )
    charger = only(home)
    assert charger.config.readings["status"].entity_id == "sensor.current_state"
    assert charger.fallbacks["status"].entity_id == "sensor.charging_message"
    assert charger.to_enable == ("sensor.current_state",)


def test_a_charger_that_can_only_be_read_says_so(home: Home):
    device = home.device("habu", manufacturer="Greencell", model="Habu Den")
    home.add("greencell", "sensor.status", "1_status", translation_key="status", device_class="enum", device_id=device)
    assert not only(home).is_controllable


def tesla(home: Home, platform: str = "tesla_fleet", device_id: str = "car") -> None:
    device = home.device(
        device_id, manufacturer="Tesla", model="Model 3", name="Model 3", serial_number="LRW3F7EK4NC0000"
    )
    keys = {"number": "charge_state_charge_current_request", "sensor": "charge_state_charging_state"}
    for kind, key in keys.items():
        home.add(
            platform,
            f"{kind}.{device_id}",
            f"LRW-{key}",
            translation_key=key,
            device_class=None,
            unit=None,
            device_id=device,
        )
    home.add(
        platform, f"switch.{device_id}", "LRW-charge_state_user_charge_enable_request",
        translation_key="charge_state_charging_state", device_id=device,
    )  # fmt: skip
    battery_level(
        home,
        platform,
        f"sensor.{device_id}_level",
        "LRW-l",
        translation_key="charge_state_battery_level",
        device_id=device,
    )


def test_a_car_commanded_by_its_own_api_is_a_charger_with_a_state_of_charge(home: Home):
    tesla(home)
    home.device("wall", manufacturer="Tesla", model="Gen 3 Wall Connector")
    home.keys("tesla_fleet", "wall", ["wall_connector_power"])
    charger = only(home)
    assert (charger.kind, charger.config.device_id) == (Kind.CAR, "car")
    assert charger.config.readings["vehicle_soc"].entity_id == "sensor.car_level"
    assert charger.config.start_stop is not None
    assert charger.config.start_stop.start.value == "on"


def ocpp(home: Home, vendor: str) -> None:
    device = home.device("cp", manufacturer=vendor, model="NG910", name="Charge point")
    home.add("ocpp", "number.cp", "number.ocpp.cp.maximum_current", unit="A", device_id=device)
    home.add("ocpp", "switch.cp", "switch.ocpp.cp.charge_control", device_id=device)


def test_one_charger_through_its_own_integration_and_ocpp_is_one_question(home: Home):
    peblar(home)
    ocpp(home, "Peblar B.V.")
    charger = only(home)
    assert charger.config.integration == "peblar"
    assert [other.config.integration for other in charger.alternatives] == ["ocpp"]
    assert charger.reason.key == "one_of_several_ways"


def test_a_charge_point_of_another_make_is_another_charger(home: Home):
    peblar(home)
    ocpp(home, "Alfen")
    assert {charger.make for charger in home.found().chargers} == {"Peblar", "Alfen"}


def test_a_car_that_can_only_be_read_is_no_way_to_command_the_charger(home: Home):
    peblar(home)
    device = home.device("ex30", manufacturer="Volvo", model="EX30")
    home.add(
        "volvo",
        "sensor.charging",
        "v_charging_status",
        translation_key="charging_status",
        device_class="enum",
        device_id=device,
    )
    assert [charger.alternatives for charger in home.found().chargers] == [(), ()]


def test_one_car_through_two_integrations_is_one_question(home: Home):
    tesla(home)
    tesla(home, "teslemetry", "same_car")
    assert len(only(home).alternatives) == 1


def test_a_car_and_the_only_charger_it_can_hang_on_are_one_question(home: Home):
    peblar(home)
    tesla(home)
    assert {only(home).kind, *(other.kind for other in only(home).alternatives)} == {Kind.CAR, Kind.CHARGER}


def test_two_chargers_of_one_make_are_two_questions(home: Home):
    peblar(home)
    first = {entity.entity_id for entity in home.entities}
    home.devices["second"] = Device("second", manufacturer="Peblar", serial_number="another-one")
    for kind, key in {"number": "charge_current_limit", "switch": "charge"}.items():
        home.add(
            "peblar", f"{kind}.second", f"t_{key}", translation_key=key, device_id="second", config_entry_id="second"
        )
    chargers = home.found().chargers
    assert len(chargers) == 2
    assert {charger.config.set_point.entity_id in first for charger in chargers} == {True, False}


def test_a_cars_two_chargers_are_asked_about_each_by_itself(home: Home):
    peblar(home)
    home.device("nrg", manufacturer="DiniTech", model="NRGkick Gen2")
    home.add("nrgkick", "number.nrg", "1_current_set", translation_key="current_set", unit="A", device_id="nrg")
    tesla(home)
    assert len(home.found().chargers) == 3
