"""What people say to Home Assistant's own agent, in every language we ship, and what follows from it."""

from datetime import time
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from hassil.parse_expression import parse_sentence
from hassil.sample import sample_expression
from homeassistant.auth.models import User
from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import translation
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, ToolInput
from homeassistant.setup import async_setup_component

from custom_components.solar_charging.assist.sentences import (
    KEYS_BY_INTENT,
    async_register_sentences,
    number_words,
    sentences_of,
)
from custom_components.solar_charging.assist.spoken import percent_of, time_of
from custom_components.solar_charging.const import DOMAIN
from custom_components.solar_charging.engine.model import Reason
from custom_components.solar_charging.llm import async_get_tools
from custom_components.solar_charging.setup.reason_text import LANGUAGES, async_load_phrases
from tests.integration.home import StateHome
from tests.integration.test_cars import add_car
from tests.integration.test_charging import NOON


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home with a car of 50 kWh, whose charger may be asked about and controlled by voice."""
    freezer.move_to(NOON)
    for component in ("homeassistant", "intent", "conversation"):
        assert await async_setup_component(hass, component, {})
    await home.plug_in_devices()
    await home.set_up()
    home.state("sensor.car_battery", 40, {"unit_of_measurement": "%", "device_class": "battery"})
    await add_car(home, soc_entity="sensor.car_battery")
    for entity in (("select", "mode"), ("sensor", "status")):
        async_expose_entity(hass, "conversation", home.ours(*entity), should_expose=True)
    return home


def charger(home: StateHome) -> Any:
    coordinator = home.hass.config_entries.async_entries("solar_charging")[0].runtime_data
    return coordinator.settings.charger(coordinator.site.chargers[0].id)


async def say(home: StateHome, text: str, language: str = "en", context: Context | None = None) -> str:
    result = await async_converse(home.hass, text, None, context or Context(), language)
    return str(result.response.speech["plain"]["speech"])


@pytest.mark.parametrize("text", ["Charge the car to 80 % by 7", "charge my car to eighty percent by seven"])
async def test_a_car_is_charged_to_a_percentage_by_a_time(running: StateHome, text: str) -> None:
    assert await say(running, text) == "The car will be at 80 % by 07:00, if that is possible."
    request = charger(running).charge_request
    assert request.ready_by_soc_pct == 80
    plan = running.hass.config_entries.async_entries("solar_charging")[0].runtime_data.requests.plans
    assert [one.ready_by_s for one in plan.values()] == [request.departure_s]


async def test_charging_starts_and_stops_until_the_car_leaves(running: StateHome) -> None:
    assert "full speed" in await say(running, "start charging now")
    assert (charger(running).mode, charger(running).session_mode) == ("solar_only", "boost")
    assert "stopped" in await say(running, "stop charging")
    assert charger(running).session_mode == "off"


async def test_the_suns_part_of_the_week_is_said(running: StateHome) -> None:
    assert await say(running, "How much sun did the car get this week?") == (
        "0 Wh from the sun since Monday, 0 % of what was charged."
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_sentence_of_a_language_is_understood(running: StateHome, language: str) -> None:
    phrases = await async_load_phrases(running.hass, language)
    sentences = sentences_of(language)
    answers = {"say_charge_to_by": "07:30", "say_charge_to": "70 %"}
    for keys in KEYS_BY_INTENT.values():
        for key in keys:
            (first, *_) = sample_expression(
                parse_sentence(sentences[key].replace("{percent}", "70").replace("{time}", "7:30")).expression
            )
            answer = await say(running, first, language)
            assert answers.get(key, "") in answer, first
            assert answer not in (phrases.sentence(Reason("answer_unclear")), phrases.sentence(Reason("answer_none")))


async def test_home_assistant_keeps_the_texts_of_no_language_but_its_own(running: StateHome) -> None:
    kept = translation._async_get_translations_cache(running.hass)
    # Tests share what is kept.
    for loaded in kept.cache_data.loaded.values():
        loaded.discard(DOMAIN)
    await async_register_sentences(running.hass, "conversation")
    await say(running, "How much sun did the car get this week?")
    assert [language for language in LANGUAGES if kept.async_is_loaded(language, {DOMAIN})] == ["en"]


async def test_who_may_not_control_a_charger_cannot_do_so_by_voice(
    running: StateHome, hass_read_only_user: User
) -> None:
    context = Context(user_id=hass_read_only_user.id)
    assert "None of the chargers" in await say(running, "start charging", context=context)
    assert charger(running).session_mode is None
    assert "sun since Monday" in await say(running, "how much sun did the car get this week", context=context)


async def test_what_is_not_exposed_is_not_touched(running: StateHome) -> None:
    async_expose_entity(running.hass, "conversation", running.ours("select", "mode"), should_expose=False)
    assert "None of the chargers" in await say(running, "start charging")
    assert charger(running).session_mode is None


async def test_agents_that_use_tools_have_them_too(running: StateHome) -> None:
    asked = LLMContext(platform="test", context=Context(), language="en", assistant="conversation", device_id=None)
    offered = async_get_tools(running.hass, asked, LLM_API_ASSIST)
    assert offered is not None
    tools = {tool.name: tool for tool in offered.tools}
    name = "solar_charging__SolarChargingChargeTo"
    arguments = {"percent": 80, "time": "06:15"}
    answer = await tools[name].async_call(running.hass, ToolInput(tool_name=name, tool_args=arguments), asked)
    assert "06:15" in str(answer.data)
    assert charger(running).charge_request.ready_by_soc_pct == 80


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("7", "en", time(7)),
        ("7:30", "en", time(7, 30)),
        ("7 pm", "en", time(19)),
        ("sieben Uhr", "de", time(7)),
        ("19.15", "fi", time(19, 15)),
        ("7h45", "fr", time(7, 45)),
        ("sju", "sv", time(7)),
        ("7 p.m.", "en", time(19)),
        ("1930", "en", time(19, 30)),
        ("eight fifteen", "en", time(8, 15)),
        ("sept heures trente", "fr", time(7, 30)),
        ("7 Uhr 30", "de", time(7, 30)),
        ("twenty one", "en", time(21)),
        ("seven o’clock tomorrow", "en", time(7)),
        ("half past seven", "en", None),
        ("quarter to 8", "en", None),
        ("halb acht", "de", None),
        ("7 in the evening", "en", None),
        ("13 am", "en", None),
        ("27", "en", None),
        ("later", "en", None),
    ],
)
def test_a_time_is_read_as_it_is_spoken(text: str, language: str, expected: time | None) -> None:
    assert time_of(text, number_words(language)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("80 %", "en", 80),
        ("eighty-five percent", "en", 85),
        ("achtzig", "de", 80),
        ("0", "en", None),
        ("1000", "en", None),
        ("all", "en", None),
    ],
)
def test_a_percentage_is_read_as_it_is_spoken(text: str, language: str, expected: int | None) -> None:
    assert percent_of(text, number_words(language)) == expected
