"""One name for one thing, and none that an engineer of this field would have to guess: words that are not to come back."""

import ast
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "solar_charging"
# Each as a part of a name (between underscores or capitals), and what is said instead.
NAMES: Mapping[str, str] = {
    "happenings?": "event type",
    "newcomers?": "new device",
    "suspicions?": "finding",
    "remed(?:y|ies|ied)": "fix",
    "mend(?:ed|s)?": "fix",
    "wish(?:es|ed|ing)?": "charge request",
    "objection": "reject reason",
    "demand": "requests",
    "keeper": "manager, tracker, recorder, provider or cache",
    "narrowed": "limits for a car",
    "hungry": "needs keep-alive",
    "unwatched": "watchdog disabled",
    "scene": "step context",
    "gentle(?:ness)?": "switching preference",
    "rungs?": "source tier",
    "ladders?": "fallback chain",
    "decoys?": "never use",
    "guards": "conflicting settings",
    "hand_made": "manual",
    "spelt_out": "a migration",
    "with_two_questions": "a migration",
    "parting": "removed chargers",
    "doubts?": "finding",
}
# In texts that people read: archaisms, and sensors that speak.
SPOKEN = r"\b(shall|whoever|dear(?:er|est)?|learnt|hungry|deaf|wish(?:es|ed)?|mend(?:ed|s)?|nobody|somebody|tells?|told|says?|commanded)\b"
# The same name with two meanings.
TWICE = {"Plan", "Reason", "SetPoint", "Sign", "Order", "Step", "Setting", "Call", "Choice", "Correction", "Departure", "OnOff", "Sun"}  # fmt: skip


def tracked(*patterns: str) -> list[Path]:
    found = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603, S607  git of this checkout
    return [path for name in found.stdout.split() if (path := ROOT / name).exists() and path.name != "test_words.py"]


def identifiers(path: Path) -> Iterator[str]:
    """Names a module makes: of itself, of classes, functions, arguments, attributes and variables."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def words(name: str) -> str:
    """Return a name as words between underscores."""
    return f"_{re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name).casefold()}_"


def test_no_name_is_one_that_has_to_be_guessed() -> None:
    wrong = defaultdict(set)
    for path in tracked("*.py"):
        for name in identifiers(path):
            for word, better in NAMES.items():
                if re.search(rf"_(?:{word})_", words(name)):
                    wrong[f"{name} ({better})"].add(str(path.relative_to(ROOT)))
    assert not wrong, "\n".join(f"{name}: {sorted(paths)}" for name, paths in sorted(wrong.items()))


def test_no_class_name_means_two_things() -> None:
    places = defaultdict(set)
    for path in tracked("custom_components/*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(str(path.relative_to(ROOT)))
    assert not {name: where for name, where in places.items() if len(where) > 1}
    assert TWICE & places.keys() <= {"Plan", "Reason", "Departure", "Call"}


@pytest.mark.parametrize("path", sorted((PACKAGE / "translations").glob("en.json")), ids=lambda path: path.stem)
def test_what_people_read_is_plain_english(path: Path) -> None:
    def texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                yield from texts(inner, f"{key}.{name}")
        elif isinstance(value, str):
            yield key, value

    wrong = {
        key: found[0]
        for key, text in texts(json.loads(path.read_text()))
        if (found := re.search(SPOKEN, re.sub(r"{\w+}", "", text)))
    }
    assert not wrong


def test_names_on_a_devices_page_are_short() -> None:
    # Cut on narrow screens only, and clear by their first words.
    longer = {"Battery priority level", "Cheap energy price limit", "Charging CO₂ emissions", "Use Open-Meteo forecast"}
    entities = json.loads((PACKAGE / "translations" / "en.json").read_text())["entity"]
    names = {one["name"] for platform in entities.values() for one in platform.values()}
    assert {name for name in names if len(name) > 20} <= longer
