"""A function of ours in a process of its own: what costs seconds or minutes of arithmetic, the caller's event loop never feels.

The process gets a request on its standard input, answers on its standard output and ends: its memory is given back. Cancelling the
caller ends it.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

# A package of this name whose folder is the integration's, without running its `__init__`: that would need Home Assistant.
_PACKAGE_NAME = "in_child"
_BOOTSTRAP = f"""\
import importlib, sys, types
package = types.ModuleType("{_PACKAGE_NAME}")
package.__path__ = [sys.argv[1]]
sys.modules["{_PACKAGE_NAME}"] = package
importlib.import_module(sys.argv[2]).main()
"""
_FOLDER = Path(__file__).parent.parent
# Lines on the standard error that are no complaint: how much is done, from 0 to 1.
_PROGRESS = "progress "


class ChildError(Exception):
    """No answer came back: the process did not start, broke, or took too long."""


async def ask_child(
    module: str, request: Iterable[bytes], timeout_s: float, on_progress: Callable[[float], None] | None = None
) -> bytes:
    """Run `main` of one of our modules ("solar.worker") in another process; returns its answer, raises ChildError.

    `request`: its parts, each sent when the process has taken what came before: a large one is never held as a whole.
    `timeout_s`: for how long nothing may be heard of it, be it progress or the answer.
    """
    # What Home Assistant installed for us may be on the path of this process alone.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _BOOTSTRAP, str(_FOLDER), f"{_PACKAGE_NAME}.{module}",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
        )  # fmt: skip
    except OSError as error:
        raise ChildError(f"it does not start: {error}") from error
    try:
        async with asyncio.timeout(timeout_s) as limit:

            def heard(part: float) -> None:
                limit.reschedule(asyncio.get_running_loop().time() + timeout_s)
                if on_progress:
                    on_progress(part)

            answer, complaint = await _converse(process, request, heard)
    except TimeoutError as error:
        raise ChildError(f"no answer within {timeout_s:.0f} s") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ChildError(f"it ended with {process.returncode}: {complaint}")
    return answer


async def _converse(
    process: asyncio.subprocess.Process, request: Iterable[bytes], on_progress: Callable[[float], None]
) -> tuple[bytes, str]:
    """Return the answer and the last line of what was complained of."""
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ChildError("it has no pipes")
    answer, complaint, _ = await asyncio.gather(
        process.stdout.read(), _listen(process.stderr, on_progress), _send(process.stdin, request)
    )
    await process.wait()
    return answer, complaint


async def _send(pipe: asyncio.StreamWriter, request: Iterable[bytes]) -> None:
    # One that has ended already says why on its standard error.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for part in request:
            pipe.write(part)
            await pipe.drain()
    pipe.close()


async def _listen(pipe: asyncio.StreamReader, on_progress: Callable[[float], None]) -> str:
    last = ""
    while line := await _line(pipe):
        text = line.decode(errors="replace").strip()
        if not text.startswith(_PROGRESS):
            last = text or last
        else:
            with contextlib.suppress(ValueError):
                on_progress(float(text.removeprefix(_PROGRESS)))
    return last


async def _line(pipe: asyncio.StreamReader) -> bytes:
    """Return the next line, or as much of it as is held at once; nothing at the end."""
    try:
        return await pipe.readuntil(b"\n")
    except asyncio.IncompleteReadError as error:
        return error.partial
    except asyncio.LimitOverrunError as error:
        return await pipe.readexactly(error.consumed)


def give_way(niceness: int) -> None:
    """Let whatever else the machine does come first: called by the process itself."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(niceness)


def tell_progress(part: float) -> None:
    """Tell who asked how much is done, from 0 to 1: called by the process itself."""
    sys.stderr.write(f"{_PROGRESS}{part:.3f}\n")
    sys.stderr.flush()
