"""How late a car's own integration tells that it was plugged in, learned where only one plug can be meant."""

from collections.abc import Mapping
from dataclasses import dataclass

from .recognise import LATE_S, PlugInSession

# Two clouds are no clocks: a report may seem to come before what it reports.
_SKEW_S = 60.0
# Each report lets the longest delay seen fade by this part: one late night is forgotten after a week or two.
_FADES_BY = 0.1


@dataclass(slots=True)
class PlugDelay:
    """The longest delay seen lately, in seconds; None before one was. `report_s`: the report that was looked at last."""

    longest_s: float | None = None
    report_s: float | None = None

    def learn(self, charger_id: str, stays: Mapping[str, PlugInSession], plugged_s: float | None) -> None:
        """Learn from a car at a charger, unless another charger's plug may have been meant. `plugged_s`: when it was told."""
        if plugged_s is None or plugged_s == self.report_s:
            return
        self.report_s = plugged_s
        delays_s = {key: plugged_s - stay.began_s for key, stay in stays.items() if stay.began_s is not None}
        possible_s = {key: delay_s for key, delay_s in delays_s.items() if -_SKEW_S <= delay_s < LATE_S}
        if len(delays_s) < len(stays) or set(possible_s) != {charger_id}:
            return
        delay_s = max(possible_s[charger_id], 0.0)
        faded_s = delay_s if self.longest_s is None else self.longest_s + (delay_s - self.longest_s) * _FADES_BY
        self.longest_s = max(delay_s, faded_s)
