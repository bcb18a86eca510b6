"""The last transmission received of each chain, and those that wait for one before them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from central.db.database import upsert
from central.edi.model.interchange import Syntax
from central.exchange.rules.states import Direction, State
from central.exchange.rules.transmission import Transmission
from central.exchange.tables import interchanges, transmissions

_STEPS_MAX = 200


def last(connection: Connection, partner: str, kind: str) -> Transmission | None:
    statement = select(transmissions.c.old, transmissions.c.new).where(
        transmissions.c.partner == partner, transmissions.c.kind == kind
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else Transmission(old=row.old, new=row.new)


def put(connection: Connection, partner: str, kind: str, sent: Transmission, at_us: int) -> None:
    """The chain goes on from this one."""
    row = {"partner": partner, "kind": kind, "old": sent.old, "new": sent.new, "at_us": at_us}
    upsert(connection, transmissions, [row])


def put_late(
    connection: Connection, partner: str, kind: str, sent: Transmission, at_us: int
) -> None:
    """A person takes one that does not follow. The chain goes on from it, unless those after it
    are taken already and lead to the last.
    """
    now = last(connection, partner, kind)
    new = sent.new
    for _ in range(_STEPS_MAX):
        after = _after(connection, partner, kind, new, State.POSTED)
        if after is None:
            put(connection, partner, kind, sent, at_us)
            return
        new = after[1]
        if now is not None and new == now.new:
            return


def waiting(connection: Connection, partner: str, kind: str) -> int | None:
    """The held interchange that follows the last one taken."""
    now = last(connection, partner, kind)
    found = None if now is None else _after(connection, partner, kind, now.new, State.HELD)
    return None if found is None else found[0]


def _after(
    connection: Connection, partner: str, kind: str, new: str, state: State
) -> tuple[int, str] | None:
    """The newest interchange in ``state`` that names ``new`` as the one before it, and its own
    number. Numbers are five digits: the envelope sees to that.
    """
    statement = (
        select(interchanges.c.interchange, interchanges.c.reference)
        .where(
            interchanges.c.direction == Direction.IN.value,
            interchanges.c.partner == partner,
            interchanges.c.syntax == Syntax.VDA.value,
            interchanges.c.state == state.value,
            interchanges.c.message_names == kind,
            interchanges.c.reference_old == new,
        )
        .order_by(interchanges.c.interchange.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else (row.interchange, row.reference)
