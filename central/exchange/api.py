"""Interchanges and partners by HTTP. An interchange is a raw body; whatever it is, it is kept, and
the answer says what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from msgspec import structs
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.threads import in_thread
from central.db.work import transact
from central.exchange import lists, partners, service, store
from central.exchange.connection import fault_of_name
from central.exchange.partners import PartnerError
from central.exchange.ports import Desk
from central.exchange.rounds import Exchange
from central.exchange.rules.states import MessageState, State
from central.exchange.store import InterchangeFacts, Stored, StoredMessage
from central.http import bodies
from central.http.fields import Number
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
from syntax.problems import problem_json

Text = Annotated[str, Query(max_length=200)]
Key = Annotated[int | None, Query(ge=0, le=2**62)]


class Again(BaseModel):
    """``insist``: all the same, though it is a test or follows one that never came; with ``why``
    also though a receiving advice in it has the number of one that is here: it is another.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    why: Annotated[str, Field(max_length=500)] = ""
    insist: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a partner said of an interchange of ours, and where."""

    interchange: int
    message: str
    layer: str
    verdict: str
    at_us: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeRow(InterchangeFacts):
    acknowledged: list[Word]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangesPage:
    """``before`` continues it; None: this was the end."""

    interchanges: list[InterchangeRow]
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """``schedules``: what was posted of it."""

    number: int
    name: str
    version: str
    reference: str
    document: str
    state: MessageState
    schedules: list[int]
    problems: list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeShown(InterchangeRow):
    problems: list[dict[str, object]]
    said_messages: list[MessageRow]
    answered_by: list[InterchangeRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNow:
    """``not_taken``: file to the reason why it is not."""

    partner: str
    way: str
    looked_us: int | None
    took_us: int | None
    sent_us: int | None
    error: str
    error_us: int | None
    not_taken: dict[str, str]


PartnerTable = dict[str, Any]
"""A partner as it was said, which has only what was."""


def routes(
    db: Database,
    guard: Guard,
    desk: Desk,
    exchange: Exchange,
    changed: Callable[[], None],
) -> APIRouter:
    router = APIRouter(prefix="/api/v1/edi", tags=["edi"])
    _taking(router, db, guard, desk, changed)
    _reprocessing(router, db, guard, desk, changed)
    _reading(router, db, guard)
    _partners(router, db, guard)
    _lines(router, guard, exchange)
    return router


def _taking(
    router: APIRouter, db: Database, guard: Guard, desk: Desk, changed: Callable[[], None]
) -> None:
    exchanger = Depends(guard.requires(Right.EXCHANGE_EDI))

    @router.post("/interchanges", status_code=201)
    async def post_interchange(
        request: Request, name: Text = "", partner: Text = "", principal: Principal = exchanger
    ) -> Response:
        """The body is the file as it is. 201: it is kept, ``state`` says what became of it; 200:
        the same bytes were taken before. ``partner`` empty: the envelope says who sent it.
        """
        if name and (why := fault_of_name(name)):
            raise ProblemError(422, "invalid", f"name: {why.text}")
        data = await request.body()
        if not data:
            raise ProblemError(422, "invalid", "The body is empty.")
        incoming = service.Incoming(name=name or "http", data=data, way="http", partner=partner)
        by = Actor(who=principal.who)
        taken = await in_thread(lambda: service.take(db, desk, incoming, now_us=now_us(), by=by))
        changed()
        found = await in_thread(lambda: [one(db, each.interchange) for each in taken.all()])
        repeated = all(each.state is State.DUPLICATE for each in taken.all())
        body = {**asdict(found[0]), "others": [asdict(each) for each in found[1:]]}
        return JSONResponse(body, status_code=200 if repeated else 201)


def _reprocessing(
    router: APIRouter, db: Database, guard: Guard, desk: Desk, changed: Callable[[], None]
) -> None:
    exchanger = Depends(guard.requires(Right.EXCHANGE_EDI))

    @router.post("/interchanges/{interchange}/reprocess")
    def reprocess(
        interchange: Number, again: Again, principal: Principal = exchanger
    ) -> InterchangeShown:
        """Once more, what is not posted of it. 409 when nothing waits."""
        by = Actor(who=principal.who, why=again.why)
        try:
            service.reprocess(db, desk, interchange, by, now_us(), insist=again.insist)
        except LookupError as error:
            raise _no_interchange(interchange) from error
        changed()
        return one(db, interchange)


def _reading(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/interchanges", dependencies=[reader])
    def list_interchanges(
        partner: Text = "",
        direction: Annotated[str, Query(pattern="^(in|out|)$")] = "",
        state: Text = "",
        before: Key = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = lists.PAGE_ROWS,
    ) -> InterchangesPage:
        """The newest first. ``state`` may be ``waiting``: whatever is not posted."""
        if state not in ("", lists.WAITS, *State):
            raise ProblemError(422, "invalid", f"state: one of {lists.WAITS}, {', '.join(State)}")
        wanted = lists.Filter(partner=partner, direction=direction, state=state)
        page = db.read(lambda c: lists.page(c, wanted, before, limit))
        return InterchangesPage(interchanges=[_row(row) for row in page.rows], before=page.before)

    @router.get("/interchanges/{interchange}", dependencies=[reader])
    def get_interchange(interchange: Number) -> InterchangeShown:
        return one(db, interchange)

    @router.get("/interchanges/{interchange}/raw", dependencies=[reader])
    def get_raw(interchange: Number) -> Response:
        """The bytes as they came or went."""
        return raw_answer(db, interchange)


def raw_answer(db: Database, interchange: int) -> Response:
    """The bytes as a file that no browser shows."""
    row, data = db.read(lambda c: (store.load(c, interchange), store.raw_of(c, interchange)))
    if row is None:
        raise _no_interchange(interchange)
    return Response(
        data,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="interchange-{interchange}.edi"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _partners(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_PARTNERS))

    @router.get("/partners", dependencies=[reader])
    def list_partners() -> list[PartnerTable]:
        return [dict(partner.table) for partner in db.read(partners.all_of)]

    @router.get("/partners/{partner}", dependencies=[reader])
    def get_partner(partner: str) -> PartnerTable:
        return dict(
            bodies.known(db.read(lambda c: partners.find(c, partner)), "such partner").table
        )

    @router.put("/partners/{partner}")
    def put_partner(
        partner: str, table: bodies.Table, principal: Principal = writer
    ) -> PartnerTable:
        """Makes or changes a partner; the body is as it is read."""
        if table.get("partner", partner) != partner:
            raise ProblemError(422, "invalid", f"partner: the address says {partner!r}")
        said = {**table, "partner": partner}
        by = Actor(who=principal.who)
        try:
            return dict(transact(db, lambda work: partners.save(work, said), by=by).table)
        except PartnerError as error:
            raise ProblemError(422, "invalid", str(error)) from error


def _lines(router: APIRouter, guard: Guard, exchange: Exchange) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))

    @router.get("/exchange", dependencies=[reader])
    def get_exchange() -> list[LineNow]:
        """How the exchange with each partner stands, as this process sees it."""
        return [
            LineNow(
                partner=line.partner,
                way=line.way,
                looked_us=line.looked_us,
                took_us=line.took_us,
                sent_us=line.sent_us,
                error=line.error,
                error_us=line.error_us,
                not_taken={name: why.text for name, why in line.strange.items()},
            )
            for line in exchange.lines()
        ]


def one(db: Database, interchange: int) -> InterchangeShown:
    """An interchange with its messages and our answers. ProblemError 404."""
    row, said, answers = db.read(
        lambda c: (
            store.load(c, interchange),
            store.messages_of(c, interchange),
            lists.answers_to(c, interchange),
        )
    )
    if row is None:
        raise _no_interchange(interchange)
    return InterchangeShown(
        **_columns(row),
        problems=[problem_json(problem) for problem in row.problems],
        said_messages=[_message(message) for message in said],
        answered_by=[_row(answer) for answer in answers],
    )


def _no_interchange(interchange: int) -> ProblemError:
    return ProblemError(404, "not_found", f"There is no interchange {interchange}.")


def _row(row: Stored) -> InterchangeRow:
    return InterchangeRow(**_columns(row))


def _columns(row: Stored) -> Mapping[str, Any]:
    """The fields of an InterchangeRow."""
    facts = {it.name: getattr(row, it.name) for it in fields(InterchangeFacts)}
    return {**facts, "acknowledged": [Word(**structs.asdict(word)) for word in row.acknowledged]}


def _message(message: StoredMessage) -> MessageRow:
    return MessageRow(
        number=message.number,
        name=message.name,
        version=message.version,
        reference=message.reference,
        document=message.document,
        state=message.state,
        schedules=list(message.posted),
        problems=[problem_json(problem) for problem in message.problems],
    )
