"""What energy costs at a moment, in money and carbon dioxide."""

from dataclasses import dataclass

from .shares import Shares


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices in the user's currency per kWh, carbon in g per kWh. None: not known, which is not the same as nothing."""

    price: float | None = None
    feed_in: float | None = None
    co2_g: float | None = None
    # Of the prices (ISO 4217); empty: not known.
    currency: str = ""

    def cost(self, energy_wh: Shares) -> float:
        """Return what it costs: what was bought, and what feeding in the rest would have earned. Unknown prices count as 0."""
        own_wh = energy_wh.solar + energy_wh.battery
        return (energy_wh.grid * (self.price or 0.0) + own_wh * (self.feed_in or 0.0)) / 1000.0

    def carbon_g(self, energy_wh: Shares) -> float | None:
        """Return the carbon dioxide of what was bought, in g; None: not known."""
        return None if self.co2_g is None else energy_wh.grid * self.co2_g / 1000.0
