"""Packing, despatch notes before they leave, loads and departures by HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cums.model import TOPIC
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.despatch.bodies import (
    CancelIn,
    ChangeIn,
    DepartIn,
    DepartLoadIn,
    DraftIn,
    Listed,
    LoadIn,
    Made,
    Moved,
    OfLine,
    OnLoadIn,
    UnitIn,
    VoidIn,
)
from central.despatch.service import drafts, listings, notes, units
from central.despatch.service.requests import Done, once
from central.http.fields import Number
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
from central.orders.rules.lines import by_line
from central.orders.rules.note_states import NoteEvent
from central.orders.service.json_rows import Json, plain
from central.orders.service.notes import step_note
from central.partners.service.days import day_of
from central.words.reasons import Reason, spoken

Text = Annotated[str, Query(max_length=70)]
Limit = Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)]
Row = listings.Row
T = TypeVar("T")


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/despatch", tags=["despatch"])
    _reading(router, db, guard)
    _standing(router, db, guard)
    _making(router, db, guard, changes)
    _loads(router, db, guard, changes)
    _steps(router, db, guard, changes)
    _contents(router, db, guard, changes)
    _leaving(router, db, guard, changes)
    return router


def us_of(at: datetime) -> int:
    """Microseconds of the epoch."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def quantities(lines: list[OfLine]) -> dict[int, Decimal]:
    """By order line, added up."""
    return by_line((it.line, it.quantity) for it in lines)


def listed(page: listings.Portion) -> Listed:
    def told(row: Row) -> Json:
        inside = {"contents": [plain(it) for it in row["contents"]]} if "contents" in row else {}
        return {**plain(row), **inside}

    return Listed(rows=[told(row) for row in page.rows], next=page.next)


