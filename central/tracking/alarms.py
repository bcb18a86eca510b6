"""What central itself sees that must not be: another history under known ids, a broken chain, one
serial on two vehicles, one rack in two cells. Alarms are stored once by subject, and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from central.db.bulk import among
from central.db.database import insert_new
from central.tracking import tables
from central.tracking.memory import Known
from central.tracking.released import last_released
from central.tracking.tables_alarms import answers
from wire.readable import readable
from wire.sync import Acknowledgement, Entry, Refusal

RE_ORDER_UNCLAIMED = "re_order_unclaimed"
HAPPENS_ONCE = frozenset({RE_ORDER_UNCLAIMED})
"""Of one telegram: each cell that hears it tells it."""


def raise_alarm(
    connection: Connection, kind: str, subject: str, node: str, text: str, now_us: int
) -> None:
    """The same subject again is the same alarm, counted. One that was closed is open again, but for
    what happens once and may be told again.
    """
    table, text = tables.alarms, readable(text)
    same = (table.c.kind == kind, table.c.subject == subject)
    values = {"node": node, "text": text, "last_us": now_us, "times": table.c.times + 1}
    if connection.execute(update(table).where(*same).values(values)).rowcount == 0:
        row = {"kind": kind, "subject": subject, "node": node, "text": text, "times": 1}
        times = dict.fromkeys(("first_us", "last_us", "since_us"), now_us)
        connection.execute(insert(table), [{**row, **times}])
    elif kind not in HAPPENS_ONCE:
        _open_again(connection, same, now_us)


def _open_again(connection: Connection, same: Sequence[Any], now_us: int) -> None:
    number = select(tables.alarms.c.alarm).where(*same).scalar_subquery()
    closed = update(answers).where(answers.c.alarm == number, answers.c.closed_us.is_not(None))
    nobodys = closed.values(owner="", taken_us=None, closed_us=None, closed_by="", note="")
    if connection.execute(nobodys).rowcount:
        connection.execute(update(tables.alarms).where(*same).values(since_us=now_us))


def raise_broken_chain(
    connection: Connection, node: str, epoch: int, text: str, now_us: int
) -> None:
    raise_alarm(connection, "chain_broken", f"{node}/{epoch}", node, text, now_us)
    nodes = tables.nodes
    connection.execute(
        update(nodes)
        .where(nodes.c.node == node, nodes.c.epoch == epoch)
        .values(incidents=nodes.c.incidents + 1)
    )


def raise_rolled_back(connection: Connection, held: Acknowledgement, how: str, now_us: int) -> None:
    text = (
        f"the journal of {held.node} {how}: the cell works on an old copy of its data and has "
        "stopped; put the right folder back"
    )
    subject = f"{held.node}/{held.epoch}"
    raise_alarm(connection, "journal_rolled_back", subject, str(held.node), text, now_us)


def raise_damaged(connection: Connection, held: Acknowledgement, damaged: int, now_us: int) -> None:
    text = (
        f"the journal of {held.node} is damaged from fact {damaged} on: the cell has stopped, "
        "nothing is picked there and nothing of it comes any more; call support"
    )
    subject = f"{held.node}/{held.epoch}"
    raise_alarm(connection, "journal_damaged", subject, str(held.node), text, now_us)


def raise_refused(
    connection: Connection, node: str, refusals: Sequence[Refusal], now_us: int
) -> None:
    """Facts that will never be applied: one alarm a cell and reason, with the last of them."""
    newest = {refusal.code: refusal for refusal in refusals}
    for code, refusal in sorted(newest.items()):
        text = (
            f"fact {refusal.offset} of {node} was refused for good ({code}): {refusal.detail}; "
            "it is kept, and nothing follows from it"
        )
        raise_alarm(connection, "fact_refused", f"{node}/{code}", node, text, now_us)


def keep_conflicts(
    connection: Connection, node: str, epoch: int, conflicts: Sequence[Entry], now_us: int
) -> None:
    """Stores the facts that were not applied, and says so."""
    rows = [
        {
            "node": node,
            "epoch": epoch,
            "offset": entry.offset,
            "hash": entry.hash,
            "at_us": entry.at_us,
            "received_us": now_us,
            "body": bytes(entry.fact),
        }
        for entry in conflicts
    ]
    insert_new(connection, tables.conflicts, rows)
    text = (
        f"{node} sent other facts under ids that we hold, from offset {conflicts[0].offset} of "
        f"epoch {epoch}: two programs speak for one node, or its journal was replaced"
    )
    raise_alarm(connection, "fact_conflict", f"{node}/{epoch}", node, text, now_us)


def look_for_contradictions(connection: Connection, known: Known, now_us: int) -> None:
    """Of what a batch just stored: serials active on two vehicles, racks formed by two cells."""
    married = [
        row
        for row in known.marriages.changed()
        if row["divorced_by"] is None and row["back_us"] is None
    ]
    serials = {row["serial"] for row in married} - {""}
    formed = {row["rack"] for row in known.racks.changed()}
    if serials or formed:
        _one_at_a_time(connection)
        _look_for_serials(connection, known.node, serials, now_us)
        _look_for_racks(connection, known.node, formed, now_us)


def _one_at_a_time(connection: Connection) -> None:
    """Until the commit nobody else looks, so of two who store a contradiction at once the second
    sees the first.
    """
    table = tables.row_numbers
    query = select(table.c.last).where(table.c.name == "look").with_for_update()
    if connection.execute(query).scalar() is None:
        insert_new(connection, table, [{"name": "look", "last": 0}])
        connection.execute(query).scalar_one()


def _look_for_serials(connection: Connection, node: str, serials: set[str], now_us: int) -> None:
    table = tables.marriages
    vehicles: dict[tuple[str, str], set[tuple[str, str, str]]] = defaultdict(set)
    for is_wanted in among(connection, table.c.serial, serials):
        query = select(
            table.c.part,
            table.c.serial,
            table.c.feed,
            table.c.call_number,
            table.c.vin,
            table.c.marriage,
        ).where(is_wanted, table.c.divorced_by.is_(None), table.c.back_us.is_(None))
        rows = list(connection.execute(query))
        back = last_released(connection, {(row.part, row.serial) for row in rows})
        for part, serial, feed, call, vin, marriage in rows:
            if marriage > back.get((part, serial), 0):
                vehicles[part, serial].add((feed, call, vin))
    for (part, serial), found in sorted(vehicles.items()):
        if len(found) > 1:
            names = ", ".join(vin or f"{feed} {call}" for feed, call, vin in sorted(found))
            text = f"part {part} serial {serial} is active on {len(found)} vehicles: {names}"
            raise_alarm(connection, "serial_twice", f"{part}/{serial}", node, text, now_us)


def _look_for_racks(connection: Connection, node: str, racks: set[str], now_us: int) -> None:
    table = tables.racks
    for is_wanted in among(connection, table.c.rack, racks):
        query = select(table.c.rack, table.c.node).where(is_wanted, table.c.node != node)
        for rack, other in connection.execute(query):
            text = f"rack {rack} is claimed by {node} and by {other}"
            raise_alarm(connection, "rack_claimed_twice", rack, node, text, now_us)
