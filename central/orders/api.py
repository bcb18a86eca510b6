"""Orders, despatch notes and the tie to the floor by HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cums.model import TOPIC
from central.cums.service.note_accounts import accounts_of
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.fields import Day, MaybeName, Name, Number, Quantity, Strict, Why
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
from central.orders import floor, floor_report, planned_receipts_api, purchase_orders_api
from central.orders.service import lines as service
from central.orders.service import reading, totals
from central.orders.service.despatch import Part, despatch, undo_despatch, undo_part
from central.orders.service.json_rows import Json, end_of_note, fields_of, part_row, plain
from central.orders.service.reading import SHOWN, SORTS, LinePage, Place, Wanted
from central.orders.service.totals import PART_SORTS, LineTotals, PartPage
from central.words.reasons import spoken

Text = Annotated[str, Query(max_length=70)]
BACKORDERS_MAX = 10_000


class PickedIn(Strict):
    picked: bool = True


class NoteLineIn(Strict):
    line: Annotated[int, Field(ge=1, le=2**62)]
    quantity: Quantity


class NoteIn(Strict):
    """A despatch note over order lines of one customer."""

    note: Name
    on: Day
    lines: Annotated[list[NoteLineIn], Field(min_length=1, max_length=1000)]


class UndoIn(Strict):
    on: Day
    why: Why


class PartUndoneIn(Strict):
    """``key``: of your own; the same once more is answered and not undone again. ``agreement`` and
    ``part``: needed for line 0 alone, what went beyond all orders.
    """

    key: Name
    line: Annotated[int, Field(ge=0, le=2**62)]
    quantity: Quantity
    on: Day
    why: Why
    agreement: MaybeName = ""
    part: MaybeName = ""


class NoteUndone(BaseModel):
    note: str
    reasons: list[str]


class NotePosted(NoteUndone):
    repeated: bool


class LinesPage(BaseModel):
    rows: list[Json]
    next: str | None
    total: Json | None


class PartsPage(BaseModel):
    rows: list[Json]
    next: int | None


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/orders", tags=["orders"])
    _lines(router, db, guard)
    _parts(router, db, guard)
    planned_receipts_api.add(router, db, guard)
    purchase_orders_api.add(router, db, guard)
    _forecasts(router, db, guard)
    _notes(router, db, guard)
    _planning(router, db, guard, changes)
    _despatching(router, db, guard, changes)
    _undoing(router, db, guard, changes)
    _floor(router, db, guard, changes)
    return router


def _filter(
    customer: Text = "",
    agreement: Text = "",
    part: Text = "",
    state: Annotated[str, Query(pattern=f"^({'|'.join(SHOWN)})$")] = "standing",
    first: date | None = None,
    last: date | None = None,
    open_from: Annotated[Decimal | None, Query(ge=0, max_digits=18, decimal_places=6)] = None,
) -> Wanted:
    return Wanted(
        customer=customer,
        agreement=agreement,
        part=part,
        state=state,
        first=first,
        last=last,
        open_from=open_from,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portion:
    """How much of a list, in which order, and behind what."""

    sort: Annotated[str, Query(pattern=f"^({'|'.join(SORTS)})$")] = SORTS[0]
    after: Annotated[str, Query(max_length=60)] = ""
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartPortion:
    sort: Annotated[str, Query(pattern=f"^({'|'.join(PART_SORTS)})$")] = PART_SORTS[0]
    start: Annotated[int, Query(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100


_PLACES = {
    "day": re.compile(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", re.ASCII),
    "open": re.compile(r"(\d{1,12}(?:\.\d{1,6})?)_(\d{1,18})", re.ASCII),
}
"""How a place in a list is written, by the order of the list."""


def _lines(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/lines", dependencies=[reader])
    def get_lines(
        wanted: Annotated[Wanted, Depends(_filter)], portion: Annotated[_Portion, Depends()]
    ) -> LinesPage:
        """By day, or with ``sort=open`` what is most open first; ``open_from``: at least so much
        open. ``next`` continues the list as ``after``; null: this was the end. ``total`` is of all
        of it, and is told with the first page.
        """
        after = place_asked(portion.after, portion.sort)
        asked = replace(wanted, sort=portion.sort, after=after, rows=portion.limit)

        def work(connection: Connection) -> tuple[LinePage, LineTotals | None]:
            sums = None if asked.after else totals.totals_of(connection, asked)
            return reading.line_page(connection, asked), sums

        page, sums = db.read(work)
        following = None if page.after is None else place_text(page.after)
        rows = [plain(row) for row in page.rows]
        return LinesPage(rows=rows, next=following, total=None if sums is None else fields_of(sums))

    @router.get("/backorders", dependencies=[reader])
    def get_backorders(customer: Text = "", agreement: Text = "", part: Text = "") -> list[Json]:
        """The oldest first, at most 10,000."""
        wanted = Wanted(customer=customer, agreement=agreement, part=part, rows=BACKORDERS_MAX)
        page = db.read(lambda c: reading.overdue(c, now_us(), wanted))
        return [plain(row) for row in page.rows]


def _parts(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/parts", dependencies=[reader])
    def get_parts(
        wanted: Annotated[Wanted, Depends(_filter)], portion: Annotated[_PartPortion, Depends()]
    ) -> PartsPage:
        """Sums of the order lines of each agreement part, what is most open, late or worth first.
        ``open_from`` is of the whole part. ``value``: of what is open, in each currency, by the
        prices of the contract. ``next`` continues the list as ``start``.
        """
        asked = replace(wanted, rows=portion.limit)

        def work(connection: Connection) -> PartPage:
            late = totals.past_there(connection, now_us())
            sort, start = portion.sort, portion.start
            return totals.part_page(connection, asked, late=late, sort=sort, start=start)

        page = db.read(work)
        return PartsPage(rows=[part_row(row) for row in page.rows], next=page.following)


def _forecasts(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/forecasts", dependencies=[reader])
    def get_forecasts(
        agreement: Annotated[str, Query(min_length=1, max_length=70)],
        part: Annotated[str, Query(min_length=1, max_length=70)],
        every: bool = False,
    ) -> list[Json]:
        """``every``: those that later schedules replaced, too."""
        found = db.read(lambda c: reading.forecasts_of(c, agreement, part, active_only=not every))
        return [plain(row) for row in found]


def _notes(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/notes", dependencies=[reader])
    def get_notes(
        before_us: Annotated[int | None, Query(ge=0, le=2**62)] = None, before_note: Text = ""
    ) -> list[Json]:
        """The newest first; ``at_us`` and ``note`` of the last one continue the list."""
        before = None if before_us is None else (before_us, before_note)
        return [plain(row) for row in db.read(lambda c: reading.note_rows(c, before))]

    @router.get("/notes/{note:path}", dependencies=[reader])
    def get_note(note: str) -> Json:
        found = db.read(lambda c: reading.note_of(c, note))
        if found is None:
            raise ProblemError(404, "not_found", f"There is no note {note}.")
        undone = db.read(lambda c: reading.parts_undone(c, note))
        accounts = db.read(lambda c: accounts_of(c, [note])).get(note, ())
        return {
            **plain(found[0]),
            "lines": [plain(row) for row in found[1]],
            "undone": [plain(row) for row in undone],
            **end_of_note(accounts),
        }


def _planning(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    @router.post("/lines/{line}/picked")
    def post_picked(
        line: Number, given: PickedIn, principal: Principal = shipper
    ) -> dict[str, str]:
        db.write(
            lambda c: service.mark_picked(c, line, now_us=now_us(), picked=given.picked),
            by=Actor(who=principal.who),
        )
        changes.publish(TOPIC)
        return {"state": "picked" if given.picked else "open"}


def _despatching(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    @router.post("/notes")
    def post_note(given: NoteIn, principal: Principal = shipper) -> NotePosted:
        """Posts it once: the same note again is answered with ``repeated``."""
        done = despatch(
            db,
            note=given.note,
            on=given.on,
            lines=[(line.line, line.quantity) for line in given.lines],
            by=Actor(who=principal.who),
            now_us=now_us(),
        )
        changes.publish(TOPIC)
        reasons = [reason.text for reason in done.reasons]
        return NotePosted(note=done.note, repeated=done.repeated, reasons=reasons)

    @router.post("/undone-notes/{note:path}")
    def post_undo(note: str, given: UndoIn, principal: Principal = shipper) -> NoteUndone:
        """The whole note comes back; refused once the customer received any of it."""
        by = Actor(who=principal.who, why=given.why)
        reasons = undo_despatch(db, note=note, on=given.on, why=given.why, by=by, now_us=now_us())
        changes.publish(TOPIC)
        return NoteUndone(note=note, reasons=[reason.text for reason in reasons])


def _undoing(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    @router.post("/undone-parts/{note:path}")
    def post_undo_part(
        note: str, given: PartUndoneIn, principal: Principal = shipper
    ) -> NotePosted:
        """A quantity of one line comes back: line, note and cum follow. Refused once the customer
        received any of that part of the note.
        """
        part = Part(
            note=note,
            key=given.key,
            line=given.line,
            quantity=given.quantity,
            on=given.on,
            agreement=given.agreement,
            part=given.part,
        )
        done = undo_part(db, part, why=given.why, by=Actor(who=principal.who), now_us=now_us())
        changes.publish(TOPIC)
        reasons = [reason.text for reason in done.reasons]
        return NotePosted(note=note, repeated=done.repeated, reasons=reasons)


def _floor(router: APIRouter, db: Database, guard: Guard, changes: Changes) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    shipper = Depends(guard.requires(Right.POST_DESPATCH))

    @router.get("/floor", dependencies=[reader])
    def get_floor(
        days: Annotated[int, Query(ge=0, le=60)] = floor_report.DAYS,
    ) -> list[Json]:
        """Called in sequence, picked and shipped against authorised, by agreement part and day."""
        rows = db.read(lambda c: floor_report.days(c, now_us(), back=days))
        return [fields_of(row, "difference") for row in rows]

    @router.get("/floor/cums", dependencies=[reader])
    def get_floor_cums() -> list[Json]:
        return [fields_of(row, "difference") for row in db.read(floor_report.cums)]

    @router.get("/floor/unposted", dependencies=[reader])
    def get_unposted() -> list[Json]:
        return [
            {**fields_of(row), "reasons": [reason.text for reason in row.reasons]}
            for row in db.read(floor_report.unposted)
        ]

    @router.post("/floor/try-again")
    def post_try_again(principal: Principal = shipper) -> dict[str, int]:
        posted = floor.try_again(db, now_us(), by=Actor(who=principal.who))
        changes.publish(TOPIC)
        return {"posted": posted}


def place_of(text: str, sort: str) -> Place | None:
    """ValueError: it does not continue a list in that order."""
    if not text:
        return None
    found = _PLACES[sort].fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no place in a list by {sort}")
    by, line = found.groups()
    return Place(Decimal(by) if sort == "open" else date.fromisoformat(by), int(line))


def place_asked(text: str, sort: str) -> Place | None:
    """ProblemError 422 where ``place_of`` cannot read it."""
    try:
        return place_of(text, sort)
    except ValueError:
        raise ProblemError(422, "invalid", "after: not a place in this list.") from None


def place_text(place: Place) -> str:
    by = place.by
    return f"{spoken(by)}_{place.line}" if isinstance(by, Decimal) else f"{by}.{place.line}"
