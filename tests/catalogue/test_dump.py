import io
import json
import runpy
import sys
from pathlib import Path

import pytest

from custom_components.solar_charging.catalogue.dump import proposal_to, snapshot_from, snapshot_to
from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.catalogue.registry import EnergyKind, EnergySource, RegistrySnapshot

from .registries import Home, fronius, peblar

SCRIPT = Path(__file__).parents[2] / "script" / "discover.py"


@pytest.fixture
def home() -> Home:
    home = Home()
    fronius(home)
    peblar(home)
    home.energy = [EnergySource(EnergyKind.GRID, power="sensor.power_grid")]
    return home


def test_a_dump_is_read_back_as_it_was_written(home: Home):
    snapshot = RegistrySnapshot(home.devices, tuple(home.entities), tuple(home.energy))
    assert snapshot_from(json.loads(json.dumps(snapshot_to(snapshot)))) == snapshot


def test_a_proposal_names_entity_sign_and_unit_of_every_role(home: Home):
    (inverter,) = proposal_to(home.found())["inverters"]
    assert {field: inverter[field] for field in ("make", "model", "integration")} == {
        "make": "Fronius", "model": "GEN24 10.0", "integration": "fronius",
    }  # fmt: skip
    grid = inverter["roles"]["grid_power"]
    assert (grid["entity_id"], grid["sign"], grid["unit"]) == ("sensor.power_grid", "import_positive", "W")
    assert grid["enable"] == ["sensor.power_grid"]
    assert inverter["roles"]["pv_power"]["sign"] is None


def test_a_proposal_names_how_a_charger_is_driven_and_read(home: Home):
    (charger,) = proposal_to(home.found())["chargers"]
    roles = charger["roles"]
    assert roles["current_limit"]["entity_id"] == "number.limit"
    assert roles["start_stop"]["entity_id"] == "switch.charge"
    assert roles["phases"]["entity_id"] == "switch.single"
    assert roles["mode_guard"]["entity_id"] == "select.smart"


def test_the_script_prints_what_would_be_proposed(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    dump = tmp_path / "dump.json"
    dump.write_text(json.dumps(snapshot_to(RegistrySnapshot(home.devices, tuple(home.entities), ()))))
    monkeypatch.setattr(sys, "argv", ["discover", str(dump)])
    monkeypatch.setattr(sys, "path", [*sys.path])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    printed = json.loads(capsys.readouterr().out)
    assert [inverter["integration"] for inverter in printed["inverters"]] == ["fronius"]
    assert [charger["integration"] for charger in printed["chargers"]] == ["peblar"]


def test_the_script_reads_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["discover", "-"])
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"devices": [], "entities": []}'))
    runpy.run_path(str(SCRIPT), run_name="__main__")
    assert json.loads(capsys.readouterr().out) == {"inverters": [], "chargers": [], "site": {}}


def test_a_download_becomes_a_recorded_registry_of_one_file(home: Home, tmp_path: Path):
    download = {"data": {"registry_dump": snapshot_to(RegistrySnapshot(home.devices, tuple(home.entities), ()))}}
    script = runpy.run_path(str(SCRIPT))
    dump = script["_registry"](json.loads(json.dumps(download)))
    path = script["record"]("chargers/peblar", dump, load_catalogue(), tmp_path)
    recorded = json.loads(path.read_text())
    assert path.name == "chargers__peblar.json"
    assert {one["platform"] for one in recorded["entities"]} == {"peblar"}
    assert [one["id"] for one in recorded["devices"]] == ["peblar"]
    assert recorded["expected"]["current_limit"] == ["number.limit"]
    with pytest.raises(SystemExit, match=r"no chargers/acme\.yaml"):
        script["record"]("chargers/acme", dump, load_catalogue(), tmp_path)
