"""What the cells ship moves the cums: one note for each rack, posted once, driven by the facts.

A sequence message gives order only: nothing here makes an order line. What no open line asked for
is despatched all the same, and shown as beyond them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypedDict

from sqlalchemy import Connection, Row, or_, select, text, update

from central.agreements.model.agreement import State as AgreementState
from central.agreements.service import contracts as agreements
from central.db.database import SYSTEM, Actor, Database, hold, insert_new, upsert
from central.db.work import Work, transact
from central.orders.rules.floor_feeds import FloorFeed, narrowed
from central.orders.rules.lines import LineState, put_on_lines
from central.orders.rules.note_states import NoteState
from central.orders.service import floor_feeds
from central.orders.service.despatch import POSTED
from central.orders.service.lines import hold_lines
from central.orders.service.note_lines import ShipTo, Taken
from central.orders.service.notes import FLOOR, OFFICE, NewNote, post_note, stored_note
from central.orders.tables import (
    AMBIGUOUS,
    OPEN,
    REFUSED,
    UNKNOWN,
    UNPOSTED,
    floor_marks,
    floor_shipments,
    lines,
)
from central.partners.rules.customers import point_key
from central.partners.service.days import day_of
from central.tracking.service import shipments
from central.tracking.service.shipments import ShippedRack
from central.words import reasons_json
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
_MARK = "racks"
POINT_DAYS = 60
"""Order lines of so many days ago still say for which unloading points a part is."""


class SeveralPointsError(RuleRefusedError):
    """Which of several unloading points is meant, nobody can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPart:
    """The agreement part that a part number of the cells stands for."""

    agreement: str
    customer: str
    part: str
    our_part: str
    plant: str = ""
    points: tuple[str, ...] = ()


class FloorParts:
    """Agreement parts by the number that the cells use: ours, where the agreement names one, else
    the customer's. Active agreements only.
    """

    def __init__(self, connection: Connection) -> None:
        self._ours: dict[str, list[FloorPart]] = defaultdict(list)
        self._theirs: dict[str, list[FloorPart]] = defaultdict(list)
        for agreement in agreements.all_agreements(connection):
            if agreement.state is not AgreementState.ACTIVE:
                continue
            for part in agreement.parts:
                if not part.active:
                    continue
                found = FloorPart(
                    agreement=agreement.agreement,
                    customer=agreement.customer,
                    part=part.part,
                    our_part=part.our_part or part.part,
                    plant=agreement.plant,
                    points=agreement.points,
                )
                self._ours[found.our_part].append(found)
                self._theirs[part.part].append(found)

    def __bool__(self) -> bool:
        return bool(self._ours)

    def of(self, number: str) -> Sequence[FloorPart]:
        """None, or the one that is meant, or several."""
        return self._ours.get(number) or self._theirs.get(number) or ()

    def one(self, number: str) -> FloorPart | None:
        found = self.of(number)
        return found[0] if len(found) == 1 else None


def follow(db: Database, now_us: int, *, by: Actor = SYSTEM) -> int:
    """Posts what was shipped since the last time; returns how many racks were looked at. May run in
    any number of processes: one at a time works, and each goes on where the last one ended. An
    office without agreements counts nothing.
    """

    def do(work: Work) -> tuple[int, bool]:
        connection = work.connection
        hold(connection, "floor", "shipments")
        mark = _mark(connection)
        racks, upto = shipments.shipped_racks(connection, mark)
        if racks:
            parts = FloorParts(connection)
            for rack in racks if parts else ():
                _take(work, rack, parts)
        if upto > mark:
            upsert(connection, floor_marks, [{"name": _MARK, "fact": upto}])
        return len(racks), upto > mark

    handled, more = 0, True
    while more:
        racks, more = transact(db, do, by=by, at_us=now_us)
        handled += racks
    return handled


def waits(connection: Connection) -> bool:
    """Whether there are facts that were not looked at."""
    mark = _mark(connection)
    return shipments.shipped_racks(connection, mark)[1] > mark


