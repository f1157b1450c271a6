"""The check before saving: one moment's values against each other."""

import ast
from pathlib import Path

import pytest

from custom_components.solar_charging import plausibility
from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.plausibility.findings import FindingKind, Light, SiteValues
from custom_components.solar_charging.plausibility.moment import findings_now, is_swap_likely

DAY = Light(is_dark=False, is_bright=True)
NIGHT = Light(is_dark=True, is_bright=False)
CAPACITY_W = 8000.0


def kinds(values: SiteValues, light: Light = DAY) -> list[tuple[FindingKind, Role]]:
    return [(one.kind, one.role) for one in findings_now(values, light, CAPACITY_W)]


@pytest.mark.parametrize(
    ("values", "light"),
    [
        (SiteValues(3200, -2100, 400), DAY),
        (SiteValues(3200, -2100, 400, load_w=700), DAY),
        (SiteValues(0, 300, -500), NIGHT),
        (SiteValues(None, 450), NIGHT),
        (SiteValues(None, -450), DAY),
        (SiteValues(20, 400), NIGHT),
        (SiteValues(), DAY),
        # Meters report at different moments: a little below zero is no contradiction.
        (SiteValues(3200, -3280), DAY),
        # The house's own meter leaves out a shed.
        (SiteValues(3200, -2100, load_w=850), DAY),
        (SiteValues(-8, 300), NIGHT),
    ],
)
def test_an_ordinary_home_raises_no_finding(values: SiteValues, light: Light) -> None:
    assert kinds(values, light) == []


@pytest.mark.parametrize(
    ("values", "light", "kind"),
    [
        # Export read as import, against the house's own meter.
        (SiteValues(3200, 2100, load_w=1100), DAY, (FindingKind.GRID_SWAPPED, Role.GRID_POWER)),
        # Import read as export: without sun nothing can be fed in.
        (SiteValues(0, -400), NIGHT, (FindingKind.GRID_SWAPPED, Role.GRID_POWER)),
        (SiteValues(None, -400), NIGHT, (FindingKind.GRID_SWAPPED, Role.GRID_POWER)),
        (SiteValues(500, -1500), DAY, (FindingKind.GRID_SWAPPED, Role.GRID_POWER)),
        # A battery that carries the house by night, read as charging.
        (SiteValues(0, 20, 600), NIGHT, (FindingKind.BATTERY_SWAPPED, Role.BATTERY_POWER)),
        (SiteValues(4000, -1000, -2000, load_w=1000), DAY, (FindingKind.BATTERY_SWAPPED, Role.BATTERY_POWER)),
        (SiteValues(-3000, -2000), DAY, (FindingKind.GENERATION_NEGATIVE, Role.PV_POWER)),
        (SiteValues(700, 0, -700), NIGHT, (FindingKind.GENERATION_AT_NIGHT, Role.PV_POWER)),
        (SiteValues(3.24, -2100), DAY, (FindingKind.TOO_SMALL, Role.PV_POWER)),
        (SiteValues(3200, -2.1, load_w=1100), DAY, (FindingKind.TOO_SMALL, Role.GRID_POWER)),
        (SiteValues(3_200_000, -2100), DAY, (FindingKind.TOO_LARGE, Role.PV_POWER)),
        (SiteValues(3200, -2_100_000), DAY, (FindingKind.TOO_LARGE, Role.GRID_POWER)),
    ],
)
def test_a_contradiction_is_named_by_its_likeliest_cause(
    values: SiteValues, light: Light, kind: tuple[FindingKind, Role]
) -> None:
    assert kinds(values, light) == [kind]


def causes(values: SiteValues) -> set[FindingKind]:
    (finding,) = findings_now(values, DAY, CAPACITY_W)
    assert finding.kind is FindingKind.DOES_NOT_ADD_UP
    return {cause.kind for cause in finding.causes}


def test_a_wrong_sign_is_not_named_while_a_hybrids_output_explains_it_as_well() -> None:
    # Output 1.0 kW while 4.0 kW go into the battery: the output has them taken off.
    assert causes(SiteValues(1000, -200, 4000)) == {FindingKind.BATTERY_SWAPPED, FindingKind.GENERATION_WITH_BATTERY}


def test_the_load_sensor_decides_between_a_wrong_sign_and_a_hybrids_output() -> None:
    hybrid = SiteValues(1000, -200, 4000, load_w=800)
    assert kinds(hybrid) == [(FindingKind.GENERATION_WITH_BATTERY, Role.PV_POWER)]
    swapped = SiteValues(1000, -200, 4000, load_w=4800)
    assert kinds(swapped) == [(FindingKind.BATTERY_SWAPPED, Role.BATTERY_POWER)]


def test_a_sum_that_no_change_of_a_sign_fixes_is_said() -> None:
    # A generator that is counted twice.
    (finding,) = findings_now(SiteValues(10_000, -3000, load_w=2000), DAY, CAPACITY_W)
    assert (finding.kind, finding.causes) == (FindingKind.DOES_NOT_ADD_UP, ())
    assert finding.powers == {"expected": 7000, "load": 2000}


def test_the_likelier_sign_is_the_one_that_makes_the_sum_come_out() -> None:
    assert is_swap_likely(SiteValues(3200, 2100, load_w=1100), Role.GRID_POWER, DAY, CAPACITY_W)
    assert not is_swap_likely(SiteValues(3200, -2100, load_w=1100), Role.GRID_POWER, DAY, CAPACITY_W)
    # Without a second opinion an import of 2.1 kW at noon is possible.
    assert not is_swap_likely(SiteValues(3200, 2100), Role.GRID_POWER, DAY, CAPACITY_W)


def test_the_checks_know_nothing_of_home_assistant() -> None:
    for path in Path(plausibility.__file__).parent.glob("*.py"):
        imported = [
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert "homeassistant" not in "".join(map(ast.unparse, imported)), path
