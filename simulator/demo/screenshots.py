"""Photographs of Home Assistant's pages by a headless browser."""

from dataclasses import dataclass

from playwright.async_api import Browser, Error, async_playwright

from .server import ROOT

FOLDER = ROOT / "build" / "screenshots"
APPEARS_MS = 30_000
# Graphs are drawn, numbers settle.
SETTLES_MS = 4_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page to photograph: its file's name, its address, and the element that shows that it has loaded."""

    name: str
    url: str
    element: str
    width: int = 1440
    height: int = 1000
    is_dark: bool = False


async def take_screenshots(executable: str, pages: list[Page]) -> list[str]:
    """Write `build/screenshots/NAME.png` of every page; return in words what did not load and errors the pages met."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    async with async_playwright() as playwright:
        # As root Chromium refuses its sandbox; these are our own pages on the loopback address.
        browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        try:
            for page in pages:
                complaints += await _photograph(browser, page)
        finally:
            await browser.close()
    return complaints


async def _photograph(browser: Browser, page: Page) -> list[str]:
    complaints: list[str] = []
    context = await browser.new_context(
        viewport={"width": page.width, "height": page.height}, color_scheme="dark" if page.is_dark else "light"
    )
    tab = await context.new_page()
    tab.on("pageerror", lambda error: complaints.append(f"page {page.name} met an error: {error.message}"))
    try:
        await tab.goto(page.url)
        await tab.locator(page.element).first.wait_for(timeout=APPEARS_MS)
        await tab.wait_for_timeout(SETTLES_MS)
        broken = await tab.locator("hui-error-card, hui-warning").count()
        if broken:
            complaints.append(f"page {page.name} shows {broken} cards that do not work")
    except Error as error:
        complaints.append(f"page {page.name} did not show: {error.message.splitlines()[0]}")
    await tab.screenshot(path=FOLDER / f"{page.name}.png")
    await context.close()
    return complaints
