"""The documentation's site as a first-time reader walks it, and as a screen reader finds it."""

import re
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import override

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from simulator.demo.server import ROOT

from .test_looks import AXE
from .walk import Film

# Python for browsers takes a while to start on a busy machine.
ENGINE_MS = 120_000
PAGES = ["", "devices/", "devices/readings/fronius/", "start/first-sun/", "try/", "automate/api/"]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("site")
    subprocess.run([ROOT / "script" / "docs", "--site-dir", str(folder)], check=True)  # noqa: S603  ours
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Page]:
    """Return a page that asks nobody but the site itself."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((site, "blob:", "data:"))] == []


def test_from_the_first_page_to_the_first_sun(visitor: Page, site: str) -> None:
    film = Film()
    visitor.goto(site)
    film.shoot(visitor)
    visitor.get_by_role("link", name="Is mine supported?").click()
    visitor.locator("#device-filter").fill("fronius")
    rows = visitor.locator(".md-typeset table tbody tr:visible")
    expect(rows.first).to_contain_text("Fronius")
    film.shoot(visitor)
    assert rows.count() < 10
    rows.get_by_role("link").first.click()
    expect(visitor.locator("h1")).to_contain_text("Fronius")
    film.shoot(visitor)
    visitor.goto(site)
    visitor.locator("article").get_by_role("link", name="Install").click()
    expect(visitor.locator("article")).to_contain_text("HACS")
    film.shoot(visitor)
    visitor.goto(site)
    visitor.locator("article").get_by_role("link", name="see the first sun").click()
    expect(visitor.locator("h1")).to_be_visible()
    film.shoot(visitor)
    # How it goes on is filmed in Home Assistant itself, with the set-up.
    film.save("newcomer-site")


def test_a_chargers_device_in_home_assistant_leads_to_its_page(visitor: Page, site: str) -> None:
    visitor.goto(f"{site}devices/?find=zaptec")
    visitor.wait_for_url("**/devices/chargers/zaptec/")
    visitor.goto(f"{site}devices/?find=mqtt")
    rows = visitor.locator(".md-typeset table tbody tr:visible")
    expect(rows.first).to_contain_text("mqtt")
    assert rows.count() > 1


def test_the_same_page_in_german_and_what_its_search_finds(visitor: Page, site: str) -> None:
    visitor.goto(f"{site}everyday/prices/")
    visitor.locator("link[hreflang=de]").wait_for(state="attached")
    visitor.goto(visitor.locator(".md-select__link[hreflang=de]").evaluate("link => link.href"))
    expect(visitor.locator("h1")).to_contain_text("Preise")
    visitor.locator(".md-search__input").fill("Einspeisevergütung")
    expect(visitor.locator(".md-search-result__link").first).to_have_attribute("href", re.compile("/de/"))


def test_the_engine_runs_in_the_page(visitor: Page, site: str) -> None:
    visitor.goto(f"{site}try/")
    expect(visitor.locator("#try[aria-busy=false]")).to_be_visible(timeout=ENGINE_MS)
    visitor.locator("[name=sky]").select_option("clear")
    expect(visitor.locator(".try-reason")).to_contain_text("Charging at", timeout=ENGINE_MS)
    visitor.locator("[name=mode]").select_option("off")
    expect(visitor.locator(".try-reason")).to_contain_text("off", timeout=ENGINE_MS)


@pytest.mark.parametrize(("scheme", "language"), [("light", ""), ("dark", ""), ("light", "de/")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_on_the_site(browser: Browser, site: str, path: str, scheme: str, language: str) -> None:
    viewport: ViewportSize = {"width": 390 if language else 1000, "height": 800}  # on a phone and on a desk
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport=viewport, bypass_csp=True
    )
    page = context.new_page()
    page.goto(site + language + path)
    assert page.locator("html").get_attribute("lang") == (language.strip("/") or "en")
    page.add_script_tag(path=AXE)
    # What is written here; the theme's own header and search are its makers'.
    found = page.locator("article").evaluate(
        "async one => (await axe.run(one)).violations.map(v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)])"
    )
    assert found == []
    context.close()
