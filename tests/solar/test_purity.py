"""What may be imported where: the sun's model runs without Home Assistant, and without pvlib wherever an event loop is."""

import ast
from pathlib import Path

import pytest

OURS = Path(__file__).parents[2] / "custom_components" / "solar_charging"
SOLAR = OURS / "solar"
# Runs one of our functions in a process of its own; it knows nobody.
CHILD = "..processes.child"
HEAVY = {"numpy", "pandas", "pvlib", "scipy"}
# These run in the other process (and in the benchmark).
BEHIND_THE_WORKER = {"generation.py", "tabulate.py", "orientation.py"}


def imports(file, *, at_top_only=False):
    """The names of modules that a file imports; relative ones begin with their dots."""
    tree = ast.parse(file.read_text())
    for node in tree.body if at_top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            if node.level and not node.module:
                yield from (f".{name.name}" for name in node.names)


@pytest.mark.parametrize("file", sorted(SOLAR.glob("*.py")), ids=lambda file: file.name)
def test_a_module_of_the_suns_model_knows_its_own_package_only(file):
    for name in set(imports(file)) - {CHILD}:
        assert not name.startswith(("homeassistant", ".."))
        if file.name not in BEHIND_THE_WORKER:
            assert name.split(".")[0] not in HEAVY


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(SOLAR.glob("*.py")) if file.name not in BEHIND_THE_WORKER],
    ids=lambda file: file.name,
)
def test_nothing_heavy_is_pulled_in_by_the_way(file):
    behind = {f".{name.removesuffix('.py')}" for name in BEHIND_THE_WORKER}
    assert not behind & set(imports(file, at_top_only=True))


def test_what_runs_a_process_for_the_suns_model_knows_nobody():
    assert not {name for name in imports(OURS / "processes" / "child.py") if name.startswith(("homeassistant", "."))}
