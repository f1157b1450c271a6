import json
import re
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

import pytest

from custom_components.solar_charging.engine.reasons import REASON_NUMBERS, ReasonKey
from custom_components.solar_charging.planning.charging_plan import Assumption

from .broken import Example, broken, by_schema, paths, without
from .rules import PACKAGE, faults
from .rules import translations as rules

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
    assert list(faults(rules.SCHEMA, translations(language))) == []


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


def _part(path: str) -> Any:
    return reduce(lambda part, key: part[key], path.split("/"), EVERYTHING)


# Where a file names things as it likes: files of other integrations, forms' fields, steps.
_NAMED_FREELY = {
    *("data", "data_description", "menu_options", "menu_option_descriptions", "error", "abort", "progress", "create_entry"),
    *("issues", "step", "sections", "initiate_flow"),
}  # fmt: skip
_PARTS = [path for path in paths(EVERYTHING) if isinstance(_part(path), dict)]
_NEEDED = (
    *("config/step", "config_subentries/car/entry_type", "config_subentries/car/initiate_flow"),
    *("config/initiate_flow/user", "config_subentries/car/initiate_flow/user"),
    *("issues/one/title", "issues/one/description", "issues/two/title", "issues/two/fix_flow"),
    *("selector/one/fields/two/name", "selector/one/fields/two/description"),
    *(f"{kind}/one/{part}" for kind in ("services", "triggers", "conditions") for part in ("name", "description")),
    *("services/one/fields/one/name", "services/one/fields/one/description", "services/one/sections/more/name"),
)


def _no_texts(tree: Any) -> Any:
    return {key: _no_texts(value) for key, value in tree.items()} if isinstance(tree, dict) else ["New"]


def _all_but(path: str, change: Callable[[dict[str, Any], str], dict[str, Any]], *expected: str) -> Example:
    """Return an example of a file with everything of the kind that `path` is of, changed there."""
    kind = path.split("/", maxsplit=1)[0]
    return by_schema(change({kind: EVERYTHING[kind]}, path), *expected)


def _text(text: str, *expected: str, path: str = "exceptions/one/message") -> Example:
    return _all_but(path, lambda kind, path: broken(kind, path, text), *expected)


def _key(key: str, *expected: str) -> Example:
    return by_schema({"device": {key: {"name": "New"}}}, *expected)


EXAMPLES = [
    by_schema(EVERYTHING),
    by_schema({"sentences": {}}, "sentences"),
    by_schema({"title": ["New"]}, "title"),
    by_schema(_no_texts(EVERYTHING), *(f"{path}: " for path, _ in leaves(EVERYTHING))),
    *(_all_but(path, lambda kind, path: broken(kind, path, ["New"]), f"{path.replace('/', '.')}: ") for path in _PARTS),
    *(
        _all_but(f"{path}/Not a key", lambda kind, path: broken(kind, path, "New"), path.replace("/", "."))
        for path in _PARTS
        if path.rsplit("/", maxsplit=1)[-1] not in _NAMED_FREELY
    ),
    *(_all_but(path, without, path.split("/")[0]) for path in _NEEDED),
    _text("No {name}"),
    _text("<b>No</b>", "HTML"),
    _text("No '{name}'", "in single quotes"),
    _text("No {not a name}", "no identifier"),
    _text(" No", "space at an end"),
    _text("No ", "space at an end"),
    *(_text(f"See {address}", "an address") for address in ("https://example.org/help", "www.example.org")),
    _text("[%key:common::no%]"),
    _text("See [%key:common::no%]", "mixes text and a reference"),
    _text("[%key:common::no%] indeed", "mixes text and a reference"),
    _text("Share [%]", "mixes text and a reference"),
    *(
        _text("In {minutes}", "where none is allowed", path=f"entity/sensor/one/{word}")
        for word in ("unit_of_measurement", "state/on", "state_attributes/two/name", "state_attributes/two/state/on")
    ),
    _key("ready-to_go2"),
    *(
        _key(key, "is no key")
        for key in ("Ready", "_ready", "ready_", "-ready", "ready-", "ready__to_go", "ready-_to_go")
    ),
    by_schema(broken(EVERYTHING, "config/step/user/data_description", {"two": "New"}), "does not have"),
    by_schema(broken(EVERYTHING, "config/step/user/sections/more/data_description", {"one": "New"}), "does not have"),
    by_schema(broken(EVERYTHING, "issues/one/fix_flow", _FLOW), "same group of exclusion"),
]


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
