"""Home Assistant's links to the documentation lead to a page and an anchor that are there, in a language that is there."""

import re
from pathlib import Path

import pytest
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.setup.docs_links import OTHER_LANGUAGES, SITE, charger_url, home_url, repair_url
from script.docs_pages import pages
from script.docs_pages.texts import DOCS, LANGUAGES, PACKAGE, ROOT, tongue


@pytest.fixture(params=LANGUAGES)
def spoken_hass(hass: HomeAssistant, request: pytest.FixtureRequest) -> HomeAssistant:
    """Return a Home Assistant in each language of the site."""
    hass.config.language = request.param
    return hass


def markdown_of(url: str) -> str:
    """Return the source of a page of the site."""
    path = url.removeprefix(SITE).partition("#")[0].partition("?")[0]
    language = next((one for one in OTHER_LANGUAGES if path.startswith(f"{one}/")), "en")
    path = path.removeprefix(f"{language}/")
    generated = pages(language)
    for name in (f"{path.rstrip('/')}.md", f"{path}index.md"):
        if name in generated:
            return generated[name]
        written = DOCS / (name if language == "en" else name.replace(".md", f".{language}.md"))
        if written.exists():
            return written.read_text()
    raise AssertionError(f"no page {url}")


def test_every_repair_leads_to_its_explanation(spoken_hass: HomeAssistant) -> None:
    titles = tongue(spoken_hass.config.language).texts["issues"]
    for key, words in titles.items():
        url = repair_url(spoken_hass, key)
        heading = re.search(rf"^## (.+) {{ #{url.partition('#')[2]} }}$", markdown_of(url), re.MULTILINE)
        assert heading
        assert re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(words["title"])), heading[1])


def test_every_repair_has_a_link() -> None:
    for path in Path(PACKAGE).rglob("*.py"):
        raised = path.read_text().split("async_create_issue(")[1:]
        assert all("learn_more_url=repair_url(" in call.partition("\n    def ")[0] for call in raised), path


def test_a_charger_leads_to_its_integration(spoken_hass: HomeAssistant) -> None:
    for entry in load_catalogue().chargers:
        url = charger_url(spoken_hass, entry.about.domain)
        assert f"| [{url.partition('?find=')[2]}](" in markdown_of(url)


def test_what_was_set_up_by_hand_and_the_home_lead_to_the_modes(spoken_hass: HomeAssistant) -> None:
    for url in (home_url(spoken_hass), charger_url(spoken_hass, None)):
        assert markdown_of(url).startswith("# Mod")


def test_the_site_is_where_the_links_lead() -> None:
    for language, name in (("en", "mkdocs.yml"), ("de", "mkdocs.de.yml")):
        address = re.search(r"^site_url: (.+)$", (ROOT / name).read_text(), re.MULTILINE)
        assert address
        assert address[1] == SITE + ("" if language == "en" else f"{language}/")
