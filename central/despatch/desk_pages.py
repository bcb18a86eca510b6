"""``/office/despatch-desk``: what a shipper does today. What must leave, late ones first; where
something is due; what is packed and on no note.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.despatch.desk_forms import Desk, Fields, name_typed, new_key
from central.despatch.service import listings, units
from central.http.fields import whole_of
from central.orders.service.to_leave import due_places, notes_to_leave
from central.partners.service.days import day_of
from central.web.forms import NOTHING, Refused

HOME = "/office/despatch-desk"
DAYS_MAX = 31


def add(router: APIRouter, desk: Desk) -> None:
    reader = [Depends(desk.frame.asks(Right.READ_OFFICE))]
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.get(HOME, dependencies=reader)
    def show(request: Request) -> Response:
        return _page(desk, request)

    @router.post(HOME + "/unpacked")
    def unpack(request: Request, form: Fields, principal: Principal = shipper) -> Response:
        unit = name_typed(form, "unit")

        def act(work: Any) -> str:
            units.unpack(work, unit)
            return unit

        done = desk.done(request, "unpack", form, principal, act)
        if isinstance(done, Refused):
            return _page(desk, request, done)
        return RedirectResponse(HOME + "#units", status_code=303)


def _page(desk: Desk, request: Request, refused: Refused = NOTHING) -> Response:
    days = min(DAYS_MAX, whole_of(request.query_params.get("days", "")) or listings.DAYS)

    def found(connection: Connection) -> Mapping[str, Any]:
        at_us = now_us()
        last = day_of(connection, "", at_us) + timedelta(days=days - 1)
        return {
            "notes": notes_to_leave(connection, at_us),
            "places": due_places(connection, last, at_us),
            "units": listings.free_units(connection, rows=200).rows,
            "loads": [
                row
                for row in listings.load_rows(connection, rows=50).rows
                if row["departed_us"] is None and row["cancelled_us"] is None
            ],
        }

    values = desk.db.read(found)
    on_load = {note: row for row in values["loads"] for note in row["notes"]}
    return desk.frame.page(
        request,
        "office_despatch_desk.html",
        status=refused.status,
        days=days,
        on_load=on_load,
        refused=refused,
        key=new_key(),
        **values,
    )
