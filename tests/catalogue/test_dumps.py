"""Replays registry dumps of real integrations where they are at hand: SOLAR_CHARGING_DUMPS names one or more folders."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.dump import proposal_to, snapshot_from
from custom_components.solar_charging.catalogue.loader import load_catalogue

FOLDERS = [Path(folder) for folder in os.environ.get("SOLAR_CHARGING_DUMPS", "").split(os.pathsep) if folder]
DUMPS = sorted(path for folder in FOLDERS for path in folder.glob("*.json"))
pytestmark = pytest.mark.skipif(not DUMPS, reason="SOLAR_CHARGING_DUMPS names no folder with dumps")


def entity_ids(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case list():
            return sorted(one for item in value for one in entity_ids(item))
        case dict():
            return entity_ids(value.get("entity_id"))
        case _:
            return []


def proposed(dump: dict[str, Any]) -> dict[str, Any]:
    proposal = proposal_to(discover(snapshot_from(dump), load_catalogue()))
    if "never_use" in dump:
        return proposal["chargers"][0]["roles"] if proposal["chargers"] else {}
    roles: dict[str, Any] = {}
    for inverter in proposal["inverters"]:
        roles = inverter["roles"] | roles
    return roles


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_what_is_expected_of_a_dump_is_proposed_and_nothing_never_to_be_used(path: Path):
    dump = json.loads(path.read_text(encoding="utf-8"))
    roles = proposed(dump)
    for role, wanted in dump["expected"].items():
        if role.endswith("_sign"):
            assert roles[role.removesuffix("_sign")]["sign"] == wanted, role
        elif isinstance(wanted, bool) or role.endswith("_option"):
            assert roles[role] == wanted, role
        elif role != "device":
            assert entity_ids(roles.get(role)) == entity_ids(wanted), role
    picked = {entity_id for value in roles.values() for entity_id in entity_ids(value)}
    assert not picked & set(dump.get("must_not_pick", [])) | picked & set(dump.get("never_use", []))
