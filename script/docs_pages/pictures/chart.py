"""A chart of a day's power: bars for each quarter of an hour, and a line over them. Hours of the day, powers in W."""

from collections.abc import Iterable, Sequence

from .paper import Paper, Scheme, width_of

WIDTH, HEIGHT = 720, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 36, 84, 300
_QUARTER_H = 0.25


class Chart:
    """A chart that is being drawn."""

    def __init__(self, scheme: Scheme, title: str, top_w: int) -> None:
        self.paper = Paper(scheme, WIDTH)
        self._scheme, self._title, self._top_w = scheme, title, top_w
        self.paper.box((10, 10, WIDTH - 20, HEIGHT - 20), scheme.card, scheme.edge, 12)
        self.paper.text((24, 36), title, scheme.text, 'font-weight="600"')
        for power_w in range(0, top_w + 1, 2000):
            x, y = self._at(0, power_w)
            self.paper.line([(x, y), self._at(24, power_w)], scheme.edge)
            words = f"{power_w // 1000} kW" if power_w else "0"
            self.paper.text((x - 6, y + 4), words, scheme.quiet, 'text-anchor="end" font-size="12"')
        for hour in range(0, 25, 4):
            x, y = self._at(hour, 0)
            self.paper.text((x, y + 18), f"{hour:02}:00", scheme.quiet, 'text-anchor="middle" font-size="12"')

    def bars(self, hour: float, powers: Iterable[tuple[float, str]]) -> None:
        """Draw a quarter of an hour: powers and their colors, one on the other."""
        below_w = 0.0
        for power_w, color in powers:
            left, bottom = self._at(hour, below_w)
            right, top = self._at(hour + _QUARTER_H, below_w + power_w)
            if power_w > 0:
                self.paper.box((round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)), color)
            below_w += power_w

    def line(self, points: Sequence[tuple[float, float]]) -> None:
        """Draw a line through hours and powers, where there is any power."""
        self.paper.line(
            (self._at(hour, max(power_w, 0)) for hour, power_w in points), self._scheme.text, 'stroke-width="2"'
        )

    def svg(self, legend: Iterable[tuple[str, str]], line: str) -> bytes:
        """Return the picture. `legend`: what each color means; `line`: what the line means."""
        left = 24.0
        for words, color in legend:
            self.paper.box((left, 50, 12, 12), color, radius=2)
            left = self._named(left, words)
        self.paper.line([(left, 56), (left + 12, 56)], self._scheme.text, 'stroke-width="2"')
        self._named(left, line)
        return self.paper.svg(HEIGHT, self._title)

    def _named(self, left: float, words: str) -> float:
        self.paper.text((left + 18, 61), words, self._scheme.text, 'font-size="13"')
        return left + 18 + width_of(words, 13) + 24

    def _at(self, hour: float, power_w: float) -> tuple[float, float]:
        x = _LEFT + (WIDTH - _LEFT - _RIGHT) * hour / 24
        return x, _BOTTOM - (_BOTTOM - _TOP) * power_w / self._top_w
