"""The demo: boot, set up, print the URL, run until Ctrl-C; or check all of it unattended. Called by script/demo."""

import argparse
import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from types import FrameType

from aiohttp import ClientError

from .check import check
from .client import Client, DemoError, connect
from .film import SPEED, film
from .server import ROOT, Server
from .set_up import set_up

START_S = 180.0
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="wait for the car to charge on sun, take screenshots, end")
    parser.add_argument("--film", action="store_true", help="make the pictures of README and documentation, end")
    parser.add_argument("--fresh", action="store_true", help="forget what happened in the demo before")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument(
        "--speed",
        type=int,
        default=1,
        help="simulated seconds per second, 1 to 288: the day passes faster, the integration's delays do not",
    )
    return parser.parse_args()


def _end(number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)


type Task = Callable[[Client, Server, str], Awaitable[None]]


async def _serve(server: Server, browser: str | None, task: Task) -> None:
    async with connect(server.url, START_S) as client:
        await set_up(client)
        print(f"\n  Home Assistant is ready: {server.url}/   (no log-in needed; Ctrl-C stops it)\n", flush=True)
        if browser is not None:
            await task(client, server, browser)
            return
    while server.is_running():  # noqa: ASYNC110 - a process, not an event of ours
        await asyncio.sleep(1)
    raise DemoError("Home Assistant has ended")


def main() -> int:
    """Run the demo and return the exit code."""
    options = _options()
    # A check begins anew every time, and leaves alone what somebody plays with.
    is_unattended = options.check or options.film
    server = Server("check" if is_unattended else "home", options.port, SPEED if options.film else options.speed)
    for ending in ENDINGS:
        signal.signal(ending, _end)
    try:
        # Before anything else: without a browser there is nothing to wait for.
        browser = _browser() if is_unattended else None
        server.prepare(is_fresh=options.fresh or is_unattended)
        server.start()
        asyncio.run(_serve(server, browser, film if options.film else check))
    except KeyboardInterrupt:
        print("\nStopped.")
    except (DemoError, ClientError, subprocess.CalledProcessError) as error:
        print(f"\nThe demo failed: {error}\n\nLast words of Home Assistant:\n{server.last_words()}", file=sys.stderr)
        return 1
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        server.stop()
    return 0


def _browser() -> str:
    finder = subprocess.run([ROOT / "script" / "browser"], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ours
    if finder.returncode:
        raise DemoError("the check needs a browser")
    return finder.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
