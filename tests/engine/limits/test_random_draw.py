"""In homes of any kind the draw stays within limits from outside, once what changed has been measured and chargers have followed."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custom_components.solar_charging.engine.grid_limits import LimitSignal, OutsideLimit, PeakGuard
from custom_components.solar_charging.engine.model import SolarMode

from ..loop import SINGLE, SWITCHED, THREE, Loop, Plug

QUICK = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# A charger follows after up to 8 s; its car, and what is believed of it, settle within this.
SETTLES_S = 25
# The noise of a meter, and of all that is rounded to tenths.
TOLERANCE_W = 40.0


class LimitedHome:
    """House, sun, modes and limits change now and then."""

    def __init__(self, seed: int) -> None:
        self.random = draw = Random(seed)
        plugs = [
            Plug(draw.choice([SINGLE, THREE, SWITCHED]), draw.choice(list(SolarMode)), delay_s=draw.randint(0, 8))
            for _ in range(draw.randint(1, 4))
        ]
        self.loop = Loop(*plugs)
        self.loop.meter_period_s = draw.choice([1, 2, 5, 10, 30])
        self.is_for_chargers = draw.random() < 0.4
        self.changed_s = 0
        self.limit_w: float | None = None
        self.worst_w = 0.0
        self._change()

    def _change(self) -> None:
        draw = self.random
        self.changed_s = self.loop.second
        self.loop.surplus_w = draw.uniform(-4000.0, 6000.0)
        self.limit_w = draw.choice([None, 0.0, 1500.0, 4200.0, 4200.0, 9000.0])
        peak = draw.choice([None, PeakGuard(draw.choice([2500.0, 5000.0]), draw.choice([900.0, 3600.0]))])
        outside = OutsideLimit(LimitSignal(self.limit_w), is_for_chargers=self.is_for_chargers)
        self.loop.inputs = {"outside": outside, "peak": peak}

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            if self.random.random() < 1.0 / 120.0:
                self._change()
            for plug in self.loop.plugs:
                if self.random.random() < 1.0 / 150.0:
                    plug.mode = self.random.choice(list(SolarMode))
            self.loop.tick()
            self._judge()

    def _judge(self) -> None:
        if self.limit_w is None or self.loop.second - self.changed_s <= 2 * self.loop.meter_period_s + SETTLES_S:
            return
        chargers_w = sum(plug.power_w for plug in self.loop.plugs)
        house_w = self.loop.grid_w - chargers_w
        # What the house draws itself no charger can take back.
        most_w = self.limit_w - min(house_w, 0.0) if self.is_for_chargers else max(self.limit_w - house_w, 0.0)
        self.worst_w = max(self.worst_w, chargers_w - most_w)


@QUICK
@given(st.integers(0, 10_000))
def test_chargers_draw_no_more_than_limits_from_outside_leave(seed: int) -> None:
    home = LimitedHome(seed)
    home.run(600)
    assert home.worst_w <= TOLERANCE_W
