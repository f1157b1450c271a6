"""One name for one thing, and none that an engineer of this field would have to guess: words that are not to come back."""

import ast
import io
import json
import re
import subprocess
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "solar_charging"
# Each as a part of a name (between underscores or capitals), and what is said instead.
NAMES: Mapping[str, str] = {
    "happenings?": "event type",
    "newcomers?": "new device",
    "suspicions?": "finding",
    "remed(?:y|ies|ied)": "fix",
    "mend(?:ed|s)?": "fix",
    "wish(?:es|ed|ing)?": "charge request",
    "objection": "reject reason",
    "demand": "requests",
    "keeper": "manager, tracker, recorder, provider or cache",
    "narrowed": "limits for a car",
    "hungry": "needs keep-alive",
    "unwatched": "watchdog disabled",
    "scene": "step context",
    "gentle(?:ness)?": "switching preference",
    "rungs?": "source tier",
    "ladders?": "fallback chain",
    "decoys?": "never use",
    "guards": "conflicting settings",
    "hand_made": "manual",
    "spelt_out": "a migration",
    "with_two_questions": "a migration",
    "parting": "removed chargers",
    "doubts?": "finding",
    "objections?": "reject reason",
    "silent_source": "Unavailable",
    "frozen_meter": "stuck meter",
    "move_prices?": "switching cost",
    "charged_part": "charging efficiency",
    "grid_help": "grid top-up",
    "solar_part": "minimum solar share",
    "helped_part": "minimum solar share",
    "car_here": "connected car",
    "must_ask": "ask user",
    "lost_at": "forgets on",
    "hand_steps": "manual steps",
    "car_says": "vehicle readings",
    "is_hungry": "needs keep-alive",
    "fed_before": "keep-alive lead",
    "leave_parting": "release removed chargers",
    "leave_for_good": "release all",
    "end_states?": "release behavior",
    "turn_page": "roll over day",
    "worth_of": "break-even price",
    "sky_ladder": "sky source chain",
    "charger_happening": "charger event type",
    "site_happening": "site event type",
    "charger_moment": "charger snapshot",
    "only_ours": "own entities",
    "consents?": "is_settable",
    "state_sensor": "reading rule",
    "sens(?:es|ed)": "checked readings",
    "hidden_sun": "curtailed power",
    "own_pause": "car pause",
    "unseen_car": "unread car",
    "command_grid": "current steps",
    "unmanaged": "baseline",
    "picky(?!_car)": "car minimum",
    "home_(?:event|snapshot|entities|reader|file|store|description|inverters?)s?": "site: the home as a whole, a config entry",
    "running_home": "running site",
    "telling": "significant",
    "(?:plan|try)_anew": "replan, retry",
}
# Whole names of modules and classes that are too vague, or mean something else in this field; as part of a longer name they are fine.
WHOLE_NAMES: Mapping[str, str] = {
    "ours": "entity_lookup, or in the simulator solar_charging",
    "leaving": "shutdown",
    "beside": "charger_vehicle",
    "told": "last_command",
    "holds": "current_caps",
    "hold": "current_cap",
    "order": "entity_action",
    "orders": "command_steps",
    "pair": "start_stop_actions",
    "setting": "command_step_kind",
    "said": "known_state",
    "as_number": "to_float",
    "car_config": "vehicle_config",
    "draw": "charger_power",
    "present_w": "expected_w",
    "resting": "idle_decision",
    "rest_plan": "idle_decision",
    "blind": "no_measurement_decision",
    "unmetered": "infer_power",
    "listen": "observe_response",
    "frozen": "stuck_meter",
    "plausible": "surplus_limits",
    "serial": "json_state",
    "greet": "note_arrival",
    "gentleness_type": "switching_preference_type",
    "fleet": "multi_charger",
    "rows": "plan_export",
    "shortage": "feasibility",
    "waiting": "break_even",
    "unmanaged": "baseline",
    "facing": "orientation",
    "surprise": "intraday_correction",
    "house": "load_profile",
    "anonymous": "anonymize",
    "passed_over": "rejected",
    "pick": "role_match",
    "one_question_each": "merge_same_charger",
    "found": "discovered_site",
    "hand_made": "manual_charger",
    "wording": "placeholders",
    "positions": "option_roles",
    "signs": "sign_convention",
    "peers": "rivals",
    "plant": "fast_home",
    "ordinary": "default_home",
    "nobodys": "guest",
    "stay": "plug_in_session",
    "known": "soc_source",
    "silent": "unavailable",
    "credit": "open_booking",
    "on_off": "start_stop",
    "whose": "statement_filter",
    "everybody": "no_filter",
    "grounds": "plan_conditions",
    "voices": "votes",
    "became": "commanded_current",
    "grid": "grid_connection",
    "seen": "sampled_chargers",
    "site_links": "docs_links",
}
# Whole names of anything: an engineer would look for these under the name beside them.
CODE_NAMES: Mapping[str, str] = {
    "told": "last_command, or entered",
    "is_told": "is_entered",
    "said": "shown",
    "says": "shown",
    "orders": "commands",
    "present_w": "expected_w",
    "charger_memory": "charger_state",
    "narrowed_to": "limits_for_car",
    "blind": "without a forecast",
    "told_from": "reported_after",
    "told_w": "commanded_w",
    "step_afresh": "step_from_new_state",
    "known_by": "soc_source",
    "soc_known_by": "soc_source",
    "is_mute": "has_no_value",
    "unsaid_max_a": "assumed_max_a",
    "in_sight": "visible",
    "learnt_cars": "learned_cars",
}
# In texts that people read: archaisms, and sensors that speak.
SPOKEN = r"\b(shall|whoever|dear(?:er|est)?|learnt|hungry|deaf|wish(?:es|ed)?|mend(?:ed|s)?|nobody|somebody|tells?|told|says?|commanded)\b"
# In comments, docstrings and pages for contributors: archaisms, and what was renamed.
ARCHAIC = r"\b(shall|whoever|dear(?:er|est)|hungry|deaf|wish(?:es|ed|ing)?|mend(?:ed|s|ing)?|newcomers?|remed(?:y|ies|ied)|doubts?|keepers?|rungs?|ladders?|decoys?|hand_made|unwatched)\b"
# File names that stand in several rooms, and why that is no second meaning.
SAME_FILE_NAMES: Mapping[str, str] = {
    "__init__": "Python",
    "charger": "each room's part of a charger: actions, numbers, repairs, questions",
    "car": "each room's part of a car: control, questions, select; in the simulator the physics",
    "driver": "a person who drives, and the questions for one",
    "session": "a session, and its sensors",
    "sentences": "what is shown of a reason, and what Assist understands",
    "forecast": "a forecast, and its sensors",
    "charging_forecast": "what cars are expected to take: how it is made, from what, and its sensor",
    "state_of_charge": "a state of charge, its number and its sensors",
    "tariff": "a tariff, and the questions for it",
    "inverter_models": "models, and their API resource",
    "live_power": "live power, and its API resource",
    "vehicles": "what is known of vehicles, and their API resource",
    "statements": "a month's statements, their action and their API resource",
    "requests": "requests to charge, and as the API sends them",
    "learning": "what is learned of a charger, and what keeps it over restarts",
    "clock": "a clock that was set, for the engine and for the home",
    "grid_limits": "limits of the grid connection, and their actions",
    "peak": "the guard of a peak, and its set-up",
    "circuit": "a circuit, and the questions for it",
    "limits": "limits of power: their sensors, their set-up, their benchmark",
    "figures": "what a run of each kind is measured by",
    "rights": "who may see a charger; who may call an action",
    "number": "the platform of numbers, of each of the simulated integrations",
    "finite": "finite numbers, for the engine and for entities",
    "home": "a home as it is set up; in the simulator as physics",
    "battery": "the home battery: its measure, its sensors, the questions for it, its benchmark; in the simulator as physics",
    "clouds": "clouds; in the simulator as physics",
    "weather": "the weather; in the simulator as physics",
    "meter": "the simulated meter, and the fast one",
    "discovery": "discovery, and its benchmark",
    "living": "a simulated month, and its benchmark",
    "nowcast_fit": "the fit, what makes it, and its benchmark",
    "config_flow": "Home Assistant's name", "entity": "Home Assistant's name", "switch": "Home Assistant's name",
}  # fmt: skip
# Class names in several modules, and why.
SAME_CLASS_NAMES: Mapping[str, str] = {
    "Device": "the simulated integration's base entity, in a package of its own",
    "Page": "a page that is photographed; a page that calls",
    "Fault": "what a meter does wrong; what is done to a home on purpose",
    "Figures": "what a run of each kind is measured by",
}
# Whole names that are right where they stand, and why.
RIGHT_HERE: Mapping[str, str] = {
    "House": "the house that things are done to, in the simulator",
    "house": "the house that things are done to, in the simulator",
}
# The same name with two meanings.
TWICE = {"Plan", "Reason", "SetPoint", "Sign", "Order", "Step", "Setting", "Call", "Choice", "Correction", "Departure", "OnOff", "Sun"}  # fmt: skip


