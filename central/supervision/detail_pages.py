"""From a VIN, a number, a serial, a rack or a label to everything that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypedDict

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal
from central.broadcast.service import archive
from central.db.database import Database
from central.http.fields import Number
from central.http.problems import ProblemError
from central.tracking.service import search as tracking_search
from central.tracking.service import ways
from central.tracking.service.search import Found
from central.tracking.service.views import FactView
from central.web import lookup
from central.web.frame import Frame, Text, path

FOUND_MAX = 50
_KINDS = ("vehicles", "marriages", "racks", "labels")
_EMPTY: tuple[object, ...] = ("", None, [], {})


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(frame.reader)])

    reader = Depends(frame.reader)

    @router.get("/")
    def home() -> Response:
        return RedirectResponse("/desk", status_code=303)

    @router.get("/search")
    def search(request: Request, q: Text = "", visitor: Principal = reader) -> Response:
        text = q.strip()
        groups = find(db, text)
        every = db.read(lambda connection: lookup.search(connection, visitor, text))
        return frame.page(
            request, "search.html", text=text, groups=groups, every=_others(every, groups)
        )

    _tracked(router, db, frame)
    return router


def _tracked(router: APIRouter, db: Database, frame: Frame) -> None:
    @router.get("/vehicles/{feed}/{call}")
    def vehicle(request: Request, feed: str, call: str) -> Response:
        found = tracking_search.find_call(db, call)
        vehicles = [view for view in found.vehicles if view.feed == feed]
        telegrams = [view for view in found.telegrams if view.feed == feed]
        if not telegrams and not vehicles:
            raise ProblemError(404, "not_found", f"There is no vehicle {call} of feed {feed}.")
        return frame.page(
            request,
            "vehicle.html",
            feed=feed,
            call=call,
            known=vehicles,
            marriages=[view for view in found.marriages if view.feed == feed],
            telegrams=telegrams,
            labels=found.labels,
            ways=db.read(lambda c: ways.ways_of_calls(c, feed, call)),
            facts=[fact_fields(fact) for fact in found.facts],
        )

    @router.get("/racks/{rack}")
    def rack(request: Request, rack: str) -> Response:
        found = tracking_search.find_rack(db, rack)
        if not found.racks:
            raise ProblemError(404, "not_found", f"There is no rack {rack}.")
        facts = [fact_fields(fact) for fact in found.facts]
        return frame.page(request, "rack.html", rack_id=rack, found=found, facts=facts)

    @router.get("/raw/{raw_id}")
    def raw(request: Request, raw_id: Number) -> Response:
        row = archive.find_raw(db, raw_id)
        if row is None:
            raise ProblemError(404, "not_found", f"There are no bytes {raw_id}.")
        return frame.page(request, "raw.html", row=row)


def find(db: Database, text: str) -> dict[str, list[Any]]:
    """What a person may mean by ``text``, by kind, each thing once."""
    searches: list[Found] = [
        tracking_search.find_vin(db, text.upper()),
        tracking_search.find_call(db, text),
        tracking_search.find_serial(db, text),
        tracking_search.find_lot(db, text),
        tracking_search.find_number(db, text),
        tracking_search.find_rack(db, text),
        tracking_search.find_label(db, text),
    ]
    groups: dict[str, dict[Any, Any]] = {kind: {} for kind in _KINDS}
    for found in searches:
        for kind in _KINDS:
            for view in getattr(found, kind):
                groups[kind][_key(kind, view)] = view
    return {kind: list(views.values())[:FOUND_MAX] for kind, views in groups.items()}


def _others(every: Sequence[lookup.Group], groups: Mapping[str, list[Any]]) -> list[lookup.Group]:
    """Without the vehicles and racks that the tables of ``groups`` show with more of each."""
    shown = {path("vehicles", it.feed, it.call_number) for it in groups["vehicles"]}
    shown |= {path("racks", it.rack) for it in groups["racks"]}
    left = (replace(it, hits=[hit for hit in it.hits if hit.address not in shown]) for it in every)
    return [it for it in left if it.hits or it.more]


def _key(kind: str, view: Any) -> Any:
    if kind == "marriages":
        return view.marriage
    if kind == "vehicles":
        return (view.node, view.feed, view.call_number)
    return (view.node, view.rack if kind == "racks" else view.label)


class FactFields(TypedDict):
    node: str
    epoch: int
    offset: int
    kind: str
    refusal: str
    at_us: int
    content: str


def fact_fields(fact: FactView) -> FactFields:
    """A fact with its content as text."""
    content = msgspec.json.decode(fact.body)
    said = content.items() if isinstance(content, dict) else ()
    short = {key: value for key, value in said if key != "type" and value not in _EMPTY}
    return {
        "node": fact.node,
        "epoch": fact.epoch,
        "offset": fact.offset,
        "kind": fact.kind,
        "refusal": fact.refusal,
        "at_us": fact.at_us,
        "content": msgspec.json.format(msgspec.json.encode(short), indent=1).decode(),
    }
