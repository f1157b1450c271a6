"""What a run of faults comes to."""

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Self

# The least part of the energy that may be missing from the books, or stand in them for nothing.
UNACCOUNTED_PCT = 0.1


@dataclass
class Figures:
    """Seconds, percents and counts over the whole run; blindness by fault: the longest time without the meter after it was over."""

    hours: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    limit_broken_s: float = 0.0
    energy_wh: float = 0.0
    booked_wh: float = 0.0
    sessions: int = 0
    sessions_kept: int = 0
    offs: int = 0
    offs_late: int = 0
    blind_s: dict[str, float] = field(default_factory=dict)
    wrong_repairs: Counter[str] = field(default_factory=Counter)
    _last_fault: tuple[str, float] | None = None

    @property
    def unaccounted_pct(self) -> float:
        """The part of the energy that the books have too much or too little."""
        return 100.0 * abs(self.booked_wh - self.energy_wh) / self.energy_wh if self.energy_wh else 0.0

    def fault_ended(self, name: str, now_s: float) -> None:
        """Wait for the meter from now on."""
        self._last_fault = (name, now_s)

    def look(self, now_s: float, *, is_seeing: bool) -> None:
        """Take note of whether surplus is measured."""
        if self._last_fault and is_seeing:
            name, since_s = self._last_fault
            self.blind_s[name] = max(self.blind_s.get(name, 0.0), now_s - since_s)
            self._last_fault = None

    def with_other(self, other: Self) -> Self:
        """Return both runs as one: what is counted is added, of what is the longest the longer one."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        for name, mine in found.items():
            its = getattr(other, name)
            if name == "_last_fault":
                found[name] = mine or its
            elif name == "blind_s":
                found[name] = {key: max(mine.get(key, 0.0), its.get(key, 0.0)) for key in mine.keys() | its.keys()}
            else:
                found[name] = mine + its
        return type(self)(**found)

    def broken(self) -> list[str]:
        """Return the promises that did not hold."""
        checks = {
            "limits": self.limit_broken_s > 0.0,
            "energy": self.unaccounted_pct > UNACCOUNTED_PCT,
            "sessions": self.sessions != self.sessions_kept,
            "off": self.offs_late > 0,
            "blind": self._last_fault is not None,
            "repairs": bool(self.wrong_repairs),
        }
        return [name for name, is_broken in checks.items() if is_broken]

    def summary(self) -> str:
        """Return what must stay 0, for who waits."""
        repairs = ", ".join(self.wrong_repairs) or "no wrong repair"
        return f"limits broken {self.limit_broken_s:.0f} s, off late {self.offs_late} of {self.offs}, {repairs}"

    def table(self) -> str:
        """Return it for people."""
        rows = {
            "simulated": f"{self.hours / 24.0:.1f} days",
            "limits broken": f"{self.limit_broken_s:.0f} s",
            "energy": f"{self.energy_wh / 1000:.2f} kWh, unaccounted {self.unaccounted_pct:.3f} %",
            "sessions": f"{self.sessions}, kept {self.sessions_kept}",
            "off": f"{self.offs} times, late {self.offs_late}",
            "wrong repairs": ", ".join(self.wrong_repairs) or "0",
            **{f"blind after {name}": f"{self.blind_s.get(name, 0.0):.0f} s ({count} times)" for name, count in sorted(self.faults.items())},
            "does not hold": ", ".join(self.broken()) or "nothing",
        }  # fmt: skip
        return "\n".join(f"{name:26}{value}" for name, value in rows.items())
