"""Text of others, of any length and kind, is read within a bound: anybody can send an invitation, any integration name an option."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest
from homeassistant.core import State

from custom_components.solar_charging.devices.phases import phases_named
from custom_components.solar_charging.devices.set_point import currents_named, unit_of
from custom_components.solar_charging.devices.status_words import car_state
from custom_components.solar_charging.planning.departure import next_departure

NOW = datetime(2026, 6, 20, 8, 0, tzinfo=UTC)
SIZE = 100_000
NASTY = {
    "digits": "1" * SIZE, "decimals": "1." * (SIZE // 2), "spaces": " " * SIZE, "numbers and spaces": "1 " * (SIZE // 2),
    "percent": "%" * SIZE, "words": "off " * (SIZE // 4), "unicode digits": "٣" * SIZE, "letters": "kwh" * (SIZE // 3),
}  # fmt: skip
READERS: dict[str, Callable[[str], object]] = {
    "calendar summary": lambda text: next_departure([{"start": "2026-06-20T10:00:00+00:00", "summary": text}], NOW),
    "calendar description": lambda text: next_departure(
        [{"start": "2026-06-20T10:00:00+00:00", "description": text}], NOW
    ),
    "calendar start": lambda text: next_departure([{"start": text + "T"}], NOW),
    "name of phases": phases_named,
    "options of a select": lambda text: currents_named(State("select.amps", "x", {"options": [text] * 10})),
    "unit of a select": lambda text: unit_of(State("select.amps", "x", {"options": [text] * 10})),
    "status": lambda text: car_state(State("sensor.status", text[:255])),
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_it_is_read_within_a_bound(read: Callable[[str], object], text: str) -> None:
    begun_s = process_time()
    read(text)
    # Quadratic patterns take seconds.
    assert process_time() - begun_s < 0.5
