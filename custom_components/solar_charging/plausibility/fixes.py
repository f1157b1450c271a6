"""What fixes a wrong sign, a wrong unit or a wrong idea of what a meter sees: changes to the set-up's data, one click each."""

from collections.abc import Callable, Mapping
from typing import Any

from ..catalogue.entry import Role, SignConvention
from ..const import CONF_CORRECTIONS, CONF_SCALES, CONF_SIGN_CONVENTIONS, CONF_SOURCES
from ..devices.correction import MeterCorrection
from .findings import FindingKind

type Data = Mapping[str, Any]

# A role stands for its group: a pair of one-way sensors is fixed together with, or in place of, the signed one.
_PAIRS = {
    Role.GRID_POWER: (Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER),
    Role.BATTERY_POWER: (Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER),
}


def fixed_data(data: Data, kind: FindingKind, role: Role) -> dict[str, Any] | None:
    """Return the set-up's data with the cause of a finding fixed; None where no change of it would help."""
    fix = _FIXES.get(kind)
    if fix is None or (kind is FindingKind.GENERATION_AT_NIGHT and not _entities_of(data, Role.BATTERY_POWER)):
        return None
    return dict(fix(data, role))


def _swapped(data: Data, role: Role) -> Data:
    sources, signs = dict(data[CONF_SOURCES]), dict(data.get(CONF_SIGN_CONVENTIONS, {}))
    for entity_id in sources.get(role, ()):
        signs[entity_id] = SignConvention(signs.get(entity_id, role.signs[0])).opposite.value
    inward, outward = _PAIRS[role]
    exchanged = {outward.value: sources.pop(inward, []), inward.value: sources.pop(outward, [])}
    return {
        **data,
        CONF_SOURCES: sources | {key: ids for key, ids in exchanged.items() if ids},
        CONF_SIGN_CONVENTIONS: signs,
    }


def _scaled(factor: float) -> Callable[[Data, Role], Data]:
    def fix(data: Data, role: Role) -> Data:
        scales = dict(data.get(CONF_SCALES, {}))
        for entity_id in _entities_of(data, role):
            scales[entity_id] = scales.get(entity_id, 1.0) * factor
        return {**data, CONF_SCALES: {key: value for key, value in scales.items() if value != 1.0}}

    return fix


def _with(correction: MeterCorrection) -> Callable[[Data, Role], Data]:
    def fix(data: Data, _role: Role) -> Data:
        return {**data, CONF_CORRECTIONS: sorted({*data.get(CONF_CORRECTIONS, ()), correction.value})}

    return fix


def _without(correction: MeterCorrection) -> Callable[[Data, Role], Data]:
    def fix(data: Data, _role: Role) -> Data:
        return {**data, CONF_CORRECTIONS: sorted(set(data.get(CONF_CORRECTIONS, ())) - {correction.value})}

    return fix


def _entities_of(data: Data, role: Role) -> list[str]:
    sources = data[CONF_SOURCES]
    return [entity_id for one in (role, *_PAIRS.get(role, ())) for entity_id in sources.get(one, ())]


_FIXES: Mapping[FindingKind, Callable[[Data, Role], Data]] = {
    FindingKind.GRID_SWAPPED: _swapped,
    FindingKind.BATTERY_SWAPPED: _swapped,
    FindingKind.GENERATION_NEGATIVE: _scaled(-1.0),
    FindingKind.GENERATION_AT_NIGHT: _with(MeterCorrection.PV_WITH_BATTERY),
    FindingKind.GENERATION_WITH_BATTERY: _with(MeterCorrection.PV_WITH_BATTERY),
    FindingKind.TOO_SMALL: _scaled(1000.0),
    FindingKind.TOO_LARGE: _scaled(0.001),
    FindingKind.GRID_MISSES_CHARGERS: _with(MeterCorrection.GRID_WITHOUT_CHARGERS),
    FindingKind.LOAD_MISSES_CHARGERS: _without(MeterCorrection.LOAD_WITH_CHARGERS),
    FindingKind.LOAD_COUNTS_CHARGERS: _with(MeterCorrection.LOAD_WITH_CHARGERS),
}
