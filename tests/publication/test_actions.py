import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from .broken import Example, broken
from .rules import PACKAGE
from .rules import actions as rules

ENGLISH = json.loads((PACKAGE / "translations" / "en.json").read_text())
KINDS = ["services", "triggers", "conditions"]


def described(kind: str) -> dict[str, Any]:
    all_of_them = yaml.safe_load((PACKAGE / f"{kind}.yaml").read_text())
    return all_of_them if kind == "services" else rules.without_anchors(all_of_them)


@pytest.mark.parametrize("kind", KINDS)
def test_home_assistant_takes_actions_triggers_and_conditions(kind: str) -> None:
    assert list(rules.problems(described(kind), ENGLISH[kind], ENGLISH["selector"])) == []
    assert set(described(kind)) == set(ENGLISH[kind])


def _field(**parts: Any) -> Callable[[dict[str, Any]], None]:
    return lambda actions: actions["boost"]["fields"].update(new=parts)


def _context(**parts: Any) -> Callable[[dict[str, Any]], None]:
    """Return a change to a field that follows another one, which chooses an entity."""

    def change(actions: dict[str, Any]) -> None:
        actions["boost"]["fields"] |= {"other": {"selector": {"entity": {}}}, "new": parts}

    return change


def _at(value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    return lambda actions: actions.update(broken(actions, "/".join(("boost", *path)), value))


def _changed(break_it: Callable[[dict[str, Any]], None], *expected: str) -> Example:
    """Return a changed description. A field called new or other has its words, so that they are not what is missed."""
    actions, words = copy.deepcopy(described("services")), copy.deepcopy(ENGLISH["services"])
    break_it(actions)
    for name in ("new", "other"):
        words["boost"]["fields"][name] = {"name": "New", "description": "New"}
    return Example(lambda rules: rules.problems(actions, words, ENGLISH["selector"]), expected)


_ALLOWED: list[Callable[[dict[str, Any]], None]] = [
    _field(),
    _field(selector={"text": {}}, required=True, advanced=False, example="a", default="b"),
    _field(fields={"other": {"selector": {"text": {}}}}, collapsed=True),
    _context(selector={"state": {}}, context={"filter_entity": "other"}),
    lambda actions: (
        actions["boost"].update(target={"entity": {"domain": "select"}}),
        _field(selector={"text": {}}, filter={"supported_features": ["light.LightEntityFeature.EFFECT"]})(actions),
    ),
]
_BROKEN: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (lambda actions: actions.update(new=None), "no name"),
    (lambda actions: actions.update({"Not a slug": None}), "slug"),
    (lambda actions: actions.update({".anchor": None}), "slug"),
    (_at({}, "aim"), "aim"),
    (_at({"planet": "earth"}, "target"), "target"),
    (_at(["mode"], "fields"), "fields"),
    (lambda actions: actions["boost"]["fields"].update(nameless={}), "nameless has no name"),
    (_field(selector={"crystal_ball": {}}), "crystal_ball"),
    (_field(required="perhaps"), "required"),
    (_field(advanced="perhaps"), "advanced"),
    (_field(example=None), "example"),
    (_field(default=None), "default"),
    (_field(context={"filter_entity": 5}), "context"),
    (_field(filter={"colour": []}), "filter.colour"),
    (_field(filter={"attribute": ["one"]}), "filter.attribute: expected a mapping"),
    (_field(filter={"attribute": {}}), "filter.attribute"),
    (_field(filter={"attribute": {5: ["two"]}}), "attribute.5: expected str"),
    (_field(filter={"attribute": {"one": "two"}}), "attribute.one: expected a list"),
    (_field(filter={"attribute": {"one": [2]}}), "attribute.one.0: expected str"),
    (_field(filter={"supported_features": "all"}), "supported_features: expected a list"),
    (_field(filter={"supported_features": [5]}), "supported_features.0: expected str"),
    (_field(filter={"supported_features": ["all"], "attribute": {"one": ["two"]}}), "same group of exclusion"),
    (_field(fields=["other"]), "fields"),
    (_field(fields={"other": {}}, collapsed="perhaps"), "collapsed"),
    (_field(collapsed=True), "collapsed"),
    (_field(fields={"other": {"required": "perhaps"}}), "fields.other.required"),
    (_field(selector={"select": {"options": ["a"], "translation_key": "nowhere"}}), "options without words"),
    (_field(selector={"text": {}}, filter={"supported_features": ["a.b.c"]}), "target that is not asked"),
    (_field(selector={"text": {}}, context={"filter_entity": "charger"}), "nothing that its selector follows"),
    (_field(selector={"state": {}}, context={"filter_entity": "nowhere"}), "not there"),
    (_context(selector={"state": {}}, context={"filter_entity": "new"}), "that kind of field"),
    (
        lambda actions: (
            actions["boost"].update(target={"entity": {}}),
            _field(selector={"state": {}}, context={"filter_entity": "target"})(actions),
        ),
        "cannot follow a target",
    ),
    (
        _field(fields={next(iter(described("services")["boost"]["fields"])): {"selector": {"text": {}}}}),
        "there twice",
    ),
]
EXAMPLES = [
    *(_changed(change) for change in _ALLOWED),
    *(_changed(break_it, expected) for break_it, expected in _BROKEN),
]
