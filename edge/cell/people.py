"""What people order. The border has checked the role; what cannot be done is refused with what to
do instead.
"""

from __future__ import annotations

from edge.cell import shorts, single_picks
from edge.cell.blocked import blocked_pieces
from edge.cell.draft import Draft
from edge.cell.exceptions import exceptions
from edge.cell.holes import holes, names_now
from edge.cell.inputs import (
    CallHelp,
    Decision,
    DeferPick,
    Divorce,
    HandleException,
    MoveKanban,
    RefusedError,
    ReleaseRework,
    ReleaseScrap,
    SignIn,
    SkipNumber,
)
from edge.cell.labels import take_back
from edge.cell.losses import LossName, loss_named, racks_behind
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, HoldReason, Rack, Run
from edge.cell.model.pieces import serial_key
from edge.cell.rack_orders import named, the_rack
from edge.cell.racks import (
    carries,
    covering,
    slot_of,
    slot_status,
    unfit_pieces,
)
from edge.cell.settle import settle
from edge.cell.shipped_pieces import shipped_piece
from edge.cell.situation import Situation
from edge.cell.tours import current_pick
from edge.cell.versions import open_conflicts
from wire.events import (
    DeferReason,
    DivorceReason,
    ExceptionHandled,
    HelpCalled,
    HelpKind,
    KanbanMoved,
    Marriage,
    NumberSkipped,
    PartDivorced,
    PersonSigned,
    ReworkReleased,
    ScrapReleased,
    TourEnded,
)
from wire.family_words import family_words
from wire.ids import FeedId, PartNumber, PersonId, RackId, WorkplaceId
from wire.slot_state import SlotState
from wire.withheld import Whereabouts


def skip_number(at: Situation, given: SkipNumber) -> Decision:
    """A missing or withdrawn number stays empty, and so does one whose vehicle has passed without
    what is to be picked. What lies in its slots is taken out; a slot that had all stays.
    """
    named(given.person, given.reason)
    run = _run(at.state, given.feed, given.epoch)
    if given.last is not None and given.last != given.number:
        return _skip_run(at, given, given.last)
    call = run.owner.get(given.number)
    withdrawn = call is not None and at.state.feeds[given.feed].vehicles[call].withdrawn
    touched = list(covering(at.state, given.feed, given.epoch, given.number))
    _no_conflict(at.state, touched, given.number)
    passed = [rack for rack in touched if _passed(at.state, rack, given.number)]
    if given.number in run.skipped:
        raise RefusedError(
            "number.skipped", f"number {given.number} of feed {given.feed} is skipped already"
        )
    if given.number not in run.missing and not withdrawn and not passed:
        raise RefusedError(
            "number.not_missing",
            f"number {given.number} is neither missing nor withdrawn, nor has its vehicle passed "
            "without its part; it cannot be skipped",
        )
    draft = Draft(at.state, at.now_us, feed=given.feed)
    for rack in passed or touched:
        for marriage in rack.picked.get(given.number, ()) if rack.shipped_us is None else ():
            _take_out(draft, _divorced(marriage, given.person, given.reason))
    draft.add(_skipped(given, given.number))
    settle(draft, at.masters, [rack.rack for rack in touched])
    return draft.decision()


def _skip_run(at: Situation, given: SkipNumber, last: int) -> Decision:
    """All of them are missing, or none is skipped: what came since the person looked is not theirs
    to close. One fact a number, so that programs before this one fold them.
    """
    missing = {it.number for it in holes(at.state.feeds[given.feed]) if it.epoch == given.epoch}
    if last < given.number:
        raise RefusedError(
            "number.order", f"number {last} is before {given.number}: name the lower one first"
        )
    here = next((n for n in range(given.number, last + 1) if n not in missing), None)
    if here is not None:
        raise RefusedError(
            "number.came",
            f"number {here} of feed {given.feed} is not missing any more; look at what is left of "
            f"{given.number} to {last}",
        )
    draft = Draft(at.state, at.now_us, feed=given.feed)
    touched: dict[RackId, None] = {}
    for number in range(given.number, last + 1):
        touched |= dict.fromkeys(
            rack.rack for rack in covering(at.state, given.feed, given.epoch, number)
        )
        draft.add(_skipped(given, number))
    settle(draft, at.masters, touched)
    return draft.decision()


def _skipped(given: SkipNumber, number: int) -> NumberSkipped:
    return NumberSkipped(
        feed=given.feed,
        epoch=given.epoch,
        number=number,
        person=given.person,
        reason=given.reason[:200],
    )


