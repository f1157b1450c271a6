"""A charger that is looked at every five seconds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from custom_components.solar_charging.engine.model import CarState
from custom_components.solar_charging.sessions.ledger import Ledger, Sample
from custom_components.solar_charging.sessions.session import Session
from custom_components.solar_charging.sessions.shares import Shares
from custom_components.solar_charging.sessions.tariff import Tariff

START = datetime(2026, 6, 20, 8, 0, tzinfo=UTC)
GONE = Sample("garage", CarState.DISCONNECTED, "solar_only", "disconnected", Shares(), 11_000.0, "2026-06-20")
IDLE = replace(GONE, car=CarState.CONNECTED, reason="waiting_for_surplus", tariff=Tariff(0.30, 0.08, 400.0))


def charging(*, solar_w: float = 0.0, battery_w: float = 0.0, grid_w: float = 0.0, seen: Sample = IDLE) -> Sample:
    """Return a charger that charges."""
    power_w = Shares(solar_w, battery_w, grid_w)
    return replace(seen, car=CarState.CHARGING, power_w=power_w, reason="solar_charging")


class Watch:
    """Lets time pass before a ledger, and keeps the sessions that end."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.now = START
        self.ended: list[Session] = []
        self.see(GONE)

    def see(self, seen: Sample, *, minutes: float = 0.0, step_s: float = 5.0) -> None:
        """Look once, or again and again for so long; a plug stays out for long enough to count."""
        if seen.car is CarState.DISCONNECTED and not minutes:
            minutes, step_s = 40 / 60, 5.0
        for _ in range(max(int(minutes * 60 / step_s), 1)):
            self.now += timedelta(seconds=step_s)
            ended = self.ledger.observe(seen, self.now.timestamp())
            if ended:
                self.ended.append(ended)

    def restart(self, minutes: float) -> None:
        """Stop, lose all but what is stored, and start again so much later."""
        self.ledger = Ledger.from_dict(self.ledger.to_dict())
        self.now += timedelta(minutes=minutes)
