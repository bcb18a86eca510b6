"""Labels: their ids and copies, what stands on them, and the states they may pass through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edge.cell.draft import Draft
from edge.cell.inputs import (
    CancelPrint,
    Decision,
    LabelReported,
    PrintLabel,
    PrintOnDemand,
    RefusedError,
    Reprint,
    ResumePrinter,
    StartPrinter,
)
from edge.cell.label_copies import COPIES_MAX, copies_of, newest_copy, newest_of
from edge.cell.label_doubt import is_in_doubt
from edge.cell.label_fields import numbered, part_words, rack_fields, slot_fields, vehicle_fields
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, HoldReason, Label, Rack
from edge.cell.racks import hold_reasons, needs_at, number_at, numbers, slot_of, slot_state
from edge.cell.situation import Situation
from wire.events import LabelKind, LabelMoved, LabelRequested, LabelState, Marriage, PrinterResumed
from wire.family_words import family_words
from wire.ids import DeviceId, FamilyId, PersonId, RackId, WorkplaceId
from wire.label_name import (
    LabelName,
    name_of_piece,
    name_of_rack,
    name_of_slot,
    parse_label,
    racks_in,
)
from wire.slot_state import SlotState

COPIES_BY_ONE_PERSON = 2
"""A further copy needs a second person."""

MOVES: dict[LabelState, frozenset[LabelState]] = {
    LabelState.QUEUED: frozenset({LabelState.SENDING, LabelState.CANCELLED}),
    LabelState.SENDING: frozenset({LabelState.SENT, LabelState.UNKNOWN}),
    LabelState.SENT: frozenset({LabelState.CONFIRMED, LabelState.UNKNOWN}),
    LabelState.UNKNOWN: frozenset({LabelState.CONFIRMED, LabelState.CANCELLED}),
    LabelState.CONFIRMED: frozenset(),
    LabelState.CANCELLED: frozenset(),
}
"""No way leads back to SENDING: after the first byte nothing is sent again by itself."""

PRINTED = frozenset({LabelState.SENDING, LabelState.SENT, LabelState.UNKNOWN})
"""A scan of the label proves that it came out."""


def report(at: Situation, given: LabelReported) -> Decision:
    """The spooler's word. The same word twice says nothing new, nor does one that a
    scan of the label overtook; only SENDING is refused then: it would be a second sending.
    """
    label = at.state.labels.get(given.label)
    if label is None:
        raise RefusedError("label.unknown", f"there is no label {given.label}")
    overtaken = label.state is LabelState.CONFIRMED and given.state in (
        LabelState.SENT,
        LabelState.UNKNOWN,
    )
    again = label.state is given.state and given.state is not LabelState.SENDING
    if again or overtaken:
        return Decision()
    if given.state not in MOVES[label.state]:
        raise RefusedError(
            "label.transition",
            f"label {given.label} is {label.state.value} and cannot become {given.state.value}",
        )
    if given.state is LabelState.SENDING and is_in_doubt(at.state, label):
        raise RefusedError(
            "label.in_doubt",
            f"nobody can tell which version of the vehicle of label {given.label} counts; decide "
            "that first",
        )
    fact = LabelMoved(
        label=given.label, state=given.state, detail=given.detail[:200], person=given.person
    )
    effects = (CancelPrint(label=given.label),) if given.state is LabelState.CANCELLED else ()
    return Decision(facts=(fact,), effects=effects)


def part_label(draft: Draft, masters: CompiledMasters, marriage: Marriage, workplace: str) -> None:
    """The label of a piece just accepted."""
    rack = draft.state.racks[marriage.rack]
    fields = {
        **vehicle_fields(draft.state, rack, marriage.slot),
        "part": marriage.part,
        "description": part_words(masters, marriage),
        "quantity": "1",
        "serial": marriage.serial,
        "lot": marriage.lot,
        "family": family_words(marriage),
    }
    wanted = _Wanted(
        kind=LabelKind.PART,
        name=name_of_piece(marriage),
        rack=marriage.rack,
        slot=marriage.slot,
        family=marriage.family,
        piece=marriage.piece,
        fields=fields,
        workplace=WorkplaceId(workplace),
    )
    _request(draft, masters, wanted)


def single_label(
    draft: Draft,
    masters: CompiledMasters,
    marriage: Marriage,
    fields: dict[str, str],
    workplace: WorkplaceId,
) -> None:
    """The label of a piece that was ordered again."""
    wanted = _Wanted(
        kind=LabelKind.SINGLE,
        name=name_of_piece(marriage),
        rack=marriage.rack,
        family=marriage.family,
        piece=marriage.piece,
        fields=fields,
        workplace=workplace,
    )
    _request(draft, masters, wanted)


def take_back(draft: Draft, marriage: Marriage) -> None:
    """The piece leaves its slot: its label is superseded (``evolve``), and one that nobody has seen
    is not waited for any more.
    """
    for label in copies_of(draft.before, name_of_piece(marriage)):
        if LabelState.CANCELLED in MOVES[label.state]:
            draft.add(
                LabelMoved(
                    label=label.label, state=LabelState.CANCELLED, detail="its piece was taken out"
                ),
                CancelPrint(label=label.label),
            )


def slot_labels(
    draft: Draft, masters: CompiledMasters, rack: Rack, only: Sequence[int] | None = None
) -> None:
    """A label for every slot of the rack that is placed, not held, and has none that says the
    same; a part's new name alone is no reason for a new copy.
    """
    for number in numbers(draft.state, rack) if only is None else only:
        goes_on = slot_state(draft.state, rack, number) in (SlotState.OPEN, SlotState.PICKED)
        if goes_on and needs_at(draft.state, rack, number):
            name = name_of_slot(rack.rack, slot_of(rack, number))
            newest = newest_of(draft.before, name)
            fields = slot_fields(draft.state, masters, rack, number)
            told = fields.keys() - ({"description"} if fields["part"] else set())
            if newest is None or any(newest.fields.get(key) != fields[key] for key in told):
                reason = "" if newest is None else "the slot's content changed"
                _slot_label(draft, masters, rack, number, reason=reason)


def rack_label(
    draft: Draft, masters: CompiledMasters, rack: Rack, *, person: PersonId = PersonId("")
) -> None:
    """The rack's label, unless the one it has says the same."""
    name = name_of_rack(rack.rack)
    fields = rack_fields(draft.state, masters, rack)
    newest = newest_of(draft.before, name)
    if newest is None or any(newest.fields.get(k, "") != v for k, v in fields.items()):
        reason = "" if newest is None else "the rack's content changed"
        wanted = _Wanted(
            kind=LabelKind.RACK,
            name=name,
            rack=rack.rack,
            fields=fields,
            person=person,
            reason=reason,
        )
        _request(draft, masters, wanted)


