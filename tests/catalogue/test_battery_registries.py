"""In what each integration registers of a battery's settings, the one that holds it is found, and takes what it is to be set to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.solar_charging.catalogue.battery_control import find_batteries
from custom_components.solar_charging.catalogue.entry import ControlKind, InverterEntry
from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.catalogue.registry import Device, Entity, RegistrySnapshot

RECORDED: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "recorded" / "battery_controls.yaml").read_text(encoding="utf-8")
)
ENTRIES = load_catalogue().inverters


def entries(name: str) -> list[InverterEntry]:
    """The parts of the file that a record is of; what follows the first word says which of its devices."""
    return [entry for entry in ENTRIES if entry.about.file == f"inverters/{name.split(maxsplit=1)[0]}.yaml"]


def entity(number: int, row: list[Any], platform: str, device_id: str | None) -> Entity:
    domain, unique_id, translation_key, unit, takes, *off = row
    limits = dict(zip(("min", "max"), takes, strict=True)) if domain == "number" else {"options": tuple(takes or ())}
    return Entity(
        f"{domain}.one_{number}", platform, unique_id, translation_key, unit=unit, device_id=device_id,
        config_entry_id="entry", disabled_by="integration" if off else None, **limits,
    )  # fmt: skip


def test_each_battery_that_can_be_held_has_a_record_of_the_version_that_was_read() -> None:
    versions = {
        entry.about.file.removeprefix("inverters/").removesuffix(".yaml"): entry.about.source_version or "core"
        for entry in ENTRIES
        if entry.control
    }
    assert {name.split()[0]: one["version"] for name, one in RECORDED.items()} == versions


@pytest.mark.parametrize("name", RECORDED)
def test_the_setting_that_holds_a_battery_is_found_among_those_beside_it(name: str) -> None:
    recorded = RECORDED[name]
    of = entries(name)
    domain = recorded.get("platform", of[0].about.domain)
    device = dict(zip(("manufacturer", "model", "model_id"), recorded.get("device", ()), strict=False))
    device_id = "box" if device else None
    entities = [entity(number, row, domain, device_id) for number, row in enumerate(recorded["entities"])]
    devices = {"box": Device("box", **device, name="Box")} if device else {}
    [found] = find_batteries({domain: entities}, RegistrySnapshot(devices, tuple(entities)), of)
    by_id = {one.entity_id: one for one in entities}
    control = found.control
    assert control.limit_unit == recorded.get("limit")
    if control.kind is ControlKind.ACTION:
        assert [control.hold.action, control.hold.data] == recorded["action"]
    else:
        unique_id, value = recorded["held"]
        held = by_id[control.hold.entity_id or ""]
        assert (held.unique_id, control.hold.value) == (unique_id, value)
        assert found.to_enable == ((held.entity_id,) if held.disabled_by else ())
        match control.kind:
            case ControlKind.SELECT:
                assert {value, control.release.value if control.release else value} <= set(held.options)
            case ControlKind.NUMBER:
                assert held.min is not None
                assert held.max is not None
                assert held.min <= float(value) <= held.max
                assert held.unit == (control.limit_unit or held.unit)
            case ControlKind.MIN_SOC:
                assert held.unit == "%"
    enable = by_id[control.enable.entity_id or ""].unique_id if control.enable else None
    assert enable == recorded.get("enable")
    release = control.release
    if release is None or release.action is not None:
        assert ([release.action, release.data] if release else None) == recorded.get("release")
    else:
        pressed = by_id[release.entity_id or ""]
        assert recorded["release"] == (pressed.unique_id if pressed.domain == "button" else release.value)
