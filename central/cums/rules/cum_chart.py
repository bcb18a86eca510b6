"""The cums of one agreement part over time, drawn: ours and the customer's as steps, in transit as
the area between them, what they authorised, and the resets. Pure: data in, SVG out.

Every series has a word, a line and a mark of its own, so that none is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from html import escape
from itertools import pairwise

ZERO = Decimal(0)
WIDTH, HEIGHT = 1240, 500
LEFT, RIGHT, TOP, BOTTOM = 96, 24, 56, 44
MARKS_MAX = 60
"""A series with more points is drawn without its marks."""
LABEL_WIDTH = 92
"""Of a date under the axis, so that none covers another."""
_STEPS_DAYS = (1, 2, 7, 14, 28, 61, 91, 182, 365, 730, 1461)

Point = tuple[date, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class CumChart:
    """Cums as they stood from each day on, in the order of days. ``resets``: the first days of
    new periods; there every cum begins anew.
    """

    ours: tuple[Point, ...] = ()
    customers: tuple[Point, ...] = ()
    fabricate: tuple[Point, ...] = ()
    raw_material: tuple[Point, ...] = ()
    resets: tuple[date, ...] = ()
    until: date | None = None
    """The last day that is drawn; None: that of the last point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    name: str
    colour: str
    width: float
    dashes: str
    mark: str
    counts: bool = True


_SERIES = (
    _Series(
        name="raw_material", colour="#7b5b00", width=1.6, dashes="2 4", mark="diamond", counts=False
    ),
    _Series(
        name="fabricate",
        colour="#a34700",
        width=1.6,
        dashes="10 3 2 3",
        mark="triangle",
        counts=False,
    ),
    _Series(name="customers", colour="#00527a", width=2.2, dashes="7 4", mark="circle"),
    _Series(name="ours", colour="#111111", width=2.6, dashes="", mark="square"),
)


def draw(
    chart: CumChart,
    texts: Mapping[str, str],
    *,
    number: Callable[[Decimal], str],
    day: Callable[[date], str],
) -> str:
    """``texts`` has ``cum.<series>``, ``cum.in_transit``, ``cum.reset``, ``cum.none``; ``number``
    and ``day`` say them as the reader does.
    """
    points = [p for series in _SERIES for p in getattr(chart, series.name)]
    if not points:
        return _svg([f'<text x="24" y="40" font-size="16">{escape(texts["cum.none"])}</text>'], "")
    scale = _Scale(chart, points)
    body = [
        _PATTERN,
        *_axis(scale, number, day),
        *_areas(chart, scale),
        *_reset_lines(chart, scale, texts, day),
    ]
    for series in _SERIES:
        body += _line(series, getattr(chart, series.name), scale, chart.resets)
    body += _legend(chart, texts)
    return _svg(body, _told(chart, texts, number))


class _Scale:
    """Days and cums to pixels."""

    def __init__(self, chart: CumChart, points: Sequence[Point]) -> None:
        days = [p[0] for p in points] + list(chart.resets)
        self.first = min(days)
        self.last = max(max(days), chart.until or date.min, self.first + timedelta(days=1))
        self.step = _nice(max(p[1] for p in points) / 5)
        rows = (max(p[1] for p in points) / self.step).to_integral_value(ROUND_CEILING)
        self.top = self.step * max(Decimal(1), rows)

    def x(self, on: date) -> float:
        share = (on - self.first).days / (self.last - self.first).days
        return round(LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, max(0.0, share)), 1)

    def y(self, cum: Decimal) -> float:
        share = float(cum / self.top)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def _nice(least: Decimal) -> Decimal:
    """1, 2 or 5 of a power of ten, at least so much."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    return next((power * n for n in (1, 2, 5) if power * n >= least), power * 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Period:
    begin: date
    end: date
    first: bool


def _periods(resets: Sequence[date], scale: _Scale) -> list[_Period]:
    days = [scale.first, *(on for on in resets if on > scale.first), scale.last]
    return [
        _Period(begin=begin, end=end, first=n == 0)
        for n, (begin, end) in enumerate(pairwise(days))
        if begin < end or n == len(days) - 2
    ]


def _steps(points: Sequence[Point], period: _Period, last: date) -> list[Point]:
    """Corners in one period: a cum stands until the next one."""
    inside = [
        (on, cum)
        for on, cum in points
        if period.begin <= on and (on < period.end or period.end == last)
    ]
    found: list[Point] = []
    for on, cum in inside:
        if found:
            found.append((on, found[-1][1]))
        found.append((on, cum))
    if found:
        found.append((period.end, found[-1][1]))
    return found


def _counted(points: Sequence[Point], period: _Period, last: date) -> list[Point]:
    """The same for a count, which begins a new period at nothing."""
    anew = not period.first and bool(points) and points[0][0] < period.begin
    return _steps([(period.begin, ZERO), *points] if anew else points, period, last)


def _path(points: Iterable[Point], scale: _Scale) -> str:
    return " ".join(f"{scale.x(on)},{scale.y(cum)}" for on, cum in points)


def _areas(chart: CumChart, scale: _Scale) -> list[str]:
    """Between our cum and the customer's: in transit. Nothing where they have not counted yet."""
    found = []
    for period in _periods(chart.resets, scale):
        ours = _counted(chart.ours, period, scale.last)
        theirs = _counted(chart.customers, period, scale.last)
        if not ours or not theirs:
            continue
        begin = theirs[0][0]
        before = [p for p in ours if p[0] < begin]
        shown = [(begin, before[-1][1])] if before else []
        shown += [p for p in ours if p[0] >= begin]
        outline = _path([*shown, *reversed(theirs)], scale)
        found.append(f'<polygon class="transit" points="{outline}" fill="url(#in-transit)"/>')
    return found


