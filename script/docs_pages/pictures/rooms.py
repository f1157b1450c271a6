"""The architecture: which room stands on which, from the contributors' table and the code's own imports, and a decision's way through them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter

from ..texts import PACKAGE, ROOT, Tongue
from .paper import Paper, Scheme, width_of

_WIDTH, _EDGE, _GAP = 720, 24, 10
_BOX = 34
_FLOOR = _BOX + _GAP
# At the root because Home Assistant looks for them there, but rooms build on them as on others.
_ROOT_MODULES = ("settings", "coordinator", "entity")
_RULE = "What is higher up may import what is further down, never the other way round."
_PURE, _BOUND = "pure Python", "knows Home Assistant"
# What happens from a reading to a command, and the room that does it.
STEPS = (
    ("devices", "States become readings, with unit and age."),
    ("managers", "Plans, cars, prices and people add what they ask."),
    ("engine", "One pure step: surplus, limits, shares, a command for each charger."),
    ("devices", "What differs at the charger is called."),
    ("setup", "The reason becomes a sentence in the user's language."),
    ("sessions", "Energy and money are booked by source."),
)


def floors() -> list[list[str]]:
    """Return the rooms, the ground first: each floor imports only what is further down."""
    sorter = TopologicalSorter(_imports())
    sorter.prepare()
    found = []
    while sorter.is_active():
        floor = sorted(sorter.get_ready())
        found.append(floor)
        sorter.done(*floor)
    return found


def draw_rooms(scheme: Scheme, spoken: Tongue) -> bytes:
    """Draw the floors, those further down below; rooms without Home Assistant in the color of the sun."""
    built = floors()
    paper = Paper(scheme, _WIDTH)
    _legend(paper, spoken)
    for index, floor in enumerate(reversed(built)):
        _floor(paper, floor, 84 + index * _FLOOR)
    below = 84 + len(built) * _FLOOR + 16
    paper.text((_EDGE, below), spoken.say(_RULE), scheme.quiet, 'font-size="13"')
    return paper.svg(below + 22, spoken.say("The rooms, and what stands on what"))


def draw_decision(scheme: Scheme, spoken: Tongue) -> bytes:
    """Draw what happens between a reading and a command, a line for each step."""
    paper = Paper(scheme, _WIDTH)
    title = spoken.say("A decision's way through the rooms")
    paper.text((_EDGE, 42), title, scheme.text, 'font-weight="600"')
    for index, (room, words) in enumerate(STEPS):
        top = 64.0 + index * (_BOX + 16)
        _room(paper, room, (_EDGE, top, 110, _BOX))
        paper.text((_EDGE + 128, top + 22), spoken.say(words), scheme.text, 'font-size="14"')
        if index:
            _arrow(paper, _EDGE + 55, top - 14)
    return paper.svg(64 + len(STEPS) * (_BOX + 16) + 8, title)


def _imports() -> Mapping[str, set[str]]:
    table = (ROOT / "CONTRIBUTING.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| .*? \|([^|]*)\|$", table, re.MULTILINE)
    shown = {room for room, _ in rows} | set(_ROOT_MODULES)
    found = {room: set(re.findall(r"`(\w+)`", allowed)) & shown for room, allowed in rows}
    return found | {module: set(_imported(module)) & shown for module in _ROOT_MODULES}


def _imported(module: str) -> Iterator[str]:
    yield from re.findall(r"^from \.(\w+)", (PACKAGE / f"{module}.py").read_text(), re.MULTILINE)


def _is_pure(room: str) -> bool:
    found = [*(PACKAGE / room).rglob("*.py")] or [PACKAGE / f"{room}.py"]
    return not any(re.search(r"^(?:from|import) homeassistant", one.read_text(), re.MULTILINE) for one in found)


def _floor(paper: Paper, rooms: Sequence[str], top: float) -> None:
    wide = (_WIDTH - 2 * _EDGE - _GAP * (len(rooms) - 1)) / len(rooms)
    for index, room in enumerate(rooms):
        _room(paper, room, (round(_EDGE + index * (wide + _GAP), 1), top, round(wide, 1), _BOX))


def _room(paper: Paper, room: str, place: tuple[float, float, float, float]) -> None:
    left, top, wide, tall = place
    color = paper.scheme.sun if _is_pure(room) else paper.scheme.accent
    paper.box(place, paper.scheme.card, color, 8)
    at = (left + wide / 2, top + tall / 2 + 5)
    paper.text(at, room, paper.scheme.text, 'text-anchor="middle" font-size="14" font-weight="600"')


def _arrow(paper: Paper, x: float, top: float) -> None:
    paper.line([(x, top), (x, top + 12)], paper.scheme.quiet, 'stroke-width="2"')
    paper.line([(x - 4, top + 7), (x, top + 12), (x + 4, top + 7)], paper.scheme.quiet, 'stroke-width="2"')


def _legend(paper: Paper, spoken: Tongue) -> None:
    paper.text((_EDGE, 42), spoken.say("The rooms, and what stands on what"), paper.scheme.text, 'font-weight="600"')
    left = float(_EDGE)
    for words, color in ((_PURE, paper.scheme.sun), (_BOUND, paper.scheme.accent)):
        paper.box((left, 56, 12, 12), paper.scheme.card, color, 3)
        paper.text((left + 18, 67), spoken.say(words), paper.scheme.text, 'font-size="13"')
        left += 18 + width_of(spoken.say(words), 13) + 24
