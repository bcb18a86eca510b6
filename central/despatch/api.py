"""Packing, despatch notes before they leave, loads and departures by HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cums.model import TOPIC
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.despatch.rules.units import Level
from central.despatch.service import listings, notes, ranges, units
from central.despatch.service.requests import Done, once
from central.http.fields import Day, MaybeName, Name, Number, Quantity, Strict, Why
from central.orders.rules.note_states import NoteEvent
from central.orders.service.json_rows import Json, fields_of, plain
from central.partners.service.days import day_of
from central.words.reasons import Reason

Text = Annotated[str, Query(max_length=70)]
T = TypeVar("T")


class OfLine(Strict):
    line: Annotated[int, Field(ge=1, le=2**62)]
    quantity: Quantity


Lines = Annotated[list[OfLine], Field(max_length=1000)]
Units = Annotated[list[Name], Field(max_length=1000)]


class UnitIn(Strict):
    """``unit`` empty: a range gives the plate. ``sscc``: it is to be one."""

    key: Name
    unit: MaybeName = ""
    sscc: bool = False
    level: Level = Level.PACK
    packaging: MaybeName = ""
    division: MaybeName = ""
    lines: Lines = Field(default_factory=list)
    inside: Units = Field(default_factory=list)


class DraftIn(Strict):
    """``note`` empty: a range gives the number."""

    key: Name
    note: MaybeName = ""
    on: Day
    division: MaybeName = ""
    units: Units = Field(default_factory=list)
    lines: Lines = Field(default_factory=list)


class LoadIn(Strict):
    """``division``: whose number the load gets; empty: of the only one."""

    key: Name
    division: MaybeName = ""
    truck: Name
    carrier: MaybeName = ""
    route: MaybeName = ""
    dock: MaybeName = ""
    planned: AwareDatetime | None = None


class VoidIn(Strict):
    """``keep_units``: they stay packed, for another note."""

    why: Why
    keep_units: bool = False


class DepartIn(Strict):
    """``at``: when it left."""

    at: AwareDatetime


class OnLoadIn(Strict):
    load: Annotated[int, Field(ge=1, le=2**62)]


class Made(BaseModel):
    """``repeated``: the same was asked before under that key, and nothing was done now."""

    name: str
    repeated: bool


class Moved(BaseModel):
    state: str
    reasons: list[str] = Field(default_factory=list)


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/despatch", tags=["despatch"])
    _reading(router, db, guard)
    _making(router, db, guard, changes)
    _loads(router, db, guard, changes)
    _steps(router, db, guard, changes)
    _leaving(router, db, guard, changes)
    return router


def us_of(at: datetime) -> int:
    """Microseconds of the epoch."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def quantities(lines: list[OfLine]) -> dict[int, Decimal]:
    """By order line, added up."""
    found: dict[int, Decimal] = {}
    for it in lines:
        found[it.line] = found.get(it.line, Decimal(0)) + it.quantity
    return found


def _reading(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/open", dependencies=[reader])
    def get_open(
        customer: Text = "", days: Annotated[int, Query(ge=1, le=31)] = listings.DAYS
    ) -> list[Json]:
        """What is to leave until so many days from today; ``free``: not packed, and on no note."""
        today = db.read(lambda c: day_of(c, customer, now_us()))
        rows = db.read(lambda c: listings.despatch_list(c, today, days=days, customer=customer))
        return [plain(row) for row in rows]

    @router.get("/units", dependencies=[reader])
    def get_units(customer: Text = "", note: Text = "") -> list[Json]:
        """Those on the note; without one those that are packed and on none."""
        found = db.read(
            lambda c: listings.units_on(c, note) if note else listings.free_units(c, customer)
        )
        return [{**plain(row), "contents": [plain(it) for it in row["contents"]]} for row in found]

    @router.get("/loads", dependencies=[reader])
    def get_loads() -> list[Json]:
        """Those that have not left first."""
        return [plain(row) for row in db.read(listings.load_rows)]

    @router.get("/ranges", dependencies=[reader])
    def get_ranges() -> list[Json]:
        """``left``: how many numbers are left in it."""
        left = db.read(ranges.left_in)
        found = db.read(ranges.all_ranges)
        return [{**fields_of(it), "left": left[it.number_range]} for it in found]


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
        )
        return made("unit", given, principal.who, lambda work: units.pack(work, wanted))

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
        return made("note", given, principal.who, lambda work: notes.draft(work, wanted))


Make = Callable[[Work], str]


@dataclass(frozen=True, slots=True)
class Making:
    """What is asked for under a key is made once."""

    db: Database
    changes: Changes

    def made(self, what: str, given: UnitIn | DraftIn | LoadIn, who: str, act: Make) -> Made:
        body = given.model_dump(mode="json")
        by = Actor(who=who)
        done: Done = transact(
            self.db, lambda work: once(work, what, given.key, body, lambda: act(work)), by=by
        )
        self.changes.publish(TOPIC)
        return Made(name=done.answer, repeated=done.repeated)


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
        return made("load", given, principal.who, lambda work: str(notes.open_load(work, wanted)))


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
        done = acted(principal.who, lambda work: notes.step(work, note, NoteEvent.MAKE_READY))
        return Moved(state=done.value)

    @router.post("/reopened-notes/{note:path}")
    def post_reopened(note: str, principal: Principal = shipper) -> Moved:
        done = acted(principal.who, lambda work: notes.step(work, note, NoteEvent.REOPEN))
        return Moved(state=done.value)

    @router.post("/void-notes/{note:path}")
    def post_void(note: str, given: VoidIn, principal: Principal = shipper) -> Moved:
        """Its number is dead, what stood on it is open again, and no cum has moved."""
        keep = given.keep_units
        acted(principal.who, lambda work: notes.void(work, note, given.why, keep_units=keep))
        return Moved(state="voided")

    @router.post("/loaded-notes/{note:path}")
    def post_loaded(note: str, given: OnLoadIn, principal: Principal = shipper) -> Moved:
        acted(principal.who, lambda work: notes.put_on_load(work, note, given.load))
        return Moved(state="loaded")

    @router.post("/unloaded-notes/{note:path}")
    def post_unloaded(note: str, principal: Principal = shipper) -> Moved:
        acted(principal.who, lambda work: notes.take_off_load(work, note))
        return Moved(state="ready")


def _leaving(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    def left(who: str, act: Callable[[Work], tuple[Reason, ...]]) -> Moved:
        reasons = transact(db, act, by=Actor(who=who))
        changes.publish(TOPIC)
        return Moved(state="posted", reasons=[it.text for it in reasons])

    @router.post("/departed-notes/{note:path}")
    def post_departed_note(note: str, given: DepartIn, principal: Principal = shipper) -> Moved:
        """It leaves by itself: the despatched cums rise."""
        return left(principal.who, lambda work: notes.depart_note(work, note, us_of(given.at)))

    @router.post("/departed-loads/{load}")
    def post_departed_load(load: Number, given: DepartIn, principal: Principal = shipper) -> Moved:
        """All its notes leave, or none: the despatched cums rise."""
        return left(principal.who, lambda work: notes.depart_load(work, load, us_of(given.at)))
