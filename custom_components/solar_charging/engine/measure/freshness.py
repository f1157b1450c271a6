"""Whether a reading may still be used: its age is compared with the usual reporting interval of its source."""

from dataclasses import dataclass, replace

from ..policy import Policy
from .reading import Quality, Reading, Source


@dataclass(slots=True)
class SourceState:
    """One source of readings: its last value, when that was reported, when it last changed, and the usual interval between reports."""

    value: float | None = None
    reported_s: float = 0.0
    changed_s: float = 0.0
    interval_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CheckedReading:
    """A source's last value, when it was reported, and its quality."""

    value: float
    reported_s: float
    age_s: float
    quality: Quality


@dataclass(frozen=True, slots=True)
class CheckedReadings:
    """All readings of the site as of `now_s`. A source that is not configured is `MISSING`."""

    now_s: float
    grid: CheckedReading
    generation: CheckedReading
    load: CheckedReading
    battery: CheckedReading
    battery_soc: CheckedReading
    phase_currents: tuple[CheckedReading, ...] = ()
    phase_powers: tuple[CheckedReading, ...] = ()


MISSING = CheckedReading(0.0, 0.0, float("inf"), Quality.MISSING)
# Likewise a source that is configured and has never been read: limits take it for a meter that is silent, not for none.
UNREAD = replace(MISSING)
# Weights of a new interval between two reports. A source that reports on change is only as quick as its longest pauses, so a longer
# interval counts at once and a shorter one slowly.
_LONGER_WEIGHT, _SHORTER_WEIGHT = 0.5, 0.1


def check_reading(source: Source, source_state: SourceState, now_s: float, policy: Policy) -> CheckedReading:
    """Return a source's reading with its quality; the state keeps the value. Learns the source's interval unless the reading has it."""
    if isinstance(source, Reading):
        reported_s = min(source.reported_at.timestamp(), now_s)
        is_new = reported_s > source_state.reported_s
        # Reports from before a clock was set back all seem to be of this moment: another value is a later one.
        is_ahead = source.reported_at.timestamp() > now_s and source.value != source_state.value
        if source_state.value is None or is_new or is_ahead:
            _remember(source, reported_s, source_state, policy)
    if source_state.value is None or source is None:
        return MISSING
    age_s = now_s - source_state.reported_s
    is_live = isinstance(source, Reading) and age_s <= late_after_s(source_state, policy)
    return CheckedReading(
        source_state.value, source_state.reported_s, age_s, Quality.LIVE if is_live else Quality.STALE
    )


def late_after_s(source_state: SourceState, policy: Policy) -> float:
    """Return the age in seconds at which a reading of this source is late."""
    interval_s = source_state.interval_s or policy.unknown_interval_s
    return policy.late_after_intervals * max(interval_s, policy.least_interval_s) + policy.late_grace_s


def _remember(reading: Reading, reported_s: float, source_state: SourceState, policy: Policy) -> None:
    if reading.interval_s is not None:
        source_state.interval_s = reading.interval_s
    elif source_state.value is not None:
        gap_s = min(reported_s - source_state.reported_s, policy.most_interval_s)
        weight = _LONGER_WEIGHT if gap_s > source_state.interval_s else _SHORTER_WEIGHT
        source_state.interval_s += weight * (gap_s - source_state.interval_s)
    if reading.value != source_state.value:
        source_state.changed_s = reported_s
    source_state.value, source_state.reported_s = reading.value, reported_s
