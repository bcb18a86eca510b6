"""What became of the goods of a despatch note: received, missing, rejected, come back, or still on
their way. Reading only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, select

from central.cums.rules.ledger import Difference
from central.cums.service.differences import NoteKey, differences_of, notes_of
from central.cums.service.keys import whose
from central.cums.tables_ledger import movements
from central.cums.tables_receipts import receipts
from central.db.bulk import among
from central.db.exact import total

ZERO = Decimal(0)
By = dict[NoteKey, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAccount:
    """Of a note that left, as far as it holds one part. ``missing`` and ``rejected``: not received,
    by the customer's advice. ``waiting``: of these a person has not said what became of it.
    ``returned``: it came back. ``in_transit``: nothing is said of it yet.
    """

    agreement: str
    part: str
    point: str
    despatched: Decimal
    received: Decimal
    missing: Decimal
    rejected: Decimal
    waiting: Decimal
    returned: Decimal
    in_transit: Decimal

    @property
    def differing(self) -> Decimal:
        return self.missing + self.rejected


def accounts_of(
    connection: Connection, names: Collection[str]
) -> dict[str, tuple[NoteAccount, ...]]:
    """By note, for each agreement part; notes that no cum has are left out."""
    keys = _on(connection, names)
    notes = notes_of(connection, keys)
    rejected, returned = _rejected(connection, names), _returned(connection, names)
    apart = {
        NoteKey(*of, it.note): it
        for of, each in differences_of(connection, {key.of for key in notes}).items()
        for it in each
    }
    found: dict[str, list[NoteAccount]] = defaultdict(list)
    for key in sorted(notes):
        left = notes[key].despatched - notes[key].received
        difference = apart.get(key)
        refused = min(left, rejected[key]) if difference else ZERO
        account = NoteAccount(
            agreement=key.agreement,
            part=key.part,
            point=key.point,
            despatched=notes[key].despatched,
            received=notes[key].received,
            missing=left - refused if difference else ZERO,
            rejected=refused,
            waiting=_waiting(difference),
            returned=returned[key],
            in_transit=ZERO if difference else left,
        )
        found[key.note].append(account)
    return {note: tuple(each) for note, each in found.items()}


def is_ended(accounts: Sequence[NoteAccount]) -> bool:
    """Something left, and nothing of it is on its way any more: the customer said of all of it
    whether it arrived.
    """
    return bool(accounts) and not any(it.in_transit for it in accounts)


def _waiting(difference: Difference | None) -> Decimal:
    return ZERO if difference is None else difference.open


def _on(connection: Connection, names: Collection[str]) -> set[NoteKey]:
    table = movements.c
    found: set[NoteKey] = set()
    for some in among(connection, table.note, names):
        query = select(*whose(movements), table.note).where(some, table.kind == "despatched")
        found |= {NoteKey(*key) for (*key,) in connection.execute(query.distinct())}
    return found


def _rejected(connection: Connection, names: Collection[str]) -> By:
    table = receipts.c
    columns = *whose(receipts), table.note
    found: By = defaultdict(Decimal)
    for some in among(connection, table.note, names):
        query = select(*columns, total(table.rejected)).where(
            some, table.missing.is_not(None), table.rejected.is_not(None)
        )
        for *key, quantity in connection.execute(query.group_by(*columns)):
            found[NoteKey(*key)] += quantity
    return found


def _returned(connection: Connection, names: Collection[str]) -> By:
    """Since the note left last: its number was on the paper, or a difference was closed so."""
    table = movements.c
    found: By = defaultdict(Decimal)
    columns = *whose(movements), table.note, table.kind, table.quantity
    for some in among(connection, table.note, names):
        query = select(*columns).where(some, table.kind.in_(("despatched", "returned")))
        for *key, kind, quantity in connection.execute(query.order_by(*columns[:2], table.seq)):
            note = NoteKey(*key)
            found[note] = found[note] + quantity if kind == "returned" else ZERO
    return found
