"""What a person must look at, ranked: derived from the state where it shows there, stored where
nothing else shows it. Each with the one action that settles it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edge.cell.blocked import blocked_pieces, words
from edge.cell.evolve_feeds import lost_text
from edge.cell.exception_ranks import BLOCK, HOLE, LABEL, MASTERS, PUT, RANKS
from edge.cell.group_racks import group_doubt
from edge.cell.holes import hole_runs, name_of_run, owner_of_run, racks_of_run, text_of_run
from edge.cell.losses import loss_named, name_of_loss, racks_by_loss
from edge.cell.model import CellState, ExceptionKind, FeedState, HoldReason, Rack, Vehicle
from edge.cell.on_trucks import open_load_of
from edge.cell.puts import open_puts
from edge.cell.racks import numbers, problems_of, slot_status, vehicle_at, why_held
from edge.cell.shorts import queue
from edge.cell.single_picks import owner_of, told
from edge.cell.versions import open_conflicts
from wire.events import DeferReason, LabelState, UsageProblem
from wire.family_words import family_words
from wire.ids import FaceId, FeedId, PartNumber, PersonId, RackId, WorkplaceId
from wire.readable import readable
from wire.short_name import name_of_face, name_of_single

LABEL_ID = "label:"
PUT_WAITS_US = 120_000_000
_ACTIONS = {
    HoldReason.WITHDRAWN: "skip-number",
    HoldReason.LATE_CHANGE: "release-rework",
    HoldReason.BLOCKED: "release-rework",
    HoldReason.USAGE: "telegram",
    HoldReason.CONTESTED: "telegram",
    HoldReason.GROUP: "telegram",
    HoldReason.STATUS: "release-call",
    HoldReason.FITTED: "skip-number",
}
_TEXTS = {
    HoldReason.WITHDRAWN: "was withdrawn; a person decides that its slot stays empty",
    HoldReason.LATE_CHANGE: "changed after it was picked; its slot goes to rework",
    HoldReason.BLOCKED: "has a piece that is blocked; take it out: its slot goes to rework",
    HoldReason.USAGE: "is not clear",
    HoldReason.FITTED: "has passed; a person decides that its slot stays empty",
    HoldReason.GROUP: "has no place of its own in a group",
    HoldReason.STATUS: "waits, because masters hold its call at this status",
    HoldReason.CONTESTED: "is claimed by two vehicles; the one displaced has not come again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionView:
    """``action`` is the name of the order that settles it; ``stored`` ones are closed by word."""

    exception: str
    kind: str
    rank: int
    """0 is the most urgent."""
    at_us: int
    age_s: float
    text: str
    action: str
    owner: PersonId = PersonId("")
    count: int = 1
    stored: bool = False
    feed: FeedId = FeedId("")
    epoch: int = 0
    number: int | None = None
    last: int | None = None
    """Of a run of numbers that did not come: ``number`` is its first."""
    rack: RackId = RackId("")
    racks: tuple[RackId, ...] = ()
    """That wait for such a run; ``rack`` is the first of them."""
    workplace: WorkplaceId = WorkplaceId("")
    face: FaceId = FaceId("")
    part: PartNumber = PartNumber("")


def exceptions(state: CellState, now_us: int) -> tuple[ExceptionView, ...]:
    """All of them, the most urgent first and the oldest first among equals."""
    found = [
        *_holes(state),
        *_held(state),
        *_labels(state),
        *_masters(state),
        *_short_faces(state),
        *_deferred(state),
        *_puts(state, now_us),
        *_blocks(state),
        *_versions(state),
        *_singles(state),
        *_lost(state),
        *_stored(state),
    ]
    aged = (_aged(view, state, now_us) for view in found)
    return tuple(sorted(aged, key=lambda view: (view.rank, view.at_us, view.exception)))


def _aged(view: ExceptionView, state: CellState, now_us: int) -> ExceptionView:
    return replace(
        view,
        rank=RANKS[view.kind],
        text=readable(view.text),
        age_s=max(0.0, (now_us - view.at_us) / 1e6),
        owner=view.owner or state.owners.get(view.exception, PersonId("")),
    )


def _holes(state: CellState) -> Iterator[ExceptionView]:
    for feed_id, feed in state.feeds.items():
        for run in hole_runs(feed):
            racks = tuple(rack.rack for rack in racks_of_run(state, feed_id, run))
            yield ExceptionView(
                exception=name_of_run(feed_id, run),
                kind=HOLE,
                rank=0,
                at_us=run.since_us,
                age_s=0.0,
                text=text_of_run(feed_id, run, racks),
                action="skip-number",
                owner=owner_of_run(state, feed_id, run),
                feed=feed_id,
                epoch=run.epoch,
                number=run.first,
                last=run.last if run.amount > 1 else None,
                rack=racks[0] if racks else RackId(""),
                racks=racks,
            )


_TOLD_OTHERWISE = (HoldReason.GAP, HoldReason.VERSION)
"""The hole is told, or the conflict; not each slot behind it."""


def _held(state: CellState) -> Iterator[ExceptionView]:
    for rack in state.racks.values():
        if rack.shipped_us is None:
            feed = state.feeds.get(rack.feed, FeedState())
            for number in numbers(state, rack):
                reason = slot_status(state, rack, number)[1]
                waits = reason is HoldReason.BLOCKED and not blocked_pieces(state, rack, number)
                if reason is not None and reason not in _TOLD_OTHERWISE and not waits:
                    yield _hold(state, feed, rack, number, reason)


def _hold(
    state: CellState, feed: FeedState, rack: Rack, number: int, reason: HoldReason
) -> ExceptionView:
    vehicle = vehicle_at(state, rack, number) or _gone_from(feed, rack, number)
    call = vehicle.telegram.call_number if vehicle else ""
    detail = ""
    if reason is HoldReason.USAGE and vehicle is not None:
        found = problems_of(vehicle, rack.rack_family)
        detail = ": " + "; ".join(problem_text(problem) for problem in found)
    if reason is HoldReason.GROUP:
        detail = ": " + group_doubt(state, rack, number)
    if reason is HoldReason.STATUS and vehicle is not None:
        detail = f": {why_held(rack, vehicle)}"
    truck = open_load_of(state, rack.rack)
    if truck is not None:
        detail += f"; it is on truck {truck.truck}: stop it, take the rack off"
    return ExceptionView(
        exception=f"{reason.value}:{rack.rack}:{number}",
        kind=reason.value,
        rank=0,
        at_us=vehicle.at_us if vehicle else 0,
        age_s=0.0,
        text=f"call {call}, number {number} of rack {rack.rack}, {_TEXTS[reason]}{detail}",
        action=_ACTIONS[reason] if truck is None else "unload-rack",
        feed=rack.feed,
        epoch=rack.epoch,
        number=number,
        rack=rack.rack,
    )


def _gone_from(feed: FeedState, rack: Rack, number: int) -> Vehicle | None:
    """The one whose piece lies in the slot, though it has another number by now."""
    pieces = rack.picked.get(number)
    return feed.vehicles.get(pieces[0].call_number) if pieces else None


def problem_text(problem: UsageProblem) -> str:
    """Why it is not clear what a vehicle needs of a family."""
    if problem.detail:
        return problem.detail
    fired = ", ".join(part or "none" for part in problem.fired)
    return f"{problem.family} fires {len(problem.fired)}" + (f" ({fired})" if fired else "")


def _labels(state: CellState) -> Iterator[ExceptionView]:
    for label in state.labels.values():
        if label.state is LabelState.UNKNOWN and not label.superseded:
            yield ExceptionView(
                exception=f"{LABEL_ID}{label.label}",
                kind=LABEL,
                rank=0,
                at_us=label.moved_us,
                age_s=0.0,
                text=f"nobody knows whether label {label.label} came out; scan it or reprint it",
                action="reprint",
                rack=label.rack,
            )


def _blocks(state: CellState) -> Iterator[ExceptionView]:
    """Each block in force; slots that only wait for a part of one are not told one by one."""
    for block in state.blocks.values():
        yield ExceptionView(
            exception=f"block:{block.block}",
            kind=BLOCK,
            rank=0,
            at_us=block.at_us,
            age_s=0.0,
            text=f"{words(block)} is blocked by {block.person}: {block.reason}",
            action="lift-block",
            part=block.part,
        )


def _masters(state: CellState) -> Iterator[ExceptionView]:
    refused = state.masters_refused
    if refused is not None:
        offered = f"version {refused.version}" if refused.version else "what central sent"
        in_force = f"version {state.masters_version}" if state.masters_version else "no masters"
        yield ExceptionView(
            exception="masters",
            kind=MASTERS,
            rank=0,
            at_us=refused.at_us,
            age_s=0.0,
            text=f"{offered} cannot be used, the cell works with {in_force}: {refused.reason}",
            action="mend-masters",
        )


def _short_faces(state: CellState) -> Iterator[ExceptionView]:
    waiting = Counter(each.exception for each in queue(state))
    for face, short in state.short_faces.items():
        name = name_of_face(face)
        yield ExceptionView(
            exception=name,
            kind=ExceptionKind.SHORT.value,
            rank=0,
            at_us=short.at_us,
            age_s=0.0,
            text=f"part {short.part} is short at face {face}; {waiting[name]} picks wait "
            "until a person says that the face is filled",
            action="fill-face",
            workplace=short.workplace,
            face=face,
            part=short.part,
        )


def _deferred(state: CellState) -> Iterator[ExceptionView]:
    for each in queue(state):
        if each.reason is DeferReason.SHORT:
            continue
        pick, damaged = each.pick, each.reason is DeferReason.DAMAGED
        kind = ExceptionKind.SHORT if damaged else ExceptionKind.PICK_LATER
        why = "was damaged" if damaged else "was put off"
        yield ExceptionView(
            exception=each.exception,
            kind=kind.value,
            rank=0,
            at_us=each.at_us,
            age_s=0.0,
            text=f"part {pick.need.part} of face {pick.need.face} {why} by {each.person}; number "
            f"{pick.number} of rack {pick.rack.rack} waits for it"
            + (f" as {family_words(pick.need)}" if pick.need.index else ""),
            action="fill-face",
            number=pick.number,
            rack=pick.rack.rack,
            face=pick.need.face,
            part=pick.need.part,
        )


def _puts(state: CellState, now_us: int) -> Iterator[ExceptionView]:
    """What a picker would have shown by now: the next part is refused until somebody does."""
    for each in open_puts(state):
        piece, rack, number = each.pieces[0], each.rack.rack, each.number
        if now_us - piece.at_us > PUT_WAITS_US:
            yield ExceptionView(
                exception=f"{PUT}:{rack}:{number}",
                kind=PUT,
                rank=0,
                at_us=piece.at_us,
                age_s=0.0,
                text=f"part {piece.marriage.part} was accepted at {piece.workplace} for number "
                f"{number} of rack {rack} and not shown in compartment "
                f"{piece.marriage.slot + 1}",
                action="confirm-put",
                number=number,
                rack=rack,
                workplace=piece.workplace,
                part=piece.marriage.part,
            )


def _versions(state: CellState) -> Iterator[ExceptionView]:
    """Conflicts that hold slots until a person decides; under the ids of those that are stored."""
    for it in open_conflicts(state):
        stored = state.exceptions.get(it.exception)
        yield ExceptionView(
            exception=it.exception,
            kind=ExceptionKind.CONFLICT.value,
            rank=0,
            at_us=it.conflict.at_us,
            age_s=0.0,
            text=f"{it.conflict.code}: {it.conflict.detail}"[:200],
            action="decide-version",
            owner=stored.owner if stored else PersonId(""),
            count=stored.count if stored else 1,
            feed=it.feed,
            epoch=it.conflict.epoch,
            number=it.conflict.number,
            rack=it.racks[0].rack if it.racks else RackId(""),
        )


def _singles(state: CellState) -> Iterator[ExceptionView]:
    for name, single in ((name_of_single(rack), it) for rack, it in state.singles.items()):
        yield ExceptionView(
            exception=name,
            kind=ExceptionKind.RE_ORDER.value,
            rank=0,
            at_us=single.at_us,
            age_s=0.0,
            text=told(single),
            action="end-single" if single.is_picked else "begin-single",
            owner=owner_of(state, single),
            feed=single.order.feed,
            rack=single.order.rack,
            face=single.order.need.face,
            part=single.order.need.part,
        )


def _lost(state: CellState) -> Iterator[ExceptionView]:
    """Lost transmissions that hold racks, under the ids of those that are stored."""
    for feed_id, feed in state.feeds.items():
        behind = racks_by_loss(state, feed_id)
        for lost, loss in feed.lost.items():
            name = name_of_loss(feed_id, lost)
            stored = state.exceptions.get(name)
            racks = [rack.rack for rack in behind[lost]]
            waiting = f": {', '.join(racks)}" if racks else ""
            yield ExceptionView(
                exception=name,
                kind=ExceptionKind.TRANSMISSION_BREAK.value,
                rank=0,
                at_us=loss.at_us,
                age_s=0.0,
                text=lost_text(feed_id, lost, holds=True) + waiting,
                action="handle-exception",
                owner=stored.owner if stored else PersonId(""),
                stored=True,
                feed=feed_id,
                rack=racks[0] if racks else RackId(""),
            )


def _stored(state: CellState) -> Iterator[ExceptionView]:
    decided = {it.exception for it in open_conflicts(state)}
    for found in state.exceptions.values():
        if found.exception in decided or loss_named(state, found.exception) is not None:
            continue
        yield ExceptionView(
            exception=found.exception,
            kind=found.kind.value,
            rank=0,
            at_us=found.at_us,
            age_s=0.0,
            text=found.text,
            action="handle-exception",
            owner=found.owner,
            count=found.count,
            stored=True,
            workplace=found.workplace,
            face=found.face,
            part=found.part,
        )
