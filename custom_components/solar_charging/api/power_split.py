"""Where the home's power comes from and where it goes: one number for each way, which add up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Powers in W, none negative: what the sun, grid and battery give, and what home, cars, battery and grid take."""

    generation_w: float
    import_w: float
    discharge_w: float
    home_w: float
    evse_w: float
    charge_w: float
    export_w: float


def split(balance: Balance) -> dict[str, float]:
    """Return the power of each way in W, by "source_to_sink".

    The sun serves the home first, then the cars, the battery and the grid; the battery does the same with what is left, then the
    grid does. What meters disagree about stays unassigned.
    """
    sources = {"solar": balance.generation_w, "battery": balance.discharge_w, "grid": balance.import_w}
    sinks = {"home": balance.home_w, "evse": balance.evse_w, "battery": balance.charge_w, "grid": balance.export_w}
    ways: dict[str, float] = {}
    for source, available_w in sources.items():
        left_w = available_w
        for sink, wanted_w in sinks.items():
            if sink == source:
                continue
            taken_w = min(left_w, wanted_w)
            sinks[sink] = wanted_w - taken_w
            left_w -= taken_w
            ways[f"{source}_to_{sink}"] = taken_w
    return ways
