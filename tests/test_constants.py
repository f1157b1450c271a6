"""Every number that decides something has its reason beside it, and stands in one place."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "custom_components" / "solar_charging"
# Home Assistant's own names, which each platform has to set.
ITS_OWN = {"PARALLEL_UPDATES"}
# Tables that `script/bench nowcast_fit` writes whole; their modules' docstrings say how.
FITTED_TABLES = {"MIXES", "RESIDUALS"}


def is_number(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=number):
            return isinstance(number, int | float) and not isinstance(number, bool)
        case ast.UnaryOp(operand=operand):
            return is_number(operand)
        case ast.BinOp(left=left, right=right):
            return is_number(left) or is_number(right)
        case ast.Tuple(elts=parts):
            return bool(parts) and all(map(is_number, parts))
        case ast.Call(func=ast.Name(id=name)):
            return name == "timedelta"
    return False


def constants() -> Iterator[tuple[Path, ast.stmt, list[str], str]]:
    """Module, statement, names and value of each number in capitals."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            match node:
                case (
                    ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value)
                ):
                    names = [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]
                    is_constant = all(re.fullmatch(r"_?[A-Z][A-Z0-9_]*", name) for name in names)
                    if is_constant and is_number(value) and not ITS_OWN.issuperset(names):
                        yield path, node, names, ast.unparse(value)


def test_every_number_has_its_reason_above_it_or_beside_it() -> None:
    bare = []
    for path, node, names, _ in constants():
        lines = path.read_text().splitlines()
        above, beside = lines[node.lineno - 2].strip(), lines[node.lineno - 1]
        if not (above.startswith("#") or "#" in beside or FITTED_TABLES.issuperset(names)):
            bare.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {names}")
    assert not bare, "\n".join(bare)


def test_no_number_is_said_twice() -> None:
    places = defaultdict(set)
    for path, _, names, value in constants():
        if len(names) == 1:
            places[names[0].lstrip("_"), value].add(str(path.relative_to(PACKAGE)))
    twice = {name: sorted(where) for (name, _), where in places.items() if len(where) > 1}
    assert not twice


def test_a_fitted_number_names_the_command_and_the_day() -> None:
    unnamed = []
    for path in PACKAGE.rglob("*.py"):
        for comment in re.findall(r"(?:^#.*\n)+", path.read_text(), re.MULTILINE):
            text = " ".join(comment.replace("#", " ").split())
            is_fitted = re.search(r"\bfitted by|\bscored by|[Ss]et by hand (?:for the least|until)", text)
            is_dated = re.search(r"`script/bench [^`]*`.*\b\d{1,2} November \d{4}|`tests/[^`]*`", text)
            if is_fitted and not is_dated:
                unnamed.append(f"{path.relative_to(PACKAGE)}: {text}")
    assert not unnamed
