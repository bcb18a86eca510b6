"""What arrived and became no schedule: kept with its reasons until a person closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from central.db.database import Actor
from central.http.problems import ProblemError
from central.releases.rules.admission import What
from central.releases.tables import UNPROCESSED
from central.words.reasons import Reason, RuleRefusedError, because
from central.words.reasons_json import to_json


def entry_row(
    *,
    interchange: int,
    message: int,
    partner: str,
    customer: str,
    part: str,
    what: str,
    reasons: Sequence[Reason],
    now_us: int,
) -> dict[str, Any]:
    return {
        "interchange": interchange,
        "message": message,
        "partner": partner,
        "customer": customer,
        "part": part,
        "what": What(what).value,
        "reasons": to_json(reasons),
        "opened_us": now_us,
        "owner": "",
        "closed_us": None,
        "closed_by": "",
        "closing": "",
        "why": "",
    }


def open_entries(connection: Connection, rows: Sequence[dict[str, Any]]) -> tuple[int, ...]:
    if not rows:
        return ()
    statement = insert(UNPROCESSED).returning(UNPROCESSED.c.entry, sort_by_parameter_order=True)
    return tuple(row.entry for row in connection.execute(statement, list(rows)))


def unprocessed(
    connection: Connection,
    *,
    interchange: int,
    message: int,
    partner: str,
    what: str,
    reasons: tuple[Reason, ...],
    now_us: int,
    customer: str = "",
    part: str = "",
) -> int:
    """A new entry; ``message`` 0 is the interchange as a whole."""
    row = entry_row(
        interchange=interchange,
        message=message,
        partner=partner,
        customer=customer,
        part=part,
        what=what,
        reasons=reasons,
        now_us=now_us,
    )
    return open_entries(connection, [row])[0]


def close_unprocessed(connection: Connection, interchange: int, by: Actor, *, now_us: int) -> None:
    """All that is open of an interchange, because it is processed again."""
    connection.execute(
        update(UNPROCESSED)
        .where(UNPROCESSED.c.interchange == interchange, UNPROCESSED.c.closed_us.is_(None))
        .values(closed_us=now_us, closed_by=by.who, closing="reprocessed", why=by.why)
    )


def dismiss(connection: Connection, entry: int, by: Actor, *, now_us: int) -> None:
    """A person says that nothing is to become of it, and why; it stays in the list of closed."""
    if not by.why.strip():
        raise RuleRefusedError(
            because("unprocessed.why", "entry {entry}: say why it is dismissed", entry=entry)
        )
    _open(connection, entry)
    connection.execute(
        update(UNPROCESSED)
        .where(UNPROCESSED.c.entry == entry)
        .values(closed_us=now_us, closed_by=by.who, closing="dismissed", why=by.why)
    )


def assign(connection: Connection, entry: int, owner: str) -> None:
    """Who looks after it; empty: nobody."""
    _open(connection, entry)
    connection.execute(update(UNPROCESSED).where(UNPROCESSED.c.entry == entry).values(owner=owner))


def _open(connection: Connection, entry: int) -> None:
    query = select(UNPROCESSED.c.closed_us).where(UNPROCESSED.c.entry == entry)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise ProblemError(404, "not_found", f"There is no unprocessed entry {entry}.")
    if row.closed_us is not None:
        raise ProblemError(409, "closed", f"Entry {entry} is closed already; look at it again.")
