"""What Home Assistant shows: a mode for this session, a departure that is suggested, and a talk with Assist; in the product's texts."""

from collections.abc import Mapping

from custom_components.solar_charging.engine.model import Reason
from custom_components.solar_charging.setup.sentences import Explainer

from ..texts import Tongue
from .paper import LINE, Paper, Scheme, lines_of, width_of

_WIDTH, _EDGE, _PAD = 480, 14, 20
_INSIDE = _WIDTH - 2 * (_EDGE + _PAD)
_LEFT = _EDGE + _PAD
# What is said, by the key of the sentence that it fits.
SENTENCES = {
    "say_charge_to_by": "Charge the car to 80 % by 7:00",
    "say_sun": "How much sun did the car get this week?",
}


def sentence(spoken: Tongue, prefix: str, key: str, numbers: Mapping[str, float | str]) -> str:
    """Return a sentence of the product, with numbers as it writes them."""
    texts = {
        name.removeprefix(prefix): text for name, text in spoken.texts["common"].items() if name.startswith(prefix)
    }
    return str(Explainer(texts, spoken.language).sentence(Reason(key, numbers)))  # type: ignore[arg-type]


def draw_this_session(scheme: Scheme, spoken: Tongue) -> bytes:
    """Draw a charger whose mode is another one until the car leaves."""
    selects, reasons = spoken.texts["entity"]["select"], sentence(spoken, "reason_", "boost", {"current_a": 16.0})
    rows = [
        (selects["mode"]["name"], selects["mode"]["state"]["solar_only"]),
        (selects["this_session"]["name"], selects["this_session"]["state"]["boost"]),
    ]
    reason = lines_of(f"{spoken.texts['entity']['sensor']['reason']['name']}: {reasons}", _INSIDE)
    height = 66.0 + 50 * len(rows) + LINE * len(reason)
    paper = _card(scheme, height, "Garage")
    y = _EDGE + 50.0
    for name, value in rows:
        paper.text((_LEFT, y + 26), name, scheme.text)
        paper.box((_WIDTH / 2, y, _WIDTH / 2 - _LEFT, 40), scheme.ground, scheme.edge, 6)
        paper.text((_WIDTH / 2 + 14, y + 26), value, scheme.text, 'font-weight="600"')
        paper.text((_WIDTH - _LEFT - 24, y + 25), "▾", scheme.quiet)
        y += 50
    _write(paper, reason, y + 16, scheme.quiet)
    return paper.svg(height + 2 * _EDGE, rows[1][0])


def draw_departure(scheme: Scheme, spoken: Tongue) -> bytes:
    """Draw the repair that suggests a departure."""
    step = spoken.texts["issues"]["usual_departure"]["fix_flow"]["step"]["init"]
    days = spoken.texts["common"]["notice_working_days"]
    numbers = {"name": spoken.say("Car"), "usual": "07:10", "ready_by": "07:00", "days": days}
    title, text = (step[key].format(**numbers).replace("*", "") for key in ("title", "description"))
    heading, lines = lines_of(title, _INSIDE, 18), lines_of(text, _INSIDE)
    choices = [one.format(**numbers) for one in step["menu_options"].values()]
    height = 34.0 + 24 * len(heading) + LINE * len(lines) + 42 * len(choices)
    paper = _card(scheme, height, "")
    y = _EDGE + 34.0
    for line in heading:
        paper.text((_LEFT, y), line, scheme.text, 'font-size="18" font-weight="600"')
        y += 24
    y = _write(paper, lines, y + 4, scheme.text)
    for choice in choices:
        paper.line([(_LEFT, y - 8), (_WIDTH - _LEFT, y - 8)], scheme.edge)
        paper.text((_LEFT, y + 18), choice, scheme.text, 'font-weight="600"')
        paper.text((_WIDTH - _LEFT - 10, y + 18), "›", scheme.quiet, 'font-size="20"')
        y += 42
    return paper.svg(height + 2 * _EDGE, title)


def draw_assist(scheme: Scheme, spoken: Tongue) -> bytes:
    """Draw two sentences that Assist understands, and what it answers."""
    exchanges = {
        SENTENCES["say_charge_to_by"]: ("answer_charge_to_by", {"target_pct": 80.0, "time": "07:00"}),
        SENTENCES["say_sun"]: ("answer_sun", {"solar_wh": 38_200.0, "share_pct": 69.0}),
    }
    talk: list[tuple[str, bool]] = []
    for asked, (answer, numbers) in exchanges.items():
        talk += [(spoken.say(asked), True), (sentence(spoken, "assist_", answer, numbers), False)]
    bubbles = [(lines_of(text, _INSIDE * 0.72), is_mine) for text, is_mine in talk]
    height = 54.0 + sum(LINE * len(lines) + 30 for lines, _ in bubbles)
    paper = _card(scheme, height, "Assist")
    y = _EDGE + 48.0
    for lines, is_mine in bubbles:
        wide, tall = max(width_of(line) for line in lines) + 28, LINE * len(lines) + 16
        left = _WIDTH - _LEFT - wide if is_mine else _LEFT
        paper.box((left, y, wide, tall), scheme.ground, scheme.accent if is_mine else scheme.edge, 14)
        for index, line in enumerate(lines):
            paper.text((left + 14, y + 23 + LINE * index), line, scheme.text)
        y += tall + 14
    return paper.svg(height + 2 * _EDGE, "Assist")


def _card(scheme: Scheme, height: float, heading: str) -> Paper:
    paper = Paper(scheme, _WIDTH)
    paper.box((_EDGE, _EDGE, _WIDTH - 2 * _EDGE, height), scheme.card, scheme.edge, 12)
    if heading:
        paper.text((_LEFT, _EDGE + 32), heading, scheme.text, 'font-size="18" font-weight="600"')
    return paper


def _write(paper: Paper, lines: list[str], y: float, fill: str) -> float:
    for line in lines:
        paper.text((_LEFT, y), line, fill)
        y += LINE
    return y
