"""Solar and grid by blended cost: below a charger's least power the sun gives a part of a kWh, the grid the rest, at its price."""

from dataclasses import dataclass

# Solar only may be helped by the grid, not replaced by it: so much of the least power comes from the sun, however cheap the rest.
MIN_SOLAR_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class GridTopUp:
    """Whether the grid may help a sun that is below a charger's least power; prices per kWh.

    `price` of what is bought, `feed_in` that the sun's part would have earned, `break_even_price`: what a kWh would cost otherwise.
    """

    price: float
    feed_in: float
    break_even_price: float

    def cost(self, solar_share: float) -> float:
        """Return what a kWh costs of which this part comes from the sun."""
        return self.price + solar_share * (self.feed_in - self.price)

    @property
    def min_solar_share(self) -> float:
        """The part from the sun from which on a kWh costs no more than it is worth; 1 if none does."""
        if self.price <= self.break_even_price:
            return 0.0
        return (
            (self.price - self.break_even_price) / (self.price - self.feed_in)
            if self.break_even_price > self.feed_in
            else 1.0
        )