def release_rework(at: Situation, given: ReleaseRework) -> Decision:
    """A slot held by a late change or a block goes back to the pickers, without what no longer
    fits and what may not be used; so does one that a person let go without what it lacks.
    """
    named(given.person, given.reason)
    rack = the_rack(at.state, given.rack)
    _in_rack(rack, given.number)
    _no_conflict(at.state, [rack], given.number)
    status = slot_status(at.state, rack, given.number)
    unfit = unfit_pieces(at.state, rack, given.number)
    blocked = [p for p in blocked_pieces(at.state, rack, given.number) if p not in unfit]
    left = any(each.number == given.number for each in rack.left_out)
    held = status == (SlotState.HELD, HoldReason.LATE_CHANGE) or left
    if not held and not unfit and not blocked:
        raise RefusedError(
            "slot.no_rework", f"number {given.number} of rack {rack.rack} is not held for rework"
        )
    draft = Draft(at.state, at.now_us, racks=[rack.rack])
    for marriage in unfit:
        _take_out(draft, _divorced(marriage, given.person, given.reason))
    for piece in blocked:
        note = given.reason[:200]
        out = PartDivorced(
            marriage=piece, reason=DivorceReason.REWORK, person=given.person, note=note
        )
        _take_out(draft, out)
    draft.add(
        ReworkReleased(
            rack=rack.rack,
            slot=slot_of(rack, given.number),
            person=given.person,
            reason=given.reason[:200],
        )
    )
    settle(draft, at.masters, [rack.rack])
    return draft.decision()


def divorce(at: Situation, given: Divorce) -> Decision:
    """One piece is taken out; the slot is open again, and so is its rack or single pick."""
    if not given.person:
        raise RefusedError("person.missing", "a divorce needs a person")
    if given.rack in at.state.singles:
        return single_picks.take_out(at, given)
    rack = the_rack(at.state, given.rack)
    _in_rack(rack, given.number)
    found = [
        marriage
        for marriage in rack.picked.get(given.number, ())
        if (marriage.part, marriage.serial) == (given.part, given.serial)
        and given.index in (None, marriage.index)
    ]
    if not found:
        where = "" if given.index is None else f" at index {given.index}"
        raise RefusedError(
            "part.not_married",
            f"part {given.part} {given.serial} is not in number {given.number} of {rack.rack}"
            f"{where}",
        )
    if len(places := dict.fromkeys(family_words(marriage) for marriage in found)) > 1:
        raise RefusedError(
            "part.which",
            f"part {given.part} {given.serial} is there as {' and '.join(places)}: say the index "
            "of the one that is taken out",
        )
    draft = Draft(at.state, at.now_us, racks=[rack.rack])
    _take_out(
        draft,
        PartDivorced(
            marriage=found[-1], reason=given.reason, person=given.person, note=given.note[:200]
        ),
    )
    settle(draft, at.masters, [rack.rack])
    return draft.decision()


def release_scrap(at: Situation, given: ReleaseScrap) -> Decision:
    """A piece that was scrapped by mistake, was mended, or came back after it was shipped, may be
    picked again.
    """
    named(given.person, given.reason)
    key = serial_key(given.part, given.serial)
    away = at.state.elsewhere.get(key)
    if away is not None and away.state is Whereabouts.PICKED:
        raise RefusedError(
            "serial.elsewhere",
            f"part {given.part} {given.serial} lies in rack {away.rack} of {away.node}; take it "
            "out there",
        )
    if (
        key not in at.state.scrapped
        and away is None
        and shipped_piece(at.state, given.part, given.serial) is None
    ):
        raise RefusedError(
            "serial.not_scrapped",
            f"part {given.part} {given.serial} is neither scrapped nor shipped, here or elsewhere",
        )
    fact = ScrapReleased(
        part=PartNumber(given.part),
        serial=given.serial,
        person=given.person,
        reason=given.reason[:200],
    )
    return Decision(facts=(fact,))


def sign(at: Situation, given: SignIn) -> Decision:
    """Somebody comes or goes. Who goes leaves the tour to others; who comes leaves any other
    workplace.
    """
    place = at.state.workplaces.get(given.workplace)
    signed = place.person if place else PersonId("")
    if signed == given.person:
        return Decision()
    facts: list[PersonSigned | TourEnded] = []
    if given.person:
        for name, other in at.state.workplaces.items():
            if other.person == given.person:
                facts += _leave(at.state, name)
    elif place is not None and place.tour is not None:
        facts += _leave(at.state, given.workplace)[:-1]
    facts.append(PersonSigned(workplace=given.workplace, person=given.person))
    return Decision(facts=tuple(facts))


