"""What follows from a fact: pure, over the rows of one node held in memory.

A fold checks first and changes afterwards, so a refused fact leaves no trace here. Order within a
node is the order of offsets; clocks are only shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from central.tracking.rules import FactRefusedError
from wire import events
from wire.events import AnyFact, Reaction
from wire.telegram import Status

Row = dict[str, Any]
HOLES_AT_ONCE_MAX = 1000
"""A longer jump opens only its last holes here; the cell refuses such jumps by its own rule."""
_json = msgspec.json.Encoder()


class Shelf:
    """Rows of one table by key, and which of them changed."""

    def __init__(self) -> None:
        self.rows: dict[Hashable, Row] = {}
        self._changed: dict[Hashable, None] = {}

    def get(self, *key: Hashable) -> Row | None:
        return self.rows.get(key)

    def hold(self, row: Row, *key: Hashable) -> None:
        """A row as it is stored."""
        self.rows[key] = row

    def put(self, row: Row, *key: Hashable) -> None:
        """A row that is new or other than stored."""
        self.rows[key] = row
        self._changed[key] = None

    def changed(self) -> list[Row]:
        return [self.rows[key] for key in self._changed]


@dataclass(slots=True)
class Known:
    """One node's rows that a batch may touch. ``by_number`` is (feed, epoch, number) to call."""

    node: str
    vehicles: Shelf = field(default_factory=Shelf)
    by_number: dict[tuple[str, int, int], str] = field(default_factory=dict)
    marriages: Shelf = field(default_factory=Shelf)
    active: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(list))
    racks: Shelf = field(default_factory=Shelf)
    labels: Shelf = field(default_factory=Shelf)
    progress: Shelf = field(default_factory=Shelf)
    exceptions: Shelf = field(default_factory=Shelf)
    skips: Shelf = field(default_factory=Shelf)
    scans: Shelf = field(default_factory=Shelf)
    """Only what this batch adds."""
    holes_opened: Shelf = field(default_factory=Shelf)
    holes_closed: list[Row] = field(default_factory=list)
    movements: list[tuple[int, int, events.KanbanMoved]] = field(default_factory=list)
    """Fact id, time, movement: kanban's business."""


@dataclass(frozen=True, slots=True)
class Happened:
    fact_id: int
    at_us: int


def fold(known: Known, happened: Happened, fact: AnyFact) -> None:
    """Applies one fact. Raises FactRefusedError, and then nothing has changed."""
    rule = _FOLDS.get(type(fact))
    if rule is not None:
        rule(known, happened, fact)


def active_key(marriage: Any) -> Hashable:
    """What a divorce names: the piece in its slot, and what it is. Takes a Marriage or a row."""
    return (
        marriage.rack,
        marriage.slot,
        marriage.family,
        marriage.piece,
        marriage.call_number,
        marriage.part,
        marriage.serial,
        marriage.lot,
    )


_PASSED_BY = frozenset({Reaction.DUPLICATE, Reaction.OUTDATED})


def _telegram_taken(known: Known, happened: Happened, fact: events.TelegramTaken) -> None:
    telegram = fact.telegram
    feed = str(telegram.feed)
    if telegram.position is not None:
        _position_seen(known, happened, feed, telegram.position)
    if fact.reaction in _PASSED_BY:
        return
    if fact.reaction is Reaction.CONFLICT:
        _open_exception(
            known,
            happened,
            f"conflict:{feed}:{telegram.call_number}:{telegram.position or 0}",
            "conflict",
            f"{telegram.call_number} {telegram.sequence_number}",
        )
        return
    call = str(telegram.call_number)
    before = known.vehicles.get(feed, call)
    row = _vehicle_row(known.node, happened, fact, before)
    known.vehicles.put(row, feed, call)
    if fact.number is not None:
        _place(known, happened, feed, call, before, (fact.epoch, fact.number))
    if row["fitted"] and row["number"] is not None:
        _advance(known, happened, feed, "fitted", "", (row["epoch"], row["number"]))


def _vehicle_row(
    node: str, happened: Happened, fact: events.TelegramTaken, before: Row | None
) -> Row:
    telegram = fact.telegram
    withdrawn = fact.reaction is Reaction.WITHDRAWN or telegram.status is Status.CANCELLED
    fitted = fact.reaction is Reaction.FITTED or telegram.status is Status.FITTED
    keeps_needs = before is not None and (withdrawn or fitted) and not fact.needs
    number = fact.number
    epoch = fact.epoch
    if number is None and before is not None and fact.reaction is not Reaction.NOT_SEQUENCED:
        number, epoch = before["number"], before["epoch"]
    return {
        "node": node,
        "feed": str(telegram.feed),
        "call_number": str(telegram.call_number),
        "vin": str(telegram.vin) or ("" if before is None else before["vin"]),
        "epoch": epoch,
        "number": number,
        "sequence_number": str(telegram.sequence_number),
        "status": telegram.status.value,
        "withdrawn": withdrawn,
        "fitted": fitted or (before is not None and before["fitted"]),
        "position": telegram.position,
        "model": telegram.model,
        "colour": telegram.colour,
        "needs": before["needs"] if keeps_needs and before else _json.encode(fact.needs),
        "problems": before["problems"] if keeps_needs and before else _json.encode(fact.problems),
        "fact": happened.fact_id,
        "at_us": happened.at_us,
    }


