"""Modules of rules in which one rule is switched off, each in turn: what nothing broken proves stands out."""

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

# What takes checks one after the other, and what takes one for keys and one for values.
_CHECKS = {"All", "_by", "schema_with_slug_keys"}
_ANYTHING = ast.Name("object", ast.Load())


class _SwitchOff(ast.NodeTransformer):
    """Switches off the rule of a number, in the order of the source."""

    def __init__(self, number: int) -> None:
        self._left = number
        self.line: int | None = None

    def _is_it(self, node: ast.AST) -> bool:
        self._left -= 1
        if self._left != -1:
            return False
        self.line = node.lineno  # type: ignore[attr-defined]  # what is asked about stands somewhere
        return True

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        return ast.Pass() if self._is_it(node) else node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if isinstance(node.value, ast.Yield | ast.YieldFrom) and self._is_it(node):
            return ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        return self.generic_visit(node)  # type: ignore[return-value]  # an expression remains one

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """Conditions lose a part of them; a default for what is missing is none."""
        if not isinstance(node.values[-1], ast.Constant | ast.Dict):
            for part in node.values:
                if self._is_it(part):
                    node.values.remove(part)
                    break
        return self.generic_visit(node)  # type: ignore[return-value]  # likewise

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        """A schema's value may be anything; in a table, what has a name goes."""
        for number, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            if key is None or not self._is_it(value):
                continue
            if isinstance(key, ast.Constant):
                del node.keys[number], node.values[number]
            else:
                node.values[number] = _ANYTHING
            break
        return self.generic_visit(node)  # type: ignore[return-value]  # likewise

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        if name in {"Required", "Exclusive"} and self._is_it(node):
            return ast.Call(ast.Attribute(ast.Name("vol", ast.Load()), "Optional", ast.Load()), node.args[:1], [])
        if name in _CHECKS:
            for number, one in enumerate(node.args):
                if self._is_it(one):
                    node.args[number] = _ANYTHING
            for keyword in node.keywords:
                if self._is_it(keyword.value):
                    keyword.value = _ANYTHING
        return self.generic_visit(node)  # type: ignore[return-value]  # likewise

    def visit_List(self, node: ast.List) -> ast.expr:
        """A schema's list may hold anything; lists of words are data."""
        if len(node.elts) == 1 and isinstance(node.elts[0], ast.Name | ast.Call) and self._is_it(node):
            node.elts = [_ANYTHING]
        return self.generic_visit(node)  # type: ignore[return-value]  # likewise


@dataclass(frozen=True)
class OneRuleLess:
    """The source of a module of rules without one of them, and the line that is gone."""

    rules: ModuleType
    tree: ast.Module
    line: str

    def load(self) -> ModuleType:
        """Return the module. Raises what its code raises for want of the rule."""
        module = ModuleType(self.rules.__name__)
        module.__package__, module.__file__ = self.rules.__package__, self.rules.__file__
        exec(compile(self.tree, str(self.rules.__file__), "exec"), module.__dict__)  # noqa: S102  our own code
        return module


def one_rule_less(rules: ModuleType) -> Iterator[OneRuleLess]:
    """Yield a module of rules without each of them."""
    source = Path(str(rules.__file__)).read_text()
    for number in itertools.count():
        switch_off = _SwitchOff(number)
        tree = ast.fix_missing_locations(switch_off.visit(ast.parse(source)))
        if switch_off.line is None:
            return
        yield OneRuleLess(rules, tree, f"{switch_off.line}: {source.splitlines()[switch_off.line - 1].strip()}")
