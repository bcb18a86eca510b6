"""Rows of the store: interchanges with their raw bytes, their messages, our control references."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from central.db.database import upsert
from central.db.rows import numbered
from central.exchange.rules.states import Direction, Event, MessageState, State, move
from central.exchange.tables import counters, interchanges, messages
from central.words.reasons import Reason, because
from syntax.problems import Problem

NAME_MAX = 200
PROBLEMS_MAX = 200
REASONS_MAX = 20
"""Problems that an entry for people repeats; the interchange has them all."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner said of an interchange of ours: in which of theirs, and what."""

    interchange: int
    message: str
    layer: str
    verdict: str
    at_us: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeFacts:
    """What is said of an interchange. ``reference_old``: the one that it follows. ``answers``: the
    interchange that it answers.
    """

    interchange: int
    partner: str
    direction: Direction
    way: str
    name: str
    at_us: int
    digest: str
    size: int
    syntax: str
    sender: str
    recipient: str
    reference: str
    reference_old: str
    test: bool
    state: State
    messages: int
    message_names: str
    schedules: int
    answers: int | None
    sent_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(InterchangeFacts):
    """An interchange without its bytes."""

    problems: tuple[Problem, ...]
    acknowledged: tuple[Said, ...]
    import_batch: int | None
    claimed_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    number: int
    name: str
    version: str
    reference: str
    document: str
    state: MessageState
    posted: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


COLUMNS = tuple(column for column in interchanges.c if column.name not in ("raw", "claim", "piece"))


def add(
    connection: Connection,
    *,
    direction: Direction,
    way: str,
    name: str,
    data: bytes,
    at_us: int,
    **values: Any,
) -> int:
    """A new row, received or queued; what is not stated is empty."""
    state = State.RECEIVED if direction is Direction.IN else State.QUEUED
    row = {
        "partner": "",
        "direction": direction.value,
        "way": way,
        "name": plain(name)[-NAME_MAX:],
        "at_us": at_us,
        "digest": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        **dict.fromkeys(("syntax", "sender", "recipient", "reference", "reference_old"), ""),
        "test": False,
        "state": state.value,
        "messages": 0,
        "message_names": "",
        "schedules": 0,
        "problems": "[]",
        "acknowledged": "[]",
        "piece": 1,
        "raw": data,
        **values,
    }
    return numbered(connection.execute(insert(interchanges).values(row)))


def load(connection: Connection, interchange: int, *, lock: bool = False) -> Stored | None:
    statement = select(*COLUMNS).where(interchanges.c.interchange == interchange)
    if lock:
        statement = statement.with_for_update()
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else stored(dict(row))


def stored(row: dict[str, Any]) -> Stored:
    """From a row of ``COLUMNS``."""
    return Stored(
        **{
            **row,
            "direction": Direction(row["direction"]),
            "state": State(row["state"]),
            "problems": problems_of(row["problems"]),
            "acknowledged": msgspec.json.decode(row["acknowledged"], type=tuple[Said, ...]),
        }
    )


def raw_of(connection: Connection, interchange: int) -> bytes:
    """Its bytes; empty for one that is not there."""
    statement = select(interchanges.c.raw).where(interchanges.c.interchange == interchange)
    return bytes(connection.execute(statement).scalar() or b"")


def step(connection: Connection, row: Stored, event: Event, **values: Any) -> State:
    """Moves an interchange by the table of states, with other columns. RuleRefusedError."""
    state = move(row.state, event)
    change(connection, row.interchange, state=state.value, **values)
    return state


def change(connection: Connection, interchange: int, **values: Any) -> None:
    statement = update(interchanges).where(interchanges.c.interchange == interchange)
    connection.execute(statement.values(**values))


def messages_of(connection: Connection, interchange: int) -> list[StoredMessage]:
    statement = select(messages).where(messages.c.interchange == interchange)
    return [
        StoredMessage(
            number=row["number"],
            name=row["name"],
            version=row["version"],
            reference=row["reference"],
            document=row["document"],
            state=MessageState(row["state"]),
            posted=msgspec.json.decode(row["posted"], type=tuple[int, ...]),
            problems=problems_of(row["problems"]),
        )
        for row in connection.execute(statement.order_by(messages.c.number)).mappings()
    ]


def put_messages(connection: Connection, interchange: int, said: Sequence[StoredMessage]) -> None:
    """Replaces what is known of the messages with these numbers."""
    numbers = [message.number for message in said]
    connection.execute(
        delete(messages).where(
            messages.c.interchange == interchange, messages.c.number.in_(numbers)
        )
    )
    rows = [
        {
            "interchange": interchange,
            "number": message.number,
            "name": plain(message.name),
            "version": plain(message.version),
            "reference": plain(message.reference),
            "document": plain(message.document),
            "state": message.state.value,
            "schedules": len(message.posted),
            "posted": msgspec.json.encode(message.posted).decode(),
            "problems": problems_text(message.problems),
        }
        for message in said
    ]
    if rows:
        connection.execute(insert(messages), rows)


def next_reference(connection: Connection, partner: str) -> str:
    """Our next control reference to a partner. The caller holds the partner."""
    statement = select(counters.c.last).where(counters.c.partner == partner)
    last = (connection.execute(statement).scalar() or 0) + 1
    upsert(connection, counters, [{"partner": partner, "last": last}])
    return str(last)


def problems_text(problems: Iterable[Problem]) -> str:
    return msgspec.json.encode(tuple(problems)[:PROBLEMS_MAX]).decode()


def problems_of(text: str) -> tuple[Problem, ...]:
    return msgspec.json.decode(text, type=tuple[Problem, ...])


def reasons_of(problems: Iterable[Problem]) -> tuple[Reason, ...]:
    """Problems in the words of the office's lists."""
    return tuple(
        because(f"edi.{p.code}", "{where}: {detail}", where=str(p.position), detail=p.detail)
        if p.position.segment
        else because(f"edi.{p.code}", "{detail}", where="", detail=p.detail)
        for p in tuple(problems)[:REASONS_MAX]
    )


def plain(text: str) -> str:
    """A text that every database keeps and a page can show."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)[:1000]