def _place(
    known: Known,
    happened: Happened,
    feed: str,
    call: str,
    before: Row | None,
    place: tuple[int, int],
) -> None:
    """The vehicle takes its number; who had it loses it; the number it had is open again."""
    epoch, number = place
    owner = known.by_number.get((feed, epoch, number))
    if owner is not None and owner != call:
        displaced = known.vehicles.get(feed, owner)
        if displaced is not None:
            known.vehicles.put({**displaced, "number": None}, feed, owner)
    known.by_number[feed, epoch, number] = call
    if before is not None and before["number"] is not None:
        old = (feed, before["epoch"], before["number"])
        if old != (feed, epoch, number) and known.by_number.get(old) == call:
            del known.by_number[old]
            _open_hole(known, happened, feed, "number", (before["epoch"], before["number"]))
    frontier = known.progress.get(feed, "received", "")
    if frontier is None or (frontier["epoch"], frontier["number"]) < place:
        if frontier is not None and frontier["epoch"] == epoch:
            _open_holes(known, happened, feed, "number", epoch, frontier["number"] + 1, number)
        _advance(known, happened, feed, "received", "", place)
    else:
        _close_hole(known, happened, feed, "number", place, "filled")


def _position_seen(known: Known, happened: Happened, feed: str, position: int) -> None:
    frontier = known.progress.get(feed, "position", "")
    if frontier is not None and position <= frontier["number"]:
        _close_hole(known, happened, feed, "position", (0, position), "filled")
        return
    if frontier is not None:
        _open_holes(known, happened, feed, "position", 0, frontier["number"] + 1, position)
    _advance(known, happened, feed, "position", "", (0, position))


def _head_advanced(known: Known, happened: Happened, fact: events.HeadAdvanced) -> None:
    """The head's own position was not received either."""
    frontier = known.progress.get(fact.feed, "position", "")
    start = fact.position if frontier is None else frontier["number"] + 1
    if start <= fact.position:
        _open_holes(known, happened, fact.feed, "position", 0, start, fact.position + 1)
        _advance(known, happened, fact.feed, "position", "", (0, fact.position))


def _quarantined(known: Known, happened: Happened, fact: events.TelegramQuarantined) -> None:
    if fact.position is not None:
        _position_seen(known, happened, fact.feed, fact.position)
    name = f"quarantine:{fact.feed}:{fact.raw_id}"
    _open_exception(known, happened, name, "quarantine", f"{fact.code}: {fact.detail}")


def _skipped(known: Known, happened: Happened, fact: events.NumberSkipped) -> None:
    row = {
        "node": known.node,
        "feed": str(fact.feed),
        "epoch": fact.epoch,
        "number": fact.number,
        "person": str(fact.person),
        "reason": fact.reason,
        "at_us": happened.at_us,
    }
    known.skips.put(row, fact.feed, fact.epoch, fact.number)
    _close_hole(known, happened, fact.feed, "number", (fact.epoch, fact.number), "skipped")


def _needs_revised(known: Known, happened: Happened, fact: events.NeedsRevised) -> None:
    before = known.vehicles.get(fact.feed, fact.call_number)
    if before is None:
        raise FactRefusedError("vehicle.unknown", f"no vehicle {fact.call_number!r} on {fact.feed}")
    row = {**before, "needs": _json.encode(fact.needs), "problems": _json.encode(fact.problems)}
    known.vehicles.put(row, fact.feed, fact.call_number)


def _scanned(known: Known, happened: Happened, fact: events.Scanned) -> None:
    key = (fact.workplace, fact.device, fact.verdict.value)
    count = known.scans.get(*key)
    known.scans.put(
        {
            "node": known.node,
            "workplace": str(fact.workplace),
            "device": str(fact.device),
            "verdict": fact.verdict.value,
            "scans": 1 if count is None else count["scans"] + 1,
            "last_us": happened.at_us,
        },
        *key,
    )
    if fact.marriage is not None:
        _marry(known, happened, fact, fact.marriage)


