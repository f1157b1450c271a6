"""What an array gave that nothing measures: what went to the grid, into cars and into the home, less what came from the grid.

A charger's own meter alone says nothing of the roof: its power may come from either. Beside the grid's hours, both ways, it closes the balance.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .intervals import Interval

type Hours = Mapping[datetime, float]

# The home's own load is assumed: in hours in which a clear sky gives less than so many times as much, its error would be the roof's.
_OUTSHINES = 4.0
# Meters are read at slightly different times: a cloudless hour's balance may be off by this share and still be one.
_MOST_OF_CLEAR = 1.6


@dataclass(frozen=True, slots=True)
class HomeFlows:
    """Energies of each hour by its start, in Wh; an hour that a meter lacks is left out of all that it would balance."""

    imported: Hours
    exported: Hours
    # What left the chargers' meters and the home battery, less what the battery gave; None: there are none.
    charged: Hours | None = None
    stored: Hours | None = None


def generation_from_grid(
    flows: HomeFlows, load_w: Callable[[datetime], float], clear_sky_w: Callable[[Interval], float]
) -> Sequence[Interval]:
    """Return the mean generation of single sunny hours, in the order of time, as far as they are known.

    Hours are chosen by the sun's height alone, never by what they gave: only bright ones would teach too good a roof.
    """
    if not any(flows.exported.values()):
        # What never leaves is either used or held back: nobody can tell which.
        return ()
    others = [one for one in (flows.charged, flows.stored) if one is not None]
    starts = flows.imported.keys() & flows.exported.keys()
    found = []
    for start in sorted(start for start in starts if all(start in one for one in others)):
        used_w = load_w(start)
        balance_w = flows.exported[start] - flows.imported[start] + sum(one[start] for one in others)
        hour = Interval(start, max(balance_w + used_w, 0.0))
        clear_w = clear_sky_w(hour)
        if clear_w >= _OUTSHINES * used_w and hour.mean_w <= _MOST_OF_CLEAR * clear_w:
            found.append(hour)
    return found
