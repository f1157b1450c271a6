"""What breaks. Each fault begins, and ends."""

import errno
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from homeassistant.util.file import WriteError

from custom_components.solar_charging.managers import session_archive
from custom_components.solar_charging.managers.site_file import SiteFile

from .running import CAR_POWER, CURRENT, GRID, STATUS, Running

type Act = Callable[[Running], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """A kind of fault."""

    name: str
    begin: Act
    end: Act


async def _nothing(_running: Running) -> None:
    pass


def _shows(entity_id: str, value: Any, attributes: dict[str, Any] | None = None) -> tuple[Act, Act]:
    async def begin(running: Running) -> None:
        running.overrides[entity_id] = (value, attributes)

    async def end(running: Running) -> None:
        running.overrides.pop(entity_id, None)
        await running.show_again(entity_id)

    return begin, end


def _once(entity_id: str, value: Any) -> tuple[Act, Act]:
    async def begin(running: Running) -> None:
        running.show(entity_id, value)

    return begin, _nothing


def _clock(by_s: float) -> tuple[Act, Act]:
    async def begin(running: Running) -> None:
        running.set_clock(by_s)

    async def end(running: Running) -> None:
        running.set_clock(-by_s)

    return begin, end


async def _flood(running: Running) -> None:
    for number in range(2000):
        running.show(GRID, running.house.grid_w + number % 7)
        await running.breathe()


async def _kill(running: Running) -> None:
    await running.kill()


def _full(*_arguments: Any, **_more: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def _full_file(*_arguments: Any, **_more: Any) -> None:
    raise WriteError("No space left on device")


async def _fill(running: Running) -> None:
    for each in (
        patch.object(session_archive, "_append", _full),
        patch.object(SiteFile, "_async_write_data", _full_file),
    ):
        each.start()
        running.patches.append(each)


async def _free(running: Running) -> None:
    running.end_patches()


async def _hang(running: Running) -> None:
    running.hang()


async def _hang_no_more(running: Running) -> None:
    running.hang_no_more()


async def _distort(running: Running) -> None:
    running.house.power_factor = 0.8


async def _correct(running: Running) -> None:
    running.house.power_factor = 1.0


async def _reload(running: Running) -> None:
    await running.reload()


FAULTS = (
    Fault("meter not a number", *_shows(GRID, "nan")),
    Fault("meter unavailable", *_shows(GRID, "unavailable")),
    Fault("meter silent", *_shows(GRID, None)),
    Fault("meter mad", *_once(GRID, 4294967295)),
    Fault("meter unit a list", *_shows(GRID, "5", {"unit_of_measurement": ["W"]})),
    Fault("charger power mad", *_once(CAR_POWER, 65535)),
    Fault("plug flickers", *_once(STATUS, "disconnected")),
    Fault("status unavailable", *_shows(STATUS, "unavailable")),
    Fault("range not a number", *_shows(CURRENT, 10, {"min": 6, "max": float("nan"), "step": 1})),
    Fault("clock back", *_clock(-3600.0)),
    Fault("clock forth", *_clock(3600.0)),
    Fault("flood", _flood, _nothing),
    Fault("killed", _kill, _nothing),
    Fault("reloaded", _reload, _nothing),
    Fault("disk full", _fill, _free),
    Fault("calls hang", _hang, _hang_no_more),
    Fault("bad power factor", _distort, _correct),
)
