"""Pages where people work with orders: despatch notes, purchase orders in advance, the floor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.listings import Kind
from central.http.fields import whole_of
from central.http.problems import ProblemError
from central.orders import floor, floor_report, planned_receipts_sheet, sheets
from central.orders.floor_report import Mark
from central.orders.part_sheets import add_parts
from central.orders.purchase_orders_api import open_in_advance
from central.orders.rules.lines import PurchaseOrder
from central.orders.service import lines as service
from central.orders.service import reading
from central.orders.service.despatch import despatch
from central.partners.service.days import day_of
from central.web import forms
from central.web.frame import Frame, language_of, path, words
from central.web.reasons import told
from central.web.sheet import Look, Sheet, add
from central.web.typed import quantity_typed

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
Short = Annotated[str, Form(max_length=200)]
LOOKS = {
    Mark.NONE: Look.PLAIN,
    Mark.AHEAD: Look.ATTENTION,
    Mark.BEYOND: Look.FAULT,
    Mark.APART: Look.FAULT,
    Mark.UNMAPPED: Look.FAULT,
}


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    sheets.add_all(router, db, frame)
    add_parts(router, db, frame)
    planned_receipts_sheet.add_all(router, db, frame)
    _despatch(router, db, frame)
    _numbers(router, db, frame)
    _floor(router, db, frame)
    return router


def _despatch(router: APIRouter, db: Database, frame: Frame) -> None:
    shipper = Depends(frame.asks(Right.POST_DESPATCH))

    @router.get("/office/despatch", dependencies=[shipper])
    def despatch_form(request: Request) -> Response:
        wanted = sheets.wanted_of(request)

        def work(connection: Connection) -> tuple[Any, date]:
            today = day_of(connection, wanted.customer, now_us())
            return reading.line_page(connection, wanted), today

        page, today = db.read(work)
        return frame.page(
            request, "office_despatch.html", rows=page.rows, today=today, asked=wanted
        )

    @router.post("/office/despatch")
    def post_despatch(request: Request, form: Fields, principal: Principal = shipper) -> Response:
        """``action``: post a note over the quantities ``q<line>``, or mark those lines picked."""
        lines = _quantities(form, language_of(request))
        by = Actor(who=principal.who)
        action = form.get("action", "post")
        if action in ("pick", "put_back"):

            def work(connection: Connection) -> None:
                for line, _ in lines:
                    service.mark_picked(connection, line, now_us=now_us(), picked=action == "pick")

            db.write(work, by=by)
            return _to(path("office", "orders"))
        if action != "post":
            raise ProblemError(422, "invalid", f"There is no step {action}.")
        note = form.get("note", "").strip()[:70]
        despatch(db, note=note, on=_day(form, "on"), lines=lines, by=by, now_us=now_us())
        return _to(path("office", "notes", note))


def _numbers(router: APIRouter, db: Database, frame: Frame) -> None:
    planner = Depends(frame.asks(Right.PLAN_RELEASES))

    @router.post("/office/purchase-orders")
    def enter(
        agreement: Short,
        numbers: Annotated[str, Form(max_length=20_000)],
        request: Request,
        part: Short = "",
        quantity: Short = "",
        principal: Principal = planner,
    ) -> Response:
        """``quantity``: of the part on each of the numbers."""
        said = quantity.strip()
        ordered = quantity_typed(said, language_of(request)) if said else None
        wanted = [
            PurchaseOrder(
                purchase_order=number.strip()[:70],
                agreement=agreement.strip(),
                part=part.strip(),
                quantity=ordered,
            )
            for number in numbers.splitlines()
            if number.strip()
        ]
        open_in_advance(db, wanted, principal)
        return _to(path("office", "purchase-orders"))


def _floor(router: APIRouter, db: Database, frame: Frame) -> None:
    right = Right.READ_OFFICE
    shipper = Depends(frame.asks(Right.POST_DESPATCH))
    add(router, db, frame, "/office/floor", right, _floor_days, "office_floor.html")
    add(router, db, frame, "/office/floor/cums", right, _floor_cums, "office_floor.html")
    add(router, db, frame, "/office/floor/unposted", right, _unposted, "office_floor.html")

    @router.post("/office/floor/unposted")
    def again(principal: Principal = shipper) -> Response:
        floor.try_again(db, now_us(), by=Actor(who=principal.who))
        return _to("/office/floor/unposted")


def _floor_days(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    back = whole_of(request.query_params.get("days", ""))
    days = floor_report.DAYS if back is None else min(60, back)
    rows = floor_report.days(connection, now_us(), back=days)
    asked = request.query_params.get("from", "")
    start = int(asked) if asked.isdecimal() and len(asked) < 9 else 0
    until = start + sheets.wanted_of(request).rows
    return Sheet(
        name="floor",
        columns={
            "on_day": Kind.TEXT,
            "customer": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "our_part": Kind.TEXT,
            "called": Kind.FIGURE,
            "picked": Kind.FIGURE,
            "shipped": Kind.FIGURE,
            "authorised": Kind.FIGURE,
            "difference": Kind.FIGURE,
            "ahead": Kind.FIGURE,
            "mark": Kind.TEXT,
        },
        rows=[_day_row(row, texts) for row in rows[start:until]],
        links={"agreement": sheets.contract, "part": sheets.cums_address},
        looks=lambda row: LOOKS[row["look"]],
        note=texts["floor.note"],
        more=f"/office/floor?days={days}&from={until}" if until < len(rows) else "",
    )


def _day_row(row: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in row.__slots__},
        "on_day": row.on,
        "difference": row.difference,
        "mark": texts[f"floor.{row.mark}"] if row.mark else "",
        "look": row.mark,
    }


def _floor_cums(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    rows = [
        {
            **{name: getattr(row, name) for name in row.__slots__},
            "difference": row.difference,
            "mark": texts[f"floor.{row.mark}"] if row.mark else "",
            "look": row.mark,
        }
        for row in floor_report.cums(connection)
    ]
    return Sheet(
        name="floor_cums",
        columns={
            "customer": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "our_part": Kind.TEXT,
            "since": Kind.TEXT,
            "cum": Kind.FIGURE,
            "to_vin": Kind.FIGURE,
            "office": Kind.FIGURE,
            "corrected": Kind.FIGURE,
            "difference": Kind.FIGURE,
            "mark": Kind.TEXT,
        },
        rows=[{**row, "to_vin": row["vin"], "unloading_point": row["point"]} for row in rows],
        links={"agreement": sheets.contract, "part": sheets.cums_address},
        looks=lambda row: LOOKS[row["look"]],
        note=texts["floor.cums_note"],
    )


def _unposted(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    rows = [
        {
            "on_day": row.on,
            "rack": row.rack,
            "node": row.node,
            "our_part": row.our_part,
            "quantity": row.quantity,
            "mark": texts[f"floor.{row.state}"],
            "why": "; ".join(told(reason, texts) for reason in row.reasons),
        }
        for row in floor_report.unposted(connection)
    ]
    return Sheet(
        name="floor_unposted",
        columns={
            "on_day": Kind.TEXT,
            "rack": Kind.TEXT,
            "node": Kind.TEXT,
            "our_part": Kind.TEXT,
            "quantity": Kind.FIGURE,
            "mark": Kind.TEXT,
            "why": Kind.TEXT,
        },
        rows=rows,
        links={"rack": lambda row: path("racks", row["rack"])},
        looks=lambda _: Look.FAULT,
        note=texts["floor.unposted_note"],
    )


def _quantities(form: Mapping[str, str], language: str) -> list[tuple[int, Decimal]]:
    found = []
    for name, text in form.items():
        line = whole_of(name[1:]) if name.startswith("q") else None
        if line is not None and text.strip():
            found.append((line, quantity_typed(text, language)))
    return found


def _day(form: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError as error:
        raise ProblemError(422, "invalid", "A day is written as YYYY-MM-DD.") from error


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
