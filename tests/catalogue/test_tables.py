import runpy
from pathlib import Path
from typing import Any

import pytest

from custom_components.solar_charging.catalogue.loader import load_catalogue

ROOT = Path(__file__).parents[2]
EMPTY = "Before.\n<!-- inverters -->\n<!-- /inverters -->\nBetween.\n<!-- chargers -->\n<!-- /chargers -->\nAfter.\n"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    import sys  # noqa: PLC0415 - its path is put back after the test

    monkeypatch.setattr(sys, "path", [*sys.path])
    return runpy.run_path(str(ROOT / "script" / "supported_tables.py"))


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_text(EMPTY, encoding="utf-8")
    return path


def test_the_tables_are_written_between_their_markers_and_nothing_else_is_touched(script, readme: Path):
    assert script["main"]([str(readme)]) == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("Before.\n<!-- inverters -->\n| Make | Integration |")
    assert text.endswith("<!-- /chargers -->\nAfter.\n")
    assert (
        "| Fronius, BYD, LG | [fronius](https://www.home-assistant.io/integrations/fronius) | ● | ● | ● | ● | ● | 10 s | run |"
        in text
    )
    assert (
        "| Peblar | [peblar](https://www.home-assistant.io/integrations/peblar) | A | switch | ● | ● |  | run |" in text
    )


def test_a_table_that_is_out_of_date_fails_the_check_and_is_left_as_it_is(
    script, readme: Path, capsys: pytest.CaptureFixture[str]
):
    assert script["main"](["--check", str(readme)]) == 1
    assert "run script/tables" in capsys.readouterr().err
    assert readme.read_text(encoding="utf-8") == EMPTY
    script["main"]([str(readme)])
    assert script["main"](["--check", str(readme)]) == 0


def test_a_readme_without_markers_is_refused(script, tmp_path: Path):
    path = tmp_path / "README.md"
    path.write_text("Nothing here.")
    with pytest.raises(ValueError, match="<!-- inverters -->"):
        script["main"]([str(path)])


def test_every_file_that_can_be_read_has_a_row(script):
    catalogue = load_catalogue()
    table = script["charger_table"](catalogue.chargers)
    assert table.count("\n") + 1 == 2 + len({entry.about.file for entry in catalogue.chargers})
