"""Daily planned receipts as a page, CSV and PDF; its totals by part beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from central.access.rules import Right
from central.db.clock import now_us
from central.db.database import Database
from central.db.listings import Kind
from central.http.problems import ProblemError
from central.orders.rules.planned_receipts import Planned, Total
from central.orders.service.planned_receipts import (
    DAYS,
    DAYS_MAX,
    Asked,
    PlannedReceipts,
    planned_receipts,
)
from central.web.frame import Frame, language_of, path, words
from central.web.printed import day
from central.web.sheet import Look, Sheet, add

ADDRESS = "/office/planned-receipts"
_FIGURES = {
    "to_arrive": Kind.FIGURE,
    "left_for_it": Kind.FIGURE,
    "still_to_leave": Kind.FIGURE,
    "late": Kind.FIGURE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsSheet(Sheet):
    asked: Asked = field(default_factory=Asked)
    totals: Sheet | None = None


def add_all(router: APIRouter, db: Database, frame: Frame) -> None:
    right = Right.READ_OFFICE
    add(router, db, frame, ADDRESS, right, _by_place, "office_planned_receipts.html")
    add(router, db, frame, f"{ADDRESS}/parts", right, _by_part)


def _asked(request: Request) -> Asked:
    query = request.query_params
    try:
        first = date.fromisoformat(query["first"]) if query.get("first") else None
    except ValueError as error:
        raise ProblemError(422, "invalid", "A day is written as YYYY-MM-DD.") from error
    if first is not None and not 2000 <= first.year < 2100:
        raise ProblemError(422, "invalid", "A day is of the years 2000 to 2099.")
    days = query.get("days", "")[:9]
    names = ("customer", "unloading_point", "part")
    given = {name: query.get(name, "").strip()[:70] for name in names}
    return Asked(
        first=first,
        days=max(1, min(DAYS_MAX, int(days) if days.isdecimal() else DAYS)),
        **given,
    )


def _read(connection: Connection, request: Request) -> PlannedReceipts:
    return planned_receipts(connection, _asked(request), now_us())


def _by_place(connection: Connection, request: Request) -> Sheet:
    language = language_of(request)
    found = _read(connection, request)
    return ReceiptsSheet(
        name="planned_receipts",
        columns={
            "on_day": Kind.TEXT,
            "window": Kind.TEXT,
            "customer": Kind.TEXT,
            "plant": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "part": Kind.TEXT,
            **_FIGURES,
        },
        rows=[_row(it, language) for it in found.rows],
        links={"part": lambda row: path("office", "cums", row["_agreement"], row["part"])},
        looks=lambda row: Look.FAULT if row["late"] else Look.PLAIN,
        note=f"{day(found.first, language)} – {day(found.last, language)}",
        asked=_asked(request),
        totals=_totals(found, language),
    )


def _by_part(connection: Connection, request: Request) -> Sheet:
    return _totals(_read(connection, request), language_of(request))


def _totals(found: PlannedReceipts, language: str) -> Sheet:
    return Sheet(
        name="planned_parts",
        columns={"customer": Kind.TEXT, "part": Kind.TEXT, **_FIGURES},
        rows=[
            {"customer": it.of.customer, "part": it.of.part, **_figures(it)} for it in found.totals
        ],
        looks=lambda row: Look.FAULT if row["late"] else Look.PLAIN,
        note=f"{day(found.first, language)} – {day(found.last, language)}",
    )


def _row(it: Planned, language: str) -> dict[str, object]:
    place = it.place
    return {
        "on_day": day(place.on, language),
        "window": "–".join(filter(None, (place.at, place.to)))
        or words(language)["order.whole_day"],
        "customer": place.customer,
        "plant": place.plant,
        "unloading_point": place.unloading_point,
        "part": place.part,
        "_agreement": place.agreement,
        **_figures(it),
    }


def _figures(it: Planned | Total) -> dict[str, object]:
    return {
        "to_arrive": it.to_arrive,
        "left_for_it": it.left,
        "still_to_leave": it.open,
        "late": it.late,
    }