def _reading(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/open", dependencies=[reader])
    def get_open(
        customer: Text = "",
        days: Annotated[int, Query(ge=1, le=31)] = listings.DAYS,
        after: Number | None = None,
        limit: Limit = listings.ROWS,
    ) -> Listed:
        """What is to leave until so many days from today; ``free``: not packed, and on no note.
        By customer, plant, unloading point, day, time and order line; of a longer list the first
        page has the lines that are due first, and each page has that order in itself.
        ``next`` continues the list as ``after``; null: this was the end.
        """
        today = db.read(lambda c: day_of(c, customer, now_us()))
        due = listings.Due(days=days, customer=customer, after=after, rows=limit)
        return listed(db.read(lambda c: listings.despatch_list(c, today, due)))

    @router.get("/units", dependencies=[reader])
    def get_units(
        customer: Text = "", note: Text = "", before: Text = "", limit: Limit = listings.ROWS
    ) -> Listed:
        """All on the note; without one those that are packed and on none, the newest first.
        ``next`` continues the list as ``before``; null: this was the end.
        """
        if note:
            return listed(db.read(lambda c: listings.units_on(c, note)))
        return listed(db.read(lambda c: listings.free_units(c, customer, before, limit)))

    @router.get("/loads", dependencies=[reader])
    def get_loads(before: Number | None = None, limit: Limit = listings.LOADS) -> Listed:
        """Those that have neither left nor been cancelled first, then the latest. ``next``
        continues the list as ``before``; null: this was the end.
        """
        return listed(db.read(lambda c: listings.load_rows(c, before, limit)))


def _standing(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/drafts/{note:path}", dependencies=[reader])
    def get_draft(note: str) -> Json:
        """What stands on a note: ``units`` that stand in no other, ``lines`` loose; ``version``:
        for changing it.
        """
        found = db.read(lambda c: drafts.standing_on(c, note))
        if found is None:
            raise ProblemError(404, "not_found", f"There is no note {note}.")
        lines = [{"line": line, "quantity": spoken(q)} for line, q in found.lines.items()]
        head = {"note": note, "state": found.state, "on": found.on, "version": found.version}
        return {**head, "units": list(found.units), "lines": lines}


def _making(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    made = Making(db, changes).made

    @router.post("/units")
    def post_unit(given: UnitIn, principal: Principal = shipper) -> Made:
        """Packs open order lines and other units into one."""
        wanted = units.Packing(
            unit=given.unit,
            sscc=given.sscc,
            level=given.level,
            packaging=given.packaging,
            division=given.division,
            lines=quantities(given.lines),
            inside=given.inside,
            gross_g=None if given.gross_kg is None else units.grams(given.gross_kg),
        )
        return made(wanted, given.key, principal.who, lambda work: units.pack(work, wanted))

    @router.post("/notes")
    def post_note(given: DraftIn, principal: Principal = shipper) -> Made:
        """A draft: what stands on it is free for no other note; no cum moves before it departs."""
        wanted = notes.Draft(
            note=given.note,
            on=given.on,
            division=given.division,
            units=given.units,
            lines=quantities(given.lines),
        )
        return made(wanted, given.key, principal.who, lambda work: notes.draft(work, wanted))


Wanted = units.Packing | notes.Draft | notes.NewLoad
_WHAT: dict[type[Wanted], str] = {
    units.Packing: "unit",
    notes.Draft: "note",
    notes.NewLoad: "load",
}


@dataclass(frozen=True, slots=True)
class Making:
    """What is asked for under a key is made once."""

    db: Database
    changes: Changes

    def made(self, wanted: Wanted, key: str, who: str, make: Callable[[Work], str]) -> Made:
        by, what = Actor(who=who), _WHAT[type(wanted)]
        done: Done = transact(
            self.db, lambda work: once(work, what, key, wanted, lambda: make(work)), by=by
        )
        self.changes.publish(TOPIC)
        return Made(name=done.answer, repeated=done.repeated)

    def left(
        self, who: str, what: str, given: DepartIn, act: Callable[[Work], tuple[Reason, ...]]
    ) -> Moved:
        """``what`` departs once under the key that is given."""
        reasons: list[Reason] = []

        def do(work: Work) -> str:
            reasons[:] = act(work)
            return "posted"

        body = {"what": what, **given.model_dump(exclude={"key"})}
        done: Done = transact(
            self.db,
            lambda work: once(work, "departure", given.key, body, lambda: do(work)),
            by=Actor(who=who),
        )
        self.changes.publish(TOPIC)
        told = [] if done.repeated else [it.text for it in reasons]
        return Moved(state="posted", repeated=done.repeated, reasons=told)


def _loads(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))
    made = Making(db, changes).made

    @router.post("/loads")
    def post_load(given: LoadIn, principal: Principal = shipper) -> Made:
        wanted = notes.NewLoad(
            division=given.division,
            truck=given.truck,
            carrier=given.carrier,
            route=given.route,
            dock=given.dock,
            planned_us=None if given.planned is None else us_of(given.planned),
        )
        opened = lambda work: str(notes.open_load(work, wanted))  # noqa: E731
        return made(wanted, given.key, principal.who, opened)

    @router.post("/cancelled-loads/{load}")
    def post_cancelled(load: Number, given: CancelIn, principal: Principal = shipper) -> Moved:
        """One on which nothing is: it will not leave."""
        by = Actor(who=principal.who, why=given.why)
        transact(db, lambda work: notes.cancel_load(work, load, given.why), by=by)
        changes.publish(TOPIC)
        return Moved(state="cancelled")


def _steps(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    def acted(who: str, act: Callable[[Work], T]) -> T:
        found = transact(db, act, by=Actor(who=who))
        changes.publish(TOPIC)
        return found

    @router.post("/units/{unit:path}/unpacked")
    def post_unpacked(unit: str, principal: Principal = shipper) -> Moved:
        """What was in it is open again; its plate is dead."""
        acted(principal.who, lambda work: units.unpack(work, unit))
        return Moved(state="unpacked")

    @router.post("/ready-notes/{note:path}")
    def post_ready(note: str, principal: Principal = shipper) -> Moved:
        done = acted(principal.who, lambda work: step_note(work, note, NoteEvent.MAKE_READY))
        return Moved(state=done.value)

    @router.post("/reopened-notes/{note:path}")
    def post_reopened(note: str, principal: Principal = shipper) -> Moved:
        done = acted(principal.who, lambda work: step_note(work, note, NoteEvent.REOPEN))
        return Moved(state=done.value)

    @router.post("/loaded-notes/{note:path}")
    def post_loaded(note: str, given: OnLoadIn, principal: Principal = shipper) -> Moved:
        acted(principal.who, lambda work: notes.put_on_load(work, note, given.load))
        return Moved(state="loaded")

    @router.post("/unloaded-notes/{note:path}")
    def post_unloaded(note: str, principal: Principal = shipper) -> Moved:
        acted(principal.who, lambda work: notes.take_off_load(work, note))
        return Moved(state="ready")


def _contents(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    def acted(who: str, act: Callable[[Work], T]) -> T:
        found = transact(db, act, by=Actor(who=who))
        changes.publish(TOPIC)
        return found

    @router.post("/changed-notes/{note:path}")
    def post_changed(note: str, given: ChangeIn, principal: Principal = shipper) -> Moved:
        """All that stands on a draft, anew; what it loses is free again, units stay packed."""
        wanted = notes.Draft(
            note=note, on=given.on, units=given.units, lines=quantities(given.lines)
        )

        def do(work: Work) -> str:
            drafts.change(work, note, wanted, given.version)
            return "draft"

        done = acted(
            principal.who, lambda work: once(work, "change", given.key, wanted, lambda: do(work))
        )
        return Moved(state=done.answer, repeated=done.repeated)

    @router.post("/void-notes/{note:path}")
    def post_void(note: str, given: VoidIn, principal: Principal = shipper) -> Moved:
        """Its number is dead, what stood on it is open again, and no cum has moved."""

        def do(work: Work) -> str:
            notes.void(work, note, given.why, keep_units=given.keep_units)
            return "voided"

        body = {"note": note, **given.model_dump(exclude={"key"})}
        done = acted(
            principal.who, lambda work: once(work, "void", given.key, body, lambda: do(work))
        )
        return Moved(state=done.answer, repeated=done.repeated)


def _leaving(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    left = Making(db, changes).left

    @router.post("/departed-notes/{note:path}")
    def post_departed_note(note: str, given: DepartIn, principal: Principal = shipper) -> Moved:
        """It leaves by itself: the despatched cums rise."""
        at_us = us_of(given.at)
        return left(
            principal.who, f"note {note}", given, lambda w: notes.depart_note(w, note, at_us)
        )

    @router.post("/departed-loads/{load}")
    def post_departed_load(
        load: Number, given: DepartLoadIn, principal: Principal = shipper
    ) -> Moved:
        """All its notes leave, or none: the despatched cums rise."""
        at_us, truck, carrier = us_of(given.at), given.truck, given.carrier
        return left(
            principal.who,
            f"load {load}",
            given,
            lambda w: notes.depart_load(w, load, at_us, truck, carrier),
        )
