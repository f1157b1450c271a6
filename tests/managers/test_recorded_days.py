"""What a recorder kept becomes a home to replay: gaps, changed units and what was renamed are unknown, never wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from homeassistant.core import State

from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.devices.source import RoleSource
from custom_components.solar_charging.managers.recorded_days import GridReader, RecordedSources
from custom_components.solar_charging.replay.recorded import RealEnergy, RecordedHome, really, stays_in

START = datetime(2026, 6, 1, 10, tzinfo=UTC)
GENERATION, GRID, CHARGER = "sensor.pv", "sensor.grid", "sensor.charger"
SOURCES = {
    Role.PV_POWER: RoleSource.of(Role.PV_POWER, [GENERATION]),
    Role.GRID_POWER: RoleSource.of(Role.GRID_POWER, [GRID]),
}


def states(entity_id: str, *values: tuple[float, str, str | None]) -> list[State]:
    """States at minutes, with their units."""
    return [
        State(
            entity_id,
            value,
            {"unit_of_measurement": unit} if unit else {},
            last_changed=START + timedelta(minutes=minute),
            last_reported=START + timedelta(minutes=minute),
            last_updated=START + timedelta(minutes=minute),
        )
        for minute, value, unit in values
    ]


def gridded(kept: dict[str, list[State]], sources: dict[Role, RoleSource], minutes: float) -> RecordedHome | None:
    reader = GridReader(RecordedSources(sources, CHARGER))
    half = timedelta(minutes=minutes / 2)
    for start in (START, START + half):
        # A part begins with what was shown a little before.
        part = {key: [one for one in rows if one.last_updated < start + half] for key, rows in kept.items()}
        reader.add(part, start, start + half)
    return reader.home()


def test_what_is_not_known_is_unknown_and_each_unit_is_its_own() -> None:
    kept = {
        GENERATION: states(GENERATION, (0, "5", "kW"), (10, "5000", "W"), (14, "unavailable", None), (18, "5000", "W")),
        GRID: states(GRID, (0, "-2000", "W"), (5, "-2000", "A"), (9, "-2000", "W"), (15, "-2000", "W")),
        CHARGER: states(CHARGER, (0, "2300", "W"), (12, "2300", "W")),
    }
    home = gridded(kept, SOURCES, 20)
    assert home is not None
    load = home.house_load()
    at = [load.at(START.timestamp() + minute * 60.0) for minute in (1, 6.5, 11, 16, 19)]
    assert at == [pytest.approx(700.0), None, pytest.approx(700.0), None, pytest.approx(700.0)]
    assert really(home) == RealEnergy(pytest.approx(2300 / 3), 0.0)


def test_a_renamed_meter_and_a_charger_nobody_recorded_are_said() -> None:
    kept = {GENERATION: states(GENERATION, (0, "5000", "W")), CHARGER: states(CHARGER, (0, "2300", "W"))}
    home = gridded(kept, SOURCES, 5)
    assert home is not None
    assert len(home.house_load().times_s) == 0
    assert gridded({GENERATION: kept[GENERATION]}, SOURCES, 5) is None


def test_a_home_that_is_read_by_its_grid_meter_alone_knows_what_it_leaves() -> None:
    kept = {GRID: states(GRID, (0, "-2000", "W")), CHARGER: states(CHARGER, (0, "2300", "W"))}
    sources = {Role.GRID_POWER: SOURCES[Role.GRID_POWER]}
    home = gridded(kept, sources, 5)
    assert home is not None
    assert home.generation().values_w[0] == pytest.approx(4300.0)
    assert home.house_load().values_w[0] == pytest.approx(0.0)


@pytest.mark.parametrize("jump", ["65535", "16777215", "-100000000"])
def test_what_no_charger_and_no_meter_can_have_is_unknown(jump: str) -> None:
    power = (0, "2300", "W"), (5, jump, "W"), (6, "2300", "W")
    for jumps in (CHARGER, GRID):
        kept = {one: states(one, *(power if one == jumps else power[::2])) for one in (GENERATION, GRID, CHARGER)}
        home = gridded(kept, SOURCES, 10)
        assert home is not None
        minutes = 9 if jumps == CHARGER else 10
        assert really(home).taken_wh == pytest.approx(2300 * minutes / 60)
        if abs(float(jump)) > 1e6:
            assert home.house_load().at(START.timestamp() + 359.0) is None


def test_with_fewer_panels_than_there_are_the_sun_gives_nothing() -> None:
    home = RecordedHome([0.0, 15.0], [5000.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0])
    assert [list(home.generation(factor).values_w) for factor in (0.5, -0.25)] == [[2500.0, 0.0], [0.0, 0.0]]


def test_stays_are_told_apart_by_hours_without_a_draw() -> None:
    times_s = [15.0 * number for number in range(4 * 60 * 6)]
    powers_w = [2300.0 if at < 3600.0 or at > 5 * 3600.0 else 0.0 for at in times_s]
    first, second = stays_in(times_s, powers_w)
    assert (first.from_s, second.from_s) == (0.0, 5 * 3600.0 + 15.0)
    assert first.energy_wh == pytest.approx(2300.0, rel=0.01)
