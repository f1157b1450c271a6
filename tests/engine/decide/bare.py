"""The regulator of one charger alone, under any sky: hours pass in a moment."""

from dataclasses import dataclass
from types import SimpleNamespace

from custom_components.solar_charging.engine.charger.charger_state import ChargerState
from custom_components.solar_charging.engine.charger.power import record_command
from custom_components.solar_charging.engine.decide.budget import fade_wear
from custom_components.solar_charging.engine.decide.charger_decision import ChargerDecision
from custom_components.solar_charging.engine.decide.outlook import PastState
from custom_components.solar_charging.engine.decide.regulator import Share, choose
from custom_components.solar_charging.engine.inputs import ChargerInputs
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.policy import Policy

STEP_S = 10
POLICY = Policy()


@dataclass
class BareCharge:
    """What was bought and what sun there was from a start to its stop."""

    bought_wh: float = 0.0
    sun_wh: float = 0.0


class Bare:
    """The regulator of one charger whose car takes at once what is commanded; every step lasts as long as its purchases may."""

    def __init__(self, limits, preference):
        self.charger = ChargerInputs(
            "0", SolarMode.SOLAR_ONLY, limits, car=CarState.CHARGING, switching_preference=preference
        )
        self.state = ChargerState(phases=max(limits.phases), arrived_s=-1e6)
        self.past = PastState()
        self.now_s = 0.0
        self.bought_wh, self.sun_wh, self.taken_wh, self.starts = [], 0.0, 0.0, 0
        self.charges = []

    @property
    def power_w(self):
        return (
            self.state.current_a * self.charger.limits.nominal_w_per_a(self.state.phases)
            if self.state.is_enabled
            else 0.0
        )

    def step(self, surplus_w):
        """Let a step pass with this surplus, then decide on it."""
        self.now_s += STEP_S
        self.bought_wh.append(max(self.power_w - max(surplus_w, 0.0), 0.0) * STEP_S / 3600.0)
        self.sun_wh += max(surplus_w, 0.0) * STEP_S / 3600.0
        self.taken_wh += min(self.power_w, max(surplus_w, 0.0)) * STEP_S / 3600.0
        if self.state.is_enabled:
            self.charges[-1].bought_wh += self.bought_wh[-1]
            self.charges[-1].sun_wh += max(surplus_w, 0.0) * STEP_S / 3600.0
        fade_wear(self.state, STEP_S, POLICY)
        self.past.add_surplus(surplus_w, self.now_s, STEP_S, POLICY)
        context = SimpleNamespace(
            policy=POLICY,
            elapsed_s=STEP_S,
            now_s=self.now_s,
            state=SimpleNamespace(past=self.past),
            surplus=SimpleNamespace(measured_load_w=None, is_supposed=False),
            inputs=SimpleNamespace(outlook=None),
        )
        choice = choose(self.charger, self.state, Share(surplus_w, 0.0), context)
        plan = ChargerDecision(self.charger, self.state, choice.option, share_w=surplus_w)
        current_a = plan.follow(POLICY) if choice.option.phases else 0.0
        if current_a and not self.state.is_enabled:
            self.starts += 1
            self.state.starts += 1.0
            self.charges.append(BareCharge())
        self.state.is_enabled, self.state.current_a = bool(current_a), current_a
        self.state.phases = choice.option.phases or self.state.phases
        record_command(self.state, self.power_w, current_a, self.now_s)

    def run(self, sky, hours):
        """Go through pieces of sky (s, W) again and again."""
        while self.now_s < hours * 3600:
            for lasts_s, surplus_w in sky:
                for _ in range(lasts_s // STEP_S):
                    self.step(surplus_w)
        return self

    def most_in_an_hour_wh(self):
        steps = 3600 // STEP_S
        return max(sum(self.bought_wh[first : first + steps]) for first in range(0, len(self.bought_wh), 30))
