"""Every way a file knows to hold a battery finds its entity in a registry as that integration makes it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from custom_components.solar_charging.catalogue.battery_control import BatteryControl, FoundBattery, find_batteries
from custom_components.solar_charging.catalogue.entry import (
    ControlKind,
    ControlRule,
    DevicePattern,
    Find,
    InverterEntry,
)
from custom_components.solar_charging.catalogue.loader import HERE, load_catalogue
from custom_components.solar_charging.catalogue.registry import Device, Entity, RegistrySnapshot

# What the texts of regular expressions stand for, in the files of today.
MATCHING = {
    r"^uid_battery_max_discharge_power(_inv_\d)?$": "uid_battery_max_discharge_power_inv_2",
}
# Makes whose owners ask for it, each by at least one integration.
ASKED_FOR = (
    "alphaess", "anker_solix", "e3dc_rscp", "enphase_envoy", "foxess", "foxess_modbus", "fronius", "fronius_modbus",
    "givenergy_local", "goodwe", "growatt_modbus", "growatt_server", "huawei_solar", "kostal", "kostal_plenticore",
    "marstek_local_api", "marstek_modbus", "mqtt_sunsynk", "powerwall", "rct_power", "sessy", "sigen", "sma",
    "solaredge_modbus_multi", "solarman_davidrapan", "solarman_stephanjoubert", "solax_modbus", "solis_modbus",
    "sonnenbatterie", "sungrow_mkaiser", "sunsynk", "teslemetry", "tesla_fleet", "tessie", "victron", "victron_gx",
    "victron_mqtt", "zendure_ha",
)  # fmt: skip


def rules() -> Iterator[tuple[InverterEntry, ControlRule]]:
    known: set[str] = set()
    for entry in load_catalogue().inverters:
        for number, rule in enumerate(entry.control):
            if (name := f"{entry.about.file} {number}") not in known:
                known.add(name)
                yield entry, rule


RULES = list(rules())
IDS = [f"{entry.about.file} {rule.kind}" for entry, rule in RULES]


def device(pattern: DevicePattern | None, device_id: str = "box") -> Device:
    """A device with what the patterns ask for."""

    def text(patterns: tuple[str, ...]) -> str:
        return patterns[0].replace("*", "x") if patterns else "Some box"

    one = pattern or DevicePattern()
    identifier = (("any", text(one.identifier)),) if one.identifier else ()
    return Device(
        device_id, text(one.manufacturer), text(one.model), text(one.model_id), "Home box", identifiers=identifier
    )


def entity(find: Find, domain: str, number: int = 1) -> Entity:
    """An entity as the rule describes it; the integration's own prefix in front."""
    unique_id = f"serial{number}-key"
    if find.unique_id:
        unique_id = find.unique_id[0]
    if find.unique_id_prefix:
        unique_id = f"{find.unique_id_prefix[0]}serial{number}"
    if find.unique_id_suffix:
        unique_id = f"serial{number}{find.unique_id_suffix[0]}"
    if find.unique_id_regex:
        unique_id = MATCHING[find.unique_id_regex.pattern]
    if find.key and not find.translation_key:
        unique_id = f"serial{number}_{find.key[0]}"
    key = find.translation_key[0] if find.translation_key else None
    return Entity(
        f"{find.platform}.one_{number}", domain, unique_id, key, config_entry_id="entry", device_id=f"box{number}"
    )


def found(entry: InverterEntry, *entities: Entity) -> tuple[FoundBattery, ...]:
    boxes = {one.device_id or "": device(entry.device, one.device_id or "") for one in entities}
    by_domain = {entry.about.domain: list(entities)}
    return find_batteries(by_domain, RegistrySnapshot(boxes, entities), [entry])


@pytest.mark.parametrize(("entry", "rule"), RULES, ids=IDS)
def test_a_battery_is_found_by_each_way_to_hold_it(entry: InverterEntry, rule: ControlRule) -> None:
    one = entity(rule.find, entry.about.domain)
    # What shares the entity's name on another platform, and what has another name, is none.
    others = [
        replace(one, entity_id="binary_sensor.same", unique_id=one.unique_id),
        replace(one, entity_id=f"{rule.find.platform}.other", unique_id="serial1-other", translation_key="other"),
    ]
    [battery] = found(entry, *others, one)
    assert battery.name == "Home box"
    assert battery.control.kind is rule.kind
    assert BatteryControl.from_dict(battery.control.to_dict()) == battery.control
    if rule.kind is ControlKind.ACTION:
        assert battery.control.hold.data["device_id"] == one.device_id
    else:
        assert battery.control.hold.entity_id == one.entity_id
    assert found(entry, *others) == ()


@pytest.mark.parametrize(("entry", "rule"), RULES, ids=IDS)
def test_what_a_file_says_can_be_carried_out(entry: InverterEntry, rule: ControlRule) -> None:
    match rule.kind:
        case ControlKind.NUMBER:
            assert float(rule.hold.value or "") >= 0.0
        case ControlKind.SELECT | ControlKind.SWITCH:
            assert rule.hold.value
        case ControlKind.MIN_SOC:
            assert rule.hold.value is None
            assert rule.limit_unit is None
        case ControlKind.ACTION:
            assert rule.hold.action
            assert rule.release
    data = {**(rule.hold.action.data if rule.hold.action else {})}
    filled = {value for value in data.values() if isinstance(value, str) and value.startswith("{")}
    assert filled <= {"{device_id}", "{entity_id}", "{limit_w}", "{seconds}"}
    assert ("{seconds}" in filled) == (rule.renew_s is not None)


def test_each_make_can_be_held_or_says_why_not() -> None:
    entries = {
        entry.about.file.removeprefix("inverters/").removesuffix(".yaml"): entry for entry in load_catalogue().inverters
    }
    silent = [
        name
        for name in ASKED_FOR
        if not entries[name].control and "no_control:" not in (HERE / "inverters" / f"{name}.yaml").read_text()
    ]
    assert not silent
    assert sum(bool(entries[name].control) for name in ASKED_FOR) >= 30


def test_two_batteries_of_one_integration_are_two_and_two_ways_to_one_are_one() -> None:
    sessy = next(entry for entry in load_catalogue().inverters if entry.about.domain == "sessy")
    both = found(sessy, *(entity(sessy.control[0].find, "sessy", number) for number in (1, 2)))
    assert [one.control.hold.entity_id for one in both] == ["select.one_1", "select.one_2"]
    givenergy = next(entry for entry in load_catalogue().inverters if entry.about.domain == "givenergy_local")
    pause, limit = (entity(rule.find, "givenergy_local") for rule in givenergy.control)
    [battery] = found(givenergy, limit, pause)
    assert battery.control.hold.value == "Pause Discharge"


def test_a_goodwe_is_held_by_what_its_custom_integration_knows_better() -> None:
    both = [entry for entry in load_catalogue().inverters if entry.about.domain == "goodwe"]
    depth, mode = (next(e.control[0] for e in both if e.about.is_core is core) for core in (True, False))
    entities = [entity(rule.find, "goodwe") for rule in (depth, mode)]
    snapshot = RegistrySnapshot({"box1": device(None, "box1")}, tuple(entities))
    [battery] = find_batteries({"goodwe": entities}, snapshot, both)
    assert battery.control.hold.value == "conserve"


def test_a_disabled_entity_is_found_and_named() -> None:
    kostal = next(entry for entry in load_catalogue().inverters if entry.about.domain == "kostal_plenticore")
    [battery] = found(kostal, replace(entity(kostal.control[0].find, "kostal_plenticore"), disabled_by="integration"))
    assert battery.to_enable == ("number.one_1",)
