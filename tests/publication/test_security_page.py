"""What the page on security says is what the code does: rights of actions and operations, files, hosts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from custom_components.solar_charging.api.contents import RESOURCES
from custom_components.solar_charging.api.operation import Access
from custom_components.solar_charging.managers.settings_file import LAST_GOOD, SETTINGS
from custom_components.solar_charging.managers.storage import LEARNED
from tests.services.test_rights import ACTIONS, ADMINISTRATORS, ALL, USERS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "custom_components" / "solar_charging"
# Shown or linked to people, never asked by us.
LINKS = {"github.com", "brands.home-assistant.io", "solar-charging.github.io"}


HOST = re.compile(r"https?://([\w.-]+)")


def strings(path: Path) -> Iterator[str]:
    """Return a module's texts but for those that only people read: a comment or docstring names where a figure is from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def table(header: str) -> dict[str, str]:
    """Return the rows of the table with this first heading: by its first column, the second one."""
    rows = PAGE.partition(f"| {header} |")[2].partition("\n\n")[0].splitlines()[2:]
    return {cells[1].strip(" `"): cells[2].strip() for row in rows if len(cells := row.split("|")) > 2}


def test_every_action_says_who_may_call_it() -> None:
    meanings = {ALL: ("may see", "sees"), USERS: ("may control",), ADMINISTRATORS: ("administrators",)}
    rows = table("Action")
    assert set(rows) == set(ACTIONS)
    for name, (_, who) in ACTIONS.items():
        assert rows[name].startswith(meanings[who]), name


def test_operations_that_change_something_are_an_administrators_or_named() -> None:
    for resource in RESOURCES:
        for operation in resource.operations:
            if operation.body and operation.access is not Access.ADMINISTRATOR:
                assert f"`{operation.name}`" in PAGE


def test_every_file_is_named() -> None:
    names = {f"solar_charging.ID.{name}".rstrip(".") for name in (SETTINGS, LAST_GOOD, *LEARNED, "sessions")}
    assert set(table("File")) == names | {"core.config_entries"}


def test_every_host_that_is_asked_is_named() -> None:
    hosts = {host for path in PACKAGE.rglob("*.py") for text in strings(path) for host in HOST.findall(text)} - LINKS
    assert hosts | {"pypi.org"} == set(table("Host"))


def test_it_is_found() -> None:
    assert "security.md" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
