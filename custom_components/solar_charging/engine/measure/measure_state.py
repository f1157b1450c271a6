"""What is remembered of the site's sources."""

from dataclasses import dataclass, field
from typing import Self

from ..copying import shallow
from .battery import BatteryState
from .battery_size import BatterySizeState
from .curtailment import ProbeState
from .freshness import SourceState
from .source_tier import TierState
from .stuck_meter import StuckMeterState
from .surplus_limits import ExcessState
from .unseen_battery import UnseenBatteryState


@dataclass(slots=True)
class BelievedSurplus:
    """The surplus in W that was believed at the last grid sample, and when that was taken.

    `generation_w`: generation as it was known then, where the inverter reports more often than the meter.
    """

    power_w: float | None = None
    sampled_s: float = 0.0
    generation_w: float | None = None


@dataclass(slots=True)
class MeasureState:
    """Sources by name, and what each part of measuring remembers."""

    sources: dict[str, SourceState] = field(default_factory=dict)
    surplus: BelievedSurplus = field(default_factory=BelievedSurplus)
    tier: TierState = field(default_factory=TierState)
    stuck_meter: StuckMeterState = field(default_factory=StuckMeterState)
    battery: BatteryState = field(default_factory=BatteryState)
    excess: ExcessState = field(default_factory=ExcessState)
    probe: ProbeState = field(default_factory=ProbeState)
    unseen_battery: UnseenBatteryState = field(default_factory=UnseenBatteryState)
    battery_size: BatterySizeState = field(default_factory=BatterySizeState)

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state that can be changed."""
        return type(self)(
            {name: shallow(source) for name, source in self.sources.items()},
            shallow(self.surplus),
            shallow(self.tier),
            shallow(self.stuck_meter),
            shallow(self.battery),
            shallow(self.excess),
            shallow(self.probe),
            shallow(self.unseen_battery),
            self.battery_size.copy(),
        )
