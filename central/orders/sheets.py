"""Lists of the orders' office as tables that are a page, CSV and PDF: lines, backorders, forecasts,
purchase orders, despatch notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from central.access.rules import Right
from central.agreements.model.keys import CumKey
from central.cums.service.addresses import cum_address
from central.cums.service.note_accounts import NoteAccount, accounts_of, end_of
from central.db.clock import now_us
from central.db.database import Database
from central.db.listings import Kind
from central.http.fields import whole_of
from central.http.problems import ProblemError
from central.orders.api import place_of, place_text
from central.orders.service import reading, totals
from central.orders.service.json_rows import fields_of
from central.orders.service.reading import SHOWN, SORTS, LinePage, Wanted
from central.web.frame import Frame, language_of, path, words
from central.web.printed import figure
from central.web.sheet import Asked, Look, Sheet, add, quantity_asked

EXPORT_ROWS = {".csv": 50_000, ".pdf": 2_000}
LATE_DAYS = 5
"""A backorder that is later than this stands out more."""


def add_all(router: APIRouter, db: Database, frame: Frame) -> None:
    right = Right.READ_OFFICE
    add(router, db, frame, "/office/orders", right, _orders, "office_orders.html")
    add(router, db, frame, "/office/backorders", right, _backorders, "office_orders.html")
    add(router, db, frame, "/office/forecasts", right, _forecasts)
    add(router, db, frame, "/office/purchase-orders", right, _numbers, "office_numbers.html")
    add(router, db, frame, "/office/notes", right, _notes, "office_notes.html")


def wanted_of(request: Request) -> Wanted:
    """The filter of a query; whatever cannot be read is as if it was not asked."""
    query = request.query_params
    sort = query.get("sort", "") if query.get("sort") in SORTS else SORTS[0]
    try:
        after = place_of(query.get("after", ""), sort)
        first, last = (
            date.fromisoformat(query[name]) if query.get(name) else None
            for name in ("first", "last")
        )
    except ValueError as error:
        raise ProblemError(422, "invalid", "A day is written as YYYY-MM-DD.") from error
    state = query.get("state", "")
    return Wanted(
        customer=query.get("customer", "").strip()[:70],
        agreement=query.get("agreement", "").strip()[:70],
        part=query.get("part", "").strip()[:70],
        state=state if state in SHOWN else SHOWN[0],
        first=first,
        last=last,
        open_from=quantity_asked(request, "open_from"),
        sort=sort,
        after=after,
        rows=next((n for end, n in EXPORT_ROWS.items() if request.url.path.endswith(end)), 100),
    )


def contract(row: Mapping[str, Any]) -> str:
    return path("office", "contracts", row["agreement"]) if row["agreement"] else ""


def cums_address(row: Mapping[str, Any]) -> str:
    """``point`` in a row: the cum is of that unloading point."""
    of = CumKey(row["agreement"], row["part"], row.get("point", ""))
    return cum_address(of) if of.agreement else ""


def _schedule(row: Mapping[str, Any]) -> str:
    return path("office", "schedules", row["schedule"]) if row["schedule"] else ""


def _order_line(row: Mapping[str, Any]) -> str:
    return path("office", "order-lines", row["line"])


_LINE_LINKS = {
    "agreement": contract,
    "part": cums_address,
    "schedule": _schedule,
    "line": _order_line,
}


def _orders(connection: Connection, request: Request) -> Sheet:
    wanted = wanted_of(request)
    page = reading.line_page(connection, wanted)
    asked = _asked(request, wanted)
    texts = words(language_of(request))
    return Asked(
        name="orders",
        columns={
            "due_on": Kind.TEXT,
            "window": Kind.TEXT,
            "asked_on": Kind.TEXT,
            "customer": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "quantity": Kind.FIGURE,
            "despatched": Kind.FIGURE,
            "open": Kind.FIGURE,
            "awaiting": Kind.FIGURE,
            "state": Kind.TEXT,
            "purchase_order": Kind.TEXT,
            "kind": Kind.TEXT,
            "schedule": Kind.TEXT,
            "line": Kind.TEXT,
        },
        rows=[_line(row, texts) for row in page.rows],
        links=_LINE_LINKS,
        note=_total(connection, wanted, texts),
        more=_more(request, page, wanted, asked),
        asked=asked,
    )


def _total(connection: Connection, wanted: Wanted, texts: Mapping[str, str]) -> str:
    """Of the whole list, on its first page."""
    if wanted.after is not None:
        return ""
    sums, language = totals.totals_of(connection, wanted), texts["language"]
    return texts["order.total"].format(
        lines=figure(sums.lines, language),
        quantity=figure(sums.quantity, language),
        despatched=figure(sums.despatched, language),
        open=figure(sums.open, language),
    )


def _more(request: Request, page: LinePage, wanted: Wanted, asked: Mapping[str, str]) -> str:
    """Where the list goes on. ProblemError 413: a file cannot."""
    if page.after is None:
        return ""
    if wanted.rows > reading.ROWS:
        text = f"More than {wanted.rows} lines: ask for fewer by customer, contract, part or days."
        raise ProblemError(413, "too_many", text)
    return f"{request.url.path}?{urlencode({**asked, 'after': place_text(page.after)})}"


def _line(row: Mapping[str, Any], texts: Mapping[str, str]) -> Mapping[str, Any]:
    """``asked_on``: the customer's day, by which their schedules find the line."""
    return {
        **row,
        "window": "–".join(filter(None, (row["at_time"], row["until_time"]))),
        "asked_on": row["on_day"],
        "state": texts[f"order.{row['state']}"],
        "kind": _source(row, texts),
        "schedule": row["schedule"] or "",
    }


