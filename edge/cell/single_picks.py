"""Single picks: a part that the line orders again (*re_order*) is picked outside any rack, before
every tour, with a label of its own, and waits for whoever brings it to the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from edge.cell.blocked import block_of_piece
from edge.cell.draft import Draft
from edge.cell.identity import shown_name, vin_of
from edge.cell.inputs import Decision, Divorce, RefusedError
from edge.cell.label_fields import single_fields
from edge.cell.labels import single_label, take_back
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Single, Vehicle
from edge.cell.single_inputs import BeginSingle, EndSingle
from edge.cell.situation import Situation
from wire.events import (
    DivorceReason,
    Marriage,
    Need,
    PartDivorced,
    SinglePickBegun,
    SinglePickEnded,
    SinglePickOrdered,
)
from wire.family_words import family_words
from wire.ids import PersonId, RackId, WorkplaceId
from wire.needs import explode
from wire.part_lines import FamilyLines, sort_lines
from wire.short_name import name_of_single
from wire.telegram import Change, Status, Telegram

PREFIX = "RE"


def orders(
    state: CellState, masters: CompiledMasters, telegram: Telegram, known: Vehicle | None
) -> tuple[SinglePickOrdered, ...] | None:
    """One for each part of this cell that the telegram orders again; none where it names parts of
    other cells only. None: a person must ask what is meant.
    """
    needs = _ordered(masters, telegram, known)
    if needs is None:
        return None
    first = state.singles_ordered + 1
    return tuple(
        SinglePickOrdered(
            rack=RackId(f"{PREFIX}-{number}"),
            feed=telegram.feed,
            call_number=telegram.call_number,
            vin=vin_of(known) if known else telegram.vin,
            vehicle=shown_name(known) if known else telegram.vin or telegram.body_number,
            sequence_number=telegram.sequence_number
            or (known.telegram.sequence_number if known else ""),
            point_of_fit=masters.rack_families[need.rack_family].point_of_fit,
            need=need,
        )
        for number, need in enumerate(needs, first)
    )


def _ordered(
    masters: CompiledMasters, telegram: Telegram, known: Vehicle | None
) -> tuple[Need, ...] | None:
    """Parts that it names must all be parts of the vehicle, as far as they are of this cell; if it
    names none, all are meant.
    """
    ours = sort_lines(masters, telegram)
    if telegram.parts and not ours:
        return ()
    if telegram.status is Status.CANCELLED or (known is None and not telegram.parts):
        return None
    needs = known.needs if known else ()
    if not needs:
        needs, problems = explode(masters, telegram)
        if any(not ours or problem.family in ours for problem in problems):
            return None
    if not telegram.parts:
        return needs or None
    wanted: list[Need] = []
    for said in ours.values():
        found = None if said.doubt else _of_family(said, needs)
        if found is None:
            return None
        wanted += found
    return tuple(wanted)


def _of_family(said: FamilyLines, needs: Sequence[Need]) -> list[Need] | None:
    """What the lines of one family order again. None: not what the vehicle has of it."""
    wanted: list[Need] = []
    for line in said.lines:
        has = [
            need
            for need in needs
            if (need.family, need.part) == (said.family.family.family, line.part)
            and line.index in (0, need.index)
        ]
        if not has or line.change is not Change.ADD:
            return None
        wanted += [_of_quantity(need, line.quantity) for need in has]
    return wanted


def _of_quantity(need: Need, quantity: int) -> Need:
    return replace(need, quantity=min(quantity, need.quantity))


def begin(at: Situation, given: BeginSingle) -> Decision:
    place = at.state.workplaces.get(given.workplace)
    if place is None or not given.person or place.person != given.person:
        raise RefusedError("person.missing", f"scan your badge at {given.workplace} first")
    single = _wanted(at.state, given)
    if single.is_picked:
        raise RefusedError("single.picked", f"{single.order.rack} is picked; bring it to the line")
    if single.workplace not in ("", given.workplace):
        raise RefusedError("single.taken", f"{single.order.rack} is picked at {single.workplace}")
    at_work = (it for it in at.state.singles.values() if it.workplace == given.workplace)
    if (other := next(at_work, None)) is not None:
        raise RefusedError("single.in_hand", f"finish urgent pick {other.order.rack} first")
    fact = SinglePickBegun(rack=single.order.rack, workplace=given.workplace, person=given.person)
    return Decision(facts=(fact,))


def _wanted(state: CellState, given: BeginSingle) -> Single:
    single = state.singles.get(given.rack) if given.rack else next(waiting(state), None)
    if single is None:
        raise RefusedError("single.unknown", _none_waits(given))
    return single


def _none_waits(given: BeginSingle) -> str:
    return f"no urgent pick {given.rack} waits here" if given.rack else "no urgent pick waits here"


def end(at: Situation, given: EndSingle) -> Decision:
    """Brought to the line, which only a whole one can be; or given up, with the reason: what is
    picked is taken out.
    """
    single = at.state.singles.get(given.rack)
    if single is None or not given.person:
        raise RefusedError("single.unknown", f"there is no urgent pick {given.rack} here")
    if given.delivered:
        if not single.is_picked:
            raise RefusedError("single.open", f"{given.rack} is not picked yet")
        if any(block_of_piece(at.state, piece) for piece in single.picked):
            raise RefusedError("single.blocked", f"a piece of {given.rack} is blocked")
    elif not given.reason.strip():
        raise RefusedError("reason.missing", f"say why {given.rack} is not wanted any more")
    draft = Draft(at.state, at.now_us, racks=())
    for piece in () if given.delivered else single.picked:
        _take_out(draft, piece, DivorceReason.REWORK, given.person, given.reason)
    draft.add(
        SinglePickEnded(
            rack=given.rack,
            delivered=given.delivered,
            person=given.person,
            reason=given.reason[:200],
        )
    )
    return draft.decision()


def take_out(at: Situation, given: Divorce) -> Decision:
    """One piece of a single pick that was not brought away yet; it is to be picked again."""
    single = at.state.singles[given.rack]
    found = [it for it in single.picked if (it.part, it.serial) == (given.part, given.serial)]
    if not found:
        raise RefusedError(
            "part.not_married", f"part {given.part} {given.serial} is not in {given.rack}"
        )
    draft = Draft(at.state, at.now_us, racks=())
    _take_out(draft, found[-1], given.reason, given.person, given.note)
    return draft.decision()


def _take_out(
    draft: Draft, piece: Marriage, reason: DivorceReason, person: PersonId, note: str
) -> None:
    take_back(draft, piece)
    draft.add(PartDivorced(marriage=piece, reason=reason, person=person, note=note[:200]))


def put_back(single: Single, person: PersonId, reason: str) -> Decision:
    """Its part is short or damaged: it waits until somebody takes it again."""
    fact = SinglePickBegun(
        rack=single.order.rack, workplace=WorkplaceId(""), person=person, reason=reason
    )
    return Decision(facts=(fact,))


def waiting(state: CellState) -> Iterator[Single]:
    """Those that nobody has in hand and nobody put back, the oldest first."""
    for single in state.singles.values():
        if not (single.workplace or single.waits or single.is_picked):
            yield single


def print_label(
    draft: Draft, masters: CompiledMasters, marriage: Marriage, workplace: WorkplaceId
) -> None:
    single = draft.state.singles[marriage.rack]
    single_label(draft, masters, marriage, single_fields(single, masters, marriage), workplace)


def owner_of(state: CellState, single: Single) -> PersonId:
    """Who said last that it is theirs, else who has it in hand; nobody where it waits."""
    taken = state.owners.get(name_of_single(single.order.rack))
    return taken or (single.person if single.workplace else PersonId(""))


def told(single: Single) -> str:
    """What a person reads of it."""
    order = single.order
    what = f"{family_words(order.need)} {order.need.part}"
    whom = f"call {order.call_number} ({order.vehicle or 'no VIN'})"
    if single.is_picked:
        state = "picked: bring it to the line"
    elif single.waits:
        state = f"put back by {single.person} ({single.waits})"
    else:
        state = f"in hand at {single.workplace}" if single.workplace else "to be picked first"
    return f"{order.rack}: {whom} ordered again: {what} for {order.point_of_fit}; {state}"
