import copy
import json
from typing import Any

import pytest
import voluptuous as vol

from .broken import broken
from .rules import PACKAGE, faults
from .rules.icons import SCHEMA

ICONS = json.loads((PACKAGE / "icons.json").read_text())
ENGLISH = json.loads((PACKAGE / "translations" / "en.json").read_text())


def test_home_assistant_takes_the_icons() -> None:
    assert list(faults(SCHEMA, ICONS)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"entity": {"sensor": {"status": {"default": "fa:sun"}}}},
        {"entity": {"sensor": {"status": {"default": "mdi:sun", "state": {"ready": "mdi:sun"}}}}},
        {
            "entity": {
                "sensor": {"status": {"state_attributes": {"a": {"default": "mdi:sun", "state": {"b": "mdi:sun"}}}}}
            }
        },
        {"entity": {"sensor": {"Status": {"default": "mdi:sun"}}}},
        {"entity": {"sensor": {"status": {"colour": "mdi:sun"}}}},
        {"services": {"boost": "mdi:rocket"}},
        {"triggers": {"started": {"condition": "mdi:sun"}}},
        {"pictures": {}},
    ],
)
def test_a_broken_icon_is_noticed(change: dict[str, Any]) -> None:
    with pytest.raises(vol.Invalid):
        SCHEMA({**copy.deepcopy(ICONS), **change})


@pytest.mark.parametrize(
    "path",
    [
        "conditions/new/condition",
        "config/step/user/section/new",
        "entity/sensor/status/default",
        "entity/sensor/status/state/ready",
        "entity/sensor/status/range/10",
        "entity/sensor/status/state_attributes/new/default",
        "entity/sensor/status/state_attributes/new/state/one",
        "issues/new/fix_flow/step/init/section/one",
        "options/step/init/section/one",
        "services/boost/service",
        "services/boost/sections/one",
        "triggers/new/trigger",
    ],
)
def test_what_is_no_icon_is_noticed_wherever_it_stands(path: str) -> None:
    assert not list(faults(SCHEMA, broken(ICONS, path, "mdi:sun")))
    assert list(faults(SCHEMA, broken(ICONS, path, "sun")))


@pytest.mark.quality_rule("icon-translations")
def test_whatever_has_a_name_has_an_icon() -> None:
    for platform, keys in ENGLISH["entity"].items():
        assert set(ICONS["entity"][platform]) == set(keys)
    for kind in ("services", "triggers", "conditions"):
        assert set(ICONS[kind]) == set(ENGLISH[kind])
