import json

import pytest

from .broken import broken, by_schema
from .rules import PACKAGE, faults
from .rules import icons as rules

ICONS = json.loads((PACKAGE / "icons.json").read_text())
ENGLISH = json.loads((PACKAGE / "translations" / "en.json").read_text())

# Each place that may have an icon, and a path of it.
_PLACES = (
    "conditions/new/condition",
    "config/step/user/section/new",
    "entity/sensor/new/default",
    "entity/sensor/new/state/ready",
    "entity/sensor/new/range/10",
    "entity/sensor/new/state_attributes/two/default",
    "entity/sensor/new/state_attributes/two/state/one",
    "issues/new/fix_flow/step/init/section/one",
    "options/step/init/section/one",
    "services/new/service",
    "services/new/sections/one",
    "triggers/new/trigger",
)
# What holds icons, and would be named otherwise.
_NAMED = (
    *("conditions/Not a key/condition", "entity/Not a key/new/default", "entity/sensor/Not a key/default"),
    *("entity/sensor/new/state/Not a key", "entity/sensor/new/state_attributes/Not a key/default"),
    *("entity/sensor/new/state_attributes/two/state/Not a key", "entity/sensor/new/range/Not a key"),
    *("services/Not a key/service", "triggers/Not a key/trigger"),
)
EXAMPLES = [
    by_schema({}),
    *(by_schema(broken({}, path, "mdi:sun")) for path in _PLACES),
    *(by_schema(broken({}, path, "fa:sun"), "no icon") for path in _PLACES),
    *(by_schema(broken({}, path, "mdi:sun"), path.split("/Not a key")[0].replace("/", ".")) for path in _NAMED),
    # Something else in place of what holds icons, and beside it.
    *(
        by_schema(broken({}, path.rsplit("/", depth)[0], "mdi:sun"), path.split("/")[0])
        for path in _PLACES
        for depth in range(1, path.count("/") + 1)
        if path.rsplit("/", depth)[0] not in _PLACES
    ),
    by_schema(broken({}, "entity/sensor/new/range", {"10": "mdi:sun", "9.5": "mdi:moon"}), "ascending"),
    by_schema(broken({}, "entity/sensor/new/range", {"9.5": "mdi:sun", "10": "mdi:moon"})),
    by_schema({"pictures": {}}, "pictures"),
    by_schema(broken({}, "entity/sensor/new/colour", "mdi:sun"), "colour"),
    by_schema(broken({}, "entity/sensor/new/default", "mdi:<b>sun</b>"), "HTML"),
    *(
        by_schema(broken(broken({}, f"{part}/default", "mdi:sun"), f"{part}/state/ready", "mdi:sun"), "the default's")
        for part in ("entity/sensor/new", "entity/sensor/new/state_attributes/two")
    ),
]


def test_home_assistant_takes_the_icons() -> None:
    assert list(faults(rules.SCHEMA, ICONS)) == []


@pytest.mark.quality_rule("icon-translations")
def test_whatever_has_a_name_has_an_icon() -> None:
    for platform, keys in ENGLISH["entity"].items():
        assert set(ICONS["entity"][platform]) == set(keys)
    for kind in ("services", "triggers", "conditions"):
        assert set(ICONS[kind]) == set(ENGLISH[kind])
