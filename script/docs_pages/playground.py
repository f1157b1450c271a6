"""What the page "Try it" needs: the engine as it is shipped, a home to run it in, and a Python for browsers."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from .bytecode import compiled, is_ours
from .texts import PACKAGE, ROOT

PYODIDE = ROOT / "node_modules" / "pyodide"
# Python for browsers, without any package: the engine needs none.
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json")
LIBRARY = "python_stdlib.zip"
FOLDER = "assets/try"
# The package's own `__init__` is Home Assistant's door; the engine has none.
EMPTY = ("custom_components/__init__.py", "custom_components/solar_charging/__init__.py")
# Those parts of the simulated home that need nothing but Python.
HOME = ("__init__", "battery", "car", "clouds", "evse", "home", "household", "inverter", "meter", "weather")


def sources() -> list[Path]:
    """Return the project's files that the page runs."""
    return [
        *sorted((PACKAGE / "engine").rglob("*.py")),
        PACKAGE / "setup" / "__init__.py",
        PACKAGE / "setup" / "sentences.py",
        *(ROOT / "simulator" / f"{name}.py" for name in HOME),
        *sorted((ROOT / "simulator" / "playground").glob("*.py")),
    ]


def archive(language: str = "en") -> bytes:
    """Return the files as a zip, as the page's Python runs them. `language`: of the sentences."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for name in EMPTY:
            packed.writestr(name, "")
        for path in sources():
            packed.writestr(str(path.relative_to(ROOT)), path.read_text())
        packed.writestr("texts.json", (PACKAGE / "translations" / f"{language}.json").read_text())
    return ready_to_run(buffer.getvalue())


def ready_to_run(packed: bytes) -> bytes:
    """Return a zip of Python files as bytecode, if this Python writes what the page's reads; otherwise the page compiles them itself."""
    version = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]["python"]
    return compiled(packed) if is_ours(version) else packed


@cache
def library() -> bytes:
    """Return Python's standard library, as the page's Python runs it."""
    return ready_to_run((PYODIDE / LIBRARY).read_bytes())


def assets(language: str = "en") -> dict[str, bytes]:
    """Return the page's files by their place on the site. Raises FileNotFoundError where `script/frontend` was never run."""
    runtime = {f"{FOLDER}/{name}": (PYODIDE / name).read_bytes() for name in RUNTIME}
    return {f"{FOLDER}/engine.zip": archive(language), f"{FOLDER}/{LIBRARY}": library(), **runtime}
