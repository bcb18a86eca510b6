"""The drawing of the house: the layers of the import contracts, and the imports that are there."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = (("httpd",), ("formats", "syntax"), ("settings", "wire"))
"""What both halves stand on, from above."""
SAID = {
    "hardware_sim": "a plant that is pretended: imports nothing of the rest",
    "httpd": "the door of both web servers",
    "formats": "broadcast formats",
    "syntax": "tokenizers of EDIFACT, X12, fixed records",
    "settings": "what people write",
    "wire": "what crosses the network",
}
WAYS = (
    ("edge.cell", "where a scan is judged", "edge/cell/scans.py, edge/cell/verification.py"),
    ("central.cums", "where a cum is kept", "central/cums/service/ledger_store.py"),
    ("central.web", "where a page's words are", "texts/ of each capability, central/web/texts"),
    ("edge.screen", "where a cell's words are", "edge/screen/texts"),
    ("central.edi", "what to touch for a new EDI message", "central/edi/messages, one file"),
)
"""Box, what a stranger looks for, and where it is."""
HIDDEN = ("__main__", "__init__")
ROW, HIGH, GAP, LETTER, PAD = 50, 26, 9, 6.9, 8
CENTRAL_X, EDGE_X, WIDTH, TOP = 16, 742, 1226, 66
FONT = 'font-family="Helvetica, Arial, sans-serif"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Of one package, in pixels."""

    name: str
    x: float
    y: float
    wide: float

    @property
    def middle(self) -> float:
        return self.x + self.wide / 2


def layers(container: str) -> list[list[str]]:
    """From above, as the import contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    found = next(it for it in contracts["contracts"] if it.get("containers") == [container])
    rows = [[name.strip() for name in row.split(":")] for row in found["layers"]]
    return [names for row in rows if (names := [it for it in row if it not in HIDDEN])]


def imports() -> set[tuple[str, str]]:
    """Which room uses which: rooms of the halves as `central.cums`, others by their package."""
    packages = ("central", "edge", "hardware_sim", *(name for row in SHARED for name in row))
    found = set()
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            here = _room(".".join(path.relative_to(ROOT).with_suffix("").parts))
            names = _names(ast.parse(path.read_text("utf-8")))
            found |= {(here, _room(name)) for name in names if name.split(".")[0] in packages}
    return {(one, other) for one, other in found if one != other}


def drawing() -> str:
    """The page's drawing, as SVG."""
    used = imports()
    boxes = [*_half("central", CENTRAL_X), *_half("edge", EDGE_X)]
    floor = TOP + ROW * max(len(layers(it)) for it in ("central", "edge")) + 34
    boxes += _shared(floor)
    by_name = {box.name: box for box in boxes}
    high = floor + ROW * len(SHARED) + 26 + 19 * len(WAYS)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" {FONT}>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" '
        'markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="#7c8a9a"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{high}" fill="#ffffff"/>',
        *_frames(floor),
        *(_arrow(by_name[a], by_name[b]) for a, b in sorted(_needed(_inside(used, by_name)))),
        *(line for box in boxes for line in _drawn(box, used)),
        *_legend(floor + ROW * len(SHARED) + 22),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{it.name}" for it in node.names)
        elif isinstance(node, ast.Import):
            yield from (it.name for it in node.names)


