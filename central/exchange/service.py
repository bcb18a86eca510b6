"""Interchanges in and out of the store: raw bytes first, committed; then all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, or_, select, update

from central.db.database import SYSTEM, Actor, Database, hold, insert_new
from central.db.rows import numbered
from central.discovery import Question
from central.exchange import store
from central.exchange.decide import process
from central.exchange.identify import divide
from central.exchange.partners import Partner, all_of
from central.exchange.ports import Desk
from central.exchange.rules.states import WAITING, Direction, Event, MessageState, State
from central.exchange.store import Stored
from central.exchange.tables import fetched, imports, interchanges
from central.words.reasons import RuleRefusedError, because

LEFT_US = 30_000_000
"""An interchange that is received and not decided this long was left by a process that died."""
SENDING_US = 120_000_000
"""So long an interchange that goes to a server is nobody else's."""
SWEEP_ROWS = 100

DESK: Question[Desk] = Question("exchange.desk")
"""Who posts what a customer sent; one capability must."""

CrashPoint = Callable[[str], None]


def no_crash(point: str) -> None:
    """A step at which a test ends the process: in production nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The first interchange of a file; ``others`` are the further ones in it."""

    interchange: int
    state: State
    others: tuple[Taken, ...] = ()

    def all(self) -> tuple[Taken, ...]:
        return (self, *self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An interchange of ours to be sent, with its bytes."""

    row: Stored
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file as it came. ``partner``: on whose folder or server it lay; empty: the envelope says
    it. ``claim`` names this very file: taken again under it, it is not stored again.
    """

    name: str
    data: bytes
    way: str
    partner: str = ""
    claim: str | None = None


def take(
    db: Database,
    desk: Desk,
    incoming: Incoming,
    *,
    now_us: int,
    by: Actor = SYSTEM,
    crash: CrashPoint = no_crash,
) -> Taken:
    """Stores a file and processes what is in it. Raises what is in ``processing.NOT_NOW``; then the
    same call is repeated.
    """
    data, claim = incoming.data, incoming.claim
    pieces = divide(data, incoming.partner, db.read(all_of)) if data else (data,)

    def keep(connection: Connection) -> list[int]:
        if claim is not None:
            hold(connection, "edi.claim", claim)
        return _stored_under(connection, claim) or _put(connection, incoming, pieces, now_us)

    kept = db.write(keep, by=by)
    crash("edi.stored")
    taken = [Taken(interchange=i, state=process(db, desk, i, now_us=now_us, by=by)) for i in kept]
    crash("edi.processed")
    return Taken(interchange=kept[0], state=taken[0].state, others=tuple(taken[1:]))


def reprocess(
    db: Database,
    desk: Desk,
    interchange: int,
    by: Actor,
    now_us: int,
    *,
    insist: bool = False,
) -> State:
    """Processes once more what is not posted of it. ``insist``: all the same, though it is a test
    or follows one that never came, or, with a reason, though a receiving advice in it has the
    number of one that is here. LookupError; RuleRefusedError if there is nothing to do.
    """
    row, said = db.read(lambda c: (store.load(c, interchange), store.messages_of(c, interchange)))
    if row is None:
        raise LookupError(interchange)
    left = row.state is State.POSTED and any(m.state is not MessageState.POSTED for m in said)
    if row.state not in WAITING and not left:
        raise RuleRefusedError(
            because(
                "edi.nothing_left",
                "interchange {interchange} is {state}: nothing of it waits",
                interchange=interchange,
                state=row.state.value,
            )
        )
    return process(db, desk, interchange, now_us=now_us, by=by, again=True, insist=insist)


def sweep(db: Database, desk: Desk, now_us: int) -> int:
    """Decides about what a process that died has left; returns how many there were."""
    ours = interchanges.c
    statement = (
        select(ours.interchange)
        .where(ours.state == State.RECEIVED.value, ours.at_us <= now_us - LEFT_US)
        .order_by(ours.interchange)
        .limit(SWEEP_ROWS)
    )
    left = db.read(lambda c: c.execute(statement).scalars().all())
    for interchange in left:
        process(db, desk, interchange, now_us=now_us, by=SYSTEM)
    return len(left)


def _stored_under(connection: Connection, claim: str | None) -> list[int]:
    if claim is None:
        return []
    statement = select(interchanges.c.interchange).where(interchanges.c.claim == claim)
    return list(connection.execute(statement.order_by(interchanges.c.piece)).scalars())


def _put(
    connection: Connection,
    incoming: Incoming,
    pieces: Sequence[bytes],
    at_us: int,
    import_batch: int | None = None,
) -> list[int]:
    return [
        store.add(
            connection,
            direction=Direction.IN,
            way=incoming.way,
            name=incoming.name,
            data=piece,
            at_us=at_us,
            partner=store.plain(incoming.partner),
            claim=incoming.claim,
            piece=number,
            import_batch=import_batch,
        )
        for number, piece in enumerate(pieces, start=1)
    ]


def open_import(
    db: Database,
    *,
    files: Sequence[tuple[str, bytes]],
    partner: str,
    by: Actor,
    now_us: int,
) -> int:
    """Stores a set of files (name, bytes) in one transaction; ``run_import`` processes them."""
    known = db.read(all_of)
    divided = [divide(data, partner, known) for _, data in files]

    def keep(connection: Connection) -> int:
        row = {"at_us": now_us, "who": by.who, "partner": partner, "files": len(files)}
        batch = numbered(connection.execute(insert(imports).values(row)))
        for number, ((name, data), pieces) in enumerate(zip(files, divided, strict=True), start=1):
            incoming = Incoming(
                name=name,
                data=data,
                way="import",
                partner=partner,
                claim=f"import:{batch}:{number}",
            )
            _put(connection, incoming, pieces, now_us, import_batch=batch)
        return batch

    return db.write(keep, by=by)


def run_import(db: Database, desk: Desk, batch: int, by: Actor, now_us: int) -> None:
    """Processes what is not decided of an import, in the order of its files."""
    statement = (
        select(interchanges.c.interchange)
        .where(
            interchanges.c.import_batch == batch,
            interchanges.c.state == State.RECEIVED.value,
        )
        .order_by(interchanges.c.interchange)
    )
    for interchange in db.read(lambda c: c.execute(statement).scalars().all()):
        process(db, desk, interchange, now_us=now_us, by=by)


def lease_out(
    db: Database, partner: str, now_us: int, sending_us: int = SENDING_US
) -> Outgoing | None:
    """The oldest interchange of ours to this partner that waits to be sent, now in the caller's
    hands; it is free again when its last taker has had it for ``sending_us`` and not sent it.
    """
    ours = interchanges.c
    free = or_(ours.claimed_us.is_(None), ours.claimed_us <= now_us - sending_us)
    waiting = (
        select(ours.interchange)
        .where(ours.state == State.QUEUED.value, ours.partner == partner, free)
        .order_by(ours.interchange)
        .limit(1)
    )
    statement = waiting.with_for_update(skip_locked=True)
    if db.read(lambda c: c.execute(waiting).scalar()) is None:
        return None  # most looks: nothing is written for them

    def work(connection: Connection) -> Outgoing | None:
        found = connection.execute(statement).scalar()
        if found is None:
            return None
        store.change(connection, found, claimed_us=now_us)
        row = store.load(connection, found)
        return None if row is None else Outgoing(row=row, data=store.raw_of(connection, found))

    return db.write(work)


def sent(db: Database, interchange: int, now_us: int) -> None:
    """It lies where the partner fetches it."""

    def work(connection: Connection) -> None:
        row = store.load(connection, interchange, lock=True)
        if row is not None and row.state is State.QUEUED:
            store.step(connection, row, Event.SEND, sent_us=now_us)
        elif row is not None and row.sent_us is None:
            store.change(connection, interchange, sent_us=now_us)

    db.write(work)


def not_sent(db: Database, interchange: int) -> None:
    """It was not sent: it waits again."""
    clear = update(interchanges).where(interchanges.c.interchange == interchange)
    db.write(lambda c: c.execute(clear.values(claimed_us=None)))


def was_fetched(db: Database, partner: str, name: str, size: int, modified_s: int) -> bool:
    """Whether a file that stays at the partner was fetched before."""
    statement = select(fetched.c.at_us).where(
        fetched.c.partner == partner,
        fetched.c.name == name,
        fetched.c.size == size,
        fetched.c.modified_s == modified_s,
    )
    return db.read(lambda c: c.execute(statement).scalar()) is not None


def note_fetched(
    db: Database,
    *,
    partner: str,
    name: str,
    size: int,
    modified_s: int,
    data: bytes,
    now_us: int,
) -> None:
    row = {
        "partner": partner,
        "name": name,
        "size": size,
        "modified_s": modified_s,
        "digest": hashlib.sha256(data).hexdigest(),
        "at_us": now_us,
    }
    db.write(lambda c: insert_new(c, fetched, [row]))


def exchanging(db: Database) -> list[Partner]:
    """Active partners, by name."""
    return [p for p in db.read(all_of) if p.active]
