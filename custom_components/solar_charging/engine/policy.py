"""The weights and waits of the control law, unit in the name, reason beside it. What one module alone needs stands there."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Self

# Load of a home of which nothing is known: a small one's standby, fridge and network, roughly 2,500 kWh a year.
USUAL_HOUSE_LOAD_W = 300.0


class SwitchingPreference(StrEnum):
    """How starts, stops and phase switches are weighed against sun that is missed and energy that is bought."""

    FEWER_STARTS = "fewer_starts"
    BALANCED = "balanced"
    MORE_SUN = "more_sun"


@dataclass(frozen=True, slots=True)
class PriceFactors:
    """What a switching preference makes of prices: of transitions to more power, of those to less, and of recent starts for the next one."""

    more: float
    less: float
    start_wear: float = 1.0


# What a transition costs, as a part of its price. Fewer starts are paid for with sun, not with the grid: the next start waits, a stop does
# not (`decide/switching_preference`).
SWITCHING_COST_FACTORS = {
    SwitchingPreference.FEWER_STARTS: PriceFactors(2.0, 1.0, 100.0),
    SwitchingPreference.BALANCED: PriceFactors(1.0, 1.0),
    SwitchingPreference.MORE_SUN: PriceFactors(0.2, 0.2),
}


@dataclass(frozen=True, slots=True)
class SwitchingCost:
    """What one kind of transition (start, stop, phase switch) must have been worth before it is made.

    Its budget is `price_wh` less what it is expected to save over `horizon_s`, within `least_wh` and `most_wh`, plus `wear_wh` times
    the square of the recent transitions; that of a stop, which is bought, is never above `most_wh`.
    """

    price_wh: float
    least_wh: float
    most_wh: float
    horizon_s: float
    wear_wh: float

    def times(self, part: float) -> Self:
        """Return all energies of this price times `part`."""
        return replace(
            self,
            price_wh=self.price_wh * part,
            least_wh=self.least_wh * part,
            most_wh=self.most_wh * part,
            wear_wh=self.wear_wh * part,
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """How the engine weighs solar energy, bought energy and wear.

    A transition is made when what it would have saved has filled a budget of energy. What it is expected to save follows from what it
    saves now and from what it would have saved over the last half hour, replayed under the coming sun: the steadier the sun,
    the more counts now. So under a steady sun budgets are small, under a broken sky they are large.
    """

    # Energy bought costs more than surplus sold brings in: it counts this much more than surplus missed.
    bought_weight: float = 1.1

    # --- transitions ---
    # What wear and tear suggest, then set by hand until `script/bench control` showed no more starts and switches than evcc's timers make
    # (`script/bench control`, 28 November 2026: 0.91 and 0.82 times theirs).
    # A contactor of IEC 61851 equipment lasts some 50 000 operations at about 150 of the money of which 0.30 buys a kWh:
    # 10 Wh a start; the car's own relays and the lost ramp double it.
    start: SwitchingCost = SwitchingCost(price_wh=8.0, least_wh=2.5, most_wh=120.0, horizon_s=450.0, wear_wh=0.7)
    # A stop costs the next start, and the more often it started of late, the longer it is held. With wear 5 and at most 90 there were 11.2 starts a
    # day in the tropics instead of 9.5, and 2.9 instead of 2.7 on a measured day, for 0.6 % of the sun and none (set with `tried_budgets`).
    stop: SwitchingCost = SwitchingCost(price_wh=28.0, least_wh=7.5, most_wh=130.0, horizon_s=270.0, wear_wh=20.0)
    # A switch of phases is half a minute's pause and half a start's wear.
    switch: SwitchingCost = SwitchingCost(price_wh=11.0, least_wh=5.5, most_wh=99.0, horizon_s=160.0, wear_wh=1.2)
    # The same, to fewer phases: what is put off is bought.
    switch_down: SwitchingCost = switch
    # Where load and clouds can't be distinguished, a kettle (2 kW for two minutes) must not stop a charge: the least energy to stop then.
    kettle_wh: float = 27.0
    # However broken the sky, what is now counts for this part of what is expected.
    now_least_part: float = 0.55
    # Stronger chargers move more energy for a start, and start less often: prices grow with this power of their minimum.
    size_exponent: float = 1.2
    # Recent transitions are forgotten over this time: half an hour separates a cloudy hour from a changeable day.
    wear_fades_s: float = 2000.0
    # A car is without power for this long while phases are switched.
    switch_pause_s: float = 30.0
    # Cars take half a minute to resume charging; before that, the effect of a phase switch can't be judged.
    switch_dwell_s: float = 60.0

    # --- outlook: how much of the past is replayed, and for how far ahead the coming sun is asked ---
    replay_minutes: int = 30
    replay_fade_minutes: float = 9.0
    replay_every_s: float = 20.0
    look_ahead_s: float = 710.0

    # --- following ---
    # Part of a step that may be missing before the current falls: beyond a meter's noise, and little to buy.
    dead_band_steps: float = 0.2

    # --- freshness ---
    # A source is late when it is silent for this many of its own intervals ...
    late_after_intervals: float = 2.0
    # ... and this much grace: a poll of a slow device or a busy network.
    late_grace_s: float = 5.0
    # Taken as the interval of a source that has not shown one yet: the slowest poll in common use.
    unknown_interval_s: float = 60.0
    # A learned interval never counts for less: sources that report on change pause when nothing changes.
    least_interval_s: float = 3.0
    most_interval_s: float = 300.0
    # A source that was late is replaced by the next best after this; short gaps are held through.
    fall_after_s: float = 10.0
    # The better source must have been live for this long before it is trusted again.
    recovery_s: float = 20.0
    # A grid meter that repeats one value for this long (or six reports) while a car charges is asked whether it still follows ...
    check_after_s: float = 20.0
    # ... each time it does, twice as long is waited for, up to this.
    check_longest_s: float = 900.0
    # Changes of the charger's power below this need not show in a meter of coarse resolution.
    check_answer_w: float = 150.0

    # --- without measurements: what a charger may draw while it is unknown whether the sun still covers it ---
    # Both together, and what passes until silence is noticed, keep 11 kW within 100 Wh.
    unmeasured_hold_wh: float = 20.0
    unmeasured_minimum_wh: float = 30.0

    # --- main fuse ---
    # Kept free, so that a meter's rounding and a car's over-draw do not pass the fuse.
    fuse_reserve_a: float = 1.0
    # Room must have been there for this long: fuses are slow, and washing machines switch.
    fuse_rise_s: float = 20.0
    # A phase above its fuse for this long, whatever chargers were lowered: what is believed of their phases counts no more.
    fuse_distrust_s: float = 10.0
    # Where there is not enough for all, chargers take turns of this length: a dozen starts in a winter's night, a contactor's
    # 50 000 operations last for ten years of such nights.
    limit_turn_s: float = 1800.0
    # Likewise where the sun is not enough for all: longer, as it is there by day only, and clouds make starts of their own.
    sun_turn_s: float = 5400.0
    # A charger starts under a limit of the draw when there has been room for this long: what the house does in five minutes it may do
    # again. After a stop it is longer, by the square of recent stops: twice in an hour is not often, four times is.
    limit_start_s: float = 300.0
    # Any other limit keeps it waiting only from the third stop on, by their square: a minute, 4, 9, 16. An hour of calm separates a load
    # that comes and goes from the next one.
    limit_rest_s: float = 60.0
    limit_stops_fade_s: float = 3600.0
    # While its meter is silent: hold for this long, then minimum until this, then off.
    fuse_hold_s: float = 15.0
    fuse_minimum_s: float = 120.0

    # --- throttled inverters ---
    # Export counts as at its limit within this: inverters hold their limit to a percent or so of their rating.
    probe_tolerance_w: float = 150.0
    # An inverter follows within seconds; what it does later is not its answer.
    probe_verdict_s: float = 60.0
    probe_pause_s: float = 120.0
    probe_longest_pause_s: float = 1800.0

    # --- people, cars, chargers ---
    # What was set at the charger itself is left alone for this long, or until the mode changes or the car leaves.
    override_s: float = 3600.0
    # A start need not wait for its budget for this long after the car came or the mode was chosen.
    arrival_s: float = 60.0
    # A plug that is out for less than this flickers: a contact, or a report that was lost.
    unplugged_after_s: float = 10.0
    # Long enough for a car to see the charger and begin.
    welcome_s: float = 45.0
    # Cars that slept take up to a minute; after this the offer is interrupted to wake them, a few times.
    wake_after_s: float = 90.0
    wake_pause_s: float = 15.0
    wake_attempts: int = 3
    # After this long, a night, it is tried again: the car may have been driven or unlocked, the charger repaired.
    wake_again_s: float = 14400.0
    # A car that takes nothing for this long does not keep its share from others.
    gives_up_share_after_s: float = 120.0

    # --- learning ---
    # Until learned: a command shows at the meter no sooner, and no later, than this ...
    first_sign_s: float = 1.0
    settled_s: float = 15.0
    # ... and a car needs up to this long from the offer of current to its draw.
    start_settled_s: float = 60.0
    # A step at the meter smaller than this is no answer to a command: households make such steps all the time.
    least_answer_w: float = 400.0

    # --- estimates ---
    unknown_house_load_w: float = USUAL_HOUSE_LOAD_W
    # Kept back when surplus is not measured at the grid: half a current step of a single-phase charger.
    estimate_margin_w: float = 100.0


@lru_cache(maxsize=16)
def weighed(policy: Policy, switching_preference: SwitchingPreference) -> Policy:
    """Return the policy with its prices of transitions times what this preference asks for."""
    factors = SWITCHING_COST_FACTORS[switching_preference]
    start = policy.start.times(factors.more)
    return replace(
        policy,
        start=replace(start, wear_wh=policy.start.wear_wh * factors.more * factors.start_wear),
        stop=policy.stop.times(factors.less),
        switch=policy.switch.times(factors.more),
        switch_down=policy.switch_down.times(factors.less),
    )