def _marry(
    known: Known, happened: Happened, fact: events.Scanned, marriage: events.Marriage
) -> None:
    row = {
        "marriage": happened.fact_id,
        "node": known.node,
        "feed": str(marriage.feed),
        "call_number": str(marriage.call_number),
        "vin": str(marriage.vin),
        "point_of_fit": str(marriage.point_of_fit),
        "rack": str(marriage.rack),
        "slot": marriage.slot,
        "family": str(marriage.family),
        "part": str(marriage.part),
        "serial": marriage.serial,
        "lot": marriage.lot,
        "piece": marriage.piece,
        "quantity": marriage.quantity,
        "person": str(fact.person),
        "workplace": str(fact.workplace),
        "at_us": happened.at_us,
        "divorced_by": None,
        "divorced_us": None,
        "divorce_reason": "",
    }
    known.marriages.put(row, happened.fact_id)
    known.active[active_key(marriage)].append(happened.fact_id)
    vehicle = known.vehicles.get(marriage.feed, marriage.call_number)
    rack = known.racks.get(marriage.rack)
    if vehicle is not None and vehicle["number"] is not None and rack is not None:
        place = (vehicle["epoch"], vehicle["number"])
        _advance(known, happened, marriage.feed, "picked", rack["rack_family"], place)


def _divorced(known: Known, happened: Happened, fact: events.PartDivorced) -> None:
    ids = known.active.get(active_key(fact.marriage))
    if not ids:
        raise FactRefusedError(
            "divorce.unknown",
            f"no active marriage of {fact.marriage.part!r} {fact.marriage.serial!r} "
            f"in slot {fact.marriage.slot} of {fact.marriage.rack!r}",
        )
    marriage_id = ids.pop()
    row = known.marriages.rows[(marriage_id,)]
    changes = {
        "divorced_by": happened.fact_id,
        "divorced_us": happened.at_us,
        "divorce_reason": fact.reason.value,
    }
    known.marriages.put({**row, **changes}, marriage_id)


def _rack_formed(known: Known, happened: Happened, fact: events.RackFormed) -> None:
    row = {
        "node": known.node,
        "rack": str(fact.rack),
        "rack_family": str(fact.rack_family),
        "point_of_fit": str(fact.point_of_fit),
        "feed": str(fact.feed),
        "epoch": fact.epoch,
        "first_number": fact.first_number,
        "size": fact.size,
        "load_order": fact.load_order.value,
        "carrier": "",
        "formed_us": happened.at_us,
        "closed_us": None,
        "shipped_us": None,
        "fact": happened.fact_id,
    }
    known.racks.put(row, fact.rack)


def _rack(known: Known, rack: str) -> Row:
    row = known.racks.get(rack)
    if row is None:
        raise FactRefusedError("rack.unknown", f"rack {rack!r} was never formed")
    return row


def _rack_bound(known: Known, _: Happened, fact: events.RackBound) -> None:
    known.racks.put({**_rack(known, fact.rack), "carrier": fact.carrier}, fact.rack)


def _rack_closed(known: Known, happened: Happened, fact: events.RackClosed) -> None:
    row = _rack(known, fact.rack)
    size = max(1, fact.last_number - row["first_number"] + 1)
    known.racks.put({**row, "closed_us": happened.at_us, "size": size}, fact.rack)
    place = (fact.epoch, fact.last_number)
    _advance(known, happened, row["feed"], "racked", row["rack_family"], place)


def _rack_shipped(known: Known, happened: Happened, fact: events.RackShipped) -> None:
    row = _rack(known, fact.rack)
    known.racks.put({**row, "shipped_us": happened.at_us}, fact.rack)
    last = fact.last_number or row["first_number"] + row["size"] - 1
    place = (row["epoch"], last)
    _advance(known, happened, row["feed"], "shipped", row["rack_family"], place)


def _label_requested(known: Known, happened: Happened, fact: events.LabelRequested) -> None:
    row = {
        "node": known.node,
        "label": str(fact.label),
        "kind": fact.kind.value,
        "copy": fact.copy,
        "printer": str(fact.printer),
        "rack": str(fact.rack),
        "slot": fact.slot,
        "family": str(fact.family),
        "piece": fact.piece,
        "state": events.LabelState.QUEUED.value,
        "detail": "",
        "fields": _json.encode(fact.fields),
        "person": str(fact.person),
        "second_person": str(fact.second_person),
        "reason": fact.reason,
        "requested_us": happened.at_us,
        "moved_us": happened.at_us,
        "fact": happened.fact_id,
    }
    known.labels.put(row, fact.label)


