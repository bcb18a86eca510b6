"""Handling units, despatch notes before they leave, loads and departures."""

from __future__ import annotations

from fastapi import APIRouter

from central.despatch import (
    api,
    desk_pages,
    draft_pages,
    load_pages,
    note_pages,
    pages,
    papers,
    unit_pages,
)
from central.despatch.desk_forms import Desk
from central.house import House


def install(house: House) -> None:
    house.page("/office/despatch-desk", "office.despatch_desk", 224)
    house.page("/office/despatch-list", "office.despatch_list", 226)
    house.page("/office/loads", "office.loads", 227)
    house.serve(
        api.routes(house.db, house.guard, house.changes),
        pages.routes(house.db, house.frame),
        papers.routes(house.db, house.frame),
        _desk(Desk(house.db, house.frame, house.changes)),
    )


def _desk(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    for each in (desk_pages, unit_pages, draft_pages, note_pages, load_pages):
        each.add(router, desk)
    return router
