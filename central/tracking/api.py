"""Tracking by HTTP: facts in, and everything that follows from them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Database
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
from central.tracking.intake import Intake, Own
from central.tracking.rules import BatchRefusedError
from central.tracking.service import blocks, cells, module_orders, search, timeline, ways
from central.tracking.service.units import list_units
from wire.codec import decode_batch, encode

Text = Annotated[str, Query(max_length=200)]
After = Annotated[int, Query(ge=0, le=2**62)]
Limit = Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)]


async def _body(request: Request) -> bytes:
    return await request.body()


def routes(intake: Intake, guard: Guard) -> APIRouter:
    """What cells send, and how far we have it. A cell speaks for itself only."""
    router = APIRouter(prefix="/api/v1", tags=["facts"])
    sender = Depends(guard.requires(Right.SEND_FACTS))
    body = Depends(_body)

    @router.post("/facts")
    def take_facts(data: bytes = body, principal: Principal = sender) -> Response:
        """A batch; the answer says up to where everything is held."""
        batch = decode_batch(data)
        if not principal.is_cell(batch.node):
            raise ProblemError(403, "foreign_node", f"This token speaks for {principal.cell}.")
        try:
            return _json(encode(intake.take(batch, now_us())))
        except BatchRefusedError as error:
            raise ProblemError(422, error.code, error.detail) from error

    @router.get("/nodes/{node}/high-water")
    def high_water(
        node: str,
        epoch: Annotated[int, Query(ge=0, le=2**62)],
        last: Annotated[int | None, Query(ge=-1, le=2**62)] = None,
        at: Annotated[int | None, Query(ge=-1, le=2**62)] = None,
        ours: Annotated[str, Query(alias="hash", max_length=64)] = "",
        damaged: Annotated[int | None, Query(ge=0, le=2**62)] = None,
        principal: Principal = sender,
    ) -> Response:
        """How far a journal is held; -1: nothing of it. ``last`` is where the cell's own ends, and
        ``hash`` what it has at the mark ``at``: one that ends before what is held, or has another
        fact there, is an old copy, and an alarm; so is one that is ``damaged`` from an offset on.
        """
        if not principal.is_cell(node):
            raise ProblemError(404, "not_found", f"There is no node {node}.")
        own = Own(last=last, at=at, hash=ours, damaged=damaged)
        return _json(encode(intake.high_water(node, epoch, own, now_us())))

    return router


def reading_routes(db: Database, guard: Guard) -> APIRouter:
    """Part-to-VIN both ways, status, counts, lists. Reads only."""
    reader = Depends(guard.requires(Right.READ_TRACKING))
    router = APIRouter(prefix="/api/v1/tracking", tags=["tracking"], dependencies=[reader])
    _add_searches(router, db)
    _add_troubles(router, db)
    _add_ways(router, db)

    @router.get("/marriages")
    def marriages(after: After = 0, limit: Limit = 1000, active_only: bool = False) -> Response:
        """Part to VIN in the order of ids, after one of them."""
        views = cells.list_marriages(db, after=after, limit=limit, active_only=active_only)
        return _view(views)

    @router.get("/module-orders")
    def orders(after: After = 0, limit: Limit = 1000, module: Text = "") -> Response:
        """Modules that cells want for calls at a status, in the order of ids, after one of them."""
        return _view(module_orders.list_orders(db, after=after, limit=limit, module=module))

    @router.get("/facts")
    def facts(
        node: Text = "", after: After = 0, limit: Limit = 1000, refused_only: bool = False
    ) -> Response:
        """Facts as they came, in the order of ids, after one of them."""
        return _view(
            cells.list_facts(db, node=node, after=after, limit=limit, refused_only=refused_only)
        )

    _add_sums(router, db)
    return router


def _add_sums(router: APIRouter, db: Database) -> None:
    @router.get("/counts")
    def counts() -> Response:
        return _view(cells.counts(db))

    @router.get("/status")
    def status() -> Response:
        """The five positions of every line."""
        return _view(cells.sequence_status(db))

    @router.get("/nodes")
    def nodes() -> Response:
        return _view(cells.list_nodes(db))

    @router.get("/scans")
    def scans() -> Response:
        return _view(cells.list_scans(db))


def _add_ways(router: APIRouter, db: Database) -> None:
    @router.get("/ways/{feed}/{call}")
    def ways_of_vehicle(feed: str, call: str) -> Response:
        """The way of each piece of a vehicle, with place and time of every step."""
        return _view(db.read(lambda c: ways.ways_of_calls(c, feed, call)))

    @router.get("/loads")
    def loads(node: Text = "", limit: Limit = 200) -> Response:
        """Trucks, the newest first, with the racks in the order in which they went on."""
        return _view(db.read(lambda c: ways.list_loads(c, node=node, limit=limit)))

    @router.get("/units")
    def units(node: Text = "", after: Text = "", limit: Limit = 200) -> Response:
        """Pallets and containers by licence plate, with the racks on them; ``after`` a plate, the
        last of the page before.
        """
        return _view(db.read(lambda c: list_units(c, node=node, after=after, limit=limit)))

    @router.get("/received")
    def received(
        part: Text = "", lot: Text = "", serial: Text = "", limit: Limit = 200
    ) -> Response:
        """What came in, the newest first."""
        return _view(db.read(lambda c: ways.receipts(c, part, lot=lot, serial=serial, limit=limit)))


def document_routes(db: Database, guard: Guard) -> APIRouter:
    """Documents for a dispute, with who asked for them."""
    router = APIRouter(prefix="/api/v1/tracking", tags=["tracking"])
    reader = Depends(guard.requires(Right.READ_TRACKING))

    @router.get("/{kind}/{key}/timeline")
    def document(kind: str, key: str, principal: Principal = reader) -> Response:
        """Everything under a ``vin``, ``call``, ``serial`` or ``rack``, sealed with the site's key:
        ``lineside central timeline verify`` says whether a copy is still as it was written.
        """
        made = (
            timeline.document(
                db, guard.key, kind, key, made_by=principal.name or principal.who, now_us=now_us()
            )
            if kind in timeline.KINDS
            else None
        )
        if made is None:
            raise ProblemError(404, "not_found", f"Nothing is known under {key[:100]}.")
        headers = {"Content-Disposition": 'attachment; filename="timeline.json"'}
        return Response(made, media_type="application/x-ndjson", headers=headers)

    return router


def _add_troubles(router: APIRouter, db: Database) -> None:
    @router.get("/holes")
    def holes(feed: Text = "", open_only: bool = True, limit: Limit = 1000) -> Response:
        return _view(cells.list_holes(db, feed=feed, open_only=open_only, limit=limit))

    @router.get("/blocks", name="blocks")
    def blocks_told(node: Text = "", open_only: bool = True, limit: Limit = 1000) -> Response:
        """Parts, lots and serials that cells let nobody use, and by whom, when and why."""
        return _view(blocks.list_blocks(db, node=node, open_only=open_only, limit=limit))

    @router.get("/exceptions")
    def exceptions(open_only: bool = True, limit: Limit = 1000) -> Response:
        return _view(cells.list_exceptions(db, open_only=open_only, limit=limit))


def _add_searches(router: APIRouter, db: Database) -> None:
    @router.get("/number/{number}")
    def number(number: str, feed: Text = "", epoch: After | None = None) -> Response:
        return _found(search.find_number(db, number, feed=feed, epoch=epoch), str(number))

    for kind, find in _FINDERS.items():
        router.add_api_route(
            f"/{kind}/{{value}}", _finder(db, find), methods=["GET"], name=f"find_{kind}"
        )


_FINDERS: dict[str, Callable[[Database, str], search.Found]] = {
    "vin": search.find_vin,
    "call": search.find_call,
    "serial": search.find_serial,
    "lot": search.find_lot,
    "rack": search.find_rack,
    "label": search.find_label,
}


def _finder(
    db: Database, find: Callable[[Database, str], search.Found]
) -> Callable[[str], Response]:
    def answer(value: str) -> Response:
        """Everything under this key, down to facts, label copies and raw telegrams."""
        return _found(find(db, value), value)

    return answer


def _found(found: search.Found, key: str) -> Response:
    if found.nothing and not found.telegrams:
        raise ProblemError(404, "not_found", f"Nothing is known under {key[:100]}.")
    return _view(found)


def _view(view: object) -> Response:
    return _json(msgspec.json.encode(view))


def _json(data: bytes) -> Response:
    return Response(data, media_type="application/json")
