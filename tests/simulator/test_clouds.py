"""Made skies against what is published of real ones: how fast they change, how bright they get, how often, and for how long.

Published is seldom what one would compare: where it is measured minutes, minutes are compared, and so on. Each figure has its source:

* HOPE: one hour of broken cloud at Melpitz, 50 pyranometers at 1 Hz; Macke et al. 2017, doi 10.5194/acp-17-4887-2017
  (github.com/jranalli/solarspatialtools). Percentiles of changes, as parts of a cloudless sky's irradiance (Ineichen).
* Lyngby: minutes of April to September 2016 with the sun above 20 degrees; the 503 hours of a mean index from 0.45 to 0.95 whose
  deviation is above 0.2, as parts of clear hours' (0.995). Climate station of the Technical University of Denmark (github.com/AssessingSolar/dtu_solar_station).
* Smith, Bright and Crook 2017, doi 10.1016/j.solener.2016.12.055: the clear-sky index by oktas in the United Kingdom
  (coefficients at github.com/JamieMBright/BrightSolarModel; 4 to 6 oktas, the sun at 50 degrees).
* Mol, Knap and van Heerwaarden 2023, doi 10.5194/essd-15-2139-2023: 185,000 shadows, and as many enhancements, in ten years at Cabauw.
* Lappalainen and Valkealahti 2016, "Apparent velocity of shadow edges caused by moving clouds": about 100 m long, 9 m/s on average.
* Järvelä, Lappalainen and Valkealahti 2020, "Characteristics of the cloud enhancement phenomenon and PV power plants": up to 1.5.
* Tropics: on Oahu irradiance changes by up to 1000 W/m2 in a minute (AGU 2011, GC41D-0854); in the northeast of Brazil most bursts
  last about one minute, where minutes are measured (de Freitas and Abrahão 2025). Percentiles of the tropics' changes are not known.

Made skies are hardly kinder: edges take 1.4 times as long, bursts by more than a tenth are a third less frequent, and shadows cover 51 % of
a broken hour instead of 54 %. Within a minute they are harsher than the one hour of Melpitz, and within seconds alike.
"""

import numpy as np
import pytest

from simulator.clouds import EDGE_S, HAZE_MEAN, CloudKind, Clouds
from simulator.control.traces import TROPICAL, Trace, synthetic

from .days import seeded

HOURS = 12
HOPE = {1: (0.033, 0.082), 10: (0.225, 0.494), 60: (0.459, 0.751)}
# How far off the made ones may be, as a factor: one hour is no climate.
HOPE_WITHIN = {1: 1.25, 10: 2.0, 60: 1.8}
LYNGBY_MINUTES = (0.496, 0.705, 0.901)
EVENTS_A_DAY = 185_000 / 3652
EDGE_M, EDGE_M_PER_S = 100.0, 9.0


def index(sky: CloudKind, days: int) -> np.ndarray:
    """Days of twelve hours, second by second, as parts of what clear hours have."""
    skies = [Clouds(seeded(day), sky) for day in range(days)]
    return np.array([[clouds.step(1.0) for _ in range(HOURS * 3600)] for clouds in skies]) / (1.0 - HAZE_MEAN)


@pytest.fixture(scope="module")
def broken() -> np.ndarray:
    return index(CloudKind.BROKEN, 8)


@pytest.fixture(scope="module")
def minutes(broken: np.ndarray) -> np.ndarray:
    return broken.reshape(len(broken), -1, 60).mean(axis=2)


def spells(is_so: np.ndarray) -> np.ndarray:
    """How long each lasts."""
    edges = np.diff(np.concatenate([[0], is_so.astype(int), [0]]))
    return np.flatnonzero(edges < 0) - np.flatnonzero(edges > 0)


@pytest.mark.parametrize("lag_s", HOPE)
def test_it_changes_within_seconds_and_a_minute_as_a_broken_sky_does(broken: np.ndarray, lag_s: int) -> None:
    changes = np.abs(broken[:, lag_s:] - broken[:, :-lag_s])
    for made, measured in zip(np.percentile(changes, (90, 99)), HOPE[lag_s], strict=True):
        assert measured / HOPE_WITHIN[lag_s] < made < measured * HOPE_WITHIN[lag_s]


def test_its_minutes_change_as_those_of_broken_hours_do(minutes: np.ndarray) -> None:
    made = np.percentile(np.abs(np.diff(minutes)), (90, 95, 99))
    assert made == pytest.approx(LYNGBY_MINUTES, rel=0.12)


def test_it_is_as_bright_and_as_dark(minutes: np.ndarray) -> None:
    assert minutes.mean() == pytest.approx(0.734, abs=0.03)
    assert (minutes < 0.7).mean() == pytest.approx(0.54, abs=0.05)
    # From 6 oktas to 4.
    assert 0.69 < minutes.mean() < 0.79


def test_it_exceeds_the_cloudless_sky_nearly_as_often_and_no_more(broken: np.ndarray, minutes: np.ndarray) -> None:
    assert (minutes > 1.0).mean() == pytest.approx(0.312, abs=0.07)
    assert 0.232 / 1.6 < (minutes > 1.1).mean() < 0.232
    # As parts of clear hours' they may be a little more than the 1.5 of a cloudless sky.
    assert 1.4 < broken.max() < 1.5 / (1.0 - HAZE_MEAN) + 0.01


def test_a_clouds_edge_is_not_much_longer() -> None:
    # From a tenth of the way to nine: 2.2 time constants.
    assert 2.2 * sum(EDGE_S) / 2.0 == pytest.approx(1.4 * EDGE_M / EDGE_M_PER_S, rel=0.05)


def test_shadows_and_bursts_are_as_many_as_in_ten_years_of_all_weathers() -> None:
    changing = index(CloudKind.CHANGING, 12).reshape(12, -1, 10).mean(axis=2)
    shadows = np.mean([spells(day < 0.7).size for day in changing])
    bursts = np.mean([spells(day > 1.1).size for day in changing])
    assert EVENTS_A_DAY / 2.0 < shadows < EVENTS_A_DAY * 2.0
    assert EVENTS_A_DAY / 2.0 < bursts < EVENTS_A_DAY * 2.0


def test_the_tropics_change_by_as_much_in_a_minute_and_their_bursts_last_one() -> None:
    (day,) = synthetic(TROPICAL, (CloudKind.BROKEN,), 1, seed=12)
    assert 800.0 < np.abs(per_kwp(day)[60:] - per_kwp(day)[:-60]).max() < 1200.0
    lasting = [spells(one > 1.1) for one in index(CloudKind.BROKEN, 4).reshape(4, -1, 60).mean(axis=2)]
    assert np.median(np.concatenate(lasting)) <= 2


def per_kwp(day: Trace) -> np.ndarray:
    """About the irradiance in W/m2, before losses."""
    assert day.roof is not None
    return np.asarray(day.pv_w / day.roof.capacity_w * 1000.0 / (1.0 - day.roof.losses_pct / 100.0))
