"""A market's price becomes what a kWh costs: taxes, surcharge, grid fees by the clock, or the user's own formula."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from custom_components.solar_charging.planning.slots import Series
from custom_components.solar_charging.prices.adjustment import GridFee, PriceAdjustment

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = GridFee(time(17, 30), time(21), 0.15)
NIGHT = GridFee(time(23), time(5), 0.02)


def at_s(local: str) -> float:
    return datetime.fromisoformat(local).replace(tzinfo=BERLIN).timestamp()


def market(date: str = "2026-11-23", price: float = 0.10) -> Series:
    """Return a day's price by the hour."""
    start_s = at_s(f"{date} 00:00")
    return Series.of([(start_s + hour * 3600, start_s + (hour + 1) * 3600, price) for hour in range(24)])


def cost(adjustment: PriceAdjustment, local: str, published: Series | None = None) -> float | None:
    return adjustment.applied(published or market(local[:10]), BERLIN).at(at_s(local))


def test_a_price_that_is_complete_stays_as_it_is() -> None:
    assert PriceAdjustment().applied(market(), BERLIN) == market()


def test_taxes_multiply_the_market_price_and_a_surcharge_comes_on_top() -> None:
    assert cost(PriceAdjustment(1.19, 0.12), "2026-11-23 12:00") == pytest.approx(0.10 * 1.19 + 0.12)


def test_a_surcharge_is_not_swallowed_by_a_negative_price() -> None:
    adjusted = PriceAdjustment(1.19, 0.12).applied(market(price=-0.05), BERLIN)
    assert adjusted.at(at_s("2026-11-23 12:00")) == pytest.approx(-0.05 * 1.19 + 0.12)


@pytest.mark.parametrize(
    ("local", "fee"),
    [
        ("2026-11-23 17:29", 0.0),
        ("2026-11-23 17:30", 0.15),
        ("2026-11-23 20:59", 0.15),
        ("2026-11-23 21:00", 0.0),
        ("2026-11-23 23:30", 0.02),
        ("2026-11-23 04:59", 0.02),
        ("2026-11-23 05:00", 0.0),
        # The night in which the clock changes.
        ("2026-03-29 04:30", 0.02),
        ("2026-03-29 05:00", 0.0),
    ],
)
def test_grid_fees_follow_the_clock_even_within_an_hour_of_one_price(local: str, fee: float) -> None:
    assert cost(PriceAdjustment(fees=(EVENING, NIGHT)), local) == pytest.approx(0.10 + fee)


def test_what_nobody_published_stays_unknown() -> None:
    published = Series((0.0, 3600.0, 7200.0), (0.1, None, 0.2), 10_800.0)
    adjusted = PriceAdjustment(2.0, fees=(EVENING,)).applied(published, BERLIN)
    assert [adjusted.at(at) for at in (0.0, 3700.0, 7300.0, 10_900.0)] == [0.2, None, 0.4, None]
    assert PriceAdjustment(2.0).applied(Series(), BERLIN) == Series()


def test_a_formula_replaces_them_and_where_it_fails_the_price_is_unknown() -> None:
    def formula(price: float, start: datetime) -> float | None:
        return None if start.hour == 3 else price + start.hour

    adjusted = PriceAdjustment(5.0, formula="…").applied(market(), BERLIN, formula)
    assert adjusted.at(at_s("2026-11-23 02:00")) == pytest.approx(2.10)
    assert adjusted.at(at_s("2026-11-23 03:00")) is None


def test_it_is_read_as_the_flow_keeps_it() -> None:
    data = {
        "price_factor": 1.19,
        "surcharge": 0.1,
        "grid_fees": [{"from": "17:30:00", "until": "21:00:00", "fee": 0.15}],
        "price_formula": "{{ price }}",
    }
    assert PriceAdjustment.from_data(data) == PriceAdjustment(1.19, 0.1, (EVENING,), "{{ price }}")
    assert PriceAdjustment.from_data({}) == PriceAdjustment()
