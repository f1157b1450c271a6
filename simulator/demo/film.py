"""The pictures of the README and the documentation, made from the real thing: the dashboard at work, and still, light and dark."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Page, async_playwright

from .client import Client, DemoError
from .server import HERE, ROOT, Server

PICTURE = HERE / "pictures" / "dashboard.webp"
# As the documentation's first page shows it, by what the reader's device prefers.
STILLS: dict[Literal["light", "dark"], Path] = {
    "light": ROOT / "docs" / "assets" / "dashboard.png",
    "dark": ROOT / "docs" / "assets" / "dashboard-dark.png",
}
# Simulated seconds per second: a cloud passes while one looks.
SPEED = 20
LARGEST_BYTES = 2_000_000
WIDTH, HEIGHT = 1180, 760
SETTLES_MS = 6_000
FRAME_MS = 1_000
# The last frame stays, so that it is read before all begins anew.
LAST_MS = 4_000
QUALITY = 60


@dataclass(frozen=True, slots=True)
class Shot:
    """What happens, by an entity and the option it gets, or by what is tapped, and how many frames are taken of it."""

    frames: int
    entity: str | None = None
    option: str = ""
    tap: str | None = None


# Clouds come and go, the kettle is put on; then a boost, and the sun again; then what a later departure would cost.
SHOTS = (
    Shot(4),
    Shot(18, entity="select.simulation_sky", option="overcast"),
    Shot(12, entity="select.simulation_sky", option="clear"),
    Shot(4, tap="[data-mode=boost]"),
    Shot(4, tap="[data-mode=solar_only]"),
    Shot(5, tap="[data-action=ready-by]"),
)


async def film(client: Client, server: Server, browser: str) -> None:
    """Write the picture; raises DemoError where it gets too large."""
    async with async_playwright() as playwright:
        # As root Chromium refuses its sandbox; these are our own pages on the loopback address.
        chromium = await playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = await chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        await page.goto(f"{server.url}/solar-charging/now?kiosk")
        await page.locator("solar-charging-chart svg").wait_for()
        await page.wait_for_timeout(SETTLES_MS)
        await _photograph(page)
        frames = [frame for shot in SHOTS for frame in await _frames(client, page, shot)]
        await chromium.close()
    size = _write(frames, PICTURE)
    print(f"{PICTURE.name}: {len(frames)} frames, {size / 1e6:.2f} MB")
    if size > LARGEST_BYTES:
        raise DemoError(f"the film has {size} bytes: more than fits a README")


async def _photograph(page: Page) -> None:
    for scheme, path in reversed(STILLS.items()):
        await page.emulate_media(color_scheme=scheme)
        await page.wait_for_timeout(FRAME_MS)
        await page.screenshot(path=path)


async def _frames(client: Client, page: Page, shot: Shot) -> list[Image.Image]:
    if shot.entity:
        data = {"entity_id": shot.entity, "option": shot.option}
        await client.rest("POST", "/api/services/select/select_option", data)
    if shot.tap:
        await page.locator(f"solar-charging-card {shot.tap}").first.click()
    frames = []
    for _ in range(shot.frames):
        await page.wait_for_timeout(FRAME_MS)
        frames.append(Image.open(io.BytesIO(await page.screenshot())).convert("RGB"))
    return frames


def _write(frames: list[Image.Image], path: Path) -> int:
    first, *others = frames
    durations = [FRAME_MS // 2] * len(others) + [LAST_MS]
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0, quality=QUALITY, method=4)
    return path.stat().st_size
