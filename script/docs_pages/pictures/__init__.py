"""The documentation's pictures, drawn while the site is built from the product's own texts and forecast: none can be out of date.

Each in light and in dark colors, and in the site's language, as the blueprints are.
"""

from collections.abc import Callable, Mapping

from ..texts import Tongue, tongue
from .days import draw_appliances, draw_forecast, draw_schedule
from .dialogs import draw_assist, draw_departure, draw_this_session, sentence
from .notifications import BLUEPRINTS, draw, sent_by
from .paper import SCHEMES, Scheme
from .rooms import draw_decision, draw_rooms

FOLDER = "assets/pictures"


def drawn(language: str = "en") -> dict[str, bytes]:
    """Return the pictures by their place on the site."""
    spoken = tongue(language)
    return {
        f"{FOLDER}/{name}{'' if shade == 'light' else '-dark'}.svg": paint(scheme)
        for name, paint in _pictures(spoken).items()
        for shade, scheme in SCHEMES.items()
    }


def _pictures(spoken: Tongue) -> Mapping[str, Callable[[Scheme], bytes]]:
    planned = sentence(spoken, "reason_", "charging_by_schedule", {"current_a": 16.0, "source": "EMHASS"})
    ready = sentence(spoken, "reason_", "plan_ready", {"time": "14:20"})
    return {
        "charging_forecast": lambda scheme: draw_forecast(scheme, spoken),
        "outside_schedule": lambda scheme: draw_schedule(scheme, spoken, planned),
        "several_appliances": lambda scheme: draw_appliances(scheme, spoken),
        "this_session": lambda scheme: draw_this_session(scheme, spoken),
        "usual_departure": lambda scheme: draw_departure(scheme, spoken),
        "assist": lambda scheme: draw_assist(scheme, spoken),
        "rooms": lambda scheme: draw_rooms(scheme, spoken),
        "decision": lambda scheme: draw_decision(scheme, spoken),
    } | {name: _notification(name, ready, spoken.language) for name in BLUEPRINTS}


def _notification(name: str, plan: str, language: str) -> Callable[[Scheme], bytes]:
    sent = sent_by(name, plan, language)
    return lambda scheme: draw(scheme, sent, sent.title or sent.message)
