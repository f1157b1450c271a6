"""What the integration costs the machine it runs on: a real Home Assistant with the simulated home, at real speed, with it and without.

usage: script/bench host [--minutes N] [--share PART] [--port N] [--json FILE]

Prints rows a second by entity, bytes written by file, processor seconds, memory of all processes, stalls of the event loop and lines of
log. With --share 0.2 both are started once more on that part of one core, and what is measured is how they start and run there.
Exits with 1 where a figure exceeds its budget (host_budget.json beside this file) by half.
"""

import argparse
import asyncio
import json
import os
import shutil
import sqlite3
import statistics
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from simulator.demo.client import Client, DemoError, connect
from simulator.demo.server import Server
from simulator.demo.set_up import DOMAIN, set_up

from . import collections_watch
from .processes import GroupUsage, group_usage
from .slow_machine import slowed
from .written_files import WrittenFiles

BUDGET = Path(__file__).with_name("host_budget.json")
START_S = 180.0
# Discovery, the sun's table and the first plan are over by then: what is measured is an ordinary minute.
WARM_UP_S = 60.0
SAMPLE_S = 1.0
# A third of a second of processor time, on a fifth of a core.
COLLECTION_S = 3.0
EXCESS = 1.5


@dataclass
class HostFigures:
    """One run. Memory in MB of all processes together, stalls in ms as a client sees them."""

    # Until the first answer, and what processor time that took.
    start_s: float = 0.0
    start_cpu_s: float = 0.0
    # What Home Assistant says that setting the integration up took.
    set_up_s: float = 0.0
    # Entities of the integration.
    ours: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    written_bytes: dict[str, int] = field(default_factory=dict)
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    peak_memory_mb: float = 0.0
    longest_answer_ms: float = 0.0
    # Of all memory, by Python: processor time in ms, during which nothing else runs.
    longest_collection_ms: float = 0.0
    log_lines: int = 0


def _rows(folder: Path) -> Counter[str]:
    """Return how many states of each entity the recorder has kept."""
    query = "select states_meta.entity_id, count(*) from states join states_meta using (metadata_id) group by states_meta.entity_id"
    database = sqlite3.connect(f"file:{folder / 'home-assistant_v2.db'}?mode=ro", uri=True)
    try:
        return Counter(dict(database.execute(query).fetchall()))
    finally:
        database.close()


async def _measure(client: Client, server: Server, figures: HostFigures, seconds: float) -> None:
    written = WrittenFiles(server.config)
    rows, log_length = _rows(server.config), len(server.log().splitlines())
    memory: list[float] = []
    answers: list[float] = []
    begun: GroupUsage = group_usage(server.process_group)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        asked = time.perf_counter()
        await client.rest("GET", "/api/")
        answers.append((time.perf_counter() - asked) * 1000)
        written.look()
        memory.append(group_usage(server.process_group).memory_mb)
        await asyncio.sleep(SAMPLE_S)
    figures.cpu_s = round(group_usage(server.process_group).cpu_s - begun.cpu_s, 2)
    figures.memory_mb = round(statistics.median(memory), 1)
    figures.peak_memory_mb = max(figures.peak_memory_mb, *memory)
    figures.longest_answer_ms = round(max(answers), 1)
    figures.rows = dict((_rows(server.config) - rows).most_common())
    figures.written_bytes = dict(written.by_file.most_common())
    figures.log_lines = len(server.log().splitlines()) - log_length


async def _run(server: Server, seconds: float, *, is_with: bool, is_new: bool = True) -> HostFigures:
    figures = HostFigures()
    begun = time.monotonic()
    async with connect(server.url, START_S) as client:
        figures.start_s = round(time.monotonic() - begun, 1)
        figures.start_cpu_s = round(group_usage(server.process_group).cpu_s, 1)
        if is_with and is_new:
            await set_up(client)
        if is_with:
            entries = await client.ask("config/entity_registry/list")
            figures.ours = [one["entity_id"] for one in entries if one["platform"] == DOMAIN]
        warm = time.monotonic() + WARM_UP_S
        while time.monotonic() < warm:
            figures.peak_memory_mb = max(figures.peak_memory_mb, group_usage(server.process_group).memory_mb)
            await asyncio.sleep(SAMPLE_S)
        took = await client.ask("integration/setup_info")
        figures.set_up_s = next((one["seconds"] for one in took if one["domain"] == DOMAIN), 0.0)
        await _measure(client, server, figures, seconds)
        figures.longest_collection_ms = await _longest_collection_ms(server)
    return figures


