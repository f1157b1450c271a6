"""Kind homes: chargers that do at once what they are told, with every meter."""

from collections.abc import Iterator
from dataclasses import replace

from simulator.control.equipment import SINGLE_PHASE, SWITCHING, THREE_PHASE, TWO_CHARGERS, TWO_EQUAL, WITH_BATTERY
from simulator.control.meter import MeterSpec

from .scenario import Scenario

METERS = (MeterSpec(1, 0), MeterSpec(10, 2), MeterSpec(30, 5), MeterSpec(60, 10))
FEW_METERS = (MeterSpec(2, 1), MeterSpec(30, 5))
BATTERY_FIRST = replace(WITH_BATTERY, name="1p/3p, battery first to 80 %", battery_priority_level_pct=80.0)


def plain(*, quick: bool) -> Iterator[Scenario]:
    """One charger meets every meter."""
    for equipment in (SINGLE_PHASE, THREE_PHASE, SWITCHING):
        for meter in FEW_METERS if quick else METERS:
            yield Scenario(f"{equipment.name}, meter {meter.name}", equipment, meter)


def plain_besides() -> Iterator[Scenario]:
    """Batteries and several chargers meet the usual meters."""
    for equipment in (WITH_BATTERY, BATTERY_FIRST):
        yield Scenario(f"{equipment.name}, meter {FEW_METERS[0].name}", equipment, FEW_METERS[0])
    for equipment in (TWO_CHARGERS, TWO_EQUAL):
        for meter in FEW_METERS:
            yield Scenario(f"{equipment.name}, meter {meter.name}", equipment, meter)