def _label_moved(known: Known, happened: Happened, fact: events.LabelMoved) -> None:
    row = known.labels.get(fact.label)
    if row is None:
        raise FactRefusedError("label.unknown", f"label {fact.label!r} was never requested")
    changes = {"state": fact.state.value, "detail": fact.detail, "moved_us": happened.at_us}
    known.labels.put({**row, **changes}, fact.label)


def _kanban_moved(known: Known, happened: Happened, fact: events.KanbanMoved) -> None:
    known.movements.append((happened.fact_id, happened.at_us, fact))


_HELP_IS_EXCEPTION = frozenset({events.HelpKind.HELP, events.HelpKind.SHORT})


def _help_called(known: Known, happened: Happened, fact: events.HelpCalled) -> None:
    if fact.kind in _HELP_IS_EXCEPTION:
        name = f"{fact.kind.value}:{fact.workplace}:{happened.at_us}"
        text = " ".join(word for word in (fact.workplace, fact.face, fact.part) if word)
        _open_exception(known, happened, name, fact.kind.value, text)


def _exception_handled(known: Known, happened: Happened, fact: events.ExceptionHandled) -> None:
    """Some exceptions only the cell knows (derived ones): they begin here when handled."""
    row = known.exceptions.get(fact.exception)
    if row is None:
        kind = fact.exception.partition(":")[0]
        _open_exception(known, happened, fact.exception, kind, fact.exception)
        row = known.exceptions.rows[(fact.exception,)]
    changes = {
        "owner": str(fact.person),
        "note": fact.note,
        "closed_us": happened.at_us if fact.closed else None,
    }
    known.exceptions.put({**row, **changes}, fact.exception)


def _open_exception(known: Known, happened: Happened, name: str, kind: str, text: str) -> None:
    row = {
        "node": known.node,
        "exception": name,
        "kind": kind,
        "text": text,
        "at_us": happened.at_us,
        "owner": "",
        "closed_us": None,
        "note": "",
        "fact": happened.fact_id,
    }
    known.exceptions.put(row, name)


def _advance(
    known: Known,
    happened: Happened,
    feed: str,
    what: str,
    rack_family: str,
    place: tuple[int, int],
) -> None:
    """Progress never goes back."""
    before = known.progress.get(feed, what, rack_family)
    if before is not None and (before["epoch"], before["number"]) > place:
        return
    row = {
        "node": known.node,
        "feed": str(feed),
        "what": what,
        "rack_family": str(rack_family),
        "epoch": place[0],
        "number": place[1],
        "at_us": happened.at_us,
    }
    known.progress.put(row, feed, what, rack_family)


def _open_holes(
    known: Known, happened: Happened, feed: str, kind: str, epoch: int, first: int, end: int
) -> None:
    """Holes ``first`` up to, not including, ``end``."""
    for number in range(max(first, end - HOLES_AT_ONCE_MAX), end):
        _open_hole(known, happened, feed, kind, (epoch, number))


def _open_hole(
    known: Known, happened: Happened, feed: str, kind: str, place: tuple[int, int]
) -> None:
    row = _hole_row(known, feed, kind, place)
    row |= {"since_us": happened.at_us, "closed_us": None, "closed_by": ""}
    known.holes_opened.put(row, feed, kind, *place)


def _close_hole(
    known: Known, happened: Happened, feed: str, kind: str, place: tuple[int, int], by: str
) -> None:
    opened = known.holes_opened.get(feed, kind, *place)
    changes = {"closed_us": happened.at_us, "closed_by": by}
    if opened is not None:
        known.holes_opened.put({**opened, **changes}, feed, kind, *place)
    else:
        known.holes_closed.append({**_hole_row(known, feed, kind, place), **changes})


def _hole_row(known: Known, feed: str, kind: str, place: tuple[int, int]) -> Row:
    return {
        "node": known.node,
        "feed": str(feed),
        "kind": kind,
        "epoch": place[0],
        "number": place[1],
    }


_FOLDS: dict[type, Callable[[Known, Happened, Any], None]] = {
    events.TelegramTaken: _telegram_taken,
    events.TelegramQuarantined: _quarantined,
    events.HeadAdvanced: _head_advanced,
    events.NumberSkipped: _skipped,
    events.NeedsRevised: _needs_revised,
    events.Scanned: _scanned,
    events.PartDivorced: _divorced,
    events.RackFormed: _rack_formed,
    events.RackBound: _rack_bound,
    events.RackClosed: _rack_closed,
    events.RackShipped: _rack_shipped,
    events.LabelRequested: _label_requested,
    events.LabelMoved: _label_moved,
    events.KanbanMoved: _kanban_moved,
    events.HelpCalled: _help_called,
    events.ExceptionHandled: _exception_handled,
}
"""Facts that are not here say nothing that a projection shows; they are stored and found."""
