"""From a weather report's clouds to the share of clear-sky power that comes through."""

from bisect import bisect_right

# Mean share of clear-sky power by reported cover, as a roof showed it against its forecast cover; scored by `script/bench estimation`,
# 22 November 2026. Kasten and Czeplak's 1 - 0.75 c^3.4, made for an observer's eye, is too bright between 20 and 70 % and too dark at 100 %.
_COVER_PCT = (0.0, 12.0, 30.0, 50.0, 70.0, 87.0, 100.0)
# As above, for each of these covers.
_SHARE = (1.0, 0.86, 0.74, 0.71, 0.69, 0.62, 0.53)

# Home Assistant's weather conditions as the cover in % that stands for them; by day only.
COVER_OF_CONDITION = {
    "sunny": 5.0,
    "clear-night": 5.0,
    "windy": 25.0,
    "partlycloudy": 45.0,
    "windy-variant": 60.0,
    "cloudy": 90.0,
    "fog": 98.0,
    "hail": 100.0,
    "lightning": 95.0,
    "lightning-rainy": 100.0,
    "pouring": 100.0,
    "rainy": 97.0,
    "snowy": 100.0,
    "snowy-rainy": 100.0,
    "exceptional": 60.0,
}
# Where nothing is known: the world's mean cover over inhabited land.
TYPICAL_COVER_PCT = 60.0


def share_of_cover(cover_pct: float) -> float:
    """Return the expected share of clear-sky power under this much cloud cover, in % of the sky."""
    cover = min(max(cover_pct, 0.0), 100.0)
    above = min(max(bisect_right(_COVER_PCT, cover), 1), len(_COVER_PCT) - 1)
    part = (cover - _COVER_PCT[above - 1]) / (_COVER_PCT[above] - _COVER_PCT[above - 1])
    return _SHARE[above - 1] + (_SHARE[above] - _SHARE[above - 1]) * part


def share_of_layers(low_pct: float, mid_pct: float, high_pct: float) -> float:
    """Return the expected share where low, middle and high clouds are known apart: high ones are thin.

    Weights set by hand, with `script/bench estimation` as the measure (22 November 2026).
    """
    share = 1.0
    for cover, weight in ((low_pct, 0.52), (mid_pct, 0.30), (high_pct, 0.16)):
        share *= 1.0 - weight * (min(max(cover, 0.0), 100.0) / 100.0) ** 0.3
    return share
