"""What follows from a fact: pure, over the rows of one node held in memory.

A fold checks first and changes afterwards, so a refused fact leaves no trace here. Order within a
node is the order of offsets; clocks are only shown. What concerns the build order is in
``fold_sequence``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from central.kanban.rules import CardMovement
from central.tracking import (
    fold_blocks,
    fold_holes,
    fold_left_out,
    fold_life,
    fold_loads,
    fold_masters,
    fold_people,
    fold_plans,
    fold_sequence,
    fold_singles,
    fold_transmissions,
    fold_versions,
)
from central.tracking.fold_sequence import advance, raise_exception
from central.tracking.memory import Happened, Known, Row
from central.tracking.rules import FactRefusedError, LetGo, is_short, last_of_rack
from wire import events
from wire.doubts import conflict_name
from wire.events import AnyFact
from wire.masters import PutCheck

_json = msgspec.json.Encoder()
_LABEL_SHIPPED = "label.already_shipped"


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


def _quarantined(known: Known, happened: Happened, fact: events.TelegramQuarantined) -> None:
    if fact.position is not None:
        fold_sequence.position_seen(known, happened, fact.feed, fact.position)
    fold_transmissions.heard(known, happened, fact.feed, fact.transmission)
    text = f"{fact.code}: {fact.detail}"
    if fact.code.startswith("sequence."):
        if fact.telegram is not None:
            fold_versions.in_doubt(known, happened, fact)
        name = conflict_name(fact.feed, fact.call_number, fact.code)
        raise_exception(known, happened, name, "conflict", text)
    else:
        raise_exception(known, happened, f"quarantine:{fact.feed}:{fact.code}", "quarantine", text)


def _needs_revised(known: Known, happened: Happened, fact: events.NeedsRevised) -> None:
    before = known.vehicles.get(fact.feed, fact.call_number)
    if before is None:
        raise FactRefusedError("vehicle.unknown", f"no vehicle {fact.call_number!r} on {fact.feed}")
    row = {**before, "needs": _json.encode(fact.needs), "problems": _json.encode(fact.problems)}
    known.vehicles.put(row, fact.feed, fact.call_number)


def _substituted(known: Known, happened: Happened, fact: events.SubstituteReleased) -> None:
    before = known.vehicles.get(fact.feed, fact.call_number)
    if before is None:
        raise FactRefusedError("vehicle.unknown", f"no vehicle {fact.call_number!r} on {fact.feed}")
    needs = msgspec.json.decode(before["needs"], type=tuple[events.Need, ...])
    key = (fact.need.family, fact.need.index)
    changed = [fact.need if (need.family, need.index) == key else need for need in needs]
    row = {**before, "needs": _json.encode(changed)}
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
        fold_singles.picked(known, fact.marriage)
    if fact.code == _LABEL_SHIPPED:
        name = f"shipped_label:{fact.workplace}:{fact.rack}"
        text = f"{fact.text} belongs to rack {fact.rack}, which is shipped"
        raise_exception(known, happened, name, "shipped_label_scanned", text)
    if fact.other_call:
        name = f"serial:{fact.expected}:{fact.other_call}:{fact.text}"
        text = f"{fact.text} is married to call {fact.other_call} already"
        raise_exception(known, happened, name, "serial_twice", text)


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
        "index": marriage.index,
        "person": str(fact.person),
        "workplace": str(fact.workplace),
        "at_us": happened.at_us,
        "divorced_by": None,
        "divorced_us": None,
        "divorce_reason": "",
        "back_us": None,
        "put_awaited": False,
        "put_us": None,
        "put_by": "",
    }
    rack = known.racks.get(marriage.rack)
    if rack is not None and rack["put_check"] != PutCheck.NEVER.value:
        row["put_awaited"] = True
    known.marriages.put(row, happened.fact_id)
    known.active[active_key(marriage)].append(happened.fact_id)
    vehicle = known.vehicles.get(marriage.feed, marriage.call_number)
    if vehicle is not None and vehicle["claimed_number"] is not None and rack is not None:
        place = (vehicle["epoch"], vehicle["claimed_number"])
        advance(known, happened, marriage.feed, "picked", rack["rack_family"], place)


def _active(known: Known, marriage: events.Marriage, unknown: str) -> list[int]:
    """The ids of what the fact speaks of. FactRefusedError with this code where there is none."""
    ids = known.active.get(active_key(marriage))
    if not ids:
        raise FactRefusedError(
            unknown,
            f"no active marriage of {marriage.part!r} {marriage.serial!r} "
            f"in slot {marriage.slot} of {marriage.rack!r}",
        )
    return ids


def _put_confirmed(known: Known, happened: Happened, fact: events.PutConfirmed) -> None:
    for marriage_id in _active(known, fact.marriage, "put.unknown"):
        row = known.marriages.rows[(marriage_id,)]
        changes = {"put_awaited": False, "put_us": happened.at_us, "put_by": str(fact.person)}
        known.marriages.put({**row, **changes}, marriage_id)


def _divorced(known: Known, happened: Happened, fact: events.PartDivorced) -> None:
    marriage_id = _active(known, fact.marriage, "divorce.unknown").pop()
    row = known.marriages.rows[(marriage_id,)]
    changes = {
        "divorced_by": happened.fact_id,
        "divorced_us": happened.at_us,
        "divorce_reason": fact.reason.value,
    }
    known.marriages.put({**row, **changes}, marriage_id)
    _reopen(known, happened, fact.marriage.rack)


def _rework_released(known: Known, happened: Happened, fact: events.ReworkReleased) -> None:
    _rack(known, fact.rack)
    _reopen(known, happened, fact.rack)


def _reopen(known: Known, happened: Happened, rack: str) -> None:
    fold_left_out.opened(known, happened, rack)
    row = known.racks.get(rack)
    if row is not None:
        known.racks.put({**row, "closed_us": None}, rack)


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
        "gap_policy": fact.gap_policy.value,
        "hold_after_vehicles": fact.hold_after_vehicles,
        "carrier": "",
        "formed_us": happened.at_us,
        "closed_us": None,
        "short_last": None,
        "shipped_us": None,
        "fact": happened.fact_id,
        "put_check": fact.put_check.value,
        "filling": fact.filling.value,
        "rack_group": fact.group,
        "dealt": "{}",
        "returned_us": None,
        "returned_by": "",
        "returned_empty": False,
        "return_reason": "",
    }
    known.racks.put(row, fact.rack)


def _rack_dealt(known: Known, _: Happened, fact: events.RackDealt) -> None:
    row = _rack(known, fact.rack)
    dealt = {each.slot: each.number for each in fact.slots}
    first = min(dealt.values(), default=row["first_number"])
    known.racks.put(
        {**row, "dealt": _json.encode(dealt).decode(), "first_number": first}, fact.rack
    )


def _rack(known: Known, rack: str) -> Row:
    row = known.racks.get(rack)
    if row is None:
        raise FactRefusedError("rack.unknown", f"rack {rack!r} was never formed")
    return row


def _rack_bound(known: Known, _: Happened, fact: events.RackBound) -> None:
    known.racks.put({**_rack(known, fact.rack), "carrier": fact.carrier}, fact.rack)


def _rack_closed(known: Known, happened: Happened, fact: events.RackClosed) -> None:
    row = _rack(known, fact.rack)
    short = is_short(row, fact.last_number)
    changes = {"closed_us": happened.at_us, "short_last": fact.last_number if short else None}
    known.racks.put({**row, **changes}, fact.rack)
    fold_left_out.closed(known, fact)
    fold_plans.keep_score(known, happened, fact.rack)
    place = (fact.epoch, fact.last_number)
    advance(known, happened, row["feed"], "racked", row["rack_family"], place)


def _rack_dissolved(known: Known, _: Happened, fact: events.RackDissolved) -> None:
    _rack(known, fact.rack)
    known.racks.drop(fact.rack)
    known.unit_racks.drop(fact.rack)
    known.forecasts.drop(fact.rack)


def _rack_shipped(known: Known, happened: Happened, fact: events.RackShipped) -> None:
    row = _rack(known, fact.rack)
    known.racks.put({**row, "shipped_us": happened.at_us}, fact.rack)
    who, why = fact.unchecked_by or fact.person, fact.unchecked_reason or fact.reason
    said = LetGo(slots=fact.unchecked, person=who, reason=why, at_us=happened.at_us)
    fold_loads.keep_let_go(known, fact.rack, said)
    last = fact.last_number or last_of_rack(row)
    place = (row["epoch"], last)
    advance(known, happened, row["feed"], "shipped", row["rack_family"], place)


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
    known.movements.append(CardMovement(happened.fact_id, happened.at_us, fact))


def _fact_refused(known: Known, happened: Happened, fact: events.FactRefused) -> None:
    name = f"refused:{fact.kind}:{fact.code}"
    text = f"central refused fact {fact.refused} ({fact.kind}) for good: {fact.detail}"
    raise_exception(known, happened, name, "fact_refused", text)


_FOLDS: dict[type, Callable[[Known, Happened, Any], None]] = {
    events.RunOpened: fold_sequence.run_opened,
    events.ContinuityChanged: fold_holes.continuity_changed,
    events.TelegramTaken: fold_sequence.telegram_taken,
    events.TelegramQuarantined: _quarantined,
    events.VersionDecided: fold_versions.version_decided,
    events.HeadAdvanced: fold_sequence.head_advanced,
    events.NumberSkipped: fold_sequence.skipped,
    events.NeedsRevised: _needs_revised,
    events.MastersAdopted: fold_masters.adopted,
    events.MastersRefused: fold_masters.refused,
    events.Scanned: _scanned,
    events.PutConfirmed: _put_confirmed,
    events.PartDivorced: _divorced,
    events.ScrapReleased: fold_blocks.scrap_released,
    events.PiecesBlocked: fold_blocks.pieces_blocked,
    events.BlockLifted: fold_blocks.block_lifted,
    events.PlanMade: fold_plans.plan_made,
    events.TourStarted: fold_plans.tour_started,
    events.TourEnded: fold_plans.tour_ended,
    events.RackFormed: _rack_formed,
    events.RackDealt: _rack_dealt,
    events.RackBound: _rack_bound,
    events.RackClosed: _rack_closed,
    events.RackDissolved: _rack_dissolved,
    events.RackShipped: _rack_shipped,
    events.LoadOpened: fold_loads.load_opened,
    events.RackLoaded: fold_loads.rack_loaded,
    events.RackUnloaded: fold_loads.rack_unloaded,
    events.LoadDeparted: fold_loads.load_departed,
    events.LoadDelivered: fold_loads.load_delivered,
    events.RackReturned: fold_loads.rack_returned,
    events.RackOnUnit: fold_loads.rack_on_unit,
    events.RackOffUnit: fold_loads.rack_off_unit,
    events.PartsReceived: fold_loads.parts_received,
    events.ReworkReleased: _rework_released,
    events.SubstituteReleased: _substituted,
    events.CallHeld: fold_life.held,
    events.CallReleased: fold_life.released,
    events.ModuleOrdered: fold_life.ordered,
    events.SinglePickOrdered: fold_singles.ordered,
    events.SinglePickBegun: fold_singles.begun,
    events.SinglePickEnded: fold_singles.ended,
    events.LabelRequested: _label_requested,
    events.LabelMoved: _label_moved,
    events.KanbanMoved: _kanban_moved,
    events.PersonSigned: fold_people.person_signed,
    events.PickDeferred: fold_people.pick_deferred,
    events.DeferralEnded: fold_people.deferral_ended,
    events.HelpCalled: fold_people.help_called,
    events.BadgesLocked: fold_people.badges_locked,
    events.ExceptionRaised: fold_people.exception_raised,
    events.ExceptionHandled: fold_people.exception_handled,
    events.MessageSent: fold_people.message_sent,
    events.MessageRead: fold_people.message_read,
    events.FactRefused: _fact_refused,
}
"""Facts that are not here say nothing that a projection shows; they are stored and found."""