def tracked(*patterns: str) -> list[Path]:
    found = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603, S607  git of this checkout
    return [path for name in found.stdout.split() if (path := ROOT / name).exists() and path.name != "test_words.py"]


@cache
def identifiers(path: Path) -> frozenset[str]:
    """Names a module makes: of itself, of classes, functions, arguments, attributes and variables."""
    return frozenset(_identifiers(path))


def _identifiers(path: Path) -> Iterator[str]:
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


@cache
def words(name: str) -> str:
    """Return a name as words between underscores."""
    return f"_{re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name).casefold()}_"


def test_no_name_is_one_that_has_to_be_guessed() -> None:
    wrong, guessed = defaultdict(set), re.compile(f"_(?:{'|'.join(NAMES)})_")
    for path in tracked("*.py"):
        for name in filter(lambda one: guessed.search(words(one)), identifiers(path)):
            for word, better in NAMES.items():
                if re.search(rf"_(?:{word})_", words(name)):
                    wrong[f"{name} ({better})"].add(str(path.relative_to(ROOT)))
    assert not wrong, "\n".join(f"{name}: {sorted(paths)}" for name, paths in sorted(wrong.items()))


def test_no_variable_or_key_has_a_name_that_was_replaced() -> None:
    wrong = defaultdict(set)
    for path in tracked("*.py"):
        for name in identifiers(path):
            if better := CODE_NAMES.get(words(name).strip("_")):
                wrong[f"{name} ({better})"].add(str(path.relative_to(ROOT)))
    assert not wrong


