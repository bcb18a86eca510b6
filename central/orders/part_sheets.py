"""``/office/order-parts``: what is open of the order lines of each part, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from central.access.rules import Right
from central.db.clock import now_us
from central.db.database import Database
from central.db.listings import Kind
from central.http.problems import ProblemError
from central.orders.service import totals
from central.orders.service.totals import PART_SORTS, PartRow
from central.orders.sheets import contract, cums_address, wanted_of
from central.web.frame import Frame, language_of, words
from central.web.printed import amount, day
from central.web.sheet import Asked, Look, add

START_MAX = 10_000_000


def add_parts(router: APIRouter, db: Database, frame: Frame) -> None:
    right, template = Right.READ_OFFICE, "office_order_parts.html"
    add(router, db, frame, "/office/order-parts", right, _parts, template)


def _parts(connection: Connection, request: Request) -> Asked:
    query = request.query_params
    wanted = replace(wanted_of(request), sort="day", after=None)
    sort = query.get("sort", "") if query.get("sort") in PART_SORTS else PART_SORTS[0]
    given = query.get("start", "0")
    start = min(int(given), START_MAX) if given.isdecimal() and len(given) < 10 else 0
    late = totals.past_there(connection, now_us())
    page = totals.part_page(connection, wanted, late=late, sort=sort, start=start)
    names = ("customer", "agreement", "part", "open_from")
    asked = {name: query.get(name, "").strip() for name in names} | {"sort": sort}
    language = language_of(request)
    return Asked(
        name="order_parts",
        columns={
            "customer": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "lines": Kind.FIGURE,
            "quantity": Kind.FIGURE,
            "despatched": Kind.FIGURE,
            "open": Kind.FIGURE,
            "late": Kind.FIGURE,
            "first_day": Kind.TEXT,
            "worth": Kind.TEXT,
        },
        rows=[_row(row, language) for row in page.rows],
        links={"agreement": contract, "part": cums_address, "lines": _lines},
        looks=lambda row: Look.ATTENTION if row["late"] else Look.PLAIN,
        note=words(language)["order.parts_note"],
        more=_more(request, page.following, asked),
        asked=asked,
    )


def _row(row: PartRow, language: str) -> Mapping[str, Any]:
    worth = [f"{amount(it.amount, it.digits, language)} {it.currency}" for it in row.value]
    shown = {name: getattr(row, name) for name in PartRow.__slots__}
    return {**shown, "first_day": day(row.first_day, language), "worth": ", ".join(worth)}


def _lines(row: Mapping[str, Any]) -> str:
    of = {"agreement": row["agreement"], "part": row["part"]}
    return f"/office/orders?{urlencode(of)}"


def _more(request: Request, following: int | None, asked: Mapping[str, str]) -> str:
    """Where the list goes on. ProblemError 413: a file cannot."""
    if following is None:
        return ""
    if request.url.path.endswith((".csv", ".pdf")):
        text = f"More than {following} parts: ask for fewer by customer or contract."
        raise ProblemError(413, "too_many", text)
    return f"/office/order-parts?{urlencode({**asked, 'start': following})}"
