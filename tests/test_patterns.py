"""Text of others, of any length and kind, is read in linear time: every pattern in the code and in the catalogue, found by looking."""

import ast
import re
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

PACKAGE = Path(__file__).parent.parent / "custom_components" / "solar_charging"
SIZE = 100_000
# 100 kB of each.
NASTY: Mapping[str, str] = {
    name: (unit * SIZE)[:SIZE]
    for name, unit in {
        "digits": "1", "decimals": "1.", "spaces": " ", "numbers and spaces": "1 ", "percent": "%", "words": "off ",
        "other digits": "٣", "letters": "kwh", "brackets": "[240V]", "open brackets": "[", "underscores": "_",
        "slashes": "a/", "dashes": "l1-", "line ends": "\n", "times": "2026-06-20T10:00:00", "signs": "-+", "accents": "é",
        "minus and digits": "-1", "amps": "16 A ", "stops": "stop", "units": "/kWh",
    }.items()
}  # fmt: skip
# Read at import, or made of our own words: nobody else's text decides on them.
NOT_LITERAL = {"diagnostics.py", "api/views.py", "catalogue/parse.py", "catalogue/schema.py"}
# These read the library of inverters that comes with pvlib.
OF_A_LIBRARY = "catalogue/inverter_models.py"
PATTERN_KEYS = {"unique_id_regex", "name_regex"}
_FUNCTIONS = {"compile", "search", "match", "fullmatch", "sub", "findall", "split", "finditer"}


def patterns_in_code() -> Iterator[tuple[str, str | None]]:
    """Return every pattern with its module; None: it is put together there."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[first, *_]):
                    if name in _FUNCTIONS:
                        is_literal = isinstance(first, ast.Constant)
                        yield str(path.relative_to(PACKAGE)), str(first.value) if is_literal else None


def patterns_in_catalogue() -> Iterator[tuple[str, str]]:
    """Return every text of the catalogue that is used as a pattern."""
    for path in sorted((PACKAGE / "catalogue").rglob("*.yaml")):
        for text in _under_patterns(yaml.safe_load(path.read_text())):
            yield str(path.relative_to(PACKAGE)), text


def _under_patterns(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in PATTERN_KEYS:
                yield from [value] if isinstance(value, str) else value if isinstance(value, list) else []
            yield from _under_patterns(value)
    elif isinstance(data, list):
        for item in data:
            yield from _under_patterns(item)


EVERY = tuple(patterns_in_code())
IN_CODE = [(module, text) for module, text in EVERY if text is not None and module != OF_A_LIBRARY]
ALL = {f"{module}: {text}": text for module, text in (*IN_CODE, *patterns_in_catalogue())}


def test_patterns_are_found() -> None:
    assert len(IN_CODE) > 15
    assert len(ALL) > len(IN_CODE) + 5
    assert {module for module, text in EVERY if text is None} == NOT_LITERAL


@pytest.mark.parametrize("pattern", ALL.values(), ids=ALL)
def test_a_pattern_is_linear(pattern: str) -> None:
    compiled = re.compile(pattern, re.IGNORECASE)
    for name, text in NASTY.items():
        # A twentieth first: what is quadratic is noticed before it takes minutes.
        for part in (text[: SIZE // 20], text):
            assert min(taken_s(compiled, part) for _ in range(3)) < 0.05, name


def taken_s(pattern: re.Pattern[str], text: str) -> float:
    """Return the processor time of finding all that are there, as replacing does."""
    begun_s = process_time()
    deque(pattern.finditer(text), maxlen=0)
    return process_time() - begun_s
