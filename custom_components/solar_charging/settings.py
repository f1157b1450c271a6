"""What the user sets while living with it: modes and limits. One source of truth for entities, actions and API; kept over restarts."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time, tzinfo
from enum import StrEnum
from math import inf
from typing import Any, Self

from .engine.decide.battery_share import BatteryPriority
from .engine.limit_settings import SiteLimits
from .engine.model import SolarMode
from .engine.policy import USUAL_HOUSE_LOAD_W, SwitchingPreference
from .planning.charge_request import ChargeRequest, with_car
from .planning.departure import Departures, with_departure


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """The home's own limits, see `SiteLimits` for their meaning. None of a limit: there is none."""

    surplus_reserve_w: float = 0.0
    # Asked for only where the house load cannot be read.
    assumed_house_load_w: float = USUAL_HOUSE_LOAD_W
    battery_priority_level_pct: float = 0.0
    battery_buffer_level_pct: float = 100.0
    use_home_battery: bool = False
    battery_priority: BatteryPriority = BatteryPriority.SHARE_BY_FORECAST
    battery_target_level_pct: float = 100.0
    # Local time of day by which it is to have that level (HH:MM). None: when the sun is gone.
    battery_target_time: str | None = None
    # What the home battery may give to cars in a day. None: no such limit.
    battery_daily_energy_kwh: float | None = None
    main_fuse_a: float | None = None
    # None: what the country's rules ask for.
    unbalance_limit_a: float | None = None
    feed_in_limit_w: float | None = None
    # What the mean draw of an interval is kept below. None: as it was set up.
    peak_threshold_w: float | None = None
    # The one request that leaves the house, and only if the user allows it. None: as answered when the home was set up.
    use_open_meteo: bool | None = None
    # A departure that has become a habit is suggested, never set by itself.
    suggest_departures: bool = False
    # In the currency Home Assistant is set to, per kWh. None: no money is counted.
    import_price: float | None = None
    feed_in_price: float | None = None
    # At this price or less, solar and grid charges at full speed. None: at none.
    cheap_energy_price_limit: float | None = None

    @property
    def battery_ready_at(self) -> time | None:
        """When the battery is to have its level; None: when the sun is gone."""
        try:
            return time.fromisoformat(self.battery_target_time or "")
        except ValueError:
            return None

    def limits(self) -> SiteLimits:
        """Return them as the engine takes them."""
        return SiteLimits(
            main_fuse_a=self.main_fuse_a,
            unbalance_a=self.unbalance_limit_a,
            export_limit_w=self.feed_in_limit_w,
            surplus_reserve_w=self.surplus_reserve_w,
            battery_priority_level_pct=self.battery_priority_level_pct,
            battery_buffer_level_pct=self.battery_buffer_level_pct,
            use_home_battery=self.use_home_battery,
        )


class ReleaseBehavior(StrEnum):
    """The state of a charger that follows the sun when control ends."""

    # While Home Assistant restarts the car goes on with little; one that is removed for good buys nothing more.
    AUTOMATIC = "automatic"
    KEEP = "keep"
    MINIMUM = "minimum"
    STOP = "stop"


class GridPhase(StrEnum):
    """Which phase of the grid connection a charger's first conductor hangs on."""

    DETECT = "detect"
    L1 = "l1"
    L2 = "l2"
    L3 = "l3"

    @property
    def phase_index(self) -> int | None:
        """Its index, None if it is to be found out."""
        return None if self is GridPhase.DETECT else ("l1", "l2", "l3").index(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerSettings:
    """One charger's mode and limits. Sun only is the default: adding a charger must not buy energy.

    A limit of None is the charger's own.
    """

    mode: SolarMode = SolarMode.SOLAR_ONLY
    # Until the car leaves; None: as always.
    session_mode: SolarMode | None = None
    min_current_a: float | None = None
    max_current_a: float | None = None
    priority: float = 0.0
    release_behavior: ReleaseBehavior = ReleaseBehavior.AUTOMATIC
    switching_preference: SwitchingPreference = SwitchingPreference.BALANCED
    grid_phase: GridPhase = GridPhase.DETECT
    # Everything is decided and shown, nothing is commanded.
    shadow_mode: bool = False
    # Usual departures ("07:10") that are not to be suggested again.
    declined_departures: tuple[str, ...] = ()
    charge_request: ChargeRequest = field(default_factory=ChargeRequest)

    @property
    def are_currents_crossed(self) -> bool:
        """Whether the least current is above the most."""
        return (self.min_current_a or 0.0) > (self.max_current_a or inf)

    def mode_with(self, car_mode: SolarMode | None) -> SolarMode:
        """Return the mode in force with a car whose own mode is this. A charger that is off stays off, whichever car comes."""
        if self.session_mode is not None:
            return self.session_mode
        return self.mode if car_mode is None or self.mode is SolarMode.OFF else car_mode


# Made once: they are asked for dozens of times in each step.
_NEW_CHARGER, _NOTHING_ASKED = ChargerSettings(), ChargeRequest()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a home."""

    site: SiteSettings = field(default_factory=SiteSettings)
    chargers: Mapping[str, ChargerSettings] = field(default_factory=dict)
    # What cars ask for themselves, by the car's id: it goes with them to every charger, and counts first.
    cars: Mapping[str, ChargeRequest] = field(default_factory=dict)

    def charger(self, charger_id: str) -> ChargerSettings:
        """Return a charger's settings, the defaults if it is new."""
        return self.chargers.get(charger_id, _NEW_CHARGER)

    def with_site(self, **changes: Any) -> Self:
        """Return these settings with some of the site's changed."""
        return replace(self, site=replace(self.site, **changes))

    def with_charger(self, charger_id: str, **changes: Any) -> Self:
        """Return these settings with some of one charger's changed."""
        return replace(self, chargers={**self.chargers, charger_id: replace(self.charger(charger_id), **changes)})

    def with_new_shadows(self, charger_ids: Iterable[str]) -> Self:
        """Return these settings with shadow mode for chargers that start in it, as far as nothing was set of them yet."""
        new = {one: ChargerSettings(shadow_mode=True) for one in charger_ids if one not in self.chargers}
        return replace(self, chargers={**self.chargers, **new}) if new else self

    def car(self, car_id: str) -> ChargeRequest:
        """Return what a car asks for itself."""
        return self.cars.get(car_id, _NOTHING_ASKED)

    def with_car(self, car_id: str, request: ChargeRequest) -> Self:
        """Return these settings with what a car asks for itself."""
        return replace(self, cars={**self.cars, car_id: request})

    def with_cars(self, car_ids: Mapping[str, str]) -> Self:
        """Return these settings with what the cars that are here ask for themselves; `car_ids` by their chargers."""
        settings = self
        for charger_id, car_id in car_ids.items():
            if own := self.cars.get(car_id):
                request = with_car(self.charger(charger_id).charge_request, own)
                settings = settings.with_charger(charger_id, charge_request=request)
        return settings

    def with_departures(self, departures: Departures, now: datetime, zone: tzinfo) -> Self:
        """Return these settings with the next events of calendars as departures of the chargers that follow them."""
        settings = self
        for charger_id, charger in self.chargers.items():
            if event := departures.events.get(charger.charge_request.departure_calendar or ""):
                settings = settings.with_charger(
                    charger_id, charge_request=with_departure(charger.charge_request, event, now, zone)
                )
        return settings

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-safe form."""
        return {
            "site": asdict(self.site),
            "chargers": {key: asdict(value) for key, value in self.chargers.items()},
            "cars": {key: asdict(value) for key, value in self.cars.items()},
        }
