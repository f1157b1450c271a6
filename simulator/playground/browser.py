"""What the page calls: texts in and out, so that JavaScript needs to know nothing of Python's objects."""

import json
from collections.abc import Mapping
from typing import Any

from custom_components.solar_charging.setup.sentences import Explainer

from .game import Choices, Game


def explainer(texts: Mapping[str, Any], language: str) -> Explainer:
    """Return the sentences of one of `translations/*.json`."""
    common: Mapping[str, str] = texts["common"]
    return Explainer({key.removeprefix("reason_"): text for key, text in common.items()}, language)


class Page:
    """A game that is begun anew with other choices."""

    def __init__(self, texts: str, language: str = "en") -> None:
        self._explainer = explainer(json.loads(texts), language)
        self._game = Game(Choices(), self._explainer)

    def begin(self, choices: str) -> str:
        """Begin a day. `choices`: fields of `Choices` as JSON. Returns what is shown, as JSON."""
        self._game = Game(Choices(**json.loads(choices)), self._explainer)
        return self.advance(0)

    def advance(self, seconds: int) -> str:
        """Go on, and return what is shown, as JSON."""
        self._game.advance(seconds)
        return json.dumps(self._game.shown())

    def boil(self) -> None:
        """Switch the kettle on."""
        self._game.boil()
