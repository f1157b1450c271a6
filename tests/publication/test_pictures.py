"""The documentation's pictures: each is shown in light and dark colors, says what the product says, and is described in words."""

import re
from itertools import product
from xml.etree.ElementTree import Element, fromstring

import pytest
import yaml

from custom_components.solar_charging.engine.reasons import ReasonKey
from script.docs_pages.pictures import FOLDER, drawn
from script.docs_pages.pictures.dialogs import SENTENCES, sentence
from script.docs_pages.pictures.notifications import BLUEPRINTS, sent_by
from script.docs_pages.pictures.paper import SCHEMES
from script.docs_pages.texts import DOCS, LANGUAGES, PACKAGE, tongue

SHOWN = re.compile(rf"!\[([^\]]+)\]\((?:\.\./)+{FOLDER}/(\w+?)(-dark)?\.svg#only-(light|dark)\)")
DRAWN = {language: drawn(language) for language in LANGUAGES}
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def shown(language: str) -> list[tuple[str, ...]]:
    """Return the pictures on the written pages: what is read out, name, and for which scheme it is drawn and shown."""
    pages = [page for page in DOCS.rglob("*.md") if page.stem.endswith(".de") == (language == "de")]
    return [found for page in pages for found in SHOWN.findall(page.read_text())]


def lines(picture: bytes) -> list[Element]:
    """Return what is written in a picture, line by line."""
    return list(fromstring(picture).iter("{http://www.w3.org/2000/svg}text"))  # noqa: S314  our own


def words(picture: bytes) -> str:
    """Return what is written in a picture, on one line."""
    return " ".join(one.text or "" for one in lines(picture))


@in_each_language
def test_every_picture_is_on_a_page_in_light_and_in_dark_colors(language: str) -> None:
    assert all(dark == ("-dark" if shade == "dark" else "") for _, _, dark, shade in shown(language))
    assert sorted(f"{FOLDER}/{name}{dark}.svg" for _, name, dark, _ in shown(language)) == sorted(DRAWN[language])


@in_each_language
def test_a_picture_is_read_out_alike_in_both_colors(language: str) -> None:
    read_out = {(name, shade): text for text, name, _, shade in shown(language)}
    assert all(
        read_out[name, "light"] == read_out[name, "dark"] and len(read_out[name, "light"]) > 40 for name, _ in read_out
    )


def test_whatever_a_blueprint_sends_has_its_picture() -> None:
    folder = PACKAGE / "blueprints" / "automation"
    sending = {
        path.stem for path in folder.glob("*.yaml") if re.search(r"^    notify:", path.read_text(), re.MULTILINE)
    }
    assert set(BLUEPRINTS) == sending
    assert f"{FOLDER}/several_appliances.svg" in DRAWN["en"]


@in_each_language
@pytest.mark.parametrize("name", BLUEPRINTS)
def test_what_is_read_out_is_what_the_blueprint_sends(name: str, language: str) -> None:
    sent = sent_by(name, sentence(tongue(language), "reason_", "plan_ready", {"time": "14:20"}), language)
    read = next(text for text, found, _, _ in shown(language) if found == name)
    picture = words(DRAWN[language][f"{FOLDER}/{name}.svg"])
    for part in (sent.title, sent.message, *sent.buttons):
        assert " ".join(part.split()) in read
        assert " ".join(part.split()) in picture
    assert "{" not in read


@in_each_language
def test_what_home_assistant_shows_is_in_the_product_s_words(language: str) -> None:
    texts = tongue(language).texts
    expected = {
        "this_session": [
            texts["entity"]["select"]["this_session"]["name"],
            texts["entity"]["select"]["mode"]["state"]["solar_only"],
        ],
        "usual_departure": [texts["common"]["notice_working_days"], "07:10", "07:00"],
        "assist": [texts["common"]["assist_answer_charge_to_by"].partition("{")[0].strip()],
        "outside_schedule": [
            "16 A",
            texts["common"][f"reason_{ReasonKey.CHARGING_BY_SCHEDULE}"].partition("{current_a}")[0],
            "EMHASS",
        ],
        "charging_forecast": [texts["entity"]["sensor"]["charging_forecast"]["name"]],
    }
    for name, parts in expected.items():
        written = words(DRAWN[language][f"{FOLDER}/{name}.svg"])
        assert all(part in written for part in parts), name
        assert not re.search(r"[{}|\[\]]|None", written), name


@in_each_language
def test_assist_understands_what_is_said_to_it(language: str) -> None:
    spoken = tongue(language)
    for key, english in SENTENCES.items():
        template = spoken.texts["common"][f"assist_{key}"].format(percent="80 %", time="7:00")
        pattern = template.replace("[", "(?:").replace("]", ")?")
        assert re.fullmatch(pattern, spoken.say(english).removesuffix("?"), re.IGNORECASE), key


def test_nothing_is_written_over_the_edge() -> None:
    """Every line ends before the card's edge, as far as a letter's mean width tells."""
    for name, picture in {**DRAWN["en"], **DRAWN["de"]}.items():
        width = float(re.findall(rb' width="(\d+)"', picture)[0])
        for one in lines(picture):
            if one.get("text-anchor") is None:
                end = float(one.get("x", 0)) + len(one.text or "") * float(one.get("font-size", 15)) * 0.53
                assert end <= width - 14, (name, one.text)


@pytest.mark.parametrize("shade", SCHEMES)
def test_text_and_charts_stand_out(shade: str) -> None:
    """WCAG 2.1, 1.4.3 and 1.4.11."""
    scheme = SCHEMES[shade]
    for front, behind in product((scheme.text, scheme.quiet, scheme.accent), (scheme.card, scheme.ground)):
        assert contrast(front, behind) >= 4.5, (front, behind)
    for front in (scheme.sun, scheme.grid, scheme.surplus):
        assert contrast(front, scheme.card) >= 3.0, front


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colors' luminance, as WCAG has it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """Return a color's relative luminance."""
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_blueprints_are_read_as_they_are_shipped() -> None:
    question = yaml.safe_load(
        (PACKAGE / "blueprints" / "automation" / "evening_question.yaml").read_text().replace("!input ", "")
    )
    assert sent_by("evening_question").buttons == tuple(
        question["blueprint"]["input"][key]["default"] for key in ("sun", "full")
    )
