"""The engine in the documentation's page is the engine: the same files, the same figures."""

import json
import os
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from script.docs_pages.playground import FOLDER, LIBRARY, PYODIDE, archive, assets, library
from script.docs_pages.texts import PACKAGE, ROOT
from simulator.playground.browser import Page

CHOICES = json.dumps({"sky": "broken", "capacity_kw": 8, "charger": "1/3", "seed": 5})
TWO_HOURS_S = 2 * 3600
READY_CPU_S = 5.0


@pytest.fixture(scope="module", autouse=True)
def tools() -> None:
    subprocess.run([ROOT / "script" / "frontend", "install"], check=True)  # noqa: S603  ours


def test_its_figures_in_a_browsers_python_are_those_of_home_assistants(tmp_path: Path) -> None:
    page = Page((PACKAGE / "translations" / "en.json").read_text())
    page.begin(CHOICES)
    expected = json.loads(page.advance(TWO_HOURS_S))
    packed, standard = tmp_path / "engine.zip", tmp_path / LIBRARY
    packed.write_bytes(archive())
    standard.write_bytes(library())
    node = subprocess.run([ROOT / "script" / "node"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  ours
    script = Path(__file__).with_name("try_it.mjs")
    command = [f"{node}/node", str(script), str(PYODIDE), str(standard), str(packed), CHOICES, str(TWO_HOURS_S)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})  # noqa: S603  ours
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected
    # Processor time from nothing to the first picture, about 2 s: even on two crowded cores it is there within 10.
    # Modules that the page has to compile itself take as long again.
    assert float(done.stderr) < READY_CPU_S


@pytest.mark.parametrize("packed", [archive, library])
def test_the_page_compiles_nothing_itself(packed: Callable[[], bytes]) -> None:
    with ZipFile(BytesIO(packed())) as files:
        assert [name for name in files.namelist() if name.endswith(".py")] == []


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for script in (ROOT / "docs" / "assets").glob("*.js"):
        assert "://" not in script.read_text(), script
    assert f"{FOLDER}/engine.zip" in assets()
