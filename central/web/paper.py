"""A document on paper: A4 upright, black and white, who and whom on top, tables with their head on
every page, page n of m.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, Spacer, Table, TableStyle

from central.web.pdf import MARGIN, built, fonts, numbered

_CELL_MAX = 2000
"""Characters of one cell: a longer one could not be broken over pages."""
_WIDTH = A4[0] - 2 * MARGIN - 12
"""Twelve points are the frame's own edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines under a small head: an address, or what is said of one thing."""

    head: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``width``: its share beside those of the others. ``right``: set flush right."""

    head: str
    width: int
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table with its columns; without rows it is not printed."""

    head: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """``warning`` stands in a frame under the title; empty: none. ``blocks`` stand two in a row.
    ``closing``: lines behind the tables. ``foot``: small, at the end.
    """

    title: str
    warning: str
    blocks: Sequence[Block]
    tables: Sequence[Rows]
    closing: Sequence[str]
    foot: str
    page_of: str


@dataclass(frozen=True, slots=True)
class _Styles:
    plain: ParagraphStyle
    bold: ParagraphStyle
    right: ParagraphStyle
    bold_right: ParagraphStyle
    small: ParagraphStyle
    title: ParagraphStyle


def document(paper: Paper) -> bytes:
    """The PDF. Texts are shown as they are; nothing in them is markup."""
    styles = _styles()
    canvas = numbered(paper.page_of, styles.plain.fontName, A4)
    return built(list(_story(paper, styles)), A4, paper.title, canvas)


def _story(paper: Paper, styles: _Styles) -> Iterator[Any]:
    yield Paragraph(escape(paper.title), styles.title)
    if paper.warning:
        framed = Table([[Paragraph(escape(paper.warning), styles.bold)]], colWidths=[_WIDTH])
        framed.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1.5, colors.black)]))
        yield framed
    yield Spacer(1, 3 * mm)
    yield _side_by_side(paper.blocks, styles)
    for rows in paper.tables:
        if rows.rows:
            yield Spacer(1, 4 * mm)
            yield Paragraph(escape(rows.head), styles.bold)
            yield _drawn(rows, styles)
    yield Spacer(1, 4 * mm)
    for line in paper.closing:
        yield Paragraph(escape(line), styles.plain) if line else Spacer(1, 10 * mm)
    yield Spacer(1, 4 * mm)
    yield Paragraph(escape(paper.foot), styles.small)


def _side_by_side(blocks: Sequence[Block], styles: _Styles) -> Table:
    cells: list[list[Any]] = [
        [
            Paragraph(escape(block.head), styles.small),
            *(Paragraph(escape(line), styles.plain) for line in block.lines),
        ]
        for block in blocks
    ]
    cells += [[]] * (len(cells) % 2)
    pairs = [cells[at : at + 2] for at in range(0, len(cells), 2)]
    drawn = Table(pairs, colWidths=[_WIDTH / 2] * 2)
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    drawn.setStyle(TableStyle(style))
    return drawn


def _drawn(rows: Rows, styles: _Styles) -> LongTable:
    def cell(text: str, plain: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(text[:_CELL_MAX]), plain)

    columns = rows.columns
    heads = [cell(it.head, styles.bold_right if it.right else styles.bold) for it in columns]
    cells = [
        [
            cell(text, styles.right if it.right else styles.plain)
            for text, it in zip(row, columns, strict=True)
        ]
        for row in rows.rows
    ]
    whole = sum(it.width for it in columns)
    widths = [_WIDTH * it.width / whole for it in columns]
    drawn = LongTable([heads, *cells], colWidths=widths, repeatRows=1)
    style = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.grey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]
    drawn.setStyle(TableStyle(style))
    return drawn


def _styles() -> _Styles:
    face, strong = fonts()
    plain = ParagraphStyle("paper", fontName=face, fontSize=9, leading=11.5, wordWrap="CJK")
    bold = ParagraphStyle("paper bold", parent=plain, fontName=strong)
    return _Styles(
        plain=plain,
        bold=bold,
        right=ParagraphStyle("paper right", parent=plain, alignment=TA_RIGHT),
        bold_right=ParagraphStyle("paper bold right", parent=bold, alignment=TA_RIGHT),
        small=ParagraphStyle("paper small", parent=plain, fontSize=7.5, leading=9.5),
        title=ParagraphStyle("paper title", fontName=strong, fontSize=16, leading=22),
    )
