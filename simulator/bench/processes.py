"""Processor time and memory of a process group, read from /proc (Linux)."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name in brackets, counted from 0: proc(5).
_GROUP, _USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM = 2, 11, 12, 13, 14


@dataclass(frozen=True, slots=True)
class GroupUsage:
    """What a group of processes has used: processor seconds, those of ended children included, and memory of its own now.

    Of its own: neither the programs' files nor what other processes use as well, which change with what else the machine does.
    """

    cpu_s: float
    memory_mb: float


def group_usage(group: int) -> GroupUsage:
    """Return the usage of all processes of the group."""
    ticks, memory_kb = 0, 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[_GROUP]) != group:
                continue
            ticks += sum(int(fields[index]) for index in (_USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM))
            status = (folder / "status").read_text()
        except OSError:
            continue
        memory_kb += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon:")), 0)
    return GroupUsage(ticks / _TICKS_PER_S, memory_kb / 1024)
