"""What arrived and became no schedule: kept with its reasons until a person closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from sqlalchemy import Connection, insert, select, update

from central.db.work import Work
from central.exchange.model import Origin, What
from central.http.problems import ProblemError
from central.releases.tables import UNPROCESSED
from central.words.reasons import Reason, RuleRefusedError, because
from central.words.reasons_json import to_json


class _EntryRow(TypedDict):
    """A row of ``UNPROCESSED`` that nobody has looked at."""

    interchange: int
    message: int
    partner: str
    customer: str
    part: str
    what: str
    reasons: str
    opened_us: int
    owner: str
    closed_us: int | None
    closed_by: str
    closing: str
    why: str


def entry_row(
    origin: Origin, part: str, what: What, reasons: Sequence[Reason], now_us: int
) -> _EntryRow:
    return {
        "interchange": origin.interchange,
        "message": origin.message,
        "partner": origin.partner,
        "customer": origin.customer,
        "part": part,
        "what": what.value,
        "reasons": to_json(reasons),
        "opened_us": now_us,
        "owner": "",
        "closed_us": None,
        "closed_by": "",
        "closing": "",
        "why": "",
    }


def open_entries(connection: Connection, rows: Sequence[_EntryRow]) -> tuple[int, ...]:
    if not rows:
        return ()
    statement = insert(UNPROCESSED).returning(UNPROCESSED.c.entry, sort_by_parameter_order=True)
    return tuple(row.entry for row in connection.execute(statement, list(rows)))


def unprocessed(
    work: Work, origin: Origin, what: What, reasons: tuple[Reason, ...], part: str = ""
) -> int:
    """A new entry."""
    row = entry_row(origin, part, what, reasons, work.now_us)
    return open_entries(work.connection, [row])[0]


def close_unprocessed(work: Work, interchange: int) -> None:
    """All that is open of an interchange, because it is processed again."""
    work.connection.execute(
        update(UNPROCESSED)
        .where(UNPROCESSED.c.interchange == interchange, UNPROCESSED.c.closed_us.is_(None))
        .values(**_closed(work, "reprocessed"))
    )


def dismiss(work: Work, entry: int) -> None:
    """A person says that nothing is to become of it, and why; it stays in the list of closed."""
    if not work.by.why.strip():
        raise RuleRefusedError(
            because("unprocessed.why", "entry {entry}: say why it is dismissed", entry=entry)
        )
    _check_open(work.connection, entry)
    work.connection.execute(
        update(UNPROCESSED).where(UNPROCESSED.c.entry == entry).values(**_closed(work, "dismissed"))
    )


def _closed(work: Work, closing: str) -> dict[str, object]:
    by = work.by
    return {"closed_us": work.now_us, "closed_by": by.who, "closing": closing, "why": by.why}


def assign(connection: Connection, entry: int, owner: str) -> None:
    """Who looks after it; empty: nobody."""
    _check_open(connection, entry)
    connection.execute(update(UNPROCESSED).where(UNPROCESSED.c.entry == entry).values(owner=owner))


def _check_open(connection: Connection, entry: int) -> None:
    query = select(UNPROCESSED.c.closed_us).where(UNPROCESSED.c.entry == entry)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise ProblemError(404, "not_found", f"There is no unprocessed entry {entry}.")
    if row.closed_us is not None:
        raise ProblemError(409, "closed", f"Entry {entry} is closed already; look at it again.")
