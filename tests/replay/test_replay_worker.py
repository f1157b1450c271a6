"""A replay in a process of its own answers as in this one, needs no Home Assistant there, and ends with whom it works for."""

import asyncio
from dataclasses import replace

import pytest

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
