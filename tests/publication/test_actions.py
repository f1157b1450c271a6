import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from .rules import PACKAGE
from .rules.actions import problems, without_anchors

ENGLISH = json.loads((PACKAGE / "translations" / "en.json").read_text())
KINDS = ["services", "triggers", "conditions"]


def described(kind: str) -> dict[str, Any]:
    all_of_them = yaml.safe_load((PACKAGE / f"{kind}.yaml").read_text())
    return all_of_them if kind == "services" else without_anchors(all_of_them)


@pytest.mark.parametrize("kind", KINDS)
def test_home_assistant_takes_actions_triggers_and_conditions(kind: str) -> None:
    assert list(problems(described(kind), ENGLISH[kind], ENGLISH["selector"])) == []
    assert set(described(kind)) == set(ENGLISH[kind])


def _field(**parts: Any) -> Callable[[dict[str, Any]], None]:
    return lambda actions: actions["boost"]["fields"].update(new=parts)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda actions: actions.update(new=None),
        lambda actions: actions.update({"Not a slug": None}),
        lambda actions: actions["boost"].update(aim={}),
        _field(selector={"crystal_ball": {}}),
        _field(required="perhaps"),
        _field(example=None),
        _field(selector={"text": {}}),
        _field(selector={"select": {"options": ["a"], "translation_key": "nowhere"}}),
        _field(selector={"text": {}}, filter={"supported_features": ["light.LightEntityFeature.EFFECT"]}),
        _field(selector={"text": {}}, filter={"colour": []}),
        _field(selector={"text": {}}, context={"filter_entity": "charger"}),
        _field(selector={"state": {}}, context={"filter_entity": "nowhere"}),
        _field(fields={next(iter(described("services")["boost"]["fields"])): {"selector": {"text": {}}}}),
        lambda actions: actions.update({".anchor": None}),
    ],
)
def test_a_broken_description_is_noticed(break_it: Callable[[dict[str, Any]], None]) -> None:
    actions = copy.deepcopy(described("services"))
    break_it(actions)
    assert list(problems(actions, ENGLISH["services"], ENGLISH["selector"]))
