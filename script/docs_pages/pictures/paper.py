"""What the pictures are drawn on: an SVG in the colors of one of the site's schemes. Lengths in pixels."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
LINE = 21
# The mean width of a letter, in parts of its size: a picture has no browser to ask.
_LETTER = 0.53


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colors of a picture; text has at least 4.5:1 against what is behind it, and what a chart is drawn with 3:1."""

    ground: str
    card: str
    edge: str
    text: str
    quiet: str
    accent: str
    sun: str
    grid: str
    surplus: str


# By what stands behind the `#only-` of a picture's address. Lines as in the chart of "Try it".
SCHEMES = {
    "light": Scheme("#e8edf2", "#ffffff", "#c4ccd4", "#1b1b1f", "#565b62", "#0b65a8", "#c77700", "#2f6fb3", "#3f7d20"),
    "dark": Scheme("#15171b", "#2a2d33", "#4b5058", "#f1f1f4", "#b4bac2", "#8cc7f5", "#ffb74d", "#90c2f5", "#9ccc65"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A picture that is being drawn."""

    scheme: Scheme
    width: int
    parts: list[str] = field(default_factory=list)

    def box(self, place: tuple[float, float, float, float], fill: str, edge: str = "none", radius: float = 0) -> None:
        """Draw a rectangle. `place`: left, top, width and height."""
        left, top, width, height = place
        self.parts.append(
            f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{fill}" stroke="{edge}"/>'
        )

    def text(self, at: tuple[float, float], words: str, fill: str, look: str = "") -> None:
        """Write a line. `look`: further attributes."""
        self.parts.append(f'<text x="{at[0]:g}" y="{at[1]:g}" fill="{fill}" {look}>{escape(words, quote=False)}</text>')

    def line(self, points: Iterable[tuple[float, float]], stroke: str, look: str = "") -> None:
        """Draw a line through points."""
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{through}" fill="none" stroke="{stroke}" {look}/>')

    def svg(self, height: float, title: str) -> bytes:
        """Return the picture. `title`: what it is called when it is opened by itself."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height:g}" width="{self.width}" height="{height:g}"'
            f' role="img" font-family="{FONT}" font-size="15"><title>{escape(title, quote=False)}</title>'
        )
        ground = f'<rect width="100%" height="100%" rx="14" fill="{self.scheme.ground}"/>'
        return "\n".join([head, ground, *self.parts, "</svg>\n"]).encode()


def lines_of(text: str, width: float, size: float = 15) -> list[str]:
    """Return a text in lines that fit into a width."""
    return [line for part in text.splitlines() for line in wrap(part, int(width / (size * _LETTER))) or [""]]


def width_of(text: str, size: float = 15) -> float:
    """Return about how wide a line is."""
    return len(text) * size * _LETTER
