"""The home that is asked about, as it was when it was asked: what a replay needs to know of it beside its recorded days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from ..coordinator import SolarChargingCoordinator
from ..engine.inputs import Circuit, Inputs
from ..engine.limit_settings import ChargerLimits
from ..engine.measure.reading import Reading
from ..managers.recorded_days import RecordedSources
from ..replay.charger_model import ChargingModel
from ..replay.days import ReplayCharger, ReplayHome
from ..replay.modelled_battery import seen_battery
from ..replay.recorded import RecordedHome
from ..settings import ChargerSettings, Settings
from .replay_question import ReplayQuestion, starting_at


@dataclass(frozen=True, slots=True)
class AskedHome:
    """A home and one of its chargers. `recorded`: what its days are read by; None: its charger has no sensor of power."""

    charger_id: str
    recorded: RecordedSources | None
    settings: Settings
    limits: ChargerLimits
    watts_per_amp: dict[str, float]
    capacity_w: float | None
    inputs: Inputs
    price_entities: Sequence[str]

    @property
    def charger_settings(self) -> ChargerSettings:
        """How its charger is set."""
        return self.settings.charger(self.charger_id)

    @property
    def usual_time(self) -> time | None:
        """The time of day by which its cars are to be ready, as it is set."""
        at = self.charger_settings.charge_request.ready_by_time
        return time.fromisoformat(at) if at else None

    def home(self, question: ReplayQuestion, found: RecordedHome) -> ReplayHome:
        """Return the home with its limits, its circuits and its battery; other chargers count as the house's load."""
        limits = self.limits
        if question.starts_at_kw is not None:
            limits = starting_at(limits, question.starts_at_kw)
        factor = 1.0 + question.extra_kwp * 1000.0 / self.capacity_w if self.capacity_w else 1.0
        charger = ReplayCharger(
            self.charger_id,
            limits,
            ChargingModel(watts_per_amp=self.watts_per_amp),
            switching_preference=self.charger_settings.switching_preference,
            read_s=self._read_s,
        )
        return ReplayHome(
            found.generation(factor),
            found.house_load(),
            (charger,),
            self.inputs.site,
            seen_battery(found.times_s, found.battery_w, found.soc_pct),
            circuits=tuple(map(self._alone, self._circuits)),
            has_phase_meters=bool(self.inputs.phase_currents_a),
        )

    @property
    def _read_s(self) -> float:
        """How often its power is read, where that is known to be rarely."""
        power_w = next((one.power_w for one in self.inputs.chargers if one.id == self.charger_id), None)
        return power_w.interval_s or 0.0 if isinstance(power_w, Reading) else 0.0

    @property
    def _circuits(self) -> list[Circuit]:
        return [one for one in self.inputs.circuits if self.charger_id in one.charger_ids]

    def _alone(self, circuit: Circuit) -> Circuit:
        return replace(circuit, charger_ids=frozenset({self.charger_id}), power_w=None, phase_currents_a=())


def asked_home(coordinator: SolarChargingCoordinator, charger_id: str) -> AskedHome | None:
    """Return the home as it is now; None where there is no such charger any more."""
    site, settings = coordinator.site, coordinator.settings
    config = next((one for one in site.chargers if one.id == charger_id), None)
    if config is None:
        return None
    state = coordinator.engine_state.chargers.get(charger_id)
    return AskedHome(
        charger_id,
        RecordedSources(site.sources, config.power_entity, site.corrections) if config.power_entity else None,
        settings,
        coordinator.home.readers[charger_id].limits(settings.charger(charger_id)),
        dict(state.watts_per_amp) if state else {},
        site.array.capacity_w,
        coordinator.data.inputs,
        site.tariff.price_entities,
    )