def _room(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in ("central", "edge") else parts[0]


def _inside(used: set[tuple[str, str]], boxes: dict[str, Box]) -> set[tuple[str, str]]:
    """From a layer to one below it, of one half: neighbours may use each other, and what is used of
    the packages below is said in words."""
    halves = {(a, b) for a, b in used if a in boxes and b in boxes and "." in a and "." in b}
    return {(a, b) for a, b in halves if boxes[a].y < boxes[b].y}


def _needed(used: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without those that a longer way says already."""
    below: dict[str, set[str]] = {}
    for one, other in used:
        below.setdefault(one, set()).add(other)

    def reach(name: str) -> set[str]:
        return {far for near in below.get(name, ()) for far in (near, *reach(near))}

    return {
        (one, other)
        for one, other in used
        if not any(other in reach(near) for near in below[one] if near != other)
    }


def _half(container: str, left: float) -> Iterator[Box]:
    rows = layers(container)
    deep = max(len(layers(it)) for it in ("central", "edge"))
    wide = (EDGE_X - CENTRAL_X - 30) if container == "central" else WIDTH - EDGE_X - 16
    for number, names in enumerate(rows, start=deep - len(rows)):
        sizes = [len(name) * LETTER + 2 * PAD for name in names]
        spare = wide - sum(sizes) - GAP * (len(names) - 1)
        x = left + spare / 2
        for name, size in zip(names, sizes, strict=True):
            yield Box(name=f"{container}.{name}", x=x, y=TOP + ROW * number + 24, wide=size)
            x += size + GAP


def _shared(floor: float) -> Iterator[Box]:
    for number, names in enumerate(SHARED):
        wide = (WIDTH - 32 - GAP * (len(names) - 1)) / len(names)
        for place, name in enumerate(names):
            x = 16 + place * (wide + GAP)
            yield Box(name=name, x=x, y=floor + ROW * number, wide=wide)


def _frames(floor: float) -> Iterator[str]:
    high = floor - TOP - 22
    for name, said, x, wide in (
        ("central", "the office: schedules, orders, cums, EDI", CENTRAL_X - 6, EDGE_X - 36),
        ("edge", "a cell: scans, labels, tours", EDGE_X - 6, WIDTH - EDGE_X - 4),
    ):
        yield (
            f'<rect x="{x}" y="{TOP - 8}" width="{wide}" height="{high}" rx="8" fill="#f5f8fb" '
            'stroke="#c9d4df"/>'
        )
        yield (
            f'<text x="{x + 12}" y="{TOP + 12}" font-size="15" fill="#1f2d3d"><tspan '
            f'font-weight="bold">{name}</tspan>  {said}</text>'
        )
    yield (
        f'<rect x="10" y="12" width="{WIDTH - 20}" height="32" rx="8" fill="#faf6ee" '
        'stroke="#ddd0b4"/>'
    )
    yield (
        '<text x="22" y="33" font-size="14" fill="#1f2d3d"><tspan font-weight="bold">'
        f"hardware_sim</tspan>  {SAID['hardware_sim']}</text>"
    )


def _arrow(one: Box, other: Box) -> str:
    y, end = one.y + HIGH, other.y - 2
    bend = (end - y) * 0.5
    return (
        f'<path d="M{one.middle:.0f} {y:.0f}C{one.middle:.0f} {y + bend:.0f} {other.middle:.0f} '
        f'{end - bend:.0f} {other.middle:.0f} {end:.0f}" fill="none" stroke="#9aa8b6" '
        'stroke-width="1.1" marker-end="url(#tip)"/>'
    )


def _drawn(box: Box, used: set[tuple[str, str]]) -> Iterator[str]:
    number = next((n for n, way in enumerate(WAYS, start=1) if way[0] == box.name), None)
    fill, edge = ("#fde3c8", "#d9822b") if number else ("#ffffff", "#8fa1b3")
    yield (
        f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.wide:.0f}" height="{HIGH}" rx="5" '
        f'fill="{fill}" stroke="{edge}"/>'
    )
    if box.name in SAID:
        users = sorted({one.split(".")[0] for one, other in used if other == box.name})
        words = f"{SAID[box.name]}; used by {', '.join(users)}"
        yield (
            f'<text x="{box.x + 10:.0f}" y="{box.y + 18:.0f}" font-size="13" fill="#1f2d3d">'
            f'<tspan font-weight="bold">{box.name}</tspan>  {escape(words)}</text>'
        )
        return
    yield (
        f'<text x="{box.middle:.0f}" y="{box.y + 17:.0f}" font-size="12.5" fill="#1f2d3d" '
        f'text-anchor="middle">{box.name.partition(".")[2]}</text>'
    )
    if number:
        x, y = box.x + box.wide, box.y
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="9" fill="#d9822b"/>'
        yield (
            f'<text x="{x:.0f}" y="{y + 4:.0f}" font-size="12" font-weight="bold" fill="#ffffff" '
            f'text-anchor="middle">{number}</text>'
        )


def _legend(top: float) -> Iterator[str]:
    for number, (_, wanted, where) in enumerate(WAYS, start=1):
        y = top + 19 * (number - 1)
        yield f'<circle cx="26" cy="{y - 4:.0f}" r="8" fill="#d9822b"/>'
        yield (
            f'<text x="26" y="{y:.0f}" font-size="11" font-weight="bold" fill="#ffffff" '
            f'text-anchor="middle">{number}</text>'
        )
        yield (
            f'<text x="42" y="{y:.0f}" font-size="13" fill="#1f2d3d">{escape(wanted)}: '
            f'<tspan font-family="monospace">{escape(where)}</tspan></text>'
        )
