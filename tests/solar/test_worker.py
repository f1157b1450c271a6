import asyncio
import sys
from datetime import UTC, datetime

import pytest

from custom_components.solar_charging.processes import child
from custom_components.solar_charging.solar.worker import TableRequest, WorkerError, compute_tables

pytestmark = pytest.mark.usefixtures("socket_enabled")

START = datetime(2026, 6, 21, tzinfo=UTC)


async def test_another_process_answers_with_tables(berlin):
    today, coarse = await compute_tables(berlin, [TableRequest(START, 900.0, 97), TableRequest(START, 3600.0, 25)])
    assert today.power_w(START.replace(hour=11)) > 7000
    assert coarse.end == today.end


async def test_a_worker_that_hangs_is_ended(berlin, monkeypatch, tmp_path):
    sign = tmp_path / "still here"
    hang = f"import time; time.sleep(1.5); open({str(sign)!r}, 'w')"
    monkeypatch.setattr(child, "_BOOTSTRAP", hang)
    with pytest.raises(WorkerError, match="no answer"):
        await compute_tables(berlin, [TableRequest(START, 900.0, 97)], timeout_s=0.3)
    await asyncio.sleep(1.5)
    assert not sign.exists()


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("raise ImportError('no pvlib here')", "ended with 1: ImportError: no pvlib here"),
        ("print('hello')", "answered something else"),
        ("import time; time.sleep(60)", "no answer within"),
    ],
)
async def test_a_worker_that_fails_says_why_and_is_not_left_behind(berlin, monkeypatch, program, complaint):
    monkeypatch.setattr(child, "_BOOTSTRAP", program)
    with pytest.raises(WorkerError, match=complaint):
        await compute_tables(berlin, [TableRequest(START, 900.0, 97)], timeout_s=0.5 if "sleep" in program else 60.0)


async def test_an_interpreter_that_is_gone_is_an_error_like_any_other(berlin, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(WorkerError, match="does not start"):
        await compute_tables(berlin, [TableRequest(START, 900.0, 97)])


async def test_never_two_at_once(berlin, monkeypatch, tmp_path):
    """On a small computer there is no room for two."""
    log = tmp_path / "log"
    program = f"import time\nfor word in 'ab':\n    open({str(log)!r}, 'a').write(word); time.sleep(0.2)\nprint('[]')"
    monkeypatch.setattr(child, "_BOOTSTRAP", program)
    await asyncio.gather(*(compute_tables(berlin, [TableRequest(START, 900.0, 97)]) for _ in range(3)))
    assert log.read_text() == "ababab"
