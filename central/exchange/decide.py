"""What becomes of an interchange that is stored: decided and posted in one transaction, all of it
or nothing, together with our answers to it.

A fault of the envelope or of a group refuses the whole; a fault of a message refuses that message.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from central.db.database import Actor, Database, hold
from central.db.work import Work
from central.edi.model.interchange import Syntax
from central.edi.read import InterchangeReading
from central.exchange import answers, chain, post, store
from central.exchange.age import too_old
from central.exchange.identify import Came, examine, typed
from central.exchange.model import Origin, What
from central.exchange.partners import Partner, all_of
from central.exchange.ports import Desk
from central.exchange.rules import entered
from central.exchange.rules.states import COUNTS, WAITING, Direction, Event, MessageState, State
from central.exchange.rules.transmission import Link, Transmission, judge
from central.exchange.store import Stored, StoredMessage
from central.exchange.tables import interchanges
from syntax.problems import Problem

_log = structlog.get_logger()
NOT_NOW = (OperationalError, InterfaceError, PoolTimeoutError, OSError)
"""The database or disk does not answer: nothing is decided, the same is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    """Why nothing of it is posted, and what that is called among what is unprocessed (None: it
    is not).
    """

    event: Event
    what: What | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    now_us: int
    by: Actor
    again: bool
    insist: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    work: Work
    desk: Desk
    row: Stored
    came: Came
    insist: bool

    @property
    def says_another(self) -> bool:
        """A person says, and why, that what is in it is another one though it has the number of
        one that is here. To take what was held says nothing of that.
        """
        stopped = self.row.state is not State.HELD
        return self.insist and stopped and bool(self.work.by.why.strip())

    @property
    def origin(self) -> Origin:
        """The interchange as a whole."""
        partner = self.came.partner
        return Origin(
            interchange=self.row.interchange,
            message=0,
            partner=partner.partner if partner else self.row.partner,
            customer=partner.customer if partner else "",
        )


def process(
    db: Database,
    desk: Desk,
    interchange: int,
    *,
    now_us: int,
    by: Actor,
    again: bool = False,
    insist: bool = False,
) -> State:
    """Decides about one interchange and about those that waited for it. ``again``: also if it was
    decided about before. ``insist``: a person takes a test, or one whose predecessor is missing,
    all the same; with a reason also a receiving advice that has the number of another. Raises what
    is in ``NOT_NOW``.
    """
    wanted = _Wanted(now_us=now_us, by=by, again=again, insist=insist)
    state, follower = _process(db, desk, interchange, wanted)
    while follower is not None:
        wanted = _Wanted(now_us=now_us, by=by, again=True, insist=False)
        _, follower = _process(db, desk, follower, wanted)
    return state


def _process(
    db: Database, desk: Desk, interchange: int, wanted: _Wanted
) -> tuple[State, int | None]:
    row, raw, partners = db.read(
        lambda c: (store.load(c, interchange), store.raw_of(c, interchange), all_of(c))
    )
    if row is None:
        raise KeyError(interchange)

    def do(connection: Connection) -> tuple[State, int | None]:
        owner = came.partner.partner if came.partner else row.partner
        hold(connection, "edi", owner)
        now = store.load(connection, interchange, lock=True)
        if now is None or not _is_open(connection, now, again=wanted.again):
            return (now or row).state, None
        work = Work(connection, wanted.by, wanted.now_us)
        case = _Case(work=work, desk=desk, row=now, came=came, insist=wanted.insist)
        state = _decide(case)
        follows = state is State.POSTED and came.kind and came.partner
        return state, chain.waiting(connection, owner, came.kind) if follows else None

    try:
        by_hand = row.way == entered.WAY
        came = typed(raw) if by_hand else examine(raw, row.partner, partners)
        return db.write(do, by=wanted.by)
    except NOT_NOW:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one file does, the next ones are taken
        trace = "".join(traceback.format_exception(error, limit=-20))
        _log.error("interchange could not be posted", interchange=interchange, trace=trace)
        return _fail(db, desk, interchange, error, wanted), None


