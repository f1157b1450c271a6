"""The answer of a replay in plain words: what was, what would have been, what that costs, and how sure it is."""

from collections.abc import Iterable, Iterator, Sequence

from ..engine.model import Reason, SolarMode
from ..replay.charged import ChargedFigures
from ..replay.confidence import Confidence
from ..replay.recorded import RealEnergy
from ..replay.run import ReplayResult
from ..setup.sentences import Explainer
from .replay_question import Variant

# Of less, nobody would say that it is more or less.
_LEAST_COST = 0.05
# Of less, nobody needs to know that it is left out.
_LEAST_H = 0.5


def answer_text(
    explainer: Explainer,
    days: int,
    real: RealEnergy,
    tried: Sequence[tuple[Variant, ReplayResult]],
    currency: str | None,
) -> str:
    """Return what was and what would have been: with the sun alone, and with the grid's help (in time, if there is a time).

    `currency`: of what the energy cost; None where that is not known.
    """
    alone = tried[0][1].total
    variant, result = next(one for one in reversed(tried) if one[0].charger.mode is SolarMode.SOLAR_AND_GRID)
    helped = result.total
    reasons = (
        _alone(days, real, alone),
        *_cost(explainer, real, alone, currency),
        _helped(variant, helped),
        *_cost(explainer, real, helped, currency),
    )
    return _sentences(explainer, reasons)


def confidence_text(explainer: Explainer, sure: Confidence, unknown_h: float) -> str:
    """Return how sure the answer is."""
    return _sentences(explainer, _caveats(sure, unknown_h))


def _alone(days: int, real: RealEnergy, figures: ChargedFigures) -> Reason:
    was = {"real_wh": real.taken_wh, "real_solar_wh": real.solar_wh, "starts": float(figures.starts)}
    numbers = {**_energies(figures), **was}
    return Reason("replayed", {**numbers, "days": float(days)}) if days > 1 else Reason("replayed_day", numbers)


def _helped(variant: Variant, figures: ChargedFigures) -> Reason:
    if variant.ready_by is None:
        return Reason("replayed_with_grid", _energies(figures))
    return Reason("replayed_in_time", {**_energies(figures), "time": f"{variant.ready_by:%H:%M}"})


def _energies(figures: ChargedFigures) -> dict[str, float | str]:
    return {"energy_wh": figures.energy_wh, "solar_wh": figures.solar_wh}


def _cost(explainer: Explainer, real: RealEnergy, figures: ChargedFigures, currency: str | None) -> Iterator[Reason]:
    """Yield how much less or more it would have cost, if that is worth a word."""
    less = real.cost - figures.cost
    if currency and abs(less) >= _LEAST_COST:
        key = "replayed_cheaper" if less > 0.0 else "replayed_dearer"
        yield Reason(key, {"cost": f"{explainer.number('_price', abs(less))} {currency}"})


def _caveats(sure: Confidence, unknown_h: float) -> Iterator[Reason]:
    if sure.reading_s is not None:
        yield Reason("replayed_sure", {"seconds": max(sure.reading_s, 5.0), "off_pct": sure.off_pct})
    if sure.hourly_h >= _LEAST_H:
        yield Reason("replayed_hourly", {"hours": float(round(sure.hourly_h))})
    if unknown_h >= _LEAST_H:
        yield Reason("replayed_gaps", {"hours": round(unknown_h, 1)})


def _sentences(explainer: Explainer, reasons: Iterable[Reason]) -> str:
    return " ".join(explainer.sentence(one) or "" for one in reasons)
