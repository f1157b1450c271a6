"""What is remembered of cars, so that it outlives a restart: UTC seconds, plain JSON types."""

from dataclasses import dataclass, field

from .consumption import Consumption
from .elsewhere import ChargedElsewhere
from .plug_delay import PlugDelay
from .recognise import PlugInSession
from .state_of_charge import Charge
from .sudden_report import SuddenReport


@dataclass(slots=True)
class Answer:
    """An entity's last yes or no; `since_s`: when it changed to yes, None if unknown."""

    is_known: bool = False
    is_yes: bool = False
    since_s: float | None = None

    def take(self, now_s: float, *, shown: bool | None) -> None:
        """Update with the present value; None: no value, so that the last one holds."""
        if shown is None:
            return
        if not shown:
            self.since_s = None
        elif self.is_known and not self.is_yes:
            self.since_s = now_s
        self.is_known, self.is_yes = True, shown

    @property
    def value(self) -> bool | None:
        """The last answer; None before there was any."""
        return self.is_yes if self.is_known else None


@dataclass(slots=True)
class SavedCar:
    """One car: whether it is plugged in and at home, and how full it is."""

    plugged: Answer = field(default_factory=Answer)
    home: Answer = field(default_factory=Answer)
    plug_delay: PlugDelay = field(default_factory=PlugDelay)
    charge: Charge = field(default_factory=Charge)
    sudden: SuddenReport = field(default_factory=SuddenReport)
    # When it last reported another state of charge.
    reported_s: float = 0.0
    # When the known state of charge was last updated.
    known_s: float = 0.0
    elsewhere: ChargedElsewhere = field(default_factory=ChargedElsewhere)
    consumption: Consumption = field(default_factory=Consumption)
    # The most it takes, in W, where it limits itself.
    takes_at_most_w: float | None = None


@dataclass(slots=True)
class SavedCars:
    """All cars by id, and who is at each charger by its id."""

    cars: dict[str, SavedCar] = field(default_factory=dict)
    stays: dict[str, PlugInSession] = field(default_factory=dict)
