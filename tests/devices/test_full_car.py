"""A charge that is reported complete: a full car, or one that was only paused, for every charger of the catalogue that says so."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.catalogue.charger_storage import charger_config
from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.devices.charger_reader import ChargerReader
from custom_components.solar_charging.engine.decision import Command
from custom_components.solar_charging.engine.model import CarState, Reason

STATUS, SWITCH = "sensor.status", "switch.box"
ON = Command("box", is_enabled=True, current_a=10.0, phases=1, reason=Reason("solar_charging"))
OFF = Command("box", is_enabled=False, current_a=0.0, phases=1, reason=Reason("paused"))


@dataclass(frozen=True)
class Words:
    """A catalogue file's words of a status: all that mean complete, and one that means charging."""

    domain: str
    states: dict[str, str]

    @property
    def complete(self) -> list[str]:
        return [word for word, meaning in self.states.items() if meaning == "complete"]


def vocabularies() -> list[Words]:
    found = [
        Words(f"{entry.about.domain} {number}", {**sensor.states, "charging": "charging"})
        for entry in load_catalogue().chargers
        for sensors in entry.readings.values()
        for number, sensor in enumerate(sensors)
        if "complete" in sensor.states.values()
    ]
    return [*found, Words("any other", {"complete": "complete", "finishing": "complete", "charging": "charging"})]


VOCABULARIES = vocabularies()


class Box:
    """A box whose switch shows whether it may charge, or buttons that show nothing."""

    def __init__(self, hass: HomeAssistant, words: Words, freezer: FrozenDateTimeFactory, *, shows: bool) -> None:
        self.hass, self.words, self.freezer, self.shows = hass, words, freezer, shows
        pair = {"start": {"entity_id": SWITCH, "value": "on"}, "stop": {"entity_id": SWITCH, "value": "off"}}
        buttons = {"start": {"entity_id": "button.on"}, "stop": {"entity_id": "button.off"}}
        status = {"entity_id": STATUS, "states": words.states}
        data: dict[str, Any] = {"readings": {"status": status}, "start_stop": pair if shows else buttons}
        self.config = charger_config("box", "Box", data)
        self.restart()

    def restart(self) -> None:
        self.reader = ChargerReader(self.hass, self.config)

    def command(self, command: Command) -> None:
        self.reader.last_command.is_pause_sent = not command.is_enabled
        self.reader.took(command)
        if self.shows:
            self.hass.states.async_set(SWITCH, "on" if command.is_enabled else "off")

    def reports(self, word: str) -> CarState:
        self.hass.states.async_set(STATUS, word)
        return self.reader.car.state()

    def later(self, seconds: int) -> CarState:
        self.freezer.tick(timedelta(seconds=seconds))
        return self.reader.car.state()


@pytest.fixture(params=VOCABULARIES, ids=lambda words: words.domain)
def words(request: pytest.FixtureRequest) -> Words:
    return request.param


@pytest.fixture(params=[True, False], ids=["shows", "shows nothing"])
def box(hass: HomeAssistant, words: Words, freezer: FrozenDateTimeFactory, request: pytest.FixtureRequest) -> Box:
    return Box(hass, words, freezer, shows=request.param)


def test_all_that_tell_of_completion_are_tried() -> None:
    assert len({words.domain.split()[0] for words in VOCABULARIES}) >= 33


def test_a_car_that_stops_while_it_is_offered_current_is_full(box: Box) -> None:
    for word in box.words.complete:
        box.command(ON)
        assert box.reports("charging") is CarState.CHARGING
        assert box.reports(word) is CarState.COMPLETE
        box.command(OFF)
        assert box.later(3600) is CarState.COMPLETE


def test_one_that_we_paused_is_not_also_while_the_pause_is_on_its_way(box: Box) -> None:
    for word in box.words.complete:
        box.command(ON)
        box.reports("charging")
        box.reader.last_command.is_pause_sent = True
        assert box.reports(word) is CarState.CONNECTED
        box.command(OFF)
        assert box.later(3600) is CarState.CONNECTED
        box.command(ON)
        assert box.reports("charging") is CarState.CHARGING


def test_after_a_restart_a_paused_one_is_tried_once(box: Box) -> None:
    for word in box.words.complete:
        box.command(OFF)
        box.restart()
        assert box.reports(word) is CarState.CONNECTED
        box.command(ON)
        assert box.later(5) is CarState.CONNECTED
        assert box.later(60) is CarState.CONNECTED
        assert box.later(30) is CarState.COMPLETE
        box.command(OFF)
        assert box.later(3600) is CarState.COMPLETE


def test_a_persons_choice_tries_it_again(box: Box) -> None:
    for word in box.words.complete:
        box.command(ON)
        box.reports("charging")
        assert box.reports(word) is CarState.COMPLETE
        box.reader.car.full.forget()
        assert box.later(10) is CarState.CONNECTED
        assert box.later(90) is CarState.COMPLETE


def test_after_a_restart_one_that_shows_that_it_may_charge_is_full(
    hass: HomeAssistant, words: Words, freezer: FrozenDateTimeFactory
) -> None:
    box = Box(hass, words, freezer, shows=True)
    box.command(ON)
    box.restart()
    assert box.reports(words.complete[0]) is CarState.COMPLETE
