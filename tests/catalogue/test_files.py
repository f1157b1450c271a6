import copy
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.solar_charging.catalogue import charger_config
from custom_components.solar_charging.catalogue import entry as rules_of
from custom_components.solar_charging.catalogue.entry import Kind, Role, SignConvention
from custom_components.solar_charging.catalogue.loader import HERE, check_all, load_catalogue
from custom_components.solar_charging.catalogue.schema import _CHARGER_PARTS, CatalogueError, check

METER = {
    "domain": "acme", "kind": "meter", "origin": "acme/ha-acme", "verified": "documented", "sources": ["README"], "makes": ["Acme"],
    "roles": {"grid_power": [{"translation_key": "power", "sign": "import_positive"}]},
}  # fmt: skip
SIGNED = {
    Role.GRID_POWER: {SignConvention.IMPORT_POSITIVE, SignConvention.EXPORT_POSITIVE},
    Role.BATTERY_POWER: {SignConvention.CHARGE_POSITIVE, SignConvention.DISCHARGE_POSITIVE},
}


def test_every_file_of_the_catalogue_fits_the_schema():
    assert check_all() > 180


def test_a_home_finds_its_make_among_more_than_150():
    catalogue = load_catalogue()
    entries = (*catalogue.inverters, *catalogue.chargers)
    assert len({make for entry in entries for make in entry.about.makes}) >= 150


# How an entity is found, and what only the catalogue needs.
OF_THE_CATALOGUE_ALONE = {
    "about", "device", "is_per_device", "never_use", "requires", "find", "finds", "kind",
    "action",  # an action and its data are one value in the catalogue
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "model"),
    [
        (rules_of.ChargerEntry, charger_config.ChargerConfig),
        (rules_of.SetPointRule, charger_config.SetPointConfig),
        (rules_of.StartStopRule, charger_config.StartStopActions),
        (rules_of.PhaseSwitchRule, charger_config.PhaseSwitchConfig),
        (rules_of.ActionRule, charger_config.EntityAction),
        (rules_of.ReadingRule, charger_config.ReadingConfig),
        (rules_of.ConflictingSettingRule, charger_config.ConflictingSettingConfig),
    ],
)
def test_a_part_of_a_charger_has_one_name_from_its_file_to_its_driver(rule, model):
    named = {field.name for field in fields(rule)} - OF_THE_CATALOGUE_ALONE
    assert named <= {field.name for field in fields(model)}
    if rule is rules_of.ChargerEntry:
        assert named - {"readings"} <= {str(key) for key in _CHARGER_PARTS}


@pytest.mark.parametrize("folder", ["inverters", "chargers"])
def test_every_file_says_what_it_is_and_where_its_facts_are_from(folder):
    catalogue = load_catalogue()
    for entry in catalogue.inverters if folder == "inverters" else catalogue.chargers:
        assert entry.about.makes, entry.about.file
        assert entry.about.sources, entry.about.file
        assert (entry.about.kind in {Kind.CHARGER, Kind.CAR}) == (folder == "chargers"), entry.about.file


FILES = sorted(HERE.glob("*/*.yaml"))
# Shorter than this, two files say the same by chance: every status has its "charging: charging".
TWICE_IN_A_FILE, TWICE_IN_A_FOLDER = 76, 300


def composed(path: Path) -> yaml.Node:
    return yaml.compose(path.read_text(encoding="utf-8"))


def parts(node: yaml.Node, seen: set[int]) -> Iterator[yaml.Node]:
    """Every list and map that is written out; what an alias repeats is written once."""
    if isinstance(node, yaml.ScalarNode) or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    for child in node.value:
        for one in child if isinstance(child, tuple) else (child,):
            yield from parts(one, seen)


