"""What Assist learns about charging when it asks."""

import pytest
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, ToolInput
from homeassistant.setup import async_setup_component

from custom_components.solar_charging.llm import async_get_tools
from tests.integration.home import StateHome

ASSISTANT = "conversation"
ASKED = LLMContext(platform="test", context=Context(), language="en", assistant=ASSISTANT, device_id=None)
TOOL = "solar_charging__get_charging"


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome) -> StateHome:
    """Return a home with a meter and a charger."""
    assert await async_setup_component(hass, "homeassistant", {})
    await home.plug_in_devices()
    await home.set_up()
    return home


async def test_it_learns_what_each_charger_does_and_why(running: StateHome) -> None:
    async_expose_entity(running.hass, ASSISTANT, running.ours("sensor", "status"), should_expose=True)
    offered = async_get_tools(running.hass, ASKED, LLM_API_ASSIST)
    assert offered is not None
    (tool,) = offered.tools
    assert tool.annotations.read_only
    answer = await tool.async_call(running.hass, ToolInput(tool_name=TOOL, tool_args={}), ASKED)
    assert answer.data["excess_watts"] == 4000
    (charger,) = answer.data["chargers"]
    assert (charger["name"], charger["mode"], charger["plan"]) == ("Garage", "solar_only", None)
    assert charger["explanation"]


async def test_it_learns_nothing_of_what_is_not_exposed(running: StateHome) -> None:
    async_expose_entity(running.hass, ASSISTANT, running.ours("sensor", "status"), should_expose=False)
    assert async_get_tools(running.hass, ASKED, LLM_API_ASSIST) is None


async def test_there_is_no_tool_for_anything_else_nor_before_there_is_a_home(running: StateHome) -> None:
    async_expose_entity(running.hass, ASSISTANT, running.ours("sensor", "status"), should_expose=True)
    assert async_get_tools(running.hass, ASKED, "another_api") is None
    (entry,) = running.hass.config_entries.async_entries("solar_charging")
    await running.hass.config_entries.async_unload(entry.entry_id)
    assert async_get_tools(running.hass, ASKED, LLM_API_ASSIST) is None


async def test_home_assistant_finds_the_tool_by_itself(running: StateHome) -> None:
    from homeassistant.helpers import llm  # noqa: PLC0415  the API that Assist uses

    async_expose_entity(running.hass, ASSISTANT, running.ours("sensor", "status"), should_expose=True)
    assert await async_setup_component(running.hass, "llm", {})
    api = await llm.async_get_api(running.hass, LLM_API_ASSIST, ASKED)
    assert TOOL in [tool.name for tool in api.tools]
