"""Whether two ways lead to the same: what is stored, without what differs between deliveries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from central.db.database import METADATA, Database
from tests.support.central.journal import (
    Journal,
    divorced,
    label,
    label_moved,
    marriage,
    plain_day,
    scanned,
    taken,
)
from wire.events import (
    HeadAdvanced,
    HelpCalled,
    KanbanMoved,
    LabelState,
    Movement,
    Reaction,
    Verdict,
)

INCARNATION = "i" * 32


def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All projections and facts, without the ids and counters that depend on deliveries."""
    kept: dict[str, list[tuple[Any, ...]]] = {}
    for table in METADATA.sorted_tables:
        if not table.name.startswith(("tracking_", "kanban_")):
            continue
        hidden = {"duplicates", "last_heard_us", "received_us"}
        columns = [column for column in table.c if column.name not in hidden]
        rows = db.read(lambda c, wanted=columns: c.execute(select(*wanted)).all())
        kept[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return kept


def facts_of_two_cells() -> dict[str, Journal]:
    a = Journal("cell-a").write(*plain_day([1, 2, 4, 3]))
    a.write(label("L"), label_moved("L-1", LabelState.SENT), label("L", 2))
    a.write(divorced(marriage(2)), scanned(marriage(2, serial="NEW")), scanned(None, Verdict.IDLE))
    a.write(taken(6, reaction=Reaction.AHEAD), HeadAdvanced(feed="L1", position=9))
    a.write(taken(5, "C0001", Reaction.RE_SEQUENCED, position=8))
    b = Journal("cell-b").write(
        *plain_day([1, 2]), HelpCalled(kind="short", workplace="W", person="bob")
    )
    for movement in (Movement.CONSUME, Movement.EMPTY, Movement.REPLENISH, Movement.CONSUME):
        moved = KanbanMoved(
            loop="K1",
            card="7",
            movement=movement,
            location="B1",
            part="P1",
            quantity=5,
            person="bob",
        )
        b.write(moved)
    a.write(moved)
    return {"cell-a": a, "cell-b": b}


def without_ids(state: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[Any]]:
    """Fact ids are given in the order of arrival, so they differ between interleavings."""
    hidden = {"fact", "marriage", "divorced_by", "alarm", "times", "first_us", "last_us", "node"}
    kept: dict[str, list[Any]] = {}
    for name, rows in state.items():
        columns = [
            column.name
            for column in METADATA.tables[name].c
            if column.name not in {"duplicates", "last_heard_us", "received_us"}
        ]
        drop = hidden if name == "tracking_alarms" else hidden - {"node", "first_us", "last_us"}
        if name == "kanban_stock":
            drop = {"last_us"}
        kept[name] = sorted(
            (
                tuple(v for k, v in zip(columns, row, strict=True) if k not in drop)
                for row in rows
                if name != "tracking_alarms" or row[1] != "rack_claimed_twice"
            ),
            key=repr,
        )
    return kept


def empty(db: Database) -> None:
    def work(connection: Any) -> None:
        for table in reversed(METADATA.sorted_tables):
            if table.name.startswith(("tracking_", "kanban_")):
                connection.execute(table.delete())

    db.write(work)
