"""The warehouse despatch list, and the loads with what is on them."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from central.access.rules import Right
from central.db.clock import now_us
from central.db.database import Database
from central.db.listings import Kind
from central.despatch.service import listings
from central.partners.service.days import day_of
from central.web.frame import Frame, language_of, path, words
from central.web.printed import day
from central.web.sheet import Look, Sheet, add


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    add(router, db, frame, "/office/despatch-list", Right.READ_OFFICE, _open)
    add(router, db, frame, "/office/loads", Right.READ_OFFICE, _loads, "office_loads.html")
    return router


def _open(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    customer = request.query_params.get("customer", "").strip()[:70]
    today = day_of(connection, customer, now_us())
    due = listings.Due(customer=customer, after=_number(request, "after"))
    page = listings.despatch_list(connection, today, due)
    said = [
        {
            **row,
            "due": f"{day(row['due_on'], texts['language'])} {row['at_time']}".strip(),
            "state": texts[f"order.{row['state']}"],
        }
        for row in page.rows
    ]
    return Sheet(
        name="despatch_list",
        columns={
            "customer": Kind.TEXT,
            "plant": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "due": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "open": Kind.FIGURE,
            "awaiting": Kind.FIGURE,
            "free": Kind.FIGURE,
            "state": Kind.TEXT,
            "line": Kind.TEXT,
        },
        rows=said,
        links={
            "agreement": lambda row: path("office", "contracts", row["agreement"]),
            "part": lambda row: path("office", "cums", row["agreement"], row["part"]),
        },
        looks=lambda row: Look.ATTENTION if row["due_on"] < today else Look.PLAIN,
        note=texts["despatch.list_note"].format(days=listings.DAYS, rows=listings.ROWS),
        more=_more("/office/despatch-list", customer=customer, after=page.next),
    )


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _more(address: str, **query: str | None) -> str:
    """Of the rest of a list; empty: this was the end."""
    return "" if None in query.values() else f"{address}?{urlencode(query)}"


def _loads(connection: Connection, request: Request) -> Sheet:
    page = listings.load_rows(connection, _number(request, "before"))
    rows = [
        {**row, "haulier": row["carrier"], "notes": ", ".join(row["notes"])} for row in page.rows
    ]
    return Sheet(
        name="loads",
        columns={
            "load": Kind.TEXT,
            "number": Kind.TEXT,
            "truck": Kind.TEXT,
            "haulier": Kind.TEXT,
            "route": Kind.TEXT,
            "dock": Kind.TEXT,
            "planned_us": Kind.MOMENT,
            "departed_us": Kind.MOMENT,
            "cancelled_us": Kind.MOMENT,
            "why": Kind.TEXT,
            "notes": Kind.TEXT,
        },
        rows=rows,
        links={"load": lambda row: path("office", "loads", row["load"])},
        more=_more("/office/loads", before=page.next),
    )
