"""What the cell then knows: facts folded into the state, in place. Depends on facts alone, so that
start-up, live work and a test that folds everything again all end in the same state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge.cell import (
    evolve_alarms,
    evolve_blocks,
    evolve_feeds,
    evolve_life,
    evolve_loads,
    evolve_plans,
    evolve_puts,
    evolve_racks,
    evolve_shorts,
    evolve_singles,
    evolve_versions,
)
from edge.cell.evolve_alarms import bound
from edge.cell.evolve_feeds import raise_exception
from edge.cell.evolve_plans import workplace_of
from edge.cell.label_copies import copies_of
from edge.cell.model import (
    CellState,
    ExceptionKind,
    Label,
    OpenException,
    Scrapped,
    Workplace,
)
from edge.cell.model.pieces import serial_key
from edge.cell.racks import number_at
from wire.events import (
    AnyFact,
    BadgesLocked,
    BlockLifted,
    CallHeld,
    CallReleased,
    CellStarted,
    ContinuityChanged,
    DeferralEnded,
    DivorceReason,
    ExceptionHandled,
    ExceptionRaised,
    FactRefused,
    HeadAdvanced,
    HelpCalled,
    KanbanMoved,
    LabelMoved,
    LabelRequested,
    LabelState,
    LineChanged,
    LoadDelivered,
    LoadDeparted,
    LoadOpened,
    Marriage,
    MastersAdopted,
    MastersRefused,
    MessageRead,
    MessageSent,
    ModuleOrdered,
    Movement,
    NeedsRevised,
    NumberSkipped,
    PartDivorced,
    PartsReceived,
    PersonSigned,
    PickDeferred,
    PiecesBlocked,
    PiecesElsewhere,
    PlanMade,
    PrinterResumed,
    PutConfirmed,
    RackBound,
    RackClosed,
    RackDealt,
    RackDissolved,
    RackFormed,
    RackLoaded,
    RackOffUnit,
    RackOnUnit,
    RackReturned,
    RackShipped,
    RackUnloaded,
    ReceivingChanged,
    ReworkReleased,
    RunOpened,
    Scanned,
    ScrapReleased,
    SinglePickBegun,
    SinglePickEnded,
    SinglePickOrdered,
    SubstituteReleased,
    TelegramQuarantined,
    TelegramTaken,
    TourEnded,
    TourStarted,
    Verdict,
    VersionDecided,
)
from wire.label_name import name_of_piece, parse_label

SERIALS_MAX = 50_000
SCRAPPED_MAX = 50_000
SCRAPPED_KEPT_US = 35 * 24 * 3600 * 1_000_000
"""However many there are, none that is younger is forgotten."""

ACCEPTED = frozenset({Verdict.RIGHT, Verdict.CONFIRMED})
LABEL_SHIPPED = "label.already_shipped"


def evolve(state: CellState, fact: AnyFact, at_us: int, offset: int) -> None:
    """Fold one fact. Never fails on a fact that ``decide`` made."""
    _FOLDS[type(fact)](state, fact, at_us, offset)
    state.offset = offset


# -- work


def _scanned(state: CellState, fact: Scanned, at_us: int, offset: int) -> None:
    state.scans[fact.verdict] = state.scans.get(fact.verdict, 0) + 1
    place = workplace_of(state, fact.workplace)
    if fact.verdict in ACCEPTED:
        place.accepted_text, place.accepted_device = fact.text, fact.device
        place.accepted_us = at_us
        married = fact.marriage
        place.accepted_serial = "" if married is None else married.serial or married.lot
    evolve_blocks.note_lot(state, fact)
    if fact.marriage is not None:
        evolve_plans.piece_accepted(state, place, fact.marriage, at_us)
        _marry(state, place, fact.marriage)
        if fact.marriage.rack not in state.singles:
            evolve_puts.picked(state, fact.workplace, fact.marriage, at_us)
    if fact.code == LABEL_SHIPPED:
        raise_exception(
            state,
            OpenException(
                exception=f"shipped_label:{fact.workplace}:{fact.rack}",
                kind=ExceptionKind.SHIPPED_LABEL_SCANNED,
                at_us=at_us,
                text=f"{fact.text} belongs to rack {fact.rack}, which is shipped",
                workplace=fact.workplace,
            ),
        )
    if fact.other_call:
        raise_exception(
            state,
            OpenException(
                exception=f"serial:{fact.expected}:{fact.other_call}:{fact.text}"[:200],
                kind=ExceptionKind.SERIAL_TWICE,
                at_us=at_us,
                text=f"{fact.text} is married to call {fact.other_call} already",
                workplace=fact.workplace,
                part=fact.expected,
            ),
        )


def _marry(state: CellState, place: Workplace, marriage: Marriage) -> None:
    single = state.singles.get(marriage.rack)
    if single is not None:
        evolve_singles.married(state, single, marriage)
    else:
        rack = state.racks[marriage.rack]
        rack.picked.setdefault(number_at(rack, marriage.slot), []).append(marriage)
    place.last_part = marriage.part
    if marriage.serial:
        state.serials[serial_key(marriage.part, marriage.serial)] = marriage.call_number
        bound(state.serials, SERIALS_MAX)


def _part_divorced(state: CellState, fact: PartDivorced, at_us: int, offset: int) -> None:
    marriage = fact.marriage
    single = state.singles.get(marriage.rack)
    if single is not None:
        evolve_singles.taken_out(single, marriage)
    else:
        _out_of_rack(state, marriage)
    for label in copies_of(state, name_of_piece(marriage)):
        label.superseded = True
    if marriage.serial:
        state.serials.pop(serial_key(marriage.part, marriage.serial), None)
        if fact.reason is DivorceReason.SCRAP:
            _scrap(state, fact, at_us)


def _out_of_rack(state: CellState, marriage: Marriage) -> None:
    rack = state.racks[marriage.rack]
    number = number_at(rack, marriage.slot)
    married = rack.picked.get(number, [])
    if marriage in married:
        married.remove(marriage)
    if not married:
        rack.picked.pop(number, None)
    evolve_puts.done(state, marriage)
    evolve_racks.reopen(state, rack)


def _scrap(state: CellState, fact: PartDivorced, at_us: int) -> None:
    key = serial_key(fact.marriage.part, fact.marriage.serial)
    state.scrapped.pop(key, None)
    state.scrapped[key] = Scrapped(person=fact.person, note=fact.note, at_us=at_us)
    while len(state.scrapped) > SCRAPPED_MAX:
        oldest = next(iter(state.scrapped))
        if at_us - state.scrapped[oldest].at_us < SCRAPPED_KEPT_US:
            break
        del state.scrapped[oldest]


def _scrap_released(state: CellState, fact: ScrapReleased, at_us: int, offset: int) -> None:
    """Of a piece that is not scrapped: it left with a rack and came back."""
    key = serial_key(fact.part, fact.serial)
    state.elsewhere.pop(key, None)
    if state.scrapped.pop(key, None) is None:
        state.serials.pop(key, None)


def _label_requested(state: CellState, fact: LabelRequested, at_us: int, offset: int) -> None:
    name = parse_label(fact.label)
    for copy in range(1, fact.copy):
        older = state.labels.get(name.of_copy(copy).label)
        if older is not None:
            older.superseded = True
    state.labels[fact.label] = Label(
        label=fact.label,
        kind=fact.kind,
        copy=fact.copy,
        printer=fact.printer,
        rack=fact.rack,
        slot=fact.slot,
        family=fact.family,
        piece=fact.piece,
        state=LabelState.QUEUED,
        fields=fact.fields,
        requested_us=at_us,
        moved_us=at_us,
    )
    rack = state.racks.get(fact.rack)
    if rack is not None:
        rack.labels.append(fact.label)
    if fact.workplace:
        workplace_of(state, fact.workplace).last_label = fact.label


def _label_moved(state: CellState, fact: LabelMoved, at_us: int, offset: int) -> None:
    label = state.labels.get(fact.label)
    if label is not None:
        label.state, label.detail, label.moved_us = fact.state, fact.detail, at_us


def _kanban_moved(state: CellState, fact: KanbanMoved, at_us: int, offset: int) -> None:
    """An empty container changes no stock by itself: its pieces were consumed before."""
    sign = {Movement.CONSUME: -1, Movement.EMPTY: 0, Movement.REPLENISH: 1}[fact.movement]
    key = f"{fact.location}/{fact.part}"
    state.stock[key] = state.stock.get(key, 0) + sign * fact.quantity


# -- people


def _person_signed(state: CellState, fact: PersonSigned, at_us: int, offset: int) -> None:
    place = workplace_of(state, fact.workplace)
    place.person, place.pace_from_us, place.receiving = fact.person, 0, ""


def _only_history(state: CellState, fact: AnyFact, at_us: int, offset: int) -> None:
    """Nothing that the cell knows changes by it."""


_FOLDS: dict[type, Callable[[CellState, Any, int, int], None]] = {
    RunOpened: evolve_feeds.run_opened,
    ContinuityChanged: evolve_feeds.continuity_changed,
    TelegramTaken: evolve_feeds.telegram_taken,
    TelegramQuarantined: evolve_feeds.telegram_quarantined,
    VersionDecided: evolve_versions.version_decided,
    HeadAdvanced: evolve_feeds.head_advanced,
    LineChanged: evolve_feeds.line_changed,
    NumberSkipped: evolve_feeds.number_skipped,
    NeedsRevised: evolve_feeds.needs_revised,
    MastersAdopted: evolve_feeds.masters_adopted,
    MastersRefused: evolve_feeds.masters_refused,
    RackFormed: evolve_racks.formed,
    RackDealt: evolve_racks.dealt,
    RackBound: evolve_racks.carrier_bound,
    RackClosed: evolve_racks.closed,
    RackDissolved: evolve_racks.dissolved,
    ReworkReleased: evolve_racks.rework_released,
    RackShipped: evolve_racks.shipped,
    PlanMade: evolve_plans.plan_made,
    TourStarted: evolve_plans.tour_started,
    TourEnded: evolve_plans.tour_ended,
    Scanned: _scanned,
    PutConfirmed: evolve_puts.put_confirmed,
    PartDivorced: _part_divorced,
    ScrapReleased: _scrap_released,
    PickDeferred: evolve_shorts.pick_deferred,
    DeferralEnded: evolve_shorts.deferral_ended,
    PiecesBlocked: evolve_blocks.pieces_blocked,
    BlockLifted: evolve_blocks.block_lifted,
    SubstituteReleased: evolve_feeds.substitute_released,
    PiecesElsewhere: evolve_blocks.pieces_elsewhere,
    LoadOpened: evolve_loads.load_opened,
    RackLoaded: evolve_loads.rack_loaded,
    RackOnUnit: evolve_loads.rack_on_unit,
    RackOffUnit: evolve_loads.rack_off_unit,
    RackUnloaded: evolve_loads.rack_unloaded,
    LoadDeparted: evolve_loads.load_departed,
    LoadDelivered: evolve_loads.load_delivered,
    RackReturned: evolve_loads.rack_returned,
    ReceivingChanged: evolve_loads.receiving_changed,
    PartsReceived: _only_history,
    CallHeld: evolve_life.held,
    CallReleased: evolve_life.released,
    ModuleOrdered: evolve_life.ordered,
    SinglePickOrdered: evolve_singles.ordered,
    SinglePickBegun: evolve_singles.begun,
    SinglePickEnded: evolve_singles.ended,
    LabelRequested: _label_requested,
    LabelMoved: _label_moved,
    KanbanMoved: _kanban_moved,
    PersonSigned: _person_signed,
    BadgesLocked: evolve_alarms.badges_locked,
    HelpCalled: evolve_alarms.help_called,
    ExceptionRaised: evolve_alarms.exception_raised,
    ExceptionHandled: evolve_alarms.exception_handled,
    MessageSent: evolve_alarms.message_sent,
    MessageRead: evolve_alarms.message_read,
    FactRefused: evolve_alarms.fact_refused,
    CellStarted: _only_history,
    PrinterResumed: _only_history,
}
