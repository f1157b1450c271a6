"""A slow machine: a group of processes that has a share of one core, as on a small board that does other things as well (Linux)."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator

# Much shorter than anything that is measured: what runs is slow, it does not stand still.
_PERIOD_S = 0.02


@contextlib.contextmanager
def slowed(group: int, share: float) -> Iterator[None]:
    """Let a process group run for `share` of the time, on one core; 1: as it is. Call it before the group starts threads."""
    if share >= 1.0:
        yield
        return
    os.sched_setaffinity(group, {min(os.sched_getaffinity(0))})
    is_over = threading.Event()
    turns = threading.Thread(target=_take_turns, args=(group, share, is_over), daemon=True)
    turns.start()
    try:
        yield
    finally:
        is_over.set()
        turns.join()


def _take_turns(group: int, share: float, is_over: threading.Event) -> None:
    with contextlib.suppress(ProcessLookupError):
        while not is_over.is_set():
            os.killpg(group, signal.SIGCONT)
            time.sleep(share * _PERIOD_S)
            os.killpg(group, signal.SIGSTOP)
            time.sleep((1.0 - share) * _PERIOD_S)
        os.killpg(group, signal.SIGCONT)