def _is_open(connection: Connection, row: Stored, *, again: bool) -> bool:
    """Whether there is something to decide about it."""
    if row.direction is not Direction.IN or not again:
        return row.direction is Direction.IN and row.state is State.RECEIVED
    left = row.state is State.POSTED and any(
        message.state is not MessageState.POSTED
        for message in store.messages_of(connection, row.interchange)
    )
    return left or row.state in WAITING


def _decide(case: _Case) -> State:
    row, came = case.row, case.came
    case.desk.close_unprocessed(case.work, row.interchange)
    stop = None if row.state is State.POSTED else _stopped(case)
    if stop is not None:
        return _keep(case, stop)
    partner, reading = came.partner, came.reading
    if partner is None or reading is None:
        raise LookupError(f"interchange {row.interchange}: its partner or its reading is gone")
    posted = post.post_all(case.work, case.desk, row, partner, reading, another=case.says_another)
    store.put_messages(case.work.connection, row.interchange, posted.messages)
    problems = answers.queue(
        case.work, row.interchange, partner, reading, documents=posted.documents
    )
    problems += tuple(p for m in posted.messages for p in m.problems)
    refused = all(m.state is MessageState.REFUSED for m in posted.messages)
    if not refused and came.kind:
        _go_on(case, partner, reading)
    event = Event.REFUSE if refused and row.state is not State.POSTED else Event.POST
    return store.step(
        case.work.connection,
        row,
        event,
        **_facts(came),
        schedules=sum(len(message.posted) for message in posted.messages),
        problems=store.problems_text(problems),
    )


def _keep(case: _Case, stop: _Stop) -> State:
    """Kept with the reason; nothing of it is posted."""
    row, came = case.row, case.came
    problems = stop.problems
    said: Iterable[StoredMessage] = ()
    if came.reading is not None and stop.event is not Event.REPEAT:
        state = MessageState.REFUSED if stop.event is Event.REFUSE else MessageState.UNPROCESSED
        said = [
            post.message_of(number, reading, state)
            for number, reading in enumerate(came.reading.messages(), start=1)
        ]
        if stop.event is Event.REFUSE and came.partner is not None and stop.what is What.REFUSED:
            problems += answers.queue(case.work, row.interchange, came.partner, came.reading)
    store.put_messages(case.work.connection, row.interchange, tuple(said))
    if stop.what:
        case.desk.unprocessed(case.work, case.origin, stop.what, store.reasons_of(problems))
    return store.step(
        case.work.connection,
        row,
        stop.event,
        **_facts(came),
        schedules=0,
        problems=store.problems_text(problems),
    )


def _facts(came: Came) -> dict[str, object]:
    """Columns that the bytes state."""
    facts: dict[str, object] = {}
    if came.partner is not None:
        facts["partner"] = came.partner.partner
    if came.reading is None:
        return facts
    head, said = came.reading.interchange, came.reading.messages()
    return facts | {
        "syntax": head.syntax.value,
        "sender": store.plain(str(head.sender)),
        "recipient": store.plain(str(head.recipient)),
        "reference": store.plain(head.reference),
        "reference_old": store.plain(head.reference_old),
        "test": head.test,
        "messages": len(said),
        "message_names": store.plain(" ".join(dict.fromkeys(m.message.name for m in said))),
    }


def _stopped(case: _Case) -> _Stop | None:
    """The first reason against it, None if there is none."""
    came, reading = case.came, case.came.reading
    if first := _same_bytes(case):
        detail = f"the same bytes are interchange {first}"
        return _Stop(event=Event.REPEAT, what=None, problems=(_problem("duplicate", detail),))
    if reading is None:
        return _Stop(event=Event.CANNOT_READ, what=What.UNREADABLE, problems=came.problems)
    if came.partner is None:
        problems = (_problem("partner.unknown", came.why), *came.problems)
        return _Stop(event=Event.NO_PARTNER, what=What.UNKNOWN_PARTNER, problems=problems)
    faults = came.problems + tuple(p for _, problems, _ in reading.groups for p in problems)
    if not reading.messages() and not faults:
        faults = (_problem("interchange.empty", "there is no message in it"),)
    if faults:
        return _Stop(event=Event.REFUSE, what=What.REFUSED, problems=faults)
    return _numbered(case, came.partner, reading)


