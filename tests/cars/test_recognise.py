"""Which car is at which charger. A wrong car is worse than none."""

from custom_components.solar_charging.cars.recognise import (
    GUEST,
    Candidate,
    IdentifiedBy,
    PlugInSession,
    Recognised,
    recognise,
)

MINUTE_S = 60.0
NOON_S = 1_000_000.0


def cars_at(found: dict[str, Recognised]) -> dict[str, str | None]:
    return {charger_id: one.car_id for charger_id, one in found.items()}


def test_the_only_car_that_can_be_here_is() -> None:
    assert recognise({"garage": PlugInSession()}, [Candidate("zoe")]) == {
        "garage": Recognised("zoe", IdentifiedBy.ONLY_ONE)
    }


def test_a_car_that_is_away_or_unplugged_is_not_here_so_it_is_a_guests() -> None:
    for zoe in (Candidate("zoe", is_home=False), Candidate("zoe", is_plugged=False, is_home=True)):
        assert recognise({"garage": PlugInSession()}, [zoe]) == {"garage": Recognised(None, IdentifiedBy.GUEST)}


def test_of_two_cars_that_tell_nothing_none_is_taken() -> None:
    found = recognise({"garage": PlugInSession()}, [Candidate("zoe"), Candidate("id3")])
    assert found == {"garage": Recognised(None, IdentifiedBy.UNCLEAR)}


def test_of_two_cars_the_one_that_says_it_is_plugged_in_is_here() -> None:
    found = recognise({"garage": PlugInSession()}, [Candidate("zoe"), Candidate("id3", is_plugged=True)])
    assert found == {"garage": Recognised("id3", IdentifiedBy.PLUGGED_IN)}


def test_two_cars_at_two_chargers_are_told_apart_by_when_they_were_plugged_in() -> None:
    stays = {"left": PlugInSession(NOON_S), "right": PlugInSession(NOON_S + 20 * MINUTE_S)}
    zoe = Candidate("zoe", is_plugged=True, plugged_s=NOON_S + 20.5 * MINUTE_S)
    id3 = Candidate("id3", is_plugged=True, plugged_s=NOON_S + 10.0)
    found = recognise(stays, [zoe, id3])
    assert cars_at(found) == {"left": "id3", "right": "zoe"}
    assert found["left"].identified_by is IdentifiedBy.PLUGGED_IN_TOGETHER


def test_a_car_that_tells_of_its_plug_late_belongs_to_the_charger_that_was_taken_last() -> None:
    stays = {"left": PlugInSession(NOON_S - 300 * MINUTE_S), "right": PlugInSession(NOON_S)}
    zoe = Candidate("zoe", is_plugged=True, plugged_s=NOON_S + 15 * MINUTE_S)
    assert cars_at(recognise(stays, [zoe])) == {"left": None, "right": "zoe"}


def test_two_cars_plugged_in_at_once_stay_unclear_until_one_charges() -> None:
    stays = {"left": PlugInSession(NOON_S), "right": PlugInSession(NOON_S)}
    cars = [Candidate(name, is_plugged=True, plugged_s=NOON_S) for name in ("zoe", "id3")]
    assert cars_at(recognise(stays, cars)) == {"left": None, "right": None}
    stays["right"].follow("zoe", rise_pct=6.0, expected_pct=7.0, since_s=NOON_S)
    stays["left"].follow("zoe", rise_pct=6.0, expected_pct=0.0, since_s=NOON_S)
    assert cars_at(recognise(stays, cars)) == {"left": "id3", "right": "zoe"}


def test_the_car_that_just_came_home_is_the_one_that_was_plugged_in() -> None:
    zoe = Candidate("zoe", is_home=True, came_s=NOON_S - 2 * MINUTE_S)
    id3 = Candidate("id3", is_home=True, came_s=NOON_S - 600 * MINUTE_S)
    found = recognise({"garage": PlugInSession(NOON_S)}, [zoe, id3])
    assert found == {"garage": Recognised("zoe", IdentifiedBy.CAME_HOME)}


def test_a_car_that_was_plugged_in_long_before_hangs_elsewhere() -> None:
    stays = {"garage": PlugInSession(NOON_S)}
    zoe = Candidate("zoe", is_plugged=True, plugged_s=NOON_S - 90 * MINUTE_S)
    id3 = Candidate("id3", is_plugged=True, plugged_s=NOON_S - 10.0)
    assert cars_at(recognise(stays, [zoe, id3])) == {"garage": "id3"}


def test_a_car_is_looked_for_at_its_own_chargers_only() -> None:
    stays = {"left": PlugInSession(), "right": PlugInSession()}
    cars = [Candidate("zoe", charger_ids=("right",)), Candidate("id3", charger_ids=("left",))]
    assert cars_at(recognise(stays, cars)) == {"left": "id3", "right": "zoe"}


def test_a_charger_that_is_a_car_has_that_car() -> None:
    cars = [Candidate("zoe", is_plugged=True), Candidate("tesla")]
    found = recognise({"garage": PlugInSession(), "tesla": PlugInSession()}, cars, {"tesla": "tesla"})
    assert cars_at(found) == {"garage": "zoe", "tesla": "tesla"}


def test_what_the_user_says_holds() -> None:
    stays = {"left": PlugInSession(chosen="zoe"), "right": PlugInSession(chosen=GUEST)}
    cars = [Candidate("zoe", is_plugged=False), Candidate("id3", is_plugged=True)]
    found = recognise(stays, cars)
    assert found == {"left": Recognised("zoe", IdentifiedBy.CHOSEN), "right": Recognised(None, IdentifiedBy.CHOSEN)}
    stays["right"].chosen = "a car that was removed"
    assert recognise(stays, cars)["right"] == Recognised("id3", IdentifiedBy.PLUGGED_IN)


def test_a_car_that_was_recognised_stays_so_while_its_plug_is_silent() -> None:
    stays = {"left": PlugInSession(NOON_S, car_id="zoe"), "right": PlugInSession(NOON_S + 9000.0)}
    cars = [Candidate("zoe"), Candidate("id3")]
    assert cars_at(recognise(stays, cars)) == {"left": "zoe", "right": "id3"}


def test_a_car_whose_charge_does_not_rise_with_what_is_delivered_is_not_here() -> None:
    stay = PlugInSession(NOON_S)
    stay.follow("zoe", rise_pct=-4.0, expected_pct=12.0, since_s=NOON_S)
    assert recognise({"garage": stay}, [Candidate("zoe")]) == {"garage": Recognised(None, IdentifiedBy.GUEST)}


def test_what_a_car_was_charged_at_work_says_nothing_against_it() -> None:
    stay = PlugInSession(NOON_S)
    stay.follow("zoe", rise_pct=40.0, expected_pct=0.5, since_s=NOON_S - 600 * MINUTE_S)
    assert cars_at(recognise({"garage": stay}, [Candidate("zoe")])) == {"garage": "zoe"}