def call_help(at: Situation, given: CallHelp) -> Decision:
    """SHORT where a pick has its turn puts that pick off."""
    if given.kind is HelpKind.SHORT and current_pick(at.state, given.workplace) is not None:
        short = DeferPick(workplace=given.workplace, person=given.person, reason=DeferReason.SHORT)
        return shorts.defer(at, short)
    fact = HelpCalled(kind=given.kind, workplace=given.workplace, person=given.person)
    return Decision(facts=(fact,))


def handle_exception(at: Situation, given: HandleException) -> Decision:
    """A stored exception is owned or closed. One that is derived goes away by its own action."""
    named(given.person, "-")
    if given.closed and (loss := loss_named(at.state, given.exception)) is not None:
        return _nothing_was_lost(at, given, loss)
    if given.closed and any(given.exception == it.exception for it in open_conflicts(at.state)):
        raise RefusedError(
            "exception.open", f"{given.exception} closes by decide-version, not by a word"
        )
    if given.exception not in at.state.exceptions:
        derived = {found.exception for found in exceptions(at.state, at.now_us)}
        if given.exception not in derived and not names_now(at.state, given.exception):
            raise RefusedError("exception.unknown", f"there is no exception {given.exception}")
        if given.closed:
            raise RefusedError(
                "exception.open", f"{given.exception} closes by its own action, not by a word"
            )
    return Decision(facts=(_handled(given),))


def _handled(given: HandleException) -> ExceptionHandled:
    return ExceptionHandled(
        exception=given.exception,
        person=given.person,
        closed=given.closed,
        note=given.note[:200],
    )


def _nothing_was_lost(at: Situation, given: HandleException, loss: LossName) -> Decision:
    """A person has asked the line: no vehicle of ours was in the transmission, or what was is keyed
    in. Racks that waited for nothing else close.
    """
    named(given.person, given.note)
    draft = Draft(at.state, at.now_us, feed=loss.feed)
    waited = [rack.rack for rack in racks_behind(at.state, loss.feed, loss.transmission)]
    draft.add(_handled(given))
    settle(draft, at.masters, waited)
    return draft.decision()


def move_kanban(at: Situation, given: MoveKanban) -> Decision:
    return Decision(facts=(kanban_moved(at.masters, given, 0),))


def kanban_moved(masters: CompiledMasters | None, given: MoveKanban, raw_id: int) -> KanbanMoved:
    loop = masters.loops.get(given.loop) if masters else None
    if loop is None:
        raise RefusedError("kanban.unknown", f"masters name no loop {given.loop}")
    return KanbanMoved(
        loop=given.loop,
        card=given.card,
        movement=given.movement,
        location=loop.location,
        part=loop.part,
        quantity=loop.quantity,
        person=given.person,
        raw_id=raw_id,
    )


def _leave(state: CellState, workplace: WorkplaceId) -> list[PersonSigned | TourEnded]:
    tour = state.workplaces[workplace].tour
    ended = TourEnded(tour=tour.tour, workplace=workplace, completed=False) if tour else None
    signed = PersonSigned(workplace=workplace, person=PersonId(""))
    return [signed] if ended is None else [ended, signed]


def _take_out(draft: Draft, fact: PartDivorced) -> None:
    take_back(draft, fact.marriage)
    draft.add(fact)


def _passed(state: CellState, rack: Rack, number: int) -> bool:
    return slot_status(state, rack, number) == (SlotState.HELD, HoldReason.FITTED)


def _divorced(marriage: Marriage, person: PersonId, note: str) -> PartDivorced:
    return PartDivorced(
        marriage=marriage, reason=DivorceReason.LATE_CHANGE, person=person, note=note[:200]
    )


def _run(state: CellState, feed: FeedId, epoch: int) -> Run:
    run = state.feeds[feed].runs.get(epoch) if feed in state.feeds else None
    if run is None:
        raise RefusedError("run.unknown", f"feed {feed} has no epoch {epoch} here")
    return run


def _no_conflict(state: CellState, racks: list[Rack], number: int) -> None:
    """What lies in the slot stays as it is until somebody decides."""
    for rack in racks:
        if slot_status(state, rack, number)[1] is HoldReason.VERSION:
            raise RefusedError(
                "slot.in_doubt",
                f"nobody can tell which version of number {number} counts; decide that first",
            )


def _in_rack(rack: Rack, number: int) -> None:
    if not carries(rack, number):
        raise RefusedError("number.not_in_rack", f"number {number} is not in rack {rack.rack}")
