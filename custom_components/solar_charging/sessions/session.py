"""A charging session: from plug-in to unplug, what went into the car, where it came from, what it cost. Times: UTC seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ..engine.json_state import dump, load
from .baseline import Baseline
from .shares import Shares
from .tariff import Tariff


@dataclass(slots=True)
class SubSession:
    """The part of a session in one mode. Energies in Wh; `assumed_wh` of them were not measured (Home Assistant was down)."""

    mode: str = ""
    started_s: float = 0.0
    ended_s: float = 0.0
    solar_wh: float = 0.0
    battery_wh: float = 0.0
    grid_wh: float = 0.0
    assumed_wh: float = 0.0
    cost: float | None = None
    carbon_g: float | None = None
    # Of the cost, what was bought.
    paid: float | None = None
    # What the same energy would have cost, and emitted, if the grid had given all of it at that time.
    grid_cost: float | None = None
    grid_carbon_g: float | None = None

    @property
    def energy_wh(self) -> float:
        """All that was delivered."""
        return self.solar_wh + self.battery_wh + self.grid_wh

    def times(self, factor: float) -> SubSession:
        """Return it with so many times of the energy, and of what that meant."""
        return replace(
            self,
            solar_wh=self.solar_wh * factor,
            battery_wh=self.battery_wh * factor,
            grid_wh=self.grid_wh * factor,
            assumed_wh=self.assumed_wh * factor,
            cost=_times(self.cost, factor),
            paid=_times(self.paid, factor),
            carbon_g=_times(self.carbon_g, factor),
            grid_cost=_times(self.grid_cost, factor),
            grid_carbon_g=_times(self.grid_carbon_g, factor),
        )

    def add(self, energy_wh: Shares, tariff: Tariff) -> None:
        """Book energy at the prices of its time."""
        self.solar_wh += energy_wh.solar
        self.battery_wh += energy_wh.battery
        self.grid_wh += energy_wh.grid
        bought = Shares(grid=energy_wh.total)
        if tariff.price is not None:
            self.cost = (self.cost or 0.0) + tariff.cost(energy_wh)
            self.paid = (self.paid or 0.0) + tariff.cost(Shares(grid=energy_wh.grid))
            self.grid_cost = (self.grid_cost or 0.0) + tariff.cost(bought)
        if (carbon_g := tariff.carbon_g(energy_wh)) is not None:
            self.carbon_g = (self.carbon_g or 0.0) + carbon_g
            self.grid_carbon_g = (self.grid_carbon_g or 0.0) + (tariff.carbon_g(bought) or 0.0)


@dataclass(frozen=True, slots=True)
class Occupant:
    """Who is at a charger, as far as it is known: the account that bears the energy, the car's name, and who usually drives it.

    `car_id`: a car's id, `GUEST`, or empty while it is not known. `is_chosen`: a person said so, which holds against what was
    known before.
    """

    car_id: str = ""
    vehicle: str = ""
    person_id: str = ""
    person: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """What a session was until a person changed it. `at_s`: when that was."""

    at_s: float = 0.0
    energy_wh: float = 0.0
    car_id: str = ""
    vehicle: str = ""
    person_id: str = ""
    person: str = ""
    note: str = ""
    is_deleted: bool = False


@dataclass(slots=True)
class Session:
    """One car's stay. `starts` and `stops` count how often charging began and paused, by the reason it did (`ReasonKey`)."""

    charger_id: str = ""
    started_s: float = 0.0
    ended_s: float | None = None
    # What the charger was called, for when it is gone.
    charger_name: str = ""
    # How long something was drawn.
    charging_s: float = 0.0
    # The car's name; empty if it is not known, or a guest's.
    vehicle: str = ""
    # The account that bears it: a car's id, `GUEST`, or empty while it is not known whose it is.
    car_id: str = ""
    # The person who drives, by the id Home Assistant gave it, and as it was called then; empty: none.
    person_id: str = ""
    person: str = ""
    # The driver was chosen by a person: a car that is recognised later doesn't change it.
    is_driver_given: bool = False
    note: str = ""
    # Of its cost, as Home Assistant was set then; empty: not known.
    currency: str = ""
    # What the charger's own counter showed, in Wh; None: it has none.
    meter_started_wh: float | None = None
    meter_ended_wh: float | None = None
    # What it was before each change by a person, the first one first.
    revisions: list[Revision] = field(default_factory=list)
    # A person found that it never was: it stays in the record, and counts nowhere.
    is_deleted: bool = False
    soc_started_pct: float | None = None
    soc_ended_pct: float | None = None
    starts: dict[str, float] = field(default_factory=dict)
    stops: dict[str, float] = field(default_factory=dict)
    # Cost and CO₂ of the same energy charged at full power on arrival (see `Baseline`); None while no price or no carbon intensity is known.
    baseline_cost: float | None = None
    baseline_carbon_g: float | None = None
    # What the charger's counter claimed beyond what can have flowed: not booked.
    refused_wh: float = 0.0
    # The energy booked before a correction; None: not corrected.
    corrected_from_wh: float | None = None
    parts: list[SubSession] = field(default_factory=list)

    @property
    def solar_wh(self) -> float:
        """From the sun."""
        return sum(part.solar_wh for part in self.parts)

    @property
    def battery_wh(self) -> float:
        """From the home battery."""
        return sum(part.battery_wh for part in self.parts)

    @property
    def grid_wh(self) -> float:
        """Bought."""
        return sum(part.grid_wh for part in self.parts)

    @property
    def energy_wh(self) -> float:
        """All that was delivered."""
        return sum(part.energy_wh for part in self.parts)

    @property
    def energies_wh(self) -> Shares:
        """All that was delivered, by where it came from."""
        return Shares(self.solar_wh, self.battery_wh, self.grid_wh)

    @property
    def solar_pct(self) -> float | None:
        """The sun's share; None of nothing."""
        return 100.0 * self.solar_wh / self.energy_wh if self.energy_wh > 0.0 else None

    @property
    def import_pct(self) -> float | None:
        """The grid's share; None of nothing."""
        return 100.0 * self.grid_wh / self.energy_wh if self.energy_wh > 0.0 else None

    @property
    def cost(self) -> float | None:
        """What it cost, None while no price is known."""
        return _sum(part.cost for part in self.parts)

    @property
    def paid(self) -> float | None:
        """What was bought of it, None while no price is known."""
        return _sum(part.paid for part in self.parts)

    @property
    def grid_cost(self) -> float | None:
        """What all of it would have cost from the grid, at the times it was charged."""
        return _sum(part.grid_cost for part in self.parts)

    @property
    def carbon_g(self) -> float | None:
        """Carbon dioxide of what was bought, None while unknown."""
        return _sum(part.carbon_g for part in self.parts)

    @property
    def saved(self) -> float | None:
        """What was saved against the same energy from the grid: at once after plug-in, or at the times it was charged.

        The higher of both counts: the sun's part saves what it did not cost, and waiting for a cheap hour counts, too.
        """
        return _saved(self.cost, self.baseline_cost, self.grid_cost)

    @property
    def saved_carbon_g(self) -> float | None:
        """The carbon dioxide that was saved against the same energy from the grid."""
        return _saved(self.carbon_g, self.baseline_carbon_g, _sum(part.grid_carbon_g for part in self.parts))

    def part(self, mode: str, now_s: float) -> SubSession:
        """Return the sub-session of this mode, a new one if the mode changed."""
        if not self.parts or self.parts[-1].mode != mode:
            if self.parts:
                self.parts[-1].ended_s = now_s
            self.parts.append(SubSession(mode, now_s, now_s))
        return self.parts[-1]

    def know_car(self, occupant: Occupant, soc_pct: float | None) -> None:
        """Take what is known of the car now. What belongs to it is not kept once it is found to be another's.

        That no known car can be here is no news of one that was recognised: a car that leaves tells so before its charger does.
        """
        is_other = occupant.car_id not in ("", self.car_id)
        if is_other and (occupant.vehicle or occupant.is_chosen or not self.car_id):
            self.car_id, self.vehicle, self.soc_started_pct = occupant.car_id, occupant.vehicle, None
            if not self.is_driver_given:
                self.person_id, self.person = occupant.person_id, occupant.person
        elif occupant.vehicle and occupant.car_id == self.car_id:
            # It may have been renamed.
            self.vehicle = occupant.vehicle
        if soc_pct is not None:
            self.soc_ended_pct = soc_pct
            self.soc_started_pct = soc_pct if self.soc_started_pct is None else self.soc_started_pct

    def read_meter(self, counter_wh: float | None) -> None:
        """Read the charger's counter; a reset starts over."""
        if counter_wh is None:
            return
        if self.meter_started_wh is None or counter_wh < (self.meter_ended_wh or 0.0):
            self.meter_started_wh = counter_wh
        self.meter_ended_wh = counter_wh

    def compare(self, baseline: Baseline) -> None:
        """Set cost and CO₂ that the energy so far would have had uncontrolled."""
        cost, carbon_g = baseline.at(self.energy_wh)
        self.baseline_cost = None if self.cost is None else cost
        self.baseline_carbon_g = None if self.carbon_g is None else carbon_g

    def corrected(self, energy_wh: float) -> Session:
        """Return the session with a corrected energy: each part, and what belongs to it, in proportion.

        Where nothing was booked it was bought, at a price that is not known any more.
        """
        before_wh = self.energy_wh
        factor = energy_wh / before_wh if before_wh > 0.0 else 1.0
        parts = [part.times(factor) for part in self.parts]
        if before_wh <= 0.0 and parts:
            parts[-1] = replace(parts[-1], grid_wh=energy_wh)
        return replace(
            self,
            parts=parts,
            corrected_from_wh=before_wh if self.corrected_from_wh is None else self.corrected_from_wh,
            baseline_cost=_times(self.baseline_cost, factor),
            baseline_carbon_g=_times(self.baseline_carbon_g, factor),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types, numbers as short as they matter."""
        data: dict[str, Any] = _short(dump(self))
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave; what is broken falls to its default."""
        return load(cls, data)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _saved(spent: float | None, *others: float | None) -> float | None:
    known = [other for other in others if other is not None]
    return max(known) - spent if known and spent is not None else None


def _sum(values: Any) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _short(value: Any) -> Any:
    """A microsecond, a µWh and a millionth of the currency: when a session began is its key, so it is read as it was."""
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_short(item) for item in value]
    return round(value, 6) if isinstance(value, float) else value