def written(node: yaml.Node) -> str:
    return json.dumps(yaml.SafeLoader("").construct_document(copy.copy(node)), sort_keys=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_person_can_read_a_file(path: Path):
    assert max(len(line) for line in path.read_text(encoding="utf-8").splitlines()) <= 120
    for part in parts(composed(path), set()):
        if isinstance(part, yaml.MappingNode):
            assert not part.flow_style, f"{part.start_mark.line + 1}: a map in one line"


@pytest.mark.parametrize("folder", ["inverters", "chargers", "tariffs"])
def test_nothing_is_written_twice(folder):
    in_folder: dict[str, Path] = {}
    for path in sorted((HERE / folder).glob("*.yaml")):
        texts = [written(part) for part in parts(composed(path), set())]
        twice = {text for text, times in Counter(texts).items() if times > 1 and len(text) >= TWICE_IN_A_FILE}
        assert not twice, path.name
        for text in texts:
            if len(text) >= TWICE_IN_A_FOLDER:
                assert in_folder.setdefault(text, path) == path, f"{path.name} says what {in_folder[text].name} says"


def test_a_file_takes_over_what_it_does_not_say_from_the_one_it_is_based_on(tmp_path: Path):
    (tmp_path / "inverters").mkdir()
    (tmp_path / "inverters" / "first.yaml").write_text(
        "domain: first\nkind: inverter\norigin: core\nverified: documented\nsources: [a]\nmakes: [Acme]\ninterval_s: 7\n"
    )
    (tmp_path / "inverters" / "second.yaml").write_text("based_on: first\ndomain: second\n")
    first, second = load_catalogue(tmp_path).inverters
    assert (first.about.domain, second.about.domain) == ("first", "second")
    assert second.about.interval_s == 7


def test_only_signed_roles_have_a_sign_and_only_of_their_own_kind():
    for entry in load_catalogue().inverters:
        for role, rules in entry.roles.items():
            for rule in rules:
                assert rule.sign is None or rule.sign in SIGNED[role], (entry.about.file, role)


def test_an_inverter_without_a_readable_role_says_why():
    for entry in load_catalogue().inverters:
        assert entry.roles or entry.about.notes, entry.about.file


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "toaster"}, ["kind", "expected one of: inverter, battery, meter"]),
        ({"domain": None}, ["domain", "expected a text"]),
        ({"rolls": {}}, ["rolls"]),
        ({"roles": {"grid_power": [{"unit": "W"}]}}, ["roles.grid_power", "says nothing to look for"]),
        (
            {"roles": {"grid_power": [{"key": "power", "sign": "positive"}]}},
            ["sign", "import_positive, export_positive"],
        ),
        ({"roles": {"solar": []}}, ["roles.solar"]),
        ({"interval_s": -5}, ["interval_s"]),
        ({"origin": "my computer"}, ["origin", "expected core, or owner/repository"]),
        ({"roles": {"pv_power": [{"unique_id_regex": "["}]}}, ["not a regular expression"]),
    ],
)
def test_a_contributor_reads_which_file_which_field_and_what_was_expected(change: dict[str, Any], words):
    with pytest.raises(CatalogueError) as error:
        check("inverters", "acme.yaml", METER | change)
    message = str(error.value)
    assert message.startswith("inverters/acme.yaml: ")
    for word in words:
        assert word in message


def test_a_state_outside_the_vocabulary_is_refused():
    charger = {key: value for key, value in METER.items() if key != "roles"} | {
        "kind": "charger", "status": [{"key": "status", "states": {"ready": "almost"}}],
    }  # fmt: skip
    with pytest.raises(CatalogueError, match="disconnected, connected, awaiting, charging, complete, error"):
        check("chargers", "acme.yaml", charger)


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path):
    (tmp_path / "inverters").mkdir()
    (tmp_path / "inverters" / "broken.yaml").write_text("domain: [")
    with pytest.raises(CatalogueError, match=r"inverters/broken\.yaml: not YAML"):
        load_catalogue(tmp_path)


def test_a_file_without_a_required_field_is_named(tmp_path: Path):
    (tmp_path / "inverters").mkdir()
    (tmp_path / "inverters" / "half.yaml").write_text("domain: half\n")
    with pytest.raises(CatalogueError, match=r"inverters/half\.yaml: .*kind"):
        load_catalogue(tmp_path)


def test_a_variant_takes_over_what_it_does_not_say_itself(tmp_path: Path):
    (tmp_path / "inverters").mkdir()
    (tmp_path / "inverters" / "acme.yaml").write_text(
        "domain: acme\nkind: inverter\norigin: core\nverified: documented\nsources: [a]\nmakes: [Acme]\n"
        "variants:\n  - makes: [Other]\n  - kind: battery\n"
    )
    entries = load_catalogue(tmp_path).inverters
    assert [(entry.about.makes, entry.about.kind) for entry in entries] == [
        (("Other",), Kind.INVERTER),
        (("Acme",), Kind.BATTERY),
    ]


def test_the_contributors_guide_names_every_field_of_a_file():
    guide = (HERE / "README.md").read_text(encoding="utf-8")
    for field in ("domain", "kind", "origin", "verified", "sources", "makes", "models", "device", "scope", "interval_s", "night",
                  "translation_key", "unique_id_suffix", "sign", "sum", "disabled", "ask_user", "without", "set_point", "start_stop", "phase_switch",
                  "status", "conflicting_settings", "never_use", "min_interval_s", "calls_per_command", "refresh_s", "forgets_on", "restart_states", "requires", "source_word"):  # fmt: skip
        assert f"`{field}`" in guide, field
