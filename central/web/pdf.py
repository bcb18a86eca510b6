"""A table on paper: A4 across, black and white, the head on every page, page n of m."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

_FONTS = (
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans", "-Bold"),
    ("/usr/share/fonts/truetype/liberation/LiberationSans", "-Bold"),
)
MARGIN = 12 * mm
Size = tuple[float, float]
_CELL_MAX = 2000
"""Characters of one cell: a longer one could not be broken over pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A table as it is printed. ``right``: columns that are set flush right. ``page_of``: words
    with {page} and {pages}. ``empty``: what stands there without rows.
    """

    title: str
    note: str
    at: str
    heads: Sequence[str]
    right: Sequence[bool]
    rows: Sequence[Sequence[str]]
    page_of: str
    empty: str


def table(printed: Printed) -> bytes:
    """Texts are shown as they are; nothing in them is markup."""
    plain, bold = fonts()
    left = ParagraphStyle("cell", fontName=plain, fontSize=8, leading=10, wordWrap="CJK")
    head = ParagraphStyle("head", parent=left, fontName=bold)
    title = ParagraphStyle("title", fontName=bold, fontSize=15, leading=19)
    page = landscape(A4)
    story: list[Any] = [
        Paragraph(escape(printed.title), title),
        Paragraph(escape(" · ".join(text for text in (printed.at, printed.note) if text)), left),
        Spacer(1, 4 * mm),
        _drawn(printed, left, head, page[0] - 2 * MARGIN),
    ]
    if not printed.rows:
        story.append(Paragraph(escape(printed.empty), left))
    return built(story, page, printed.title, numbered(printed.page_of, plain, page))


def built(story: list[Any], page: Size, title: str, canvas: type[Canvas]) -> bytes:
    """The PDF of what flows over pages of that size."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=page,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 4 * mm,
        title=title,
        author="Lineside",
    )
    document.build(story, canvasmaker=canvas)
    return out.getvalue()


def _drawn(printed: Printed, left: ParagraphStyle, head: ParagraphStyle, whole: float) -> LongTable:
    """``whole``: the width that there is."""
    flush = ParagraphStyle("figure", parent=left, alignment=TA_RIGHT)
    head_flush = ParagraphStyle("head figure", parent=head, alignment=TA_RIGHT)
    cells = [
        [
            Paragraph(escape(text), head_flush if r else head)
            for text, r in zip(printed.heads, printed.right, strict=True)
        ]
    ]
    for row in printed.rows:
        cells.append(
            [
                Paragraph(escape(text[:_CELL_MAX]), flush if r else left)
                for text, r in zip(row, printed.right, strict=True)
            ]
        )
    widths = _widths(printed.heads, printed.rows, whole)
    drawn = LongTable(cells, colWidths=widths, repeatRows=1)
    drawn.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.grey),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return drawn


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], whole: float) -> list[float]:
    """Each column by its usual text, none below a share that holds a date."""
    sample = rows[:200]
    wanted = [
        min(45, max([len(head), *(len(row[column]) for row in sample)], default=1)) + 2
        for column, head in enumerate(heads)
    ]
    total = sum(wanted)
    return [whole * part / total for part in wanted]


def numbered(page_of: str, font: str, size: Size) -> type[Canvas]:
    """A canvas that says page n of m at the foot of each. ``page_of``: words with {page} and
    {pages}; ``size``: of a page, in points.
    """

    class Numbered(Canvas):  # type: ignore[misc]
        """Says how many pages there are, which is known when the last one is done."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._pages, 1):
                self.__dict__.update(state)
                self.setFont(font, 8)
                text = page_of.format(page=number, pages=len(self._pages))
                self.drawRightString(size[0] - MARGIN, 8 * mm, text)
                super().showPage()
            super().save()

    return Numbered


@cache
def fonts() -> tuple[str, str]:
    """Plain and bold: what the system has with many letters, else the one that comes along."""
    for path, suffix in _FONTS:
        plain, bold = Path(f"{path}.ttf"), Path(f"{path}{suffix}.ttf")
        if not plain.exists():
            plain = Path(f"{path}-Regular.ttf")
        if plain.exists() and bold.exists():
            return _register(plain, bold)
    return _register(Path("Vera.ttf"), Path("VeraBd.ttf"))


def _register(plain: Path, bold: Path) -> tuple[str, str]:
    pdfmetrics.registerFont(TTFont("Sheet", str(plain)))
    pdfmetrics.registerFont(TTFont("Sheet-Bold", str(bold)))
    return "Sheet", "Sheet-Bold"
