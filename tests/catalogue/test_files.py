from pathlib import Path
from typing import Any

import pytest

from custom_components.solar_charging.catalogue.entry import Kind, Role, SignConvention
from custom_components.solar_charging.catalogue.loader import HERE, check_all, load_catalogue
from custom_components.solar_charging.catalogue.schema import CatalogueError, check

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


@pytest.mark.parametrize("folder", ["inverters", "chargers"])
def test_every_file_says_what_it_is_and_where_its_facts_are_from(folder):
    catalogue = load_catalogue()
    for entry in catalogue.inverters if folder == "inverters" else catalogue.chargers:
        assert entry.about.makes, entry.about.file
        assert entry.about.sources, entry.about.file
        assert (entry.about.kind in {Kind.CHARGER, Kind.CAR}) == (folder == "chargers"), entry.about.file


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
                  "translation_key", "unique_id_suffix", "sign", "sum", "disabled", "ask", "without", "set_point", "on_off", "phases",
                  "status", "guards", "decoys", "min_interval_s", "refresh", "requires", "source_word"):  # fmt: skip
        assert f"`{field}`" in guide, field
