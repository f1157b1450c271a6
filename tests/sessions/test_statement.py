"""What is billed, or refunded: each line right, each sum the sum of what its lines show, in every rule and every language."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.solar_charging.engine.model import CarState
from custom_components.solar_charging.sessions.ledger import Ledger
from custom_components.solar_charging.sessions.price_rule import PriceRule, Pricing, kwh, pricing
from custom_components.solar_charging.sessions.session import Session, SubSession
from custom_components.solar_charging.sessions.shares import Shares
from custom_components.solar_charging.sessions.statement import Heading, Prices, Statement, currency_of, statement
from custom_components.solar_charging.sessions.statement_export import described, to_csv
from custom_components.solar_charging.sessions.statement_page import ReaderLanguage, to_html
from custom_components.solar_charging.sessions.tariff import Tariff

from .days import IDLE

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "statements"
BERLIN = ZoneInfo("Europe/Berlin")
HEADING = Heading("2026-03", "Zoe", "EUR")
NAMES = {"garage": "Garage"}


def session(start: str, hours: float, parts: list[SubSession], **more: object) -> Session:
    began = datetime.fromisoformat(start).replace(tzinfo=BERLIN).astimezone(UTC)
    ended = began + timedelta(hours=hours)
    return replace(Session("garage", began.timestamp(), ended.timestamp(), parts=parts), **more)


def part(solar_wh: float = 0.0, battery_wh: float = 0.0, grid_wh: float = 0.0) -> SubSession:
    found = SubSession("solar_only")
    found.add(Shares(solar_wh, battery_wh, grid_wh), Tariff(0.31, 0.08, 380.0))
    return found


# Across midnight, with a meter; over the night in which clocks go forward; corrected, with a name that is a formula; unpriced.
MONTH = [
    session(
        "2026-03-14 21:40", 9.5, [part(0.0, 812.4, 11_204.6)], vehicle="Zoe", person="Anna & Ben",
        meter_started_wh=4_120_300.0, meter_ended_wh=4_132_317.0,
    ),
    session("2026-03-29 01:30", 3.0, [part(2_345.5, 0.0, 7_654.5)], vehicle="Zoe", person="Anna & Ben"),
    session(
        "2026-03-30 12:00", 2.0, [part(6_000.0)], vehicle="=1+1", note="<b>swapped</b>", corrected_from_wh=5_400.0
    ),
    session("2026-03-31 23:00", 0.9, [SubSession("solar_only", grid_wh=1_000.0)], vehicle="Zoe"),
]  # fmt: skip


def wording(language: str) -> ReaderLanguage:
    path = ROOT / "custom_components" / "solar_charging" / "translations" / f"{language}.json"
    common = json.loads(path.read_text())["common"]
    words = {key.removeprefix("statement_"): text for key, text in common.items() if key.startswith("statement_")}
    return ReaderLanguage(language, words, BERLIN)


def of_month(prices: Prices | None = None) -> Statement:
    return statement(reversed(MONTH), HEADING, prices or Prices(), NAMES)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_the_page_is_as_it_was_looked_at(language: str) -> None:
    assert to_html(of_month(), wording(language)) == (GOLDEN / f"march.{language}.html").read_text()


def test_the_table_is_as_it_was_looked_at() -> None:
    assert to_csv(of_month(), BERLIN).replace("\r\n", "\n") == (GOLDEN / "march.csv").read_text()


def test_no_name_is_executed_in_a_spreadsheet_or_in_a_browser() -> None:
    starts = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    names = [f"{before}{start}1" for before in ("", " ", "\t", "\r", "\n", "a;", "a\t", "\ufeff") for start in starts]
    names.append('<img src=x onerror="alert(1)">')
    found = statement(
        [replace(MONTH[0], vehicle=name, note=name, person=name) for name in names],
        HEADING,
        Prices(),
        {"garage": names[0]},
    )
    written = list(csv.reader(io.StringIO(to_csv(found, BERLIN), newline="")))
    # Wherever a spreadsheet takes a cell to begin.
    cells = [cell.strip(" \ufeff") for row in written for text in row for cell in re.split(r"[;\t\r\n]", text)]
    assert not [cell for cell in cells if cell.startswith(starts)]
    assert "<img" not in to_html(found, wording("en"))


def test_the_hour_that_is_skipped_is_none_that_was_charged_in() -> None:
    line = of_month().lines[1]
    assert line.session.ended_s - line.session.started_s == 3 * 3600
    page = to_html(of_month(), wording("de"))
    assert "29.03.2026 01:30 (UTC+01:00)" in page
    assert "29.03.2026 05:30 (UTC+02:00)" in page
    row = described(of_month(), BERLIN)["sessions"][1]
    assert (row["start"], row["end"]) == ("2026-03-29T01:30:00+01:00", "2026-03-29T05:30:00+02:00")


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    # From half past two in summer time to half past two in winter time, an hour later.
    began = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    night = Session("garage", began, began + 3600.0, parts=[part(grid_wh=7_000.0)])
    found = statement([night], Heading("2026-10", "Zoe", "EUR"), Prices(), NAMES)
    row = described(found, BERLIN)["sessions"][0]
    assert (row["start"], row["end"]) == ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")
    page = to_html(found, wording("en"))
    assert "02:30 (UTC+02:00)" in page
    assert "02:30 (UTC+01:00)" in page


def test_a_price_below_nothing_is_paid_out_and_shown_as_a_number() -> None:
    earning = SubSession("solar_and_grid")
    earning.add(Shares(grid=10_000.0), Tariff(-0.125, 0.08))
    one = Session("garage", 0.0, 3600.0, parts=[earning])
    found = statement([one, replace(one, started_s=7200.0, ended_s=9000.0)], HEADING, Prices(), NAMES)
    assert (found.lines[0].amount, found.amount) == (Decimal("-1.25"), Decimal("-2.50"))
    assert [row["amount"] for row in csv.DictReader(io.StringIO(to_csv(found, BERLIN)))] == ["-1.25", "-1.25", "-2.50"]


def test_a_price_that_changes_while_a_car_charges_counts_from_then_on() -> None:
    ledger, now_s = Ledger(), 0.0
    for price in (0.10, 0.50):
        for _ in range(121 if not now_s else 120):
            now_s += 30.0
            seen = replace(IDLE, car=CarState.CHARGING, power_w=Shares(grid=6000.0), tariff=Tariff(price, 0.08))
            ledger.observe(seen, now_s)
    assert ledger.session is not None
    ended = replace(ledger.session, ended_s=now_s)
    (line,) = statement([ended], HEADING, Prices(), NAMES).lines
    assert (line.energy_wh, line.amount) == (12_000, Decimal("3.60"))
    assert line.price == Decimal("0.3000")


@pytest.mark.parametrize(
    ("rule", "amount"),
    [
        # 2.3455 kWh of sun and 7.6545 of the grid, at 0.31 and 0.08.
        (Pricing(PriceRule.COST), "2.56"),
        (Pricing(PriceRule.PAID), "2.37"),
        (Pricing(PriceRule.GRID), "3.10"),
        (Pricing(PriceRule.FIXED, Decimal("0.2345")), "2.35"),
        (Pricing(PriceRule.FIXED), None),
    ],
)
def test_each_rule_counts_what_it_says(rule: Pricing, amount: str | None) -> None:
    (line,) = statement([MONTH[1]], HEADING, Prices(rule), NAMES).lines
    assert line.amount == (None if amount is None else Decimal(amount))
    # What was agreed on is shown as that, not as what rounding makes of it.
    assert rule.rule is not PriceRule.FIXED or line.price == rule.per_kwh


def test_each_car_has_its_own_rule_unless_one_was_agreed_on() -> None:
    sessions = [replace(MONTH[1], car_id="zoe"), replace(MONTH[1], car_id="id3", started_s=MONTH[1].started_s + 1)]
    by_car = {"zoe": pricing("fixed", 0.5), "id3": pricing(None, None)}
    assert [line.amount for line in statement(sessions, HEADING, Prices(None, by_car), NAMES).lines] == [
        Decimal("5.00"),
        Decimal("2.56"),
    ]
    agreed = Prices(Pricing(PriceRule.GRID), by_car)
    assert {line.amount for line in statement(sessions, HEADING, agreed, NAMES).lines} == {Decimal("3.10")}


def test_what_is_under_way_or_deleted_is_in_no_statement() -> None:
    sessions = [replace(MONTH[0], ended_s=None), replace(MONTH[1], is_deleted=True)]
    found = statement(sessions, HEADING, Prices(), NAMES)
    assert (found.lines, found.amount, found.energy_wh) == ((), None, 0)
    assert wording("en").word("none") in to_html(found, wording("en"))


WH = st.floats(0.0, 90_000.0)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(WH, WH, WH, st.floats(-0.2, 2.0)), max_size=12),
    st.sampled_from(PriceRule),
    st.decimals(0, 3, places=4),
)
def test_lines_add_up_under_every_rule(
    booked: list[tuple[float, float, float, float]], rule: PriceRule, per_kwh: Decimal
) -> None:
    sessions = []
    for number, (solar_wh, battery_wh, grid_wh, price) in enumerate(booked):
        one = SubSession("solar_only")
        one.add(Shares(solar_wh, battery_wh, grid_wh), Tariff(price, 0.08, 400.0))
        sessions.append(Session("garage", 1000.0 * number, 1000.0 * number + 900.0, parts=[one]))
    found = statement(sessions, HEADING, Prices(Pricing(rule, per_kwh)), NAMES)
    *rows, total = csv.DictReader(io.StringIO(to_csv(found, BERLIN)))
    for row in rows:
        assert Decimal(row["solar_kwh"]) + Decimal(row["battery_kwh"]) + Decimal(row["grid_kwh"]) == Decimal(
            row["energy_kwh"]
        )
        assert Decimal(row["amount"]).as_tuple().exponent == -2
    for column in ("solar_kwh", "battery_kwh", "grid_kwh", "energy_kwh", "amount"):
        assert sum((Decimal(row[column]) for row in rows), Decimal(0)) == Decimal(total[column] or 0)
    for line in found.lines:
        assert isinstance(line.amount, Decimal)
        if rule is PriceRule.FIXED:
            assert abs(line.amount - kwh(line.energy_wh) * per_kwh) <= Decimal("0.005")


def test_money_of_two_currencies_is_never_added_up() -> None:
    before, after = (replace(one, currency=currency) for one, currency in zip(MONTH[:2], ("HRK", "EUR"), strict=True))
    as_booked, fixed = Prices(), Prices(Pricing(PriceRule.FIXED, Decimal(1)))
    # A month before Home Assistant was set to another currency is in the one of then.
    assert currency_of([before], as_booked, "EUR") == "HRK"
    assert [currency_of([before, after], as_booked, "EUR"), currency_of([before], fixed, "EUR")] == ["EUR", "EUR"]
    found = statement([before, after], HEADING, as_booked, NAMES)
    assert [line.amount for line in found.lines] == [None, Decimal("2.56")]
    assert (found.amount, found.unpriced) == (Decimal("2.56"), 1)
    assert statement([before], HEADING, fixed, NAMES).amount == Decimal("12.02")