def test_modules_and_classes_have_names_of_this_field() -> None:
    wrong = defaultdict(set)
    for path in tracked("custom_components/*.py", "simulator/*.py"):
        classes = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]
        for name in (path.stem, *classes):
            if (
                not name.startswith("_")
                and name not in RIGHT_HERE
                and (better := WHOLE_NAMES.get(words(name).strip("_")))
            ):
                wrong[f"{name} ({better})"].add(str(path.relative_to(ROOT)))
    assert not wrong


def test_no_class_name_means_two_things() -> None:
    places = defaultdict(set)
    for path in tracked("custom_components/*.py", "simulator/*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(str(path.relative_to(ROOT)))
    assert {name for name, where in places.items() if len(where) > 1} <= SAME_CLASS_NAMES.keys()
    assert TWICE & places.keys() <= {"Plan", "Reason", "Departure", "Call"}


def test_no_file_name_means_two_things() -> None:
    places = defaultdict(set)
    for path in tracked("custom_components/*.py", "simulator/*.py"):
        places[path.stem].add(str(path.relative_to(ROOT)))
    several = {name: sorted(where) for name, where in places.items() if len(where) > 1}
    assert several.keys() <= SAME_FILE_NAMES.keys(), several.keys() - SAME_FILE_NAMES.keys()


def prose(path: Path) -> Iterator[str]:
    """Comments and docstrings of a module; all of a page, or of a script in another language."""
    text = path.read_text()
    if path.suffix != ".py":
        yield text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def test_comments_and_pages_have_no_archaisms() -> None:
    sources = tracked("custom_components/*.py", "simulator/*.py", "tests/*.py", "script/*", "docs/*.md", "*.md")
    wrong = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in sources
        for text in prose(path)
        if (found := re.search(ARCHAIC, text, re.IGNORECASE))
    }
    assert not wrong, "\n".join(sorted(wrong))


@pytest.mark.parametrize(
    "path", tracked("docs/*.md", "README.md", "info.md", "CHANGELOG.md"), ids=lambda path: path.stem
)
def test_pages_for_users_are_plain_english(path: Path) -> None:
    # A page may ask the reader to say or tell something; sensors do neither. Style is where these words are named.
    text = re.sub(r"\]\(\S+\)", "]", path.read_text())
    spoken = [found[0] for found in re.finditer(SPOKEN, text)]
    assert path.stem == "style" or not spoken


@pytest.mark.parametrize("path", sorted((PACKAGE / "translations").glob("en.json")), ids=lambda path: path.stem)
def test_what_people_read_is_plain_english(path: Path) -> None:
    def texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                yield from texts(inner, f"{key}.{name}")
        elif isinstance(value, str):
            yield key, value

    wrong = {
        key: found[0]
        for key, text in texts(json.loads(path.read_text()))
        if (found := re.search(SPOKEN, re.sub(r"{\w+}", "", text)))
    }
    assert not wrong


def test_names_on_a_devices_page_are_short() -> None:
    # Cut on narrow screens only, and clear by their first words.
    longer = {"Battery priority level", "Charging CO₂ emissions", "Use Open-Meteo data"}
    entities = json.loads((PACKAGE / "translations" / "en.json").read_text())["entity"]
    names = {one["name"] for platform in entities.values() for one in platform.values()}
    assert {name for name in names if len(name) > 20} <= longer
