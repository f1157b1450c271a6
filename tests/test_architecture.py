"""The rooms of the house: what stands at the root, and which room knows which. The table is CONTRIBUTING's."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "solar_charging"
# What Home Assistant loads by name, and what every Home Assistant developer looks for there.
AT_THE_ROOT = {
    "__init__", "condition", "config_flow", "const", "coordinator", "datetime", "diagnostics", "energy", "entity", "event",
    "intent", "llm", "logbook", "settings", "switch", "system_health", "time", "trigger",
}  # fmt: skip
# Every room may know these: names and values without behaviour.
FREE = {"const"}
PURE = ("processes", "engine", "solar", "sessions", "planning", "cars", "replay")
ENGINE_VALUES_FOR = ("planning", "sessions", "cars", "replay")
IN_PROCESSES = ("solar", "replay")
PLANNING_FOR = ("replay",)


def table() -> dict[str, set[str]]:
    rows = re.findall(r"^\| `(\w+)` \| .*? \|([^|]*)\|$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    return {room: set(re.findall(r"`(\w+)`", allowed)) for room, allowed in rows}


def imported(path: Path) -> Iterator[Path]:
    """Files and folders of the integration that a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = (
                path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
                if node.module
                else path.parents[node.level - 1]
            )
            for alias in node.names:
                inside = base / alias.name
                yield inside if inside.with_suffix(".py").exists() or inside.is_dir() else base


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def rooms() -> list[str]:
    return sorted(folder.name for folder in PACKAGE.iterdir() if any(folder.glob("*.py")))


def test_only_what_is_looked_for_there_stands_at_the_root() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == AT_THE_ROOT
    assert len(AT_THE_ROOT) <= 24


def test_every_room_is_in_the_contributors_table() -> None:
    assert sorted(table()) == rooms()


@pytest.mark.parametrize("room", rooms())
def test_a_room_imports_what_its_row_says(room: str) -> None:
    found = {place(target) for path in (PACKAGE / room).rglob("*.py") for target in imported(path)}
    assert found - FREE - {room} == table()[room]


def test_no_arrow_goes_back_up() -> None:
    TopologicalSorter(table()).prepare()


def test_modules_import_one_another_in_no_circle() -> None:
    files = {path.with_suffix(""): path for path in PACKAGE.rglob("*.py")}
    graph = {name: {target for target in imported(path) if target in files} for name, path in files.items()}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_know_nothing_of_home_assistant(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not any(name.startswith("homeassistant") for name in names), path
        known = {place(target) for target in imported(path)} - {room}
        rows = (("engine", ENGINE_VALUES_FOR), ("processes", IN_PROCESSES), ("planning", PLANNING_FOR))
        allowed = {known_room for known_room, rooms_that_may in rows if room in rooms_that_may}
        assert known <= allowed, path


def kept(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Annotations of what a module keeps or hands on: fields, attributes of an object, aliases, and what functions return."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (
                (item.lineno, ast.unparse(item.annotation)) for item in node.body if isinstance(item, ast.AnnAssign)
            )
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
            yield node.lineno, ast.unparse(node.annotation)
        elif isinstance(node, ast.TypeAlias):
            yield node.lineno, ast.unparse(node.value)
        elif (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns and not node.name.startswith("_")
        ):
            yield node.lineno, ast.unparse(node.returns)


@pytest.mark.parametrize("room", rooms())
def test_what_is_kept_or_returned_has_names_not_positions(room: str) -> None:
    single = r"[\w.\"' |]+"
    by_position = re.compile(rf"(?<!Callable\[\[)tuple\[{single}, {single}, (?!\.\.\.)|list\[(?:float|int|str), ")
    found = [
        (str(path.relative_to(PACKAGE)), line, text)
        for path in (PACKAGE / room).rglob("*.py")
        for line, text in kept(ast.parse(path.read_text()))
        if by_position.search(text)
    ]
    assert not found


@pytest.mark.parametrize(
    "room", ["engine", "sessions", "cars", "managers", "planning", "prices", "solar", "devices", "replay"]
)
def test_what_is_remembered_has_names_not_positions(room: str) -> None:
    by_position = re.compile(
        r"(?:list|dict)\[.*(?:list|tuple)\[(?!.*\.\.\.)|(?:list|tuple)\[(?:float|int|str), (?!\.\.\.)"
    )
    fields = [
        (str(path.relative_to(PACKAGE)), item.lineno, ast.unparse(item.annotation))
        for path in (PACKAGE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.AnnAssign)
    ]
    assert not [field for field in fields if by_position.search(field[2])]
