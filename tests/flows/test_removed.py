"""What belongs to a home may be removed while its form is open, on another page: the form ends with a sentence."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.data_entry_flow import AbortFlow

from custom_components.solar_charging import config_flow

TYPES: dict[str, Any] = config_flow.SolarChargingConfigFlow.async_get_supported_subentry_types(None)
TEXTS = json.loads((Path(config_flow.__file__).parent / "translations/en.json").read_text())


@pytest.mark.parametrize("kind", TYPES)
async def test_a_form_of_something_that_was_removed_ends_with_a_sentence(kind: str) -> None:
    flow = TYPES[kind]()
    home = SimpleNamespace(subentries={})
    flow.hass = SimpleNamespace(config_entries=SimpleNamespace(async_get_known_entry=lambda _: home))
    flow.handler, flow.context = ("home", kind), {"source": SOURCE_RECONFIGURE, "subentry_id": "gone"}
    with pytest.raises(AbortFlow) as aborted:
        await flow.async_step_reconfigure({})
    assert TEXTS["config_subentries"][kind]["abort"][aborted.value.reason]
