"""Blocks by HTTP: what cells ask, what people and programs order, and where the pieces are."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.access.signing import Proof
from central.db.bus import Changes
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.http.fields import Strict
from central.http.problems import ProblemError
from central.quality.rules import Wanted
from central.quality.service import blocks, ripple, withheld
from wire.block_facts import BLOCKED_SERIALS_MAX
from wire.codec import encode

TOPIC = "quality"
Code = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Asked = Annotated[str, Query(max_length=200)]
Secret = Annotated[str, Field(max_length=200)]


class BlockIn(Strict):
    """Without ``lot`` and ``serials`` all of the part is blocked. ``unknown_part``: also where no
    masters and no piece name it, for goods that are to come.
    """

    part: Code
    lot: Code = ""
    serials: Annotated[tuple[Code, ...], Field(max_length=BLOCKED_SERIALS_MAX)] = ()
    reason: Code
    unknown_part: bool = False


class LiftIn(Strict):
    """``second``: a second person with a password, or a badge."""

    reason: Code
    second: Secret = ""
    second_password: Secret = ""
    second_badge: Secret = ""


class TaskIn(Strict):
    task: Annotated[str, Field(max_length=500)]
    owner: Code = ""
    note: Code = ""
    done: bool


def routes(db: Database, guard: Guard, changes: Changes, *, two_to_lift: bool) -> APIRouter:
    router = APIRouter(prefix="/api/v1/quality", tags=["quality"])
    _reading(router, db, guard)
    _putting(router, db, guard, changes)
    _lifting(router, db, guard, changes, two_to_lift=two_to_lift)
    return router


def _reading(router: APIRouter, db: Database, guard: Guard) -> None:
    cells = Depends(guard.requires(Right.READ_MASTERS))
    reader = [Depends(guard.requires(Right.READ_TRACKING))]

    @router.get("/withheld/{cell}")
    def withheld_of(
        cell: str,
        epoch: Annotated[int, Query(ge=0, le=2**62)] = 0,
        after: Annotated[int, Query(ge=0, le=2**62)] = 0,
        principal: Principal = cells,
    ) -> Response:
        """What a cell must not use: blocks in force, ends of those that it holds still, and pieces
        that other cells moved since ``after``. ``epoch`` is of its journal.
        """
        if not principal.is_cell(cell):
            raise ProblemError(404, "not_found", f"There is no cell {cell}.")
        found = db.read(lambda c: withheld.withheld_for(c, cell, epoch, after))
        return _json(encode(found))

    @router.get("/blocks", dependencies=reader)
    def list_blocks(open_only: bool = True) -> Response:
        """Of central and of all cells, the newest first, with which cells have them."""
        return _view(blocks.list_blocks(db, open_only=open_only))

    @router.get("/blocks/{block}/ripple", dependencies=reader)
    def ripple_of(block: str) -> Response:
        """Where the pieces are now, and what is to be done."""
        return _view(db.read(lambda c: ripple.ripple_of_block(c, block)))

    @router.get("/ripple", dependencies=reader)
    def ripple_of_piece(part: Asked, lot: Asked = "", serial: Asked = "") -> Response:
        """Where pieces of a part, lot or serial are now, blocked or not."""
        wanted = Wanted(part=part, lot=lot, serials=(serial,) if serial else ())
        return _view(db.read(lambda c: ripple.ripple(c, wanted)))


def _putting(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    writer = Depends(guard.requires(Right.BLOCK_PIECES))

    @router.post("/blocks")
    def put_block(given: BlockIn, principal: Principal = writer) -> Response:
        """At every cell from when it asks next. ``pieces`` are known with it now; ``alias`` is the
        label's number by which the part was named.
        """
        wanted = Wanted(part=given.part, lot=given.lot, serials=given.serials, reason=given.reason)
        by = Actor(who=principal.who, why=given.reason)
        insists = given.unknown_part
        found = transact(db, lambda work: blocks.put(work, wanted, unknown_part=insists), by=by)
        changes.publish(TOPIC)
        return _view(found)

    @router.post("/blocks/{block}/tasks", status_code=204)
    def say_of_task(block: str, given: TaskIn, principal: Principal = writer) -> Response:
        """Who does what the ripple names, and whether it is done."""

        def do(work: Work) -> None:
            ripple.say(work, block, given.task, owner=given.owner, note=given.note, done=given.done)

        transact(db, do, by=Actor(who=principal.who))
        changes.publish(TOPIC)
        return Response(status_code=204)


def _lifting(
    router: APIRouter, db: Database, guard: Guard, changes: Changes, *, two_to_lift: bool
) -> None:
    writer = Depends(guard.requires(Right.BLOCK_PIECES))

    @router.post("/blocks/{block}/lift")
    def lift_block(
        request: Request, block: str, given: LiftIn, principal: Principal = writer
    ) -> Response:
        """Ends it at every cell. Who put it is not the second person."""
        by = Actor(who=principal.who, why=given.reason)
        if two_to_lift:
            by = guard.second_person(
                request,
                principal,
                Right.BLOCK_PIECES,
                Proof(
                    person=given.second,
                    password=given.second_password,
                    badge=given.second_badge,
                ),
                why=given.reason,
            )
        found = transact(
            db, lambda work: blocks.lift(work, block, given.reason, two=two_to_lift), by=by
        )
        changes.publish(TOPIC)
        return _view(found)


def _view(view: Any) -> Response:
    return _json(msgspec.json.encode(view))


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
