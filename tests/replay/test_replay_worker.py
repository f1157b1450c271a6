"""A replay in a process of its own answers as in this one, needs no Home Assistant there, and ends with whom it works for."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.solar_charging.processes import child
from custom_components.solar_charging.replay import replay_worker as worker
from custom_components.solar_charging.replay.run import replay
from simulator.clouds import CloudKind
from simulator.control.traces import TEMPERATE, synthetic
from simulator.replay.accuracy import KINDS, part_of, recorded


async def test_the_process_answers_what_this_one_would() -> None:
    trace = part_of(synthetic(TEMPERATE, (CloudKind.CLEAR,), 1, seed=2)[0], 5.0, 0.2)
    home = recorded(trace, *KINDS["battery"])
    stay = replace(home.chargers[0].stays[0], energy_wh=400.0)
    home = replace(home, chargers=(replace(home.chargers[0], stays=(stay,)),))
    [answer] = await worker.replay_all([home])
    assert answer == replay(home)
    assert answer.total.energy_wh > 0.0


async def test_a_replay_that_takes_too_long_or_is_cancelled_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    processes = []
    start = asyncio.create_subprocess_exec

    async def noted(*arguments: object, **more: object) -> asyncio.subprocess.Process:
        processes.append(await start(*arguments, **more))  # type: ignore[arg-type]
        return processes[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    with pytest.raises(worker.ReplayError, match="no answer"):
        await worker.replay_all([], timeout_s=0.0)
    assert [process.returncode is not None for process in processes] == [True]


async def test_it_tells_how_much_is_done_and_finds_what_only_the_callers_path_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parts_done: list[float] = []
    (tmp_path / "only_here.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(child, "_BOOTSTRAP", "import only_here\n" + child._BOOTSTRAP)
    trace = part_of(synthetic(TEMPERATE, (CloudKind.CLEAR,), 1, seed=2)[0], 5.0, 0.1)
    home = recorded(trace, *KINDS["1p"])
    await worker.replay_all([home, home], on_progress=parts_done.append)
    assert parts_done == sorted(parts_done)
    assert 0.5 in parts_done
    assert parts_done[-1] == 1.0


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("raise MemoryError('too much')", "it ended with 1: MemoryError: too much"),
        ("import os; os.close(0)", "Expecting value"),
    ],
)
async def test_a_process_that_breaks_says_why(monkeypatch: pytest.MonkeyPatch, program: str, complaint: str) -> None:
    monkeypatch.setattr(child, "_BOOTSTRAP", program)
    with pytest.raises(worker.ReplayError, match=complaint):
        await worker.replay_all([])


async def test_an_interpreter_that_is_gone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(worker.ReplayError, match="does not start"):
        await worker.replay_all([])