def _line(
    series: _Series, points: Sequence[Point], scale: _Scale, resets: Sequence[date]
) -> list[str]:
    dashes = f' stroke-dasharray="{series.dashes}"' if series.dashes else ""
    look = f'fill="none" stroke="{series.colour}" stroke-width="{series.width}"{dashes}'
    make = _counted if series.counts else _steps
    body = []
    for period in _periods(resets, scale):
        if corners := make(points, period, scale.last):
            path = _path(corners, scale)
            body.append(f'<polyline class="{series.name}" points="{path}" {look}/>')
    if len(points) <= MARKS_MAX:
        body += [_mark(series, scale.x(on), scale.y(cum)) for on, cum in points]
    return body


def _mark(series: _Series, x: float, y: float) -> str:
    look = f'class="dot {series.name}" fill="#ffffff" stroke="{series.colour}" stroke-width="1.6"'
    match series.mark:
        case "circle":
            return f'<circle cx="{x}" cy="{y}" r="4.2" {look}/>'
        case "triangle":
            return f'<polygon points="{x},{y - 5} {x + 5},{y + 4} {x - 5},{y + 4}" {look}/>'
        case "diamond":
            return f'<polygon points="{x},{y - 5} {x + 5},{y} {x},{y + 5} {x - 5},{y}" {look}/>'
        case _:
            solid = look.replace("#ffffff", series.colour)
            return f'<rect x="{x - 3.5}" y="{y - 3.5}" width="7" height="7" {solid}/>'


def _axis(scale: _Scale, number: Callable[[Decimal], str], day: Callable[[date], str]) -> list[str]:
    body = []
    cum = ZERO
    while cum <= scale.top:
        y = scale.y(cum)
        body.append(
            f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" '
            'stroke="#dededa"/>'
            f'<text x="{LEFT - 10}" y="{y + 4.5}" text-anchor="end">{escape(number(cum))}</text>'
        )
        cum += scale.step
    days = (scale.last - scale.first).days
    room = (WIDTH - LEFT - RIGHT) // LABEL_WIDTH
    every = next((n for n in _STEPS_DAYS if days / n <= room), -(-days // room))
    for n in range(0, days + 1, every):
        on = scale.first + timedelta(days=n)
        x, y = scale.x(on), HEIGHT - BOTTOM
        body.append(
            f'<line class="axis" x1="{x}" y1="{y}" x2="{x}" y2="{y + 6}" stroke="#5a5a5a"/>'
            f'<text x="{x}" y="{y + 23}" text-anchor="{"start" if not n else "middle"}">'
            f"{escape(day(on))}</text>"
        )
    bottom = HEIGHT - BOTTOM
    body.append(
        f'<line class="axis" x1="{LEFT}" y1="{bottom}" x2="{WIDTH - RIGHT}" y2="{bottom}" '
        'stroke="#5a5a5a"/>'
    )
    return body


def _reset_lines(
    chart: CumChart, scale: _Scale, texts: Mapping[str, str], day: Callable[[date], str]
) -> list[str]:
    body = []
    for on in chart.resets:
        x = scale.x(on)
        words = escape(f"{texts['cum.reset']} {day(on)}")
        near_end = x > WIDTH - RIGHT - 160
        anchor, shift = ("end", -6) if near_end else ("start", 6)
        body.append(
            f'<line class="reset" x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{HEIGHT - BOTTOM}" '
            f'stroke="#d55e00" stroke-width="1.6" stroke-dasharray="3 3"/>'
            f'<path class="reset" d="M{x - 6},{TOP - 14} h12 l-6,8 z" fill="#d55e00"/>'
            f'<text x="{x + shift}" y="{TOP + 8}" text-anchor="{anchor}" font-weight="700">'
            f"{words}</text>"
        )
    return body


def _legend(chart: CumChart, texts: Mapping[str, str]) -> list[str]:
    body = []
    x = float(LEFT)
    for series in reversed(_SERIES):
        if not getattr(chart, series.name):
            continue
        words = texts[f"cum.{series.name}"]
        dashes = f' stroke-dasharray="{series.dashes}"' if series.dashes else ""
        body.append(
            f'<line class="key {series.name}" x1="{x}" y1="20" x2="{x + 36}" y2="20" '
            f'stroke="{series.colour}" '
            f'stroke-width="{series.width}"{dashes}/>{_mark(series, x + 18, 20)}'
            f'<text x="{x + 43}" y="24.5">{escape(words)}</text>'
        )
        x += 43 + 8 * len(words) + 26
    if chart.ours and chart.customers:
        words = texts["cum.in_transit"]
        body.append(
            f'<rect class="transit" x="{x}" y="12" width="36" height="16" fill="url(#in-transit)"/>'
            f'<text x="{x + 43}" y="24.5">{escape(words)}</text>'
        )
    return body


def _told(chart: CumChart, texts: Mapping[str, str], number: Callable[[Decimal], str]) -> str:
    """What the picture shows, for who does not see it."""
    said = [
        f"{texts[f'cum.{series.name}']} {number(getattr(chart, series.name)[-1][1])}"
        for series in reversed(_SERIES)
        if getattr(chart, series.name)
    ]
    return ", ".join(said)


_PATTERN = (
    '<defs><pattern id="in-transit" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="7" stroke="#56b4e9" '
    'stroke-width="2.4"/></pattern></defs>'
)


def _svg(body: Iterable[str], told: str) -> str:
    title = f"<title>{escape(told)}</title>" if told else ""
    return (
        f'<svg class="cums" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" font-size="13" '
        f'font-family="Liberation Sans, Arial, sans-serif" fill="#111111">{title}'
        f"{''.join(body)}</svg>"
    )
