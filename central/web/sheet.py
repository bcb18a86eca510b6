"""One table of a report as a page, as CSV and as PDF: the same columns, the same figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from central.access.rules import Right
from central.db.clock import now_us
from central.db.database import Database
from central.db.listings import Kind
from central.http.problems import ProblemError
from central.web import pdf
from central.web.csv_text import csv_cell, csv_line, csv_number
from central.web.frame import Frame, language_of, moment, words
from central.web.printed import cell_text
from central.web.typed import quantity_typed
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import spoken


class Look(StrEnum):
    """Of a row that stands out; a word in the row says the same."""

    PLAIN = ""
    OK = "ok"
    ATTENTION = "attention"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """``name`` is the key of its title among the texts (``office.<name>``) and the file's name.

    ``columns``: texts' key (``col.<column>``) and kind. ``links``: column to the address of a row's
    cell, empty for none. ``looks`` chooses how a row stands out. ``note`` stands above the table.
    """

    name: str
    columns: Mapping[str, Kind]
    rows: Sequence[Mapping[str, Any]]
    links: Mapping[str, Callable[[Mapping[str, Any]], str]] = field(default_factory=dict)
    looks: Callable[[Mapping[str, Any]], Look] = lambda _: Look.PLAIN
    note: str = ""
    more: str = ""
    """The address that continues a long list; empty: this is all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Sheet):
    """A table with the filter that made it, by field of the query."""

    asked: Mapping[str, str] = field(default_factory=dict)


def quantity_asked(request: Request, name: str) -> Decimal | None:
    """Of the query; None: nothing is asked. ProblemError 422: it is no quantity."""
    text = request.query_params.get(name, "").strip()
    given = quantity_typed(text, language_of(request)) if text else None
    if given is not None and (given < 0 or digit_faults(given, QUANTITY_PLACES, name)):
        raise ProblemError(422, "invalid", f"{name}: a quantity is written as 1234.5.")
    return given


Make = Callable[[Connection, Request], Sheet]


def add(
    router: APIRouter,
    db: Database,
    frame: Frame,
    address: str,
    right: Right,
    make: Make,
    template: str = "office_sheet.html",
) -> None:
    """``address``, ``address.csv`` and ``address.pdf``. ``make`` reads the query itself."""
    add_files(router, db, frame, address, right, make)

    @router.get(address, dependencies=[Depends(frame.asks(right))])
    def as_page(request: Request) -> Response:
        sheet = db.read(lambda connection: make(connection, request))
        return frame.page(
            request, template, sheet=sheet, export=exports(request), query=request.query_params
        )


def exports(request: Request) -> dict[str, str]:
    """Addresses of the files of what the page shows."""
    query = f"?{request.url.query}" if request.url.query else ""
    return {form: f"{request.url.path}.{form}{query}" for form in ("csv", "pdf")}


def add_files(
    router: APIRouter, db: Database, frame: Frame, address: str, right: Right, make: Make
) -> None:
    """``address.csv`` and ``address.pdf`` beside a page of its own kind."""
    asked = [Depends(frame.asks(right))]

    @router.get(address + ".csv", dependencies=asked)
    def as_csv(request: Request) -> Response:
        sheet = db.read(lambda connection: make(connection, request))
        return _file(csv_bytes(sheet, language_of(request)), f"{sheet.name}.csv", "text/csv")

    @router.get(address + ".pdf", dependencies=asked)
    def as_pdf(request: Request) -> Response:
        sheet = db.read(lambda connection: make(connection, request))
        return _file(pdf_bytes(sheet, language_of(request)), f"{sheet.name}.pdf", "application/pdf")


def csv_bytes(sheet: Sheet, language: str) -> bytes:
    """With a byte order mark; text cells are safe."""
    texts = words(language)
    lines = [csv_line([texts[f"col.{name}"] for name in sheet.columns], language)]
    for row in sheet.rows:
        cells = [_csv_cell(kind, row[name], language) for name, kind in sheet.columns.items()]
        lines.append(csv_line(cells, language))
    return ("\ufeff" + "".join(lines)).encode()


def pdf_bytes(sheet: Sheet, language: str) -> bytes:
    texts = words(language)
    printed = pdf.Printed(
        title=texts[f"office.{sheet.name}"],
        note=sheet.note,
        at=moment(now_us(), language),
        heads=[texts[f"col.{name}"] for name in sheet.columns],
        right=[kind is Kind.FIGURE for kind in sheet.columns.values()],
        rows=[
            [cell_text(row[name], kind, language) for name, kind in sheet.columns.items()]
            for row in sheet.rows
        ],
        page_of=texts["page_of"],
        empty=texts["empty"],
    )
    return pdf.table(printed)


def _csv_cell(kind: Kind, value: Any, language: str) -> str:
    if kind is Kind.FIGURE and isinstance(value, Decimal | int):
        return csv_number(spoken(value), language)
    return csv_cell(cell_text(value, kind, language))


def _file(content: bytes, name: str, kind: str) -> Response:
    charset = "; charset=utf-8" if kind == "text/csv" else ""
    return Response(
        content,
        media_type=kind + charset,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
