"""The last command a charger took, for those that do not show what they were commanded."""

from dataclasses import dataclass


@dataclass(slots=True)
class LastCommand:
    """The last command that was taken without an error. None: nothing yet, or forgotten since.

    `has_lost_current`: what the charger shows as its current may be what it has forgotten. `is_pause_sent`: a pause is on its way, or
    was the last that was.
    """

    is_enabled: bool | None = None
    current_a: float | None = None
    phases: int | None = None
    has_lost_current: bool = False
    is_pause_sent: bool = False

    def forget(self, *, has_lost_current: bool) -> None:
        """The charger has lost it: a restart, another car."""
        self.is_enabled = self.current_a = self.phases = None
        self.has_lost_current = has_lost_current
