"""Replays a recorded registry for every file that claims to be held against its integration's source."""

import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.dump import proposal_to, snapshot_from
from custom_components.solar_charging.catalogue.entry import ChargerEntry, InverterEntry
from custom_components.solar_charging.catalogue.loader import load_catalogue

RECORDED = {path.stem: path for path in sorted((Path(__file__).parent / "recorded").glob("*.json"))}


def entries() -> list[InverterEntry | ChargerEntry]:
    catalogue = load_catalogue()
    return [*catalogue.inverters, *catalogue.chargers]


def name_of(entry: InverterEntry | ChargerEntry) -> str:
    return entry.about.file.removesuffix(".yaml").replace("/", "__")


def entity_ids(value: Any) -> set[str]:
    match value:
        case str():
            return {value}
        case list():
            return {one for item in value for one in entity_ids(item)}
        case dict():
            return entity_ids(value.get("entity_id"))
        case _:
            return set()


def test_a_file_that_names_a_version_has_a_recorded_registry_of_that_version() -> None:
    claimed = {name_of(entry): entry.about.source_version for entry in entries() if entry.about.source_version}
    recorded = {name: json.loads(path.read_text())["version"] for name, path in RECORDED.items()}
    assert recorded == claimed


def test_a_version_has_its_date():
    assert not [
        entry.about.file for entry in entries() if bool(entry.about.source_version) != bool(entry.about.source_date)
    ]


@pytest.mark.parametrize("name", RECORDED)
def test_what_the_integration_registers_is_recognised(name: str) -> None:
    recorded = json.loads(RECORDED[name].read_text(encoding="utf-8"))
    proposal = proposal_to(discover(snapshot_from(recorded), load_catalogue()))
    roles: dict[str, set[str]] = {}
    for found in proposal[name.partition("__")[0]]:
        for role, value in found["roles"].items():
            roles.setdefault(role, set()).update(entity_ids(value))
    for role, wanted in recorded["expected"].items():
        assert roles.get(role) == entity_ids(wanted), role
    assert not {one for ids in roles.values() for one in ids} & set(recorded["never"])
