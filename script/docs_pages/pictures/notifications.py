"""What the blueprints send, as a phone shows it: the texts are those in their files, filled by their own templates."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jinja2.nativetypes import NativeEnvironment

from ..blueprints import Input, blueprint
from .paper import LINE, Paper, Scheme, lines_of, width_of

_WIDTH, _EDGE, _PAD = 440, 14, 18
_CLEAR = "clear_notification"
_EVENING = datetime(2026, 6, 12, 20, 0)  # noqa: DTZ001  the home's own clock
_STATES = {"power": "4000", "solar": "3000", "soc": "62", "tomorrow": "24.6 kWh"}
_SESSIONS = [
    {"start": "2026-05-07", "charger": "Garage", "vehicle": "Zoe", "energy_kwh": "18.4", "amount": "3.31"},
    {"start": "2026-05-16", "charger": "Garage", "vehicle": "Zoe", "energy_kwh": "22.1", "amount": "2.87"},
    {"start": "2026-05-28", "charger": "Garage", "vehicle": "Zoe", "energy_kwh": "15.0", "amount": "1.20"},
]
# What the examples' homes know, by the names that the blueprints give it.
_KNOWN: Mapping[str, Any] = {
    "month": "2026-05",
    "forecast": {"periods": [{"start": "2026-06-13", "surplus_wh": 10_800.0}]},
    "statement": {"sessions": _SESSIONS, "energy_kwh": "55.5", "amount": "7.38", "currency": "EUR", "month": "2026-05"},
    "page": {"content": "", "file_name": ""},
    "found": {"sessions": [{
        "energy_delivered_watt_hours": 55_500.0, "solar_energy_delivered_watt_hours": 38_200.0,
        "battery_energy_delivered_watt_hours": 4_100.0, "grid_energy_delivered_watt_hours": 13_200.0,
    }]},
}  # fmt: skip
# Entities, which are called as they are in `_STATES`.
_ENTITIES: Mapping[str, Mapping[str, Any]] = {
    "live_view_while_charging": {key: key for key in ("power", "solar", "soc", "plan", "status")},
    "ask_to_buy": {"soc": "soc"},
    "plug_in_for_tomorrow": {"forecast": "tomorrow"},
}
# Those that write to people, in the order of the page.
BLUEPRINTS = (
    "live_view_while_charging",
    "evening_question",
    "ask_to_buy",
    "move_full_car",
    "plug_in_for_tomorrow",
    "monthly_summary",
    "monthly_statement",
)


@dataclass(frozen=True, slots=True)
class Notification:
    """What is sent. `progress`: a bar's part in percent."""

    title: str
    message: str
    buttons: tuple[str, ...] = ()
    progress: float | None = None


def sent_by(name: str, plan: str = "", language: str = "en") -> Notification:
    """Return what a blueprint sends, with its inputs as they are at first. `plan`: what the sensor *Plan* shows."""
    found = blueprint(name, language)
    inputs = {key: one.get("default") for key, one in found["blueprint"]["input"].items()}
    known = {**_KNOWN, **_ENTITIES.get(name, {})}
    values, render = dict(known), _renderer(_STATES | {"plan": plan})

    def filled(value: Any) -> Any:
        return inputs[value] if isinstance(value, Input) else render(str(value), values)

    for step in (found, *_steps(found["actions"]), *_steps(inputs.get("notify"))):
        for key, value in step.get("variables", {}).items():
            values[key] = known.get(key) or filled(value)
        data = step.get("data")
        if isinstance(data, dict) and data.get("message", _CLEAR) != _CLEAR:
            extra = data.get("data", {})
            return Notification(
                title=str(filled(data["title"])) if "title" in data else "",
                message=str(filled(data["message"])).strip(),
                buttons=tuple(str(filled(one["title"])) for one in extra.get("actions", ())),
                progress=float(filled(extra["progress"])) if "progress" in extra else None,
            )
    raise LookupError(name)


def _steps(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _steps(one)
    elif isinstance(part, dict):
        yield part
        for key in ("repeat", "sequence", "then", "else", "default"):
            yield from _steps(part.get(key))


def _renderer(states: Mapping[str, str]) -> Callable[[str, Mapping[str, Any]], Any]:
    """Return what fills a template, with the little of Home Assistant that these need."""
    environment = NativeEnvironment()
    environment.filters |= {"round": _rounded, "float": _number}
    environment.tests["match"] = lambda value, pattern: value.startswith(pattern)
    environment.globals |= {
        "states": lambda entity, **_: states.get(entity, ""),
        "state_attr": lambda *_: "W",
        "has_value": lambda entity: bool(states.get(entity)),
        "now": lambda: _EVENING,
        "timedelta": timedelta,
    }
    return lambda text, values: environment.from_string(text).render(dict(values))


def _rounded(value: Any, places: int = 0) -> float:
    return round(float(value), places) if places > 0 else int(round(float(value), places))


def _number(value: Any, default: Any = None) -> Any:
    try:
        return float(value)
    except TypeError, ValueError:
        return default


def draw(scheme: Scheme, one: Notification, title: str) -> bytes:
    """Draw a notification. `title`: the picture's."""
    paper = Paper(scheme, _WIDTH)
    inside = _WIDTH - 2 * (_EDGE + _PAD)
    message = lines_of(one.message, inside)
    height = (
        44.0
        + LINE * (len(message) + bool(one.title))
        + (30 if one.progress is not None else 6)
        + (46 if one.buttons else 4)
    )
    paper.box((_EDGE, _EDGE, _WIDTH - 2 * _EDGE, height), scheme.card, scheme.edge, 16)
    left, y = float(_EDGE + _PAD), float(_EDGE + 28)
    paper.box((left, y - 13, 16, 16), scheme.accent, radius=4)
    paper.text((left + 24, y), "Home Assistant", scheme.quiet, 'font-size="13"')
    y += 26
    if one.title:
        paper.text((left, y), one.title, scheme.text, 'font-weight="700"')
        y += LINE
    for line in message:
        paper.text((left, y), line, scheme.text)
        y += LINE
    if one.progress is not None:
        paper.box((left, y - 6, inside, 10), scheme.ground, scheme.edge, 5)
        paper.box((left, y - 6, inside * one.progress / 100, 10), scheme.sun, radius=5)
        y += 24
    for button in one.buttons:
        wide = width_of(button) + 30
        paper.box((left, y - 4, wide, 34), scheme.card, scheme.accent, 17)
        paper.text((left + wide / 2, y + 18), button, scheme.accent, 'text-anchor="middle" font-weight="600"')
        left += wide + 12
    return paper.svg(height + 2 * _EDGE, title)
