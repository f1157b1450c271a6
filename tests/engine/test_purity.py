"""The decision core stands alone."""

import ast
import sys
from pathlib import Path

from custom_components.solar_charging import engine

FOLDER = Path(engine.__file__).parent


def test_the_engine_uses_nothing_but_the_standard_library_and_itself():
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert all(name.name.split(".")[0] in sys.stdlib_module_names for name in node.names), path
            elif isinstance(node, ast.ImportFrom) and not node.level:
                assert node.module.split(".")[0] in sys.stdlib_module_names, path
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 1, path


def test_no_module_of_the_engine_is_longer_than_can_be_read_at_once():
    assert max(len(path.read_text().splitlines()) for path in FOLDER.glob("*.py")) <= 350
