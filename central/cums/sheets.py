"""Cums and receiving advice as tables that are a page, CSV and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from central.access.rules import Right
from central.agreements.model.keys import CumKey
from central.cums import receipt_view
from central.cums.service import view
from central.cums.service.addresses import cum_address
from central.db.database import Database
from central.db.listings import Kind
from central.http.fields import whole_of
from central.web.frame import Frame, language_of, path, words
from central.web.sheet import Asked, Look, Sheet, add, quantity_asked


def add_all(router: APIRouter, db: Database, frame: Frame) -> None:
    add(router, db, frame, "/office/cums", Right.READ_OFFICE, _cums, "office_cums.html")
    add(router, db, frame, "/office/receipts", Right.READ_OFFICE, _receipts)


def _contract(row: Mapping[str, Any]) -> str:
    return path("office", "contracts", row["agreement"]) if row["agreement"] else ""


def _ledger(row: Mapping[str, Any]) -> str:
    of = CumKey(row["agreement"], row["part"], row["point"])
    return cum_address(of) if of.agreement else ""


def _cums(connection: Connection, request: Request) -> Sheet:
    names = ("customer", "agreement", "part", "sort", "at_least")
    asked = {name: request.query_params.get(name, "").strip()[:70] for name in names}
    wanted = view.CumsWanted(
        customer=asked["customer"],
        agreement=asked["agreement"],
        part=asked["part"],
        sort=asked["sort"] if asked["sort"] in view.SORTS else view.SORTS[0],
        at_least=quantity_asked(request, "at_least"),
    )
    return Asked(
        name="cums",
        columns={
            "customer": Kind.TEXT,
            "agreement": Kind.TEXT,
            "part": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "our_part": Kind.TEXT,
            "despatched": Kind.FIGURE,
            "received": Kind.FIGURE,
            "customers_count": Kind.FIGURE,
            "differing": Kind.FIGURE,
            "disputed": Kind.FIGURE,
            "in_transit": Kind.FIGURE,
        },
        rows=[_cum(row) for row in view.cum_rows(connection, wanted)],
        links={"agreement": _contract, "part": _ledger},
        asked={**asked, "sort": wanted.sort},
    )


def _cum(row: view.CumRow) -> dict[str, Any]:
    return {
        "customer": row.customer,
        "agreement": row.agreement,
        "part": row.part,
        "point": row.point,
        "unloading_point": row.point,
        "our_part": row.our_part,
        "despatched": row.balance.despatched,
        "received": row.balance.received,
        "customers_count": row.arrived.count.now if row.arrived.count else None,
        "differing": row.arrived.differing,
        "disputed": row.arrived.disputed,
        "in_transit": row.arrived.in_transit,
    }


def _receipts(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    before = whole_of(request.query_params.get("before", ""))
    page = receipt_view.receipt_rows(connection, texts, before=before)
    return Sheet(
        name="receipts",
        columns={
            "on_day": Kind.TEXT,
            "customer": Kind.TEXT,
            "number": Kind.TEXT,
            "despatch_note": Kind.TEXT,
            "part": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "despatched": Kind.FIGURE,
            "received": Kind.FIGURE,
            "accepted": Kind.FIGURE,
            "rejected": Kind.FIGURE,
            "posted": Kind.FIGURE,
            "missing": Kind.FIGURE,
            "cum": Kind.FIGURE,
            "state": Kind.TEXT,
            "why": Kind.TEXT,
        },
        rows=[
            {**row, "despatch_note": row["note"], "unloading_point": row["point"]} for row in page
        ],
        links={
            "part": _ledger,
            "number": lambda row: path("office", "interchanges", row["interchange"]),
            "despatch_note": lambda row: (
                path("office", "notes", row["note"]) if row["note"] else ""
            ),
        },
        looks=_receipt_look,
        more=f"/office/receipts?before={page[-1]['receipt']}"
        if len(page) == receipt_view.ROWS
        else "",
    )


def _receipt_look(row: Mapping[str, Any]) -> Look:
    if row["unprocessed"]:
        return Look.FAULT
    return Look.ATTENTION if row["missing"] or row["rejected"] else Look.PLAIN
