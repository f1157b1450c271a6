"""The answer of a replay in plain words: what was, what would have been, what that costs, and how sure it is."""

from collections.abc import Iterator, Sequence

from ..coordinator import SolarChargingCoordinator
from ..engine.model import Reason, SolarMode
from ..replay.confidence import Confidence
from ..replay.recorded import RealEnergy
from ..replay.run import ReplayResult
from .replay_question import Variant

# Of less, nobody would say that it is more or less.
_LEAST_COST = 0.05
# Of less, nobody needs to know that it is left out.
_LEAST_H = 0.5


def answer_text(
    coordinator: SolarChargingCoordinator,
    days: int,
    real: RealEnergy,
    tried: Sequence[tuple[Variant, ReplayResult]],
    *,
    has_prices: bool,
) -> str:
    """Return what was and what would have been: with the sun alone, and with the grid's help (in time, if there is a time)."""
    reasons: list[Reason] = []
    first, last = tried[0], next(one for one in reversed(tried) if one[0].charger.mode is SolarMode.SOLAR_AND_GRID)
    for variant, result in (first, last):
        figures = result.total
        numbers: dict[str, float | str] = {"energy_wh": figures.energy_wh, "solar_wh": figures.solar_wh}
        if not reasons:
            numbers |= {"real_wh": real.taken_wh, "real_solar_wh": real.solar_wh, "starts": float(figures.starts)}
            reasons.append(
                Reason("replayed", numbers | {"days": float(days)}) if days > 1 else Reason("replayed_day", numbers)
            )
        elif variant.ready_by is not None:
            reasons.append(Reason("replayed_in_time", {**numbers, "time": f"{variant.ready_by:%H:%M}"}))
        else:
            reasons.append(Reason("replayed_with_grid", numbers))
        if has_prices and abs(real.cost - figures.cost) >= _LEAST_COST:
            key = "replayed_cheaper" if figures.cost < real.cost else "replayed_dearer"
            reasons.append(Reason(key, {"cost": _money(coordinator, abs(real.cost - figures.cost))}))
    return _sentences(coordinator, reasons)


def confidence_text(coordinator: SolarChargingCoordinator, sure: Confidence, unknown_h: float) -> str:
    """Return how sure the answer is."""
    return _sentences(coordinator, list(_caveats(sure, unknown_h)))


def _caveats(sure: Confidence, unknown_h: float) -> Iterator[Reason]:
    if sure.reading_s is not None:
        yield Reason("replayed_sure", {"seconds": max(sure.reading_s, 5.0), "off_pct": sure.off_pct})
    if sure.hourly_h >= _LEAST_H:
        yield Reason("replayed_hourly", {"hours": float(round(sure.hourly_h))})
    if unknown_h >= _LEAST_H:
        yield Reason("replayed_gaps", {"hours": round(unknown_h, 1)})


def _sentences(coordinator: SolarChargingCoordinator, reasons: Sequence[Reason]) -> str:
    return " ".join(coordinator.explainer.sentence(one) or "" for one in reasons)


def _money(coordinator: SolarChargingCoordinator, amount: float) -> str:
    price = coordinator.explainer.number("_price", amount)
    return f"{price} {coordinator.hass.config.currency}"
