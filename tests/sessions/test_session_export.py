"""Sessions in other programs."""

import csv
import io
import json
from dataclasses import replace

import pytest

from custom_components.solar_charging.sessions.session import Session
from custom_components.solar_charging.sessions.session_export import detailed, row, to_csv, to_json

from .days import GONE, IDLE, Watch, charging


def two_modes() -> Session:
    watch = Watch()
    watch.see(replace(IDLE, soc_pct=40.0))
    watch.see(charging(solar_w=3000), minutes=60)
    watch.see(charging(grid_w=1000, seen=replace(IDLE, mode="boost", soc_pct=45.0)), minutes=60)
    watch.see(GONE)
    return watch.ended[0]


def test_a_spreadsheet_reads_what_was_charged() -> None:
    (found,) = csv.DictReader(io.StringIO(to_csv([row(two_modes(), "Garage", "EUR")])))
    assert found["charger"] == "Garage"
    assert found["started_at"].startswith("2026-06-20T08:00")
    assert int(found["energy_delivered_watt_hours"]) == 4000 == int(found["solar_energy_delivered_watt_hours"]) + 1000
    assert found["percentage_import"] == "25.0"
    assert found["percentage_added"] == "5.0"
    assert found["modes"] == "solar_only;boost"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("\t=1+1", "'\t'=1+1"),
        ("\ufeff+1", "'\ufeff+1"),
        ("＝1+1", "'＝1+1"),
        ("box;=1+1", "box;'=1+1"),
        ("box\n@sum", "box\n'@sum"),
        ("C-box = 1", "C-box = 1"),
    ],
)
def test_a_name_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(name: str, shown: str) -> None:
    (found,) = csv.DictReader(io.StringIO(to_csv([row(two_modes(), name, "EUR")])))
    assert found["charger"] == shown


def test_json_has_the_sub_sessions() -> None:
    (found,) = json.loads(to_json([detailed(two_modes(), "Garage", "EUR")]))
    assert [part["solar_mode_type"] for part in found["sub_sessions"]] == ["SOLAR_ONLY", "BOOST"]
    assert found["currency"] == "EUR"


def test_a_stored_session_comes_back_as_it_was() -> None:
    session = two_modes()
    again = Session.from_dict(json.loads(json.dumps(session.to_dict())))
    assert row(again, "", "") == row(session, "", "")
