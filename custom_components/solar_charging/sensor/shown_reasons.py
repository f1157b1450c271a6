"""Which reason of each charger is in plain view: one for the sensors that show it, and for that of the surplus it names."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..engine.decision import Command
from ..engine.model import Reason
from ..engine.status import STATUS_OF
from ..managers.step_result import SiteData
from .pace import REASON_INTERVAL_S, Timing


@dataclass(frozen=True, slots=True)
class _Shown:
    reason: Reason
    # When this one and those before it were first shown, the latest last.
    at_s: tuple[float, ...]


class ShownReasons:
    """A new status brings its reason at once, and so does a calm hour. Reasons of one status that take turns wait, as on the status."""

    def __init__(self) -> None:
        self._shown: dict[str, _Shown] = {}

    def follow(self, data: SiteData, now_s: float) -> Mapping[str, Reason]:
        """Take over what is news. Returns the reason to show, by charger."""
        for command in data.decision.commands:
            if self._is_news(command, now_s):
                self.show(command, now_s)
        return {charger_id: shown.reason for charger_id, shown in self._shown.items()}

    def show(self, command: Command, now_s: float) -> None:
        """Show a charger's present reason from now on, because its sentence is written anyway."""
        shown = self._shown.get(command.charger_id)
        if shown is None or shown.reason.key != command.reason.key:
            timing = Timing(now_s, shown.at_s if shown else ())
            self._shown[command.charger_id] = _Shown(command.reason, timing.written())

    def _is_news(self, command: Command, now_s: float) -> bool:
        shown, key = self._shown.get(command.charger_id), command.reason.key
        if shown is None or STATUS_OF[key] != STATUS_OF[shown.reason.key]:
            return True
        return key != shown.reason.key and Timing(now_s, shown.at_s).is_due(REASON_INTERVAL_S, leap_interval_s=0.0)
