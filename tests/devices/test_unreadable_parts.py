"""Every part of a home may be unreadable: the others are read all the same, a limit stays as it was."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.devices.circuit import CircuitConfig
from custom_components.solar_charging.devices.limit_signal import SignalConfig
from custom_components.solar_charging.devices.part_reader import PartReader
from custom_components.solar_charging.devices.site_reader import SiteReader
from custom_components.solar_charging.devices.source import SITE_ROLES, RoleSource
from custom_components.solar_charging.engine.grid_limits import PeakGuard
from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.settings import Settings

NOW = datetime(2026, 6, 21, 11, tzinfo=UTC)


@pytest.fixture
def reader(hass: HomeAssistant) -> SiteReader:
    """Return a home with something of every kind."""
    for role in SITE_ROLES:
        unit = "%" if role is Role.BATTERY_SOC else "W"
        hass.states.async_set(f"sensor.{role}", "50", {"unit_of_measurement": unit})
    for name in ("l1", "circuit_l1"):
        hass.states.async_set(f"sensor.{name}", "5", {"unit_of_measurement": "A"})
    hass.states.async_set("sensor.limit", "4200", {"unit_of_measurement": "W"})
    site: Any = SimpleNamespace(
        sources={role: RoleSource.of(role, [f"sensor.{role}"]) for role in SITE_ROLES},
        chargers=(),
        corrections=(),
        phase_currents=("sensor.l1",),
        phase_powers=None,
        grid_signal=SignalConfig("sensor.limit"),
        circuits=(CircuitConfig("garage", "Garage", limit_a=32.0, phase_currents=("sensor.circuit_l1",)),),
        ac_limit_w=8000.0,
        peak_guard=lambda _threshold_w, _now: PeakGuard(4000.0),
    )
    return SiteReader(hass, site)


def test_whichever_part_cannot_be_read_the_others_are_and_limits_hold(
    reader: SiteReader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    works, parts, broken = PartReader.read, dict[str, None](), ""

    def read[T](self: PartReader, part: str, call: Callable[[], T], otherwise: Callable[[], T]) -> T:
        parts[part] = None
        return works(self, part, (lambda: 1 // 0) if part == broken else call, otherwise)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(PartReader, "read", read)
    whole = reader.inputs(Settings(), None, NOW)
    assert isinstance(whole.grid_w, Reading)
    assert reader.site_failure is None
    assert len(parts) > len(SITE_ROLES) + 6
    for broken in list(parts):
        caplog.clear()
        for _ in range(3):
            found = reader.inputs(Settings(), None, NOW)
        assert reader.site_failure is not None
        assert reader.site_failure.startswith(broken)
        assert caplog.text.count("Traceback") == 1
        changed = {one.name for one in fields(found) if getattr(found, one.name) != getattr(whole, one.name)}
        readings = {name for name in changed if isinstance(getattr(found, name), Unavailable)}
        # Of a limit from outside, only what it is now is lost: it holds on as one that has fallen silent.
        assert changed - readings <= {"phase_currents_a", "circuits", "outside"}
        assert len(changed) <= (3 if "meter" in broken else 1), (broken, changed)
        if found.outside is not None and "outside" in changed:
            assert found.outside.signal is None
        assert [one.limit_a for one in found.circuits] == [32.0]
        assert found.site == whole.site


def test_a_home_that_cannot_be_read_at_all_keeps_its_limits(reader: SiteReader) -> None:
    whole = reader.inputs(Settings(), None, NOW)
    found = reader.unread(Settings(), NOW)
    assert (found.site, found.peak, found.circuits) == (whole.site, whole.peak, whole.circuits)
    assert found.outside is not None
    assert found.outside.signal is None
    assert found.phase_currents_a == (Unavailable(NOW),)