def try_again(db: Database, now_us: int, *, by: Actor) -> int:
    """Posts what could not be posted before, where it now can; returns how many rows that were."""

    def do(work: Work) -> int:
        connection = work.connection
        hold(connection, "floor", "shipments")
        parts = FloorParts(connection)
        query = (
            select(floor_shipments)
            .where(floor_shipments.c.state.in_(UNPOSTED))
            .order_by(floor_shipments.c.fact, floor_shipments.c.our_part)
        )
        posted = 0
        for row in connection.execute(query).all():
            outcome = _post(work, dict(row._mapping), parts)  # noqa: SLF001
            key = [column == row._mapping[column.name] for column in floor_shipments.primary_key]  # noqa: SLF001
            connection.execute(update(floor_shipments).where(*key).values(**outcome))
            posted += outcome["state"] == POSTED
        return posted

    return transact(db, do, by=by, at_us=now_us)


def _mark(connection: Connection) -> int:
    query = select(floor_marks.c.fact).where(floor_marks.c.name == _MARK)
    return connection.execute(query).scalar() or 0


def _take(work: Work, rack: ShippedRack, parts: FloorParts) -> None:
    connection = work.connection
    for our_part, pieces in shipments.pieces_shipped(connection, rack).items():
        row: dict[str, object] = {
            "node": rack.node,
            "rack": rack.rack,
            "our_part": our_part,
            "fact": rack.fact,
            "shipped_us": rack.at_us,
            "quantity": Decimal(pieces),
        }
        if not _is_known(connection, row):
            insert_new(connection, floor_shipments, [{**row, **_post(work, row, parts)}])


def _is_known(connection: Connection, row: Mapping[str, Any]) -> bool:
    key = [column == row[column.name] for column in floor_shipments.primary_key]
    return connection.execute(select(floor_shipments.c.fact).where(*key)).first() is not None


class _Outcome(TypedDict):
    """The rest of a row: what became of it."""

    agreement: str
    part: str
    customer: str
    on_day: date
    state: str
    beyond: Decimal
    reasons: str
    changed_us: int


def _post(work: Work, row: Mapping[str, Any], parts: FloorParts) -> _Outcome:
    every = parts.of(row["our_part"])
    name = shipments.feed_of(work.connection, row["node"], row["rack"])
    feed = floor_feeds.feed_named(work.connection, name)
    candidates = narrowed(every, feed)
    if len(candidates) != 1:
        return _unposted(work, row, candidates, feed if every else None)
    meant = candidates[0]
    outcome: _Outcome = {
        "agreement": meant.agreement,
        "part": meant.part,
        "customer": meant.customer,
        "on_day": day_of(work.connection, meant.customer, row["shipped_us"]),
        "state": POSTED,
        "beyond": ZERO,
        "reasons": "",
        "changed_us": work.now_us,
    }
    try:
        point = feed.unloading_point if feed is not None else ""
        point = point or _point_of(work.connection, meant, outcome["on_day"])
        outcome["beyond"], reasons = _despatch(work, row, meant, outcome["on_day"], point)
    except SeveralPointsError as error:
        outcome["state"], reasons = AMBIGUOUS, error.reasons
    except RuleRefusedError as error:
        outcome["state"], reasons = REFUSED, error.reasons
    outcome["reasons"] = reasons_json.to_json(reasons)
    return outcome