def _source(row: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """By what it came: its kind of schedule, or who entered it and as what."""
    kind = texts[f"order.{row['kind']}"] if row["kind"] else ""
    if not row["origin"]:
        return kind
    return f"{kind}: {texts['order.origin.' + row['origin']]}, {row['entered_by']}"


def _asked(request: Request, wanted: Wanted) -> dict[str, str]:
    names = ("customer", "agreement", "part", "first", "last", "open_from", "sort")
    found = {name: request.query_params.get(name, "").strip() for name in names}
    return {**found, "state": wanted.state}


def _backorders(connection: Connection, request: Request) -> Sheet:
    wanted = wanted_of(request)
    page = reading.overdue(connection, now_us(), wanted)
    asked = {**_asked(request, wanted), "state": ""}
    texts = words(language_of(request))
    return Asked(
        name="backorders",
        columns={
            "due_on": Kind.TEXT,
            "window": Kind.TEXT,
            "asked_on": Kind.TEXT,
            "days_late": Kind.FIGURE,
            "customer": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "quantity": Kind.FIGURE,
            "despatched": Kind.FIGURE,
            "open": Kind.FIGURE,
            "awaiting": Kind.FIGURE,
            "state": Kind.TEXT,
            "purchase_order": Kind.TEXT,
            "line": Kind.TEXT,
        },
        rows=[_line(row, texts) for row in page.rows],
        links=_LINE_LINKS,
        looks=lambda row: Look.FAULT if row["days_late"] > LATE_DAYS else Look.ATTENTION,
        more=_more(request, page, wanted, asked),
        asked=asked,
    )


def _forecasts(connection: Connection, request: Request) -> Sheet:
    wanted = wanted_of(request)
    every = request.query_params.get("every") == "1"
    rows = reading.forecasts_of(connection, wanted.agreement, wanted.part, active_only=not every)
    texts = words(language_of(request))
    said = [
        {
            **row,
            "status": texts[f"order.{row['status']}"] if row["status"] else "",
            "kind": texts[f"order.{row['kind']}"],
            "active": texts["order.yes" if row["active"] else "order.no"],
        }
        for row in rows
    ]
    return Sheet(
        name="forecasts",
        columns={
            "on_day": Kind.TEXT,
            "until_day": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "quantity": Kind.FIGURE,
            "called_off": Kind.FIGURE,
            "left": Kind.FIGURE,
            "status": Kind.TEXT,
            "kind": Kind.TEXT,
            "schedule": Kind.TEXT,
            "active": Kind.TEXT,
        },
        rows=said,
        links={"schedule": _schedule},
        note=f"{wanted.agreement} · {wanted.part}",
    )


def _numbers(connection: Connection, request: Request) -> Sheet:
    wanted = wanted_of(request)
    texts = words(language_of(request))
    rows = reading.purchase_order_rows(connection, wanted.agreement)
    return Sheet(
        name="purchase_orders",
        columns={
            "number": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "quantity": Kind.FIGURE,
            "by": Kind.TEXT,
            "opened_us": Kind.MOMENT,
            "who": Kind.TEXT,
        },
        rows=[{**row, "by": texts[f"order.{row['by']}"]} for row in rows],
        links={"agreement": contract},
    )


def _notes(connection: Connection, request: Request) -> Sheet:
    at_us, _, note = request.query_params.get("before", "").partition(".")
    before_us = whole_of(at_us)
    rows = reading.note_rows(connection, None if before_us is None else (before_us, note))
    texts = words(language_of(request))
    accounts = accounts_of(connection, [row["note"] for row in rows])
    full = len(rows) == reading.ROWS
    return Sheet(
        name="notes",
        columns={
            "despatch_note": Kind.TEXT,
            "on_day": Kind.TEXT,
            "customer": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "parts": Kind.TEXT,
            "quantity": Kind.FIGURE,
            "by_unit": Kind.TEXT,
            "origin": Kind.TEXT,
            "state": Kind.TEXT,
            "differing": Kind.FIGURE,
            "who": Kind.TEXT,
            "at_us": Kind.MOMENT,
        },
        rows=[_note_row(row, accounts.get(row["note"], ()), texts) for row in rows],
        links={
            "despatch_note": lambda row: path("office", "notes", row["note"]),
            "differing": lambda row: row["_difference"],
        },
        looks=lambda row: Look.ATTENTION if row["_waits"] else Look.PLAIN,
        more=f"/office/notes?{urlencode({'before': _place(rows[-1])})}" if full else "",
    )


def _note_row(
    row: Mapping[str, Any], accounts: Sequence[NoteAccount], texts: Mapping[str, str]
) -> Mapping[str, Any]:
    """``differing`` None: nothing is missing or rejected of it."""
    apart = [it for it in accounts if it.differing]
    state = end_of(accounts) or row["state"]
    return {
        **row,
        "despatch_note": row["note"],
        "origin": texts[f"order.{row['origin']}"],
        "state": texts[f"order.{state}"],
        "differing": sum((it.differing for it in apart), Decimal(0)) if apart else None,
        "_difference": f"{cums_address(fields_of(apart[0]))}#differences" if apart else "",
        "_waits": any(it.waiting for it in apart),
    }


def _place(row: Mapping[str, Any]) -> str:
    return f"{row['at_us']}.{row['note']}"