def _numbered(case: _Case, partner: Partner, reading: InterchangeReading) -> _Stop | None:
    """What its numbers, or its being a test, say against it."""
    head = reading.interchange
    if head.syntax is not Syntax.VDA and (first := _same_number(case, partner, reading)):
        detail = (
            f"control reference {head.reference} of {head.sender} was used by interchange {first},"
            " which has other bytes"
        )
        return _Stop(
            event=Event.REFUSE, what=What.DUPLICATE, problems=(_problem("reference.used", detail),)
        )
    if case.insist:
        return None
    if reading.test:
        problems = (_problem("test", "the sender says that this is a test"),)
        return _Stop(event=Event.HOLD, what=What.TEST, problems=problems)
    if old := too_old(reading.interchange.written_on, partner.settings, case.row.at_us):
        return _Stop(event=Event.HOLD, what=What.OLD, problems=(_problem(old.code, old.text),))
    return _chained(case, partner, reading) if case.came.kind else None


def _chained(case: _Case, partner: Partner, reading: InterchangeReading) -> _Stop | None:
    last = chain.last(case.work.connection, partner.partner, case.came.kind)
    judged = judge(last, _transmission(reading))
    problems = tuple(_problem(reason.code, reason.text) for reason in judged.reasons)
    if judged.link is Link.BROKEN:
        return _Stop(event=Event.HOLD, what=What.CHAIN, problems=problems)
    if judged.link is Link.REPEATED:
        return _Stop(event=Event.REFUSE, what=What.DUPLICATE, problems=problems)
    return None


def _go_on(case: _Case, partner: Partner, reading: InterchangeReading) -> None:
    if case.row.state is State.POSTED:
        return
    put = chain.put_late if case.insist else chain.put
    put(
        case.work.connection,
        partner.partner,
        case.came.kind,
        _transmission(reading),
        case.work.now_us,
    )


def _transmission(reading: InterchangeReading) -> Transmission:
    return Transmission(old=reading.interchange.reference_old, new=reading.interchange.reference)


def _same_bytes(case: _Case) -> int | None:
    """Another one with the same bytes that has been decided about; None: there is none."""
    ours, owner = interchanges.c, case.came.partner
    done = (*COUNTS, State.REFUSED, State.UNREADABLE, State.UNKNOWN_PARTNER)
    statement = select(ours.interchange).where(
        ours.partner == (owner.partner if owner else case.row.partner),
        ours.digest == case.row.digest,
        ours.direction == Direction.IN.value,
        ours.interchange != case.row.interchange,
        ours.state.in_([state.value for state in done]),
    )
    return case.work.connection.execute(statement.limit(1)).scalar()


def _same_number(case: _Case, partner: Partner, reading: InterchangeReading) -> int | None:
    ours, head = interchanges.c, reading.interchange
    statement = select(ours.interchange).where(
        ours.direction == Direction.IN.value,
        ours.partner == partner.partner,
        ours.reference == store.plain(head.reference),
        ours.sender == store.plain(str(head.sender)),
        ours.test == head.test,
        ours.interchange != case.row.interchange,
        ours.state.in_([state.value for state in COUNTS]),
    )
    return case.work.connection.execute(statement.limit(1)).scalar()


def _fail(db: Database, desk: Desk, interchange: int, error: Exception, wanted: _Wanted) -> State:
    """The transaction was undone: the interchange is kept, and can be processed again."""

    def do(connection: Connection) -> State:
        row = store.load(connection, interchange, lock=True)
        if row is None or not _is_open(connection, row, again=wanted.again):
            return row.state if row else State.RECEIVED
        problem = _problem("not_whole", f"an error of ours undid it: {type(error).__name__}")
        desk.unprocessed(
            Work(connection, wanted.by, wanted.now_us),
            Origin(interchange=interchange, message=0, partner=row.partner),
            What.NOT_WHOLE,
            store.reasons_of([problem]),
        )
        event = Event.POST if row.state is State.POSTED else Event.REFUSE
        return store.step(connection, row, event, problems=store.problems_text([problem]))

    return db.write(do, by=wanted.by)


def _problem(code: str, detail: str) -> Problem:
    return Problem(code=code, detail=store.plain(detail))
