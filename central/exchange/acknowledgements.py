"""What a partner says of something of ours: found again by our references, and noted there."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from central.db.work import Work
from central.edi.model.acknowledgement import Acknowledged, Answer, Verdict, control
from central.exchange import store
from central.exchange.partners import Partner
from central.exchange.rules.states import Direction, Event, may
from central.exchange.store import Said
from central.exchange.tables import interchanges, messages
from central.words.reasons import Reason, because

FAULTS_MAX = 20


def note(work: Work, interchange: int, partner: Partner, said: Acknowledged) -> tuple[Reason, ...]:
    """What a message of ``interchange`` says: sets our interchanges acknowledged or rejected; a
    reason for each answer to nothing of ours. The same acknowledgement again changes nothing.
    """
    connection = work.connection
    unknown = []
    for answer in said.answers:
        ours = _ours(connection, partner.partner, answer)
        if ours is None:
            unknown.append(_unknown(answer))
            continue
        faults = tuple(store.plain(f"{f.code} {f.text}".strip()) for f in answer.faults)
        word = Said(
            interchange=interchange,
            message=said.source.message,
            layer=said.layer.value,
            verdict=answer.verdict.value,
            at_us=work.now_us,
            faults=faults[:FAULTS_MAX],
        )
        if any(w.interchange == interchange and _same(w, word) for w in ours.acknowledged):
            continue
        event = Event.REJECT if answer.verdict is Verdict.REJECTED else Event.ACKNOWLEDGE
        words = msgspec.json.encode((*ours.acknowledged, word)).decode()
        if may(ours.state, event):
            store.step(connection, ours, event, acknowledged=words)
        else:
            store.change(connection, ours.interchange, acknowledged=words)
    return tuple(unknown)


def _same(one: Said, other: Said) -> bool:
    return (one.message, one.verdict, one.faults) == (other.message, other.verdict, other.faults)


def _ours(connection: Connection, partner: str, answer: Answer) -> store.Stored | None:
    """By the interchange's or group's control reference, which are the same number in ours, else
    by the document.
    """
    outgoing = (interchanges.c.direction == Direction.OUT.value, interchanges.c.partner == partner)
    statement = select(*store.COLUMNS).where(*outgoing)
    if number := answer.interchange or answer.group:
        statement = statement.where(interchanges.c.reference == control(number))
    elif answer.document:
        statement = statement.where(
            interchanges.c.interchange.in_(
                select(messages.c.interchange)
                .join(interchanges, interchanges.c.interchange == messages.c.interchange)
                .where(*outgoing, messages.c.document == store.plain(answer.document))
            )
        )
    else:
        return None
    newest = statement.order_by(interchanges.c.interchange.desc()).limit(1).with_for_update()
    row = connection.execute(newest).mappings().one_or_none()
    return None if row is None else store.stored(dict(row))


def _unknown(answer: Answer) -> Reason:
    about = answer.interchange or answer.group or answer.document or answer.message
    return because(
        "edi.acknowledges_nothing",
        "{verdict} is said of {scope} {reference}, which we have not sent",
        verdict=str(answer.verdict.value),
        scope=str(answer.scope.value),
        reference=store.plain(about) or "without a reference",
    )
