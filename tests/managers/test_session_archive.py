"""Sessions on disk: none is lost, and none is there twice, whenever the power fails."""

import errno
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.solar_charging.control.statements import month_bounds
from custom_components.solar_charging.managers import session_archive
from custom_components.solar_charging.managers.session_archive import SessionArchive
from custom_components.solar_charging.managers.sessions import Books, SessionRecorder
from custom_components.solar_charging.sessions.price_rule import Pricing
from custom_components.solar_charging.sessions.session import Session, SubSession

JUNE = datetime(2026, 6, 21, 11, tzinfo=UTC).timestamp()
MONTH_S = 31 * 86_400.0


def session(started_s=JUNE, energy_wh=1000.0):
    part = SubSession("solar_only", started_s, started_s + 3600.0, solar_wh=energy_wh)
    return Session("charger", started_s, started_s + 3600.0, parts=[part])


@pytest.fixture
async def archive(hass):
    made = SessionArchive(hass, "entry")
    await made.async_load()
    return made


async def reopened(hass):
    made = SessionArchive(hass, "entry")
    await made.async_load()
    return await made.async_sessions()


def month_file(archive):
    (path,) = archive._folder.glob("*.jsonl")
    return path


async def test_months_are_found_by_looking(hass, archive):
    for start_s in (JUNE, JUNE + MONTH_S, JUNE + 60.0):
        await archive.async_add(session(start_s))
    assert [one.started_s for one in await reopened(hass)] == [JUNE, JUNE + 60.0, JUNE + MONTH_S]


async def test_the_same_session_is_kept_once(hass, archive):
    await archive.async_add(session())
    await archive.async_add(session())
    assert len(await reopened(hass)) == 1


async def test_a_session_that_began_at_any_microsecond_is_found_again(hass, archive):
    one = session(JUNE + 0.123456)
    await archive.async_add(one)
    again = SessionArchive(hass, "entry")
    await again.async_load()
    assert await again.async_find(session_archive.key(one))
    await again.async_add(one)
    assert len(await reopened(hass)) == 1
    assert len(await again.async_sessions()) == 1


async def test_what_was_billed_is_billed_again_to_the_cent(hass, archive):
    one = session()
    # In the file each part is 0.03125; together they are 13 cents, and 12 as they were.
    one.parts = [replace(one.parts[0], cost=0.0312496)] * 4
    await archive.async_add(one)
    ((before,), (after,)) = (await archive.async_sessions(), await reopened(hass))
    assert Pricing().amount(before, 1000) == Pricing().amount(after, 1000)


async def test_a_torn_line_costs_no_other_session(hass, archive):
    await archive.async_add(session())
    path = month_file(archive)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert len(await reopened(hass)) == 1
    again = SessionArchive(hass, "entry")
    await again.async_load()
    await again.async_add(session(JUNE + 7200.0))
    assert [one.started_s for one in await reopened(hass)] == [JUNE, JUNE + 7200.0]


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b"null", b'{"version": 2}', b'{"version": 1, "parts": 5}', b"\xff\xfe", b"1e999"]
)
async def test_a_broken_line_stays_and_hides_no_other(hass, archive, line):
    await archive.async_add(session())
    path = month_file(archive)
    path.write_bytes(line + b"\n" + path.read_bytes())
    again = SessionArchive(hass, "entry")
    await again.async_load()
    await again.async_add(session(JUNE + 7200.0))
    assert len(await reopened(hass)) == 2
    assert path.read_bytes().startswith(line)


async def test_a_full_disk_takes_nothing_away(hass, archive, monkeypatch):
    await archive.async_add(session())

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(session_archive.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            await archive.async_add(session(JUNE + 7200.0))
    assert len(await reopened(hass)) == 1
    await archive.async_add(session(JUNE + 7200.0))
    assert len(await reopened(hass)) == 2


async def test_a_session_over_the_end_of_a_month_is_the_local_months_in_which_it_ended(hass, archive):
    await hass.config.async_set_time_zone("Europe/Berlin")
    ends = [datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)]
    for end in ends:
        await archive.async_add(session(end.timestamp() - 3600.0))
    for month, end in zip(("2026-10", "2026-11"), ends, strict=True):
        assert [one.ended_s for one in await archive.async_sessions(*month_bounds(month))] == [end.timestamp()]


async def test_what_cannot_be_written_yet_is_in_its_month_and_in_no_other(hass, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    recorder = SessionRecorder(hass, "entry", Books(), lambda: None)
    monkeypatch.setattr(session_archive, "_append", full)
    recorder._unsaved.append(session(JUNE))
    await recorder.async_settle()
    assert [len(await recorder.async_sessions(*month_bounds(one))) for one in ("2026-05", "2026-06", "2026-07")] == [
        0,
        1,
        0,
    ]
