"""Sun, house load and prices of today and the two days after, as series for charts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.util import dt as dt_util

from ..coordinator import SolarChargingCoordinator
from .times import written, written_s

# Today and the two days of the forecast.
_DAYS_AHEAD = 3
# Half an hour: a card is a few hundred pixels wide.
_POINT_EVERY = timedelta(minutes=30)


def day_ahead(coordinator: SolarChargingCoordinator) -> Mapping[str, Any]:
    """Return generation with its P10 to P90 and house load from last local midnight on, in W, and the prices that are known."""
    now, estimator = dt_util.utcnow(), coordinator.estimator
    periods = [
        {
            "start": written(part.start),
            "seconds": round(part.hours * 3600),
            "expected_watts": round(part.mean_wh / part.hours),
            "low_watts": round(part.p10_wh / part.hours),
            "high_watts": round(part.p90_wh / part.hours),
            "load_watts": round(estimator.house_load_w(part.start)),
        }
        for part in estimator.forecast(now, _DAYS_AHEAD, _POINT_EVERY)
    ]
    return {"periods": periods, "prices": _prices(coordinator)}


def _prices(coordinator: SolarChargingCoordinator) -> list[Mapping[str, Any]]:
    series = coordinator.requests.prices(coordinator.settings, dt_util.utcnow())
    # Without prices there is no end either.
    ends_s = (*series.starts_s[1:], series.end_s)[: len(series.starts_s)]
    return [
        {"start": written_s(start_s), "end": written_s(end_s), "price": round(price, 5)}
        for start_s, end_s, price in zip(series.starts_s, ends_s, series.values, strict=True)
        if price is not None
    ]