def print_on_demand(at: Situation, given: PrintOnDemand) -> Decision:
    """A label that was not printed by itself. One that exists is a reprint, with its reason."""
    rack = at.state.racks.get(given.rack)
    if at.masters is None or rack is None or rack.shipped_us is not None:
        raise RefusedError("rack.unknown", f"there is no rack {given.rack} here")
    kind = LabelKind.RACK if given.number is None else LabelKind.SLOT
    if kind not in at.masters.printers:
        raise RefusedError("printer.none", f"no printer is configured for {kind.value} labels")
    draft = Draft(at.state, at.now_us, racks=())
    if given.number is None:
        if any(HoldReason.GAP in hold_reasons(at.state, rack, n) for n in numbers(at.state, rack)):
            raise RefusedError("rack.gap", f"rack {given.rack} has a hole; nothing is printed yet")
        _refuse_doubt(at.state, rack, numbers(at.state, rack))
        _refuse_second(at.state, name_of_rack(rack.rack))
        rack_label(draft, at.masters, rack, person=given.person)
    else:
        if slot_state(at.state, rack, given.number) not in (SlotState.OPEN, SlotState.PICKED):
            raise RefusedError(
                "slot.not_open", f"number {given.number} of rack {given.rack} is held or not there"
            )
        _refuse_second(at.state, name_of_slot(rack.rack, slot_of(rack, given.number)))
        _slot_label(draft, at.masters, rack, given.number, person=given.person)
    return draft.decision()


def reprint(at: Situation, given: Reprint) -> Decision:
    """A new copy of a label; all older copies are superseded."""
    label = at.state.labels.get(given.label)
    if label is None:
        raise RefusedError("label.unknown", f"there is no label {given.label} here")
    if not given.reason.strip() or not given.person:
        raise RefusedError("reprint.reason", "a reprint needs a person and a reason")
    newest = newest_copy(at.state, label)
    if newest.copy >= COPIES_BY_ONE_PERSON and given.second_person in ("", given.person):
        raise RefusedError(
            "reprint.second_person", f"copy {newest.copy + 1} needs a second person's badge"
        )
    draft = Draft(at.state, at.now_us, racks=())
    reprint_copy(
        draft,
        newest,
        person=given.person,
        second_person=given.second_person,
        reason=given.reason,
    )
    return draft.decision()


def resume_printer(at: Situation, given: ResumePrinter) -> Decision:
    """Lets a printer that stopped go on."""
    if at.masters is None or given.printer not in at.masters.printers.values():
        raise RefusedError("printer.unknown", f"no labels go to a printer {given.printer}")
    return Decision(
        facts=(PrinterResumed(printer=given.printer, person=given.person),),
        effects=(StartPrinter(printer=given.printer),),
    )


