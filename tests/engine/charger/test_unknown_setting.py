"""While the current that a charger is set to cannot be read, after a reload for instance, what it does teaches nothing of commands."""

from dataclasses import asdict, dataclass, replace

import pytest

from custom_components.solar_charging.engine.measure.reading import Unavailable
from custom_components.solar_charging.engine.model import CarState

from ..loop import SINGLE, Loop, Plug

# What is learned of a charger and its car, wherever it is kept.
LEARNED = (
    "watts_per_amp",
    "takes_at_most_w",
    "steady",
    "current_steps",
    "uneven_steps",
    "car_minimum",
    "shows_s",
    "settled_s",
    "first_sign_s",
    "reads_times",
    "most_w_per_a_here",
    "takes_none",
    "declined_s",
    "wake_attempt",
    "override_until_s",
)


@dataclass
class Reloaded(Plug):
    """Its number is unavailable from a second on, until another; meanwhile it sets a current of its own."""

    away: tuple[int, int] = (300, 700)
    own_a: float = 16.0
    second: int = 0

    @property
    def is_away(self) -> bool:
        return self.away[0] <= self.second < self.away[1]

    def obey(self, second: int) -> None:
        self.second = second
        if not self.is_away:
            super().obey(second)
        elif second == self.away[0]:
            self.current_a = self.own_a
            self.car = CarState.CHARGING if self.own_a else CarState.AWAITING

    def seen(self, name, now):
        seen = super().seen(name, now)
        return replace(seen, offered_current_a=Unavailable(now)) if self.is_away else seen


def sun(second: int) -> float:
    return 2700.0 + 500.0 * (second // 40 % 2)


@pytest.mark.parametrize("is_measured", [True, False], ids=["measured", "unmeasured"])
@pytest.mark.parametrize("own_a", [16.0, 8.0, 0.0])
def test_nothing_is_learned_from_a_setting_that_is_not_there(own_a, is_measured):
    plug = Reloaded(replace(SINGLE, max_current_a=16.0), own_a=own_a, is_measured=is_measured)
    loop = Loop(plug, surplus_w=sun).run(299)

    def learned():
        state = asdict(loop.state.chargers["0"])
        return {name: state[name] for name in LEARNED}

    before = learned()
    loop.run(400)
    assert learned() == before
    plug.car = CarState.CHARGING
    loop.surplus_w = 2700.0
    loop.run(150)
    assert plug.power_w == 11 * 230.0
