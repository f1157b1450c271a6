"""A charger that waits says what it waits for: on three phases it is three times as much, which nobody who has one guesses."""

import json
from pathlib import Path

import pytest

from custom_components.solar_charging.setup.sentences import Explainer

from .loop import SINGLE, THREE, Loop, Plug

TEXTS = Path(__file__).parents[2] / "custom_components" / "solar_charging" / "translations" / "en.json"
SENTENCES = {key.removeprefix("reason_"): text for key, text in json.loads(TEXTS.read_text())["common"].items()}


@pytest.mark.parametrize(
    ("limits", "needed"), [(SINGLE, "1.4 kW (1 × 6 A)"), (THREE, "4.1 kW (3 × 6 A)")], ids=["one phase", "three phases"]
)
def test_the_reason_says_on_how_many_phases(limits, needed):
    loop = Loop(Plug(limits), surplus_w=900.0).run(30)
    reason = loop.command.reason
    assert reason.key == "waiting_for_surplus"
    sentence = Explainer(SENTENCES, "en").sentence(reason)
    assert needed in sentence
    assert "900 W" in sentence
