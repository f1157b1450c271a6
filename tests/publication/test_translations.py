import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from custom_components.solar_charging.engine.reasons import REASON_NUMBERS, ReasonKey
from custom_components.solar_charging.planning.charging_plan import Assumption

from .broken import broken, without
from .rules import PACKAGE, faults
from .rules.translations import SCHEMA

LANGUAGES = sorted(path.stem for path in (PACKAGE / "translations").glob("*.json"))


def translations(language: str) -> dict[str, Any]:
    return json.loads((PACKAGE / "translations" / f"{language}.json").read_text())


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, tree


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_assistant_takes_every_language(language: str) -> None:
    assert list(faults(SCHEMA, translations(language))) == []


def _set(*path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(tree: dict[str, Any]) -> None:
        for key in path[:-1]:
            tree = tree.setdefault(key, {})
        tree[path[-1]] = value

    return change


def _issue(**parts: Any) -> Callable[[dict[str, Any]], None]:
    return _set("issues", "new", value=parts)


@pytest.mark.parametrize(
    "break_it",
    [
        _set("entity", "sensor", "status", "state", "ready", value="Ready at {time}"),
        _set("entity", "sensor", "status", "state_attributes", "explanation", "state", value={"ready": "In {minutes}"}),
        _set("entity", "sensor", "status", "unit_of_measurement", value="{unit}"),
        _set("entity", "sensor", "Status", value={"name": "Status"}),
        _set("entity", "sensor", "status_", value={"name": "Status"}),
        _set("exceptions", "new", value={"message": "<b>No</b>"}),
        _set("exceptions", "new", value={"message": "No '{name}'"}),
        _set("exceptions", "new", value={"message": "No {not a name}"}),
        _set("exceptions", "new", value={"message": " No"}),
        _set("exceptions", "new", value={"message": "See https://example.org/help"}),
        _set("exceptions", "new", value={"message": "See [%key:common::no%]"}),
        _set("exceptions", "new", value={"text": "No"}),
        _set("common", "No slug", value="No"),
        _set("services", "new", value={"name": "New"}),
        _set("triggers", "new", value={"description": "New"}),
        _set("config_subentries", "new", value={"step": {}}),
        _set("config", "step", "user", "data_description", value={"nothing": "Is asked."}),
        _set("selector", "new", value={"sorts": {}}),
        _set("sentences", value={}),
        _issue(title="New"),
        _issue(description="New"),
        _issue(title="New", description="New", fix_flow={"step": {}}),
    ],
)
def test_a_broken_translation_is_noticed(break_it: Callable[[dict[str, Any]], None]) -> None:
    broken = copy.deepcopy(translations("en"))
    break_it(broken)
    assert list(faults(SCHEMA, broken))


_FLOW = {
    "flow_title": "New",
    "step": {
        "user": {
            **dict.fromkeys(("title", "description", "submit"), "New"),
            **{
                part: {"one": "New"}
                for part in ("data", "data_description", "menu_options", "menu_option_descriptions")
            },
            "sections": {
                "more": {
                    **dict.fromkeys(("name", "description"), "New"),
                    **{part: {"two": "New"} for part in ("data", "data_description")},
                }
            },
        }
    },
    **{part: {"one": "New"} for part in ("error", "abort", "progress", "create_entry")},
    "initiate_flow": {"user": "New"},
}
_CALLED = {
    "name": "New",
    "description": "New",
    "fields": {"one": {"name": "New", "description": "New", "example": "New"}},
}
# Each part that a file may have, once.
EVERYTHING: dict[str, Any] = {
    "title": "New",
    "common": {"one": "New"},
    "conditions": {"one": _CALLED},
    "config": _FLOW,
    "config_subentries": {"car": {**_FLOW, "entry_type": "New", "initiate_flow": {"user": "New", "again": "New"}}},
    "device": {"one": {"name": "New"}},
    "entity": {
        "sensor": {
            "one": {
                **dict.fromkeys(("name", "unit_of_measurement"), "New"),
                "state": {"on": "New"},
                "state_attributes": {"two": {"name": "New", "state": {"on": "New"}}},
            }
        }
    },
    "exceptions": {"one": {"message": "New"}},
    "issues": {"one": {"title": "New", "description": "New"}, "two": {"title": "New", "fix_flow": _FLOW}},
    "options": _FLOW,
    "selector": {
        "one": {
            **{part: {"two": "New"} for part in ("options", "choices", "unit_of_measurement")},
            "fields": {"two": {"name": "New", "description": "New"}},
        }
    },
    "services": {"one": {**_CALLED, "sections": {"more": {"name": "New", "description": "New"}}}},
    "system_health": {"info": {"one": "New"}},
    "triggers": {"one": _CALLED},
}


def test_a_file_may_have_everything_at_once() -> None:
    assert list(faults(SCHEMA, EVERYTHING)) == []


@pytest.mark.parametrize("path", [path.replace(".", "/") for path, _ in leaves(EVERYTHING)])
def test_what_is_no_text_is_noticed_wherever_it_stands(path: str) -> None:
    assert list(faults(SCHEMA, broken(EVERYTHING, path, ["New"])))


@pytest.mark.parametrize(
    "path",
    [
        *("config/step", "config_subentries/car/entry_type", "config_subentries/car/initiate_flow"),
        *("config/initiate_flow/user", "config_subentries/car/initiate_flow/user"),
        *("issues/one/title", "issues/one/description", "issues/two/title", "issues/two/fix_flow"),
        *("selector/one/fields/two/name", "selector/one/fields/two/description"),
        *(f"{kind}/one/{part}" for kind in ("services", "triggers", "conditions") for part in ("name", "description")),
        *("services/one/fields/one/name", "services/one/fields/one/description", "services/one/sections/more/name"),
    ],
)
def test_what_must_be_there_is_missed(path: str) -> None:
    assert list(faults(SCHEMA, without(EVERYTHING, path)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_numbers(language: str) -> None:
    english, other = dict(leaves(translations("en"))), dict(leaves(translations(language)))
    assert set(other) == set(english)
    for key, text in english.items():
        assert placeholders(other[key]) == placeholders(text), key
        # A button is named as the page shows it, in bold, in every language.
        assert other[key].count("**") == text.count("**"), key


@pytest.mark.quality_rule("config-flow")
def test_every_question_is_explained() -> None:
    english = translations("en")
    steps = [*english["config"]["step"].values()]
    for kind in english["config_subentries"].values():
        steps += kind["step"].values()
    for step in steps:
        for part in (step, *step.get("sections", {}).values()):
            assert set(part.get("data", {})) == set(part.get("data_description", {})), part


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence_and_its_numbers(language: str) -> None:
    common = translations(language)["common"]
    sentences = {key.removeprefix("reason_"): text for key, text in common.items() if key.startswith("reason_")}
    # Where there is no surplus at all, two of them are said in other words.
    without = {key for key in sentences if key.endswith("_none")}
    sentences = {key: text for key, text in sentences.items() if not key.startswith("plan_")}
    assert set(sentences) - without == {key.value for key in ReasonKey}
    for key, text in sentences.items():
        assert placeholders(text) <= set(REASON_NUMBERS[ReasonKey(key.removesuffix("_none"))]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_plan_may_assume_has_its_sentence(language: str) -> None:
    sentences = translations(language)["selector"]["assumption"]["options"]
    assert set(sentences) == {assumption.value for assumption in Assumption}
    assert not {key.value for key in ReasonKey} & set(sentences)


def test_every_state_of_an_enumeration_has_a_word() -> None:
    from custom_components.solar_charging.sensor import (  # noqa: PLC0415  loads Home Assistant
        CHARGER_SENSORS,
        SITE_SENSORS,
    )

    words = translations("en")["entity"]["sensor"]
    for description in (*CHARGER_SENSORS, *SITE_SENSORS):
        assert words[description.translation_key]["name"]
        if description.options:
            assert set(words[description.translation_key]["state"]) == set(description.options)
