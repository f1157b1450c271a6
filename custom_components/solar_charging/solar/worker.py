"""pvlib in a process of its own: it costs seconds and 140 MB to import, which the caller's event loop never feels.

Its memory is given back when it has answered.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from ..processes.child import ChildError, ask_child, give_way
from .array import SolarArray
from .orientation_report import OrientationReport
from .table import GenerationTable

# A small computer with a busy card takes half a minute to import pvlib; three are a hang.
_TIMEOUT_S = 180.0
# A background job: whatever else the machine does comes first.
_NICENESS = 10
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


class WorkerError(Exception):
    """No table came back: pvlib is missing or broken, or the machine too slow."""


@dataclass(frozen=True, slots=True)
class TableRequest:
    """`count` rows from `start` (aware UTC), `step_s` apart."""

    start: datetime
    step_s: float
    count: int


async def compute_tables(
    array: SolarArray, requests: Sequence[TableRequest], *, timeout_s: float = _TIMEOUT_S
) -> list[GenerationTable]:
    """Return one table per request, computed by pvlib in another process; raises WorkerError."""
    request = {
        "array": array.to_dict(),
        "tables": [[request.start.isoformat(), request.step_s, request.count] for request in requests],
    }
    answer = await _ask(json.dumps(request).encode(), timeout_s)
    try:
        # A year of hours takes tens of milliseconds to read: not in the event loop.
        return await asyncio.get_running_loop().run_in_executor(None, _read, answer)
    except (KeyError, TypeError, ValueError) as error:
        raise WorkerError(f"it answered something else: {answer[:200]!r}") from error


def _read(answer: bytes) -> list[GenerationTable]:
    return [GenerationTable.from_dict(table) for table in json.loads(answer)]


async def compute_orientation(
    array: SolarArray, hours: Sequence[tuple[datetime, float]], *, timeout_s: float = _TIMEOUT_S
) -> OrientationReport | None:
    """Return the plane that explains clear hours (middle, mean W) best; None if they are too few. Raises WorkerError."""
    request = {"array": array.to_dict(), "orientation_hours": [[at.isoformat(), power] for at, power in hours]}
    answer = await _ask(json.dumps(request).encode(), timeout_s)
    try:
        found = json.loads(answer)
        return OrientationReport(**found) if found else None
    except (TypeError, ValueError) as error:
        raise WorkerError(f"it answered something else: {answer[:200]!r}") from error


async def _ask(request: bytes, timeout_s: float) -> bytes:
    loop = asyncio.get_running_loop()
    # At a first start a table and the past are wanted together: a small computer has no room for two processes of 140 MB.
    async with _TURNS.setdefault(loop, asyncio.Lock()):
        try:
            return await ask_child("solar.worker", [request], timeout_s)
        except ChildError as error:
            raise WorkerError(str(error)) from error


def main() -> None:
    """Answer one request: what the other process runs."""
    give_way(_NICENESS)
    request = json.load(sys.stdin)
    json.dump(answer(request), sys.stdout)


def answer(request: dict[str, Any]) -> Any:
    """Compute what is ordered, tables or an orientation. Imports pvlib: that is what this process is for."""
    array = SolarArray.from_dict(request["array"])
    if "orientation_hours" in request:
        from .orientation import find_orientation  # noqa: PLC0415

        found = find_orientation(
            array, [(datetime.fromisoformat(at), power) for at, power in request["orientation_hours"]]
        )
        return asdict(found) if found else None
    from .tabulate import make_table  # noqa: PLC0415

    return [
        make_table(array, datetime.fromisoformat(start).astimezone(UTC), step_s=step_s, count=count).to_dict()
        for start, step_s, count in request["tables"]
    ]
