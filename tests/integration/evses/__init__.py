"""Chargers behind Home Assistant's own integrations: each fakes its client, or its network, and is a charger with a car underneath."""

from .evse import Evse, Patch
from .keba import Keba
from .lektrico import Lektrico
from .nrgkick import NrgKick
from .openevse import OpenEvse
from .peblar import Peblar
from .v2c import V2c
from .wallbox import Wallbox

__all__ = ["EVSES", "Evse", "Keba", "Lektrico", "NrgKick", "OpenEvse", "Patch", "Peblar", "V2c", "Wallbox"]

EVSES: tuple[type[Evse], ...] = (Peblar, Wallbox, OpenEvse, NrgKick, Lektrico, V2c, Keba)