async def _longest_collection_ms(server: Server) -> float:
    """Have one more made, so that there is one at the same moment in each run, and return the longest of all."""
    os.kill(server.process_group, collections_watch.ASK)
    await asyncio.sleep(COLLECTION_S)
    return max(map(float, (server.library / collections_watch.FOUND).read_text().split()))


def _prepare(server: Server) -> None:
    server.prepare(is_fresh=True)
    shutil.copy(str(collections_watch.__file__), server.library / "sitecustomize.py")


async def _first_start(server: Server, *, is_with: bool) -> None:
    async with connect(server.url, START_S) as client:
        if is_with:
            await set_up(client)
        await asyncio.sleep(WARM_UP_S)


def run(port: int, seconds: float, *, is_with: bool, share: float = 1.0) -> HostFigures:
    """Return the figures of one Home Assistant, with the integration or without, at its second start if slow. Raises DemoError."""
    server = Server("host-with" if is_with else "host-without", port, 1)
    is_slow = share < 1.0
    try:
        _prepare(server)
        if is_slow:
            server.start()
            asyncio.run(_first_start(server, is_with=is_with))
            # Started again as it is: the second start finds all files compiled, as every start but the first does.
            server.stop()
        server.start()
        with slowed(server.process_group, share):
            return asyncio.run(_run(server, seconds, is_with=is_with, is_new=not is_slow))
    finally:
        server.stop()


def summary(with_it: HostFigures, without: HostFigures, ours: set[str], seconds: float) -> dict[str, float]:
    """Return what the integration adds, in the terms of the budget."""
    rows = sum(count for entity_id, count in with_it.rows.items() if entity_id in ours)
    files = {name: size for name, size in with_it.written_bytes.items() if DOMAIN in name}
    return {
        "rows_per_s": round(rows / seconds, 3),
        "storage_kb_per_h": round(sum(files.values()) / 1000 * 3600 / seconds, 1),
        "cpu_ms_per_s": round((with_it.cpu_s - without.cpu_s) * 1000 / seconds, 1),
        "memory_mb": round(with_it.memory_mb - without.memory_mb, 1),
        "worker_memory_mb": round(with_it.peak_memory_mb - without.peak_memory_mb, 1),
        "log_lines_per_h": round((with_it.log_lines - without.log_lines) * 3600 / seconds, 1),
    }


def main() -> int:
    """Run both and compare with the budget. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="script/bench host", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--port", type=int, default=8231)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    seconds = options.minutes * 60
    try:
        without = run(options.port, seconds, is_with=False, share=options.share)
        with_it = run(options.port, seconds, is_with=True, share=options.share)
    except DemoError as error:
        print(f"The bench failed: {error}", file=sys.stderr)
        return 1
    ours = set(with_it.ours)
    found = summary(with_it, without, ours, seconds)
    print(f"Rows of each entity in {seconds:.0f} s, {sum(with_it.rows.values())} in all:")
    for entity_id, count in with_it.rows.items():
        print(f"  {count:6}  {entity_id}{'' if entity_id in ours else '  (not ours)'}")
    print("Bytes written by file:", *(f"  {size:9}  {name}" for name, size in with_it.written_bytes.items()), sep="\n")
    print(
        f"Home Assistant answers {with_it.start_s} s after its start ({with_it.start_cpu_s} s of processor time), "
        f"{without.start_s} s without ({without.start_cpu_s} s); set-up takes {with_it.set_up_s} s"
    )
    print(f"Longest answer: {with_it.longest_answer_ms} ms with, {without.longest_answer_ms} ms without")
    print(
        f"Longest collection of all memory, which halts everything: {with_it.longest_collection_ms} ms of processor time with, "
        f"{without.longest_collection_ms} ms without"
    )
    budget: dict[str, float] = json.loads(BUDGET.read_text())
    exceeded = [name for name, value in found.items() if value > budget[name] * EXCESS]
    print("\nAdded by the integration, and its budget:")
    for name, value in found.items():
        print(f"  {name:20} {value:10} {budget[name]:10}{'   EXCEEDED' if name in exceeded else ''}")
    if options.json:
        both = {"with": asdict(with_it), "without": asdict(without), "added": found}
        options.json.write_text(json.dumps(both, indent=1))
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
