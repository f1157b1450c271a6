"""The whole home: its parts composed, its energies counted, its sensors read."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from .battery import Battery
from .evse import Evse
from .household import Household
from .inverter import HybridInverter, Inverter
from .meter import Report, Sensor, SensorSpec
from .weather import SunSource

WS_PER_WH = 3600.0


@dataclass(slots=True)
class Flows:
    """The true powers of the last step in W. Grid + import, - export; battery + charging, - discharging."""

    generation_w: float = 0.0
    load_w: float = 0.0
    car_w: float = 0.0
    battery_w: float = 0.0
    grid_w: float = 0.0


@dataclass(slots=True)
class Energies:
    """The true energies since the beginning in Wh: what came in equals what went out."""

    generation_wh: float = 0.0
    load_wh: float = 0.0
    car_wh: float = 0.0
    import_wh: float = 0.0
    export_wh: float = 0.0
    charge_wh: float = 0.0
    discharge_wh: float = 0.0
    curtailed_wh: float = 0.0

    def count(self, flows: Flows, curtailed_w: float, dt_s: float) -> None:
        """Add a step of `dt_s` seconds."""
        hours = dt_s / WS_PER_WH
        self.generation_wh += flows.generation_w * hours
        self.load_wh += flows.load_w * hours
        self.car_wh += flows.car_w * hours
        self.import_wh += max(0.0, flows.grid_w) * hours
        self.export_wh += max(0.0, -flows.grid_w) * hours
        self.charge_wh += max(0.0, flows.battery_w) * hours
        self.discharge_wh += max(0.0, -flows.battery_w) * hours
        self.curtailed_wh += curtailed_w * hours


# Ordinary home equipment: a meter every second or two, an inverter every five, a charging station every three.
SENSORS = {
    "generation_w": SensorSpec(period_s=5.0, latency_s=1.0, noise=5.0),
    "load_w": SensorSpec(period_s=5.0, latency_s=1.0, noise=5.0),
    "car_w": SensorSpec(period_s=3.0, latency_s=0.5, noise=0.0),
    "battery_w": SensorSpec(period_s=5.0, latency_s=1.0, noise=5.0),
    "grid_w": SensorSpec(period_s=2.0, latency_s=0.5, noise=5.0),
    "battery_soc_pct": SensorSpec(period_s=30.0, latency_s=1.0, noise=0.0, resolution=1.0),
    "car_soc_pct": SensorSpec(period_s=60.0, latency_s=2.0, noise=0.0, resolution=1.0),
}


@dataclass
class Home:
    """A home in the sun.

    `step` moves it on; `flows` and `energies` are the truth, `sensors` what the home's devices say (`report_of` for short). The
    charging stations take commands: `home.evse.command(is_enabled=True, current_a=8)`. `car_w` is the sum of all stations.
    `longitude` sets the hours that people live by.
    """

    sun: SunSource
    household: Household
    rng: Random = field(default_factory=lambda: Random(0))
    evses: tuple[Evse, ...] = ()
    inverter: Inverter = field(default_factory=Inverter)
    battery: Battery | None = None
    longitude: float = 13.4
    specs: dict[str, SensorSpec] = field(default_factory=lambda: dict(SENSORS))

    def __post_init__(self) -> None:
        """Begin at rest."""
        self.flows = Flows()
        self.energies = Energies()
        self._car_soc_pct = 0.0
        self.sensors = {name: Sensor(self.rng, spec) for name, spec in self.specs.items() if self._has(name)}

    @property
    def evse(self) -> Evse:
        """The first charging station."""
        return self.evses[0]

    def report_of(self, name: str) -> Report | None:
        """Return a sensor's last report, None where it has not reported yet. Raises KeyError for one that is not there."""
        return self.sensors[name].report

    def step(self, dt_s: float, now: datetime) -> None:
        """Go on by `dt_s` seconds (1 s; up to 10 s where seconds do not matter) to `now`, aware UTC."""
        flows = self.flows
        before_w = flows.grid_w
        hour = (now.hour + now.minute / 60.0 + self.longitude / 15.0) % 24.0
        flows.load_w = self.household.step(dt_s, hour)
        dc_w = self.sun.step(dt_s, now)
        if isinstance(self.inverter, HybridInverter) and self.battery is not None:
            flows.generation_w = self.inverter.step_with(self.battery, dt_s, dc_w, before_w)
            flows.battery_w = self.battery.power_w
        else:
            flows.generation_w = self.inverter.step(dt_s, dc_w, before_w)
            if self.battery is not None:
                # A battery shares its inverter's knowledge: it is offered what would else be curtailed.
                flows.battery_w = self.battery.step(dt_s, before_w - self.inverter.curtailed_w)
        flows.car_w = 0.0
        for evse in self.evses:
            flows.car_w += evse.step(dt_s)
        flows.grid_w = flows.load_w + flows.car_w + flows.battery_w - flows.generation_w
        self.energies.count(flows, self.inverter.curtailed_w, dt_s)
        for name, sensor in self.sensors.items():
            sensor.step(dt_s, self._truth(name), now)

    def _has(self, name: str) -> bool:
        if name.startswith("battery"):
            return self.battery is not None
        if name.startswith("car"):
            return bool(self.evses)
        return True

    def _truth(self, name: str) -> float:
        if name == "battery_soc_pct":
            return self.battery.soc_pct if self.battery is not None else 0.0
        if name == "car_soc_pct":
            car = self.evses[0].car
            # A car that has left goes on saying what it last said.
            self._car_soc_pct = car.soc_pct if car is not None else self._car_soc_pct
            return self._car_soc_pct
        return float(getattr(self.flows, name))
