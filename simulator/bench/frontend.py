"""What the card costs a browser: its size, the time until it is seen, a render, CPU and memory under broken clouds.

usage: script/bench frontend [--seconds N] [--speed N] [--port N]      Goals: below 4 ms a render, 2 % of a core, no growth of memory.
"""

import argparse
import asyncio
import gzip
import re
import subprocess
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from simulator.demo.client import connect
from simulator.demo.server import ROOT, Server
from simulator.demo.set_up import set_up

DIST = ROOT / "custom_components" / "solar_charging" / "frontend" / "dist"
# What a file needs before it runs; what it fetches later is `import("…")`.
NEEDED = re.compile(r'(?:from|import)"\./([^"]+)"')
START_S = 180.0
WARM_UP_MS = 10_000
# Finds the cards through the shadow roots of the page, and measures each of their renders from then on.
MEASURE = """() => {
    const found = [];
    (function look(root) {
        for (const one of root.querySelectorAll('*')) {
            if (one.localName === 'solar-charging-card') found.push(one);
            if (one.shadowRoot) look(one.shadowRoot);
        }
    })(document);
    window.renders = [];
    for (const card of found) {
        const perform = card.performUpdate.bind(card);
        card.performUpdate = () => {
            const began = performance.now();
            perform();
            window.renders.push(performance.now() - began);
        };
    }
}"""


def first_load(name: str = "solar-charging.js") -> set[str]:
    """Return the files that a page fetches before it shows the card."""
    return {name}.union(*map(first_load, NEEDED.findall((DIST / name).read_text())))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="script/bench frontend", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="how long the clouds are watched")
    parser.add_argument(
        "--speed", type=int, default=6, help="how fast the home's time passes: at 6, ten minutes are an hour"
    )
    parser.add_argument("--port", type=int, default=8124)
    options = parser.parse_args()
    for words, files in (("first load", first_load()), ("all parts", {path.name for path in DIST.iterdir()})):
        sources = [(DIST / name).read_bytes() for name in files]
        compressed = sum(len(gzip.compress(source, 9)) for source in sources)
        print(f"{words}: {sum(map(len, sources)) / 1000:.1f} kB, compressed {compressed / 1000:.1f} kB")
    finder = subprocess.run([ROOT / "script" / "browser"], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  ours
    server = Server("bench", options.port, options.speed)
    server.prepare(is_fresh=True)
    server.start()
    try:
        asyncio.run(_measure(server, finder.stdout.strip(), options.seconds))
    finally:
        server.stop()


async def _measure(server: Server, browser: str, seconds: int) -> None:
    async with connect(server.url, START_S) as client:
        await set_up(client)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = await chromium.new_page()
        await page.goto(f"{server.url}/solar-charging/now")
        await page.locator("solar-charging-card .why").first.wait_for()
        print(
            f"first paint of the card: {await page.evaluate('performance.now()') / 1000:.1f} s after the page's begin"
        )
        await page.wait_for_timeout(WARM_UP_MS)
        await _watch(page, await page.context.new_cdp_session(page), seconds)
        await chromium.close()


async def _watch(page: Page, session: CDPSession, seconds: int) -> None:
    await page.evaluate(MEASURE)
    await session.send("Performance.enable")
    before = await _metrics(session)
    await page.wait_for_timeout(seconds * 1000)
    after = await _metrics(session)
    renders: list[float] = sorted(await page.evaluate("window.renders"))
    share = (after["TaskDuration"] - before["TaskDuration"]) / seconds
    of_cards = sum(renders) / 1000 / seconds
    print(f"renders: {len(renders)} in {seconds} s, median {renders[len(renders) // 2]:.2f} ms, 95 of 100 below "
          f"{renders[int(len(renders) * 0.95)]:.2f} ms")  # fmt: skip
    print(f"CPU: the cards {of_cards:.2%} of a core, the whole page {share:.2%}")
    print(
        f"memory after a collection: {before['JSHeapUsedSize'] / 1e6:.1f} MB, then {after['JSHeapUsedSize'] / 1e6:.1f} MB"
    )


async def _metrics(session: CDPSession) -> dict[str, Any]:
    await session.send("HeapProfiler.collectGarbage")
    return {one["name"]: one["value"] for one in (await session.send("Performance.getMetrics"))["metrics"]}


if __name__ == "__main__":
    main()