def _despatch(
    work: Work, row: Mapping[str, Any], meant: FloorPart, on: date, point: str
) -> tuple[Decimal, Sequence[Reason]]:
    """How much went beyond all open order lines for the unloading point, and the reasons of what
    was posted.
    """
    connection, note, quantity = work.connection, row["rack"], row["quantity"]
    hold(connection, "note", note)
    held = stored_note(connection, note)
    if held is not None and held.origin == OFFICE and held.state is not NoteState.UNDONE:
        words = "note {note} is of the office and {state}: a number is for one note"
        reason = because("floor.note_of_office", words, note=note, state=held.state.value)
        raise RuleRefusedError(reason)
    hold_lines(connection, meant.agreement, meant.part)
    rows = _open_lines(connection, meant, point)
    standing = [(line, it.quantity - it.despatched - it.awaiting) for line, it in rows.items()]
    went, beyond = put_on_lines(quantity, standing)
    if beyond:
        went.append((0, beyond))
    taken = [
        Taken(agreement=meant.agreement, part=meant.part, line=line, quantity=portion)
        for line, portion in went
    ]
    point = next((it.unloading_point for it in rows.values() if it.unloading_point), point)
    to = ShipTo(customer=meant.customer, plant=meant.plant, unloading_point=point)
    new = NewNote(note=note, on=on, origin=FLOOR, to=to, taken=taken, departed_us=row["shipped_us"])
    reasons = post_note(work, new, rows)
    if beyond:
        said = because(
            "floor.beyond",
            "{beyond} of {quantity} were shipped beyond all open order lines",
            beyond=beyond,
            quantity=quantity,
        )
        reasons = (*reasons, said)
    return beyond, reasons


def _point_of(connection: Connection, meant: FloorPart, on: date) -> str:
    """The unloading point of the part's order lines. SeveralPointsError: there are several."""
    query = (
        select(lines.c.unloading_point)
        .where(
            lines.c.agreement == meant.agreement,
            lines.c.part == meant.part,
            lines.c.state != LineState.TAKEN_OUT.value,
            or_(lines.c.on_day >= on - timedelta(days=POINT_DAYS), text(OPEN)),
        )
        .distinct()
    )
    points = sorted(connection.execute(query).scalars())
    if len(points) > 1:
        words = "part {part} is for {points}, and the rack does not say for which"
        named = ", ".join(point or "no unloading point" for point in points)
        raise SeveralPointsError(
            because("floor.several_points", words, part=meant.part, points=named)
        )
    return points[0] if points else ""


def _open_lines(connection: Connection, meant: FloorPart, point: str) -> dict[int, Row[Any]]:
    """By line, in the order in which they are due: those for the point, or else those that name
    none.
    """
    query = (
        select(lines)
        .where(lines.c.agreement == meant.agreement, lines.c.part == meant.part, text(OPEN))
        .order_by(lines.c.on_day, lines.c.at_time, lines.c.line)
    )
    rows = connection.execute(query).all()
    keys = ("", point_key(point))
    own = [it for it in rows if point_key(it.unloading_point) == keys[-1]]
    return {it.line: it for it in own or rows if point_key(it.unloading_point) in keys}


def _unposted(
    work: Work,
    row: Mapping[str, Any],
    candidates: Sequence[FloorPart],
    feed: FloorFeed | None,
) -> _Outcome:
    """``feed``: where the part stands in agreements, and in none for whom its rack is."""
    reason = _why_unposted(row["our_part"], candidates, feed)
    return {
        "agreement": "",
        "part": "",
        "customer": "",
        "on_day": day_of(work.connection, "", row["shipped_us"]),
        "state": AMBIGUOUS if candidates else UNKNOWN,
        "beyond": ZERO,
        "reasons": reasons_json.to_json((reason,)),
        "changed_us": work.now_us,
    }


def _why_unposted(part: str, candidates: Sequence[FloorPart], feed: FloorFeed | None) -> Reason:
    if candidates:
        names = ", ".join(f"{it.agreement} {it.part}" for it in candidates)
        words = "part {part} is in several active agreements: {names}"
        return because("floor.ambiguous", words, part=part, names=names)
    if feed is None:
        return because("floor.unknown", "part {part} is in no active agreement", part=part)
    words = (
        "part {part} is in no active agreement with {customer} for {place}, for whom the racks of "
        "feed {feed} are"
    )
    return because(
        "floor.not_for_feed",
        words,
        part=part,
        customer=feed.customer,
        place=" ".join(filter(None, (feed.plant, feed.unloading_point))) or "any plant",
        feed=feed.floor_feed,
    )
