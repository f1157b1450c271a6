"""A new user's way through Home Assistant's dialogs, with what it costs: clicks, and fields that are typed into."""

import io
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, Locator, Page, expect

from .conftest import APPEARS_MS

BUILD = Path(__file__).parents[3] / "build"
NOTES = BUILD / "walks.txt"
# Long enough to read a page of a dialog.
FRAME_MS = 1500
DONE = re.compile("^(Finish|Close)$")
FORWARD = re.compile("^(Next|Submit|Finish)$")


@dataclass
class Film:
    """What a visitor sees, page by page, to be looked at afterwards."""

    frames: list[Image.Image] = field(default_factory=list)

    def shoot(self, page: Page) -> None:
        """Take a picture of the page."""
        self.frames.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))

    def save(self, name: str) -> None:
        """Write `build/NAME.webp`."""
        BUILD.mkdir(parents=True, exist_ok=True)
        first, *others = self.frames
        first.save(BUILD / f"{name}.webp", save_all=True, append_images=others, duration=FRAME_MS, loop=0)


@dataclass
class Walk:
    """Counts what a person does."""

    page: Page
    url: str
    clicks: int = 0
    fields: int = 0
    began_s: float = field(default_factory=time.monotonic)
    film: Film = field(default_factory=Film)

    @property
    def cost(self) -> str:
        """What it took so far."""
        return f"{self.clicks} clicks, {self.fields} fields, {time.monotonic() - self.began_s:.0f} s"

    def note(self, walked: str) -> None:
        """Keep what a walk cost to be read along with the tests."""
        NOTES.parent.mkdir(parents=True, exist_ok=True)
        with NOTES.open("a") as notes:
            notes.write(f"{walked}: {self.cost}\n")

    def restart(self) -> None:
        """Count from here."""
        self.clicks, self.fields, self.began_s = 0, 0, time.monotonic()

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def open(self, button: Locator, shows: Locator) -> None:
        """Click until it opens, as a person does on a page that is still loading; once is counted."""
        self.clicks += 1
        for patience_ms in (5_000, 10_000, APPEARS_MS):
            button.click()
            try:
                shows.wait_for(timeout=patience_ms)
            except Error:
                self.page.reload()
            else:
                return
        raise AssertionError(f"{button} does not open {shows}")

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.fields += 1

    def begin(self) -> None:
        """From the page of integrations to the first question."""
        self.restart()
        self.page.goto(f"{self.url}/config/integrations/dashboard")
        self.click(self.page.get_by_role("button", name="Add integration"))
        search = self.page.locator("dialog-add-integration")
        self.fill(search.locator("input").first, "Solar Charging")
        self.click(search.get_by_text("Solar Charging", exact=True).first)

    def open_home(self) -> None:
        """Go to the integration's own page."""
        self.page.goto(f"{self.url}/config/integrations/integration/solar_charging")

    def add(self, button: str, title: str) -> None:
        """Begin to add a part of the home."""
        self.click(self.page.get_by_text(button, exact=True).first)
        self.is_at(title)

    def visit(self, path: str, shows: Locator) -> None:
        """Open a page: a dialog that has just closed goes back in the history, sometimes after one has gone on."""
        for _ in range(3):
            self.page.goto(f"{self.url}/{path}")
            try:
                shows.wait_for(timeout=15_000)
            except Error:
                continue
            return
        raise AssertionError(f"{path} does not show {shows}")

    def finish(self) -> None:
        """Leave the last page of a dialog."""
        self.click(self.page.get_by_role("button", name=DONE).last)
        expect(self.page.locator("step-flow-create-entry, step-flow-abort")).to_have_count(0)

    def is_at(self, title: str) -> None:
        """Wait for a page of the dialog."""
        expect(self.page.get_by_text(title, exact=True).first).to_be_visible()
        self.film.shoot(self.page)

    def forward(self) -> None:
        """Go on to the next page."""
        self.click(self.page.get_by_role("button", name=FORWARD).last)

    def choose(self, field: str, option: str) -> None:
        """Choose from a drop-down by the start of a line's label."""
        select = self.page.locator("ha-selector-select").filter(has=self.page.get_by_text(field, exact=True)).first
        self.click(select)
        self.click(self.page.get_by_role("menuitem", name=re.compile(f"^{re.escape(option)}")).first)

    def pick(self, option: str) -> None:
        """Choose one of the options in sight."""
        self.click(self.page.locator("step-flow-form, step-flow-menu").get_by_text(option, exact=True).first)

    def open_section(self, title: str) -> None:
        """Unfold a part of the form."""
        self.click(self.page.locator("step-flow-form ha-expansion-panel").filter(has_text=title).first)

    def change(self, button: str, title: str) -> None:
        """Begin to change a part of the home, or the home itself."""
        self.click(self.page.get_by_role("button", name=button).first)
        self.is_at(title)

    def remove(self, row: str, title: str) -> None:
        """Remove a part of the home, or the home itself, and confirm it."""
        self.menu(row, title, "Delete")
        self.click(self.page.get_by_role("button", name="Delete").last)

    def menu(self, row: str, title: str, item: str) -> None:
        """Choose from the menu of a part's row, or of the home's."""
        dropdown = self.page.locator(row).filter(has_text=title).last.locator("ha-dropdown").first
        self.click(dropdown.locator("ha-icon-button").first)
        self.click(dropdown.get_by_text(item, exact=True).first)

    def number(self, text: str) -> None:
        """Type into the page's first number."""
        self.fill(self.page.locator("step-flow-form ha-selector-number input").first, text)
