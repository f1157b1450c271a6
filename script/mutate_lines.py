"""A pytest plugin: which lines of the integration each test runs, and how long it takes, as JSON in $MUTATE_LINES.

A line is reported once a test and switched off until the next, so that the tests take hardly longer. A test that takes too long to
be run for each mutant is stopped, and left out.
"""

import json
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from time import perf_counter
from types import CodeType
from typing import Any

import pytest

PACKAGE = str(Path("custom_components/solar_charging").resolve())
TOOL = sys.monitoring.COVERAGE_ID
EVENTS = sys.monitoring.events
# Of the processor, so that a busy machine leaves out no more.
LONGEST_S = 4.0

_seen: dict[str, set[int]] = defaultdict(set)
_tests: dict[str, dict[str, Any]] = {}
_failed: set[str] = set()


def _on_line(code: CodeType, line: int) -> Any:
    if PACKAGE and code.co_filename.startswith(PACKAGE):  # none at the interpreter's very end
        _seen[code.co_filename].add(line)
    return sys.monitoring.DISABLE


class TooLong(BaseException):
    """A test takes too long. No error: what generates examples would try it again with others."""


def _stop(*_: object) -> None:
    raise TooLong


def pytest_sessionstart() -> None:
    """Listen to lines."""
    signal.signal(signal.SIGVTALRM, _stop)
    sys.monitoring.use_tool_id(TOOL, "mutate")
    sys.monitoring.register_callback(TOOL, EVENTS.LINE, _on_line)
    sys.monitoring.set_events(TOOL, EVENTS.LINE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note what this test runs."""
    _seen.clear()
    sys.monitoring.restart_events()
    began = perf_counter()
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_S)
    result = yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
    lines = {os.path.relpath(name): sorted(seen) for name, seen in _seen.items()}
    _tests[item.nodeid] = {"seconds": perf_counter() - began, "lines": lines}
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what fails though nothing is broken, or takes too long: it is left out."""
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write it down."""
    passed = {name: test for name, test in _tests.items() if name not in _failed}
    Path(os.environ["MUTATE_LINES"]).write_text(json.dumps(passed))
