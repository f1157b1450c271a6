"""A new user's way through Home Assistant's dialogs, with what it costs: clicks, and fields that are typed into."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

FORWARD = re.compile("^(Next|Submit|Finish)$")


@dataclass
class Walk:
    """Counts what a person does."""

    page: Page
    url: str
    clicks: int = 0
    fields: int = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.fields += 1

    def begin(self) -> None:
        """From the page of integrations to the first question."""
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

    def finish(self) -> None:
        """Leave the last page of a dialog."""
        self.click(self.page.get_by_role("button", name="Finish").last)
        expect(self.page.locator("step-flow-create-entry")).to_have_count(0)

    def is_at(self, title: str) -> None:
        """Wait for a page of the dialog."""
        expect(self.page.get_by_text(title, exact=True).first).to_be_visible()

    def forward(self) -> None:
        """Go on to the next page."""
        self.click(self.page.get_by_role("button", name=FORWARD).last)

    def choose(self, field: str, option: str) -> None:
        """Choose from a drop-down by the start of a line's label."""
        select = self.page.locator("ha-selector-select").filter(has=self.page.get_by_text(field, exact=True)).first
        self.click(select)
        self.click(self.page.get_by_role("menuitem", name=re.compile(f"^{re.escape(option)}")).first)

    def number(self, text: str) -> None:
        """Type into the page's first number."""
        self.fill(self.page.locator("step-flow-form ha-selector-number input").first, text)