def reprint_copy(
    draft: Draft,
    newest: Label,
    *,
    person: PersonId,
    second_person: PersonId = PersonId(""),
    reason: str,
    workplace: WorkplaceId = WorkplaceId(""),
) -> None:
    """The next copy after ``newest``. One still in the queue is cancelled."""
    _check_copy(draft.before, newest)
    _give_up(draft, newest, "reprinted")
    wanted = _Wanted(
        kind=newest.kind,
        name=parse_label(newest.label),
        rack=newest.rack,
        slot=newest.slot,
        family=newest.family,
        piece=newest.piece,
        fields=newest.fields,
        workplace=workplace,
        person=person,
        second_person=second_person,
        reason=reason[:200],
    )
    _print(draft, wanted, newest.copy + 1, newest.printer)


def _check_copy(state: CellState, newest: Label) -> None:
    """Raises RefusedError where no further copy may come out."""
    rack = state.racks.get(newest.rack)
    if newest.rack in state.singles:
        return
    if rack is None or rack.shipped_us is not None:
        raise RefusedError("rack.shipped", f"rack {newest.rack} is shipped, or no rack any more")
    _refuse_doubt(
        state,
        rack,
        numbers(state, rack) if newest.kind is LabelKind.RACK else [number_at(rack, newest.slot)],
    )
    if newest.superseded:
        raise RefusedError(
            "label.superseded", f"the piece of label {newest.label} was taken out of its slot"
        )
    if newest.copy >= COPIES_MAX:
        raise RefusedError("reprint.copies", f"label {newest.label} has {COPIES_MAX} copies")


def rack_of_label(state: CellState, label: str) -> RackId | None:
    """The shipped rack that a label forgotten here belonged to, by its id."""
    return next((rack for rack in racks_in(label) if rack in state.shipped), None)


def _refuse_doubt(state: CellState, rack: Rack, wanted: Sequence[int]) -> None:
    """Nothing is printed for a vehicle of which nobody can tell which version counts."""
    for number in wanted:
        if HoldReason.VERSION in hold_reasons(state, rack, number):
            raise RefusedError(
                "slot.in_doubt",
                f"nobody can tell which version of number {number} counts; decide that first",
            )


def _refuse_second(state: CellState, name: LabelName) -> None:
    if newest_of(state, name) is not None:
        text = f"label {name.base} exists; ask for a reprint with a reason"
        raise RefusedError("label.exists", text)


def _slot_label(
    draft: Draft,
    masters: CompiledMasters,
    rack: Rack,
    number: int,
    *,
    person: PersonId = PersonId(""),
    reason: str = "",
) -> None:
    fields = slot_fields(draft.state, masters, rack, number)
    slot = slot_of(rack, number)
    name = name_of_slot(rack.rack, slot)
    wanted = _Wanted(
        kind=LabelKind.SLOT,
        name=name,
        rack=rack.rack,
        slot=slot,
        fields=fields,
        person=person,
        reason=reason,
    )
    _request(draft, masters, wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A label that is to be there, whichever copy it becomes."""

    kind: LabelKind
    name: LabelName
    rack: RackId
    fields: dict[str, str]
    slot: int = 0
    family: FamilyId = FamilyId("")
    piece: int = 0
    workplace: WorkplaceId = WorkplaceId("")
    person: PersonId = PersonId("")
    second_person: PersonId = PersonId("")
    reason: str = ""


def _request(draft: Draft, masters: CompiledMasters, wanted: _Wanted) -> None:
    """The next copy. A cell without a printer for the kind prints none."""
    printer = masters.printers.get(wanted.kind)
    if printer is None:
        return
    newest = newest_of(draft.before, wanted.name)
    copy = 1 if newest is None else newest.copy + 1
    if copy > COPIES_MAX:
        return
    if newest is not None:
        _give_up(draft, newest, "replaced")
    _print(draft, wanted, copy, printer)


def _give_up(draft: Draft, label: Label, why: str) -> None:
    """One that still is in the queue is not waited for."""
    if label.state is LabelState.QUEUED:
        draft.add(
            LabelMoved(label=label.label, state=LabelState.CANCELLED, detail=why),
            CancelPrint(label=label.label),
        )


def _print(draft: Draft, wanted: _Wanted, copy: int, printer: DeviceId) -> None:
    label = wanted.name.of_copy(copy).label
    draft.add(
        LabelRequested(
            label=label,
            kind=wanted.kind,
            copy=copy,
            printer=printer,
            rack=wanted.rack,
            slot=wanted.slot,
            family=wanted.family,
            piece=wanted.piece,
            fields=numbered(wanted.kind, wanted.fields, label, copy, wanted.rack),
            workplace=wanted.workplace,
            person=wanted.person,
            second_person=wanted.second_person,
            reason=wanted.reason,
        ),
        PrintLabel(label=label),
    )
