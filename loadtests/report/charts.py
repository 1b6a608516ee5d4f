"""loadtests.report: charts as inline SVG: no script, no font, no network."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 40
COLOURS = (
    *("#2f6f8f", "#d9822b", "#4f9d69", "#a3485f", "#7b68a6"),
    *("#8a8d3a", "#3f88c5", "#b56576", "#6b7a8f"),
)
BAR_HEIGHT, BAR_GAP = 34, 14


@dataclass(frozen=True)
class Line:
    """A series of points."""

    name: str
    points: Sequence[tuple[float, float]]
    is_dots: bool = False


@dataclass(frozen=True)
class Axes:
    """What the two axes say; marks are (from, to, words) on the lower one."""

    x: str
    y: str
    is_log: bool = False
    marks: Sequence[tuple[float, float, str]] = ()
    x_ticks: Mapping[float, str] | None = None


@dataclass(frozen=True)
class _Scale:
    """From a value to a place on the drawing."""

    low: float
    high: float
    begin: float
    end: float
    is_log: bool = False

    def at(self, value: float) -> float:
        low, high, here = (self._own(one) for one in (self.low, self.high, value))
        share = (here - low) / (high - low) if high > low else 0.0
        return round(self.begin + share * (self.end - self.begin), 1)

    def _own(self, value: float) -> float:
        return math.log10(max(value, 1e-9)) if self.is_log else value

    def ticks(self) -> list[float]:
        if self.is_log:
            first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
            decades = [10.0**power for power in range(first, last + 1)]
            return [one for one in decades if self.low <= one <= self.high]
        step = _round_step((self.high - self.low) / 5)
        count = int((self.high - self.low) / step)
        return [self.low + number * step for number in range(count + 1)]


def _round_step(rough: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten."""
    if rough <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough)


def chart(lines: Sequence[Line], axes: Axes) -> str:
    """Return a chart of lines or dots; nothing when there is no point at all."""
    points = [point for line in lines for point in line.points]
    if not points:
        return ""
    across, up = _scales(points, axes)
    drawn = [_marks(axes, across), _grid(axes, across, up)]
    for number, line in enumerate(lines):
        drawn.append(_drawn(line, COLOURS[number % len(COLOURS)], across, up))
    legend = _legend([line.name for line in lines])
    return f"<figure>{_svg(HEIGHT, ''.join(drawn))}{legend}</figure>"


def _scales(points: Sequence[tuple[float, float]], axes: Axes) -> tuple[_Scale, _Scale]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    across = _Scale(min(xs), max(xs), LEFT, WIDTH - RIGHT)
    if axes.is_log:
        low = 10 ** math.floor(math.log10(max(min(ys), 0.1)))
        high = max(*ys, low * 10) * 1.2
        return across, _Scale(low, high, HEIGHT - BOTTOM, TOP, is_log=True)
    return across, _Scale(0.0, max(ys) * 1.1 or 1.0, HEIGHT - BOTTOM, TOP)


def _svg(height: int, inner: str) -> str:
    box = f'viewBox="0 0 {WIDTH} {height}" width="100%" role="img"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{inner}</svg>'


def _text(x: float, y: float, words: str, *, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _grid(axes: Axes, across: _Scale, up: _Scale) -> str:
    drawn = []
    for value in up.ticks():
        y = up.at(value)
        drawn.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        drawn.append(_text(LEFT - 6, y + 4, f"{value:g}", anchor="end"))
    ticks = axes.x_ticks or {value: f"{value:g}" for value in across.ticks()}
    for value, words in ticks.items():
        drawn.append(_text(across.at(value), HEIGHT - BOTTOM + 16, words))
    drawn.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, axes.x))
    turned = f'transform="rotate(-90 14 {HEIGHT / 2})"'
    drawn.append(f'<text x="14" y="{HEIGHT / 2}" text-anchor="middle" {turned}>{axes.y}</text>')
    return "".join(drawn)


def _marks(axes: Axes, across: _Scale) -> str:
    drawn = []
    for begin, end, words in axes.marks:
        left = across.at(max(begin, across.low))
        width = max(across.at(min(max(end, begin), across.high)) - left, 2)
        place = f'x="{left}" y="{TOP}" width="{width}" height="{HEIGHT - TOP - BOTTOM}"'
        drawn.append(
            f'<rect class="mark" {place}/>{_text(left + 3, TOP + 12, words, anchor="start")}'
        )
    return "".join(drawn)


def _drawn(line: Line, colour: str, across: _Scale, up: _Scale) -> str:
    places = [(across.at(x), up.at(y)) for x, y in line.points]
    if line.is_dots:
        return "".join(f'<circle cx="{x}" cy="{y}" r="2" fill="{colour}"/>' for x, y in places)
    path = " ".join(f"{x},{y}" for x, y in places)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _legend(names: Sequence[str]) -> str:
    shown = [
        f'<span><i style="background:{COLOURS[number % len(COLOURS)]}"></i>{escape(name)}</span>'
        for number, name in enumerate(names)
    ]
    return f"<figcaption>{''.join(shown)}</figcaption>"


def bars(rows: Mapping[str, Mapping[str, float]], *, unit: str) -> str:
    """Return stacked bars, one for each row, all on one scale."""
    longest = max((sum(parts.values()) for parts in rows.values()), default=0.0)
    if not longest:
        return ""
    across = _Scale(0.0, longest, LEFT, WIDTH - 90)
    names = list(next(iter(rows.values())))
    drawn = []
    for number, (label, parts) in enumerate(rows.items()):
        y = number * (BAR_HEIGHT + BAR_GAP) + BAR_GAP
        drawn.append(_text(LEFT - 8, y + BAR_HEIGHT / 2 + 4, label, anchor="end"))
        drawn.append(_stack(parts, names, across, y))
        total = f"{sum(parts.values()):.0f} {unit}"
        end = across.at(sum(parts.values())) + 6
        drawn.append(_text(end, y + BAR_HEIGHT / 2 + 4, total, anchor="start"))
    height = len(rows) * (BAR_HEIGHT + BAR_GAP) + BAR_GAP
    return f"<figure>{_svg(height, ''.join(drawn))}{_legend(names)}</figure>"


def _stack(parts: Mapping[str, float], names: Sequence[str], across: _Scale, y: float) -> str:
    drawn, begin = [], 0.0
    for number, name in enumerate(names):
        end = begin + parts[name]
        left, right = across.at(begin), across.at(end)
        place = f'x="{left}" y="{y}" width="{max(right - left, 0):.1f}" height="{BAR_HEIGHT}"'
        title = f"<title>{escape(name)}: {parts[name]:.1f}</title>"
        drawn.append(f'<rect {place} fill="{COLOURS[number % len(COLOURS)]}">{title}</rect>')
        begin = end
    return "".join(drawn)
