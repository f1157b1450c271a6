import copy
import json
from collections.abc import Callable
from types import ModuleType
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


def schema(module: ModuleType, kind: str) -> Any:
    return module.ACTIONS if kind == "services" else module.EVENTS


@pytest.mark.parametrize("kind", KINDS)
def test_home_assistant_takes_actions_triggers_and_conditions(kind: str) -> None:
    assert list(rules.problems(schema(rules, kind), described(kind), ENGLISH[kind], ENGLISH["selector"])) == []
    assert set(described(kind)) == set(ENGLISH[kind])


def _field(**parts: Any) -> Callable[[dict[str, Any]], None]:
    return lambda one: one["fields"].update(new=parts)


def _context(**parts: Any) -> Callable[[dict[str, Any]], None]:
    """Return a change to a field that follows another one, which chooses an entity."""

    def change(one: dict[str, Any]) -> None:
        one["fields"] |= {"other": {"selector": {"entity": {}}}, "new": parts}

    return change


def _at(value: Any, path: str) -> Callable[[dict[str, Any]], None]:
    return lambda one: one.update(broken(one, path, value))


# What is changed in each file.
_CHANGED = {"services": "boost", "triggers": "charging_started", "conditions": "is_charging_from_sun"}


def _with(kind: str, change: Callable[[dict[str, Any]], None], *expected: str) -> Example:
    """Return a changed description. A field called new or other has its words, so that they are not what is missed."""
    them, words = copy.deepcopy(dict(described(kind))), copy.deepcopy(ENGLISH[kind])
    change(them[_CHANGED[kind]])
    for name in ("new", "other"):
        words[_CHANGED[kind]]["fields"][name] = {"name": "New", "description": "New"}
    return Example(lambda rules: rules.problems(schema(rules, kind), them, words, ENGLISH["selector"]), expected)


def _beside(name: str, *expected: str) -> Example:
    them = {**described("services"), name: None}
    return Example(
        lambda rules: rules.problems(rules.ACTIONS, them, ENGLISH["services"], ENGLISH["selector"]), expected
    )


_FEATURE = {"supported_features": ["light.LightEntityFeature.EFFECT"]}


def _for_target(**parts: Any) -> Callable[[dict[str, Any]], None]:
    return lambda one: (one.update(target={"entity": {"domain": "select"}}), _field(**parts)(one))[1]


_ANY: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (_at({}, "aim"), "aim"),
    (_at({"planet": "earth"}, "target"), "target"),
    (_at(["mode"], "fields"), "fields"),
    (lambda one: one["fields"].update(nameless={}), "nameless has no name"),
    (_field(selector={"crystal_ball": {}}), "crystal_ball"),
    (_field(required="perhaps"), "required"),
    (_field(example=None), "example"),
    (_field(default=None), "default"),
    (_field(selector={"select": {"options": ["a"], "translation_key": "nowhere"}}), "options without words"),
]
_ACTIONS: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    *_ANY,
    (_field(advanced="perhaps"), "advanced"),
    (_context(selector={"state": {}}, context={"filter_entity": "other"}), "context"),
    (_field(filter={"colour": []}), "filter.colour"),
    (_field(filter={"attribute": ["one"]}), "filter.attribute: expected a mapping"),
    (_field(filter={"attribute": {}}), "filter.attribute"),
    (_field(filter={"attribute": {5: ["light.ColorMode.XY"]}}), "attribute.5: expected str"),
    (_field(filter={"attribute": {"one": "two"}}), "attribute.one: expected a list"),
    (_field(filter={"attribute": {"one": [2]}}), "attribute.one.0: expected str"),
    (_field(filter={"attribute": {"mode": ["light.ColorMode.PINK"]}}), "PINK"),
    (_field(filter={"supported_features": "all"}), "supported_features: expected a list"),
    (_field(filter={"supported_features": [5]}), "supported_features.0: expected str"),
    (_field(filter={"supported_features": ["light.LightEntityFeature.WINGS"]}), "WINGS"),
    (_field(filter={**_FEATURE, "attribute": {"mode": ["light.ColorMode.XY"]}}), "same group of exclusion"),
    (_field(fields=["other"]), "fields"),
    (_field(fields={"other": {}}, collapsed="perhaps"), "collapsed"),
    (_field(collapsed=True), "collapsed"),
    (_field(fields={"other": {"required": "perhaps"}}), "fields.other.required"),
    (_field(selector={"text": {}}, filter=_FEATURE), "target that is not asked"),
    (
        _field(fields={next(iter(described("services")["boost"]["fields"])): {"selector": {"text": {}}}}),
        "there twice",
    ),
]
_EVENTS: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    *_ANY,
    (_field(advanced=True), "advanced"),
    (_field(filter=_FEATURE), "filter"),
    (_field(fields={"other": {"selector": {"text": {}}}}), "fields.new.fields"),
    (_field(context={"filter_entity": 5}), "context"),
    (_field(selector={"text": {}}, context={"filter_entity": "for"}), "nothing that its selector follows"),
    (_field(selector={"state": {}}, context={"filter_entity": "nowhere"}), "not there"),
    (_context(selector={"state": {}}, context={"filter_entity": "new"}), "that kind of field"),
    (_field(selector={"state": {}}, context={"filter_entity": "target"}), "cannot follow a target"),
]
_ALLOWED: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    *((kind, _field()) for kind in KINDS),
    ("services", _field(selector={"text": {}}, required=True, advanced=False, example="a", default="b")),
    ("services", _field(fields={"other": {"selector": {"text": {}}}}, collapsed=True)),
    ("services", _for_target(selector={"text": {}}, filter=_FEATURE)),
    ("services", _for_target(filter={"attribute": {"mode": ["light.ColorMode.XY"]}})),
    ("triggers", _context(selector={"state": {}}, context={"filter_entity": "other"})),
]
EXAMPLES = [
    *(_with(kind, change) for kind, change in _ALLOWED),
    *(_with("services", change, expected) for change, expected in _ACTIONS),
    *(_with(kind, change, expected) for kind in KINDS[1:] for change, expected in _EVENTS),
    _beside("new", "no name"),
    _beside("Not a slug", "slug"),
    _beside(".anchor", "slug"),
    Example(lambda rules: rules.problems(rules.EVENTS, {"Not a slug": None}, {}, {}), ("slug",)),
]
