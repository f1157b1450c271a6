"""What is remembered of the interval that the bill counts, and of the month's highest. Energies in Wh, times in UTC seconds."""

from dataclasses import dataclass


@dataclass(slots=True)
class PeakState:
    """The running interval and the month.

    `counted_wh`: what the interval, of `interval_s`, has drawn at most; `measured_wh`: what the meter showed of it. `counted_s`: up to when.
    `month_peak_w`: the highest mean draw of an interval that was measured in `month`; `month_peak_s`: when that interval began.
    """

    start_s: float | None = None
    interval_s: float = 0.0
    counted_s: float = 0.0
    counted_wh: float = 0.0
    measured_wh: float = 0.0
    month: str = ""
    month_peak_w: float = 0.0
    month_peak_s: float | None = None
