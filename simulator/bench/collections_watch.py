"""Goes into the measured Home Assistant as its `sitecustomize`: notes how long each collection of all its memory holds everything up.

Python does one whenever much was added, and nothing else runs meanwhile. A signal asks for one more, to compare at one moment.
"""

import gc
import signal
import sys
import time
from pathlib import Path

# Processor time in ms, one collection a line.
FOUND = "collections.txt"
ASK = signal.SIGUSR1
_OLDEST_GENERATION = 2


def watch(file: Path) -> None:
    """Write to `file` from now on, as long as this process runs."""
    begun_s = 0.0

    def note(phase: str, info: dict[str, int]) -> None:
        nonlocal begun_s
        if phase == "start":
            begun_s = time.thread_time()
        elif info["generation"] == _OLDEST_GENERATION:
            with file.open("a", encoding="ascii") as found:
                found.write(f"{(time.thread_time() - begun_s) * 1000:.1f}\n")

    gc.callbacks.append(note)
    signal.signal(ASK, lambda *_: gc.collect())


# Other processes of the interpreter find this as well: the sun's worker is none of the loop's business.
if Path(__file__).stem == "sitecustomize" and {"-m", "homeassistant"} <= set(sys.orig_argv):
    watch(Path(__file__).with_name(FOUND))
