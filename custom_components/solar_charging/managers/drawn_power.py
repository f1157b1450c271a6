"""What a charger draws, for the books and for what is shown: measured where that can be read."""

from ..engine.charger.power import IDLE_W, NOT_TAKING, expected_w, has_answered
from ..engine.inputs import ChargerInputs
from ..engine.measure.reading import Reading
from ..engine.model import CarState
from ..engine.state import EngineState


def drawn_w(charger: ChargerInputs, state: EngineState) -> float:
    """Return what a charger draws, in W: measured, or else what was commanded, where its car may be taking it."""
    charger_state, power = state.chargers[charger.id], charger.power_w
    if isinstance(power, Reading) and has_answered(power, charger_state, state.stepped_s or 0.0):
        return power.value if power.value > IDLE_W else 0.0
    is_off = not charger_state.is_enabled or charger.car in NOT_TAKING - {CarState.CONNECTED, CarState.AWAITING}
    return 0.0 if is_off else expected_w(charger_state)
