"""What a scan does. Every scan gives exactly one Scanned fact and one Answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edge.cell import (
    badges,
    dock_scans,
    emergencies,
    label_scans,
    messages,
    people,
    puts,
    rack_orders,
    shorts,
    single_picks,
)
from edge.cell.badge_text import HIDDEN, shown
from edge.cell.barcode import read
from edge.cell.draft import Draft
from edge.cell.inputs import (
    Answer,
    BindCarrier,
    CallHelp,
    CodeScanned,
    Decision,
    DeferPick,
    FillFace,
    MoveKanban,
    RefusedError,
    SignIn,
)
from edge.cell.labels import part_label
from edge.cell.masters import part_meant
from edge.cell.model import CellState, Workplace
from edge.cell.model.pieces import serial_key
from edge.cell.reading import Command, Kind, Problem, Reading
from edge.cell.settle import settle
from edge.cell.situation import Situation
from edge.cell.tours import current_pick
from edge.cell.verification import Judgement, judge_part, judge_plain, judge_vin
from wire.events import DeferReason, HelpKind, Marriage, Movement, SaidPiece, Scanned, Verdict
from wire.ids import TEXT_LENGTH_MAX, FaceId, LoopId, PartNumber, RackId
from wire.label_name import name_of_rack
from wire.limits import Excess
from wire.masters import LabelOn

BOUNCE = "scan.bounce"
BADGE_UNKNOWN = "badge.unknown"
"""Nobody here has this badge: it counts towards a lock."""
COUNTED = "scan.counted"
"""It was taken before the cell stopped, and nobody may have been told."""
BOUNCE_US = 300_000
DEFER_BOUNCE_US = 3_000_000
"""A card pulled twice must not put off the pick that came up in between."""
_DEFERS: dict[Command | None, DeferReason] = {
    Command.LATER: DeferReason.LATER,
    Command.SHORT: DeferReason.SHORT,
    Command.DAMAGED: DeferReason.DAMAGED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """A scan and all that it is judged by."""

    at: Situation
    given: CodeScanned
    reading: Reading
    place: Workplace
    text: str


def scanned(at: Situation, given: CodeScanned) -> Decision:
    known_parts = (
        at.masters.face_of_part.keys() | at.masters.part_of_alias.keys() if at.masters else ()
    )
    scan = _Scan(
        at=at,
        given=given,
        reading=read(given.text, is_part=lambda text: text in known_parts),
        place=at.state.workplaces.get(given.workplace) or Workplace(),
        text=HIDDEN if given.hidden else shown(given.text),
    )
    return _decision(scan, _judge(scan))


def beyond_limits(state: CellState, given: CodeScanned, found: Excess) -> Decision:
    """The answer to a code that says more than central can keep: unreadable, and nothing else."""
    place = state.workplaces.get(given.workplace) or Workplace()
    text = shown(given.text)
    fact = Scanned(
        device=given.device,
        workplace=given.workplace,
        person=place.person,
        verdict=Verdict.UNREADABLE,
        code=Problem.TOO_LONG.value,
        text=text,
        raw_id=given.raw_id,
    )
    answer = Answer(
        workplace=given.workplace,
        device=given.device,
        verdict=fact.verdict,
        code=fact.code,
        text=found.detail,
    )
    return Decision(facts=(fact,), effects=(answer,))


def _judge(scan: _Scan) -> Judgement:
    if scan.given.problem:
        return Judgement(verdict=Verdict.UNREADABLE, code=f"frame.{scan.given.problem}"[:100])
    if _bounces(scan):
        return Judgement(verdict=Verdict.ALREADY_DONE, code=BOUNCE)
    if _is_counted(scan):
        return Judgement(verdict=Verdict.ALREADY_DONE, code=COUNTED)
    try:
        return _KINDS[scan.reading.kind](scan)
    except RefusedError as refused:
        return Judgement(verdict=Verdict.IDLE, code=refused.code)


def _bounces(scan: _Scan) -> bool:
    """The code that was accepted a moment ago, from the same device. One with a serial that is
    married says so better; the serial of a part that is not tracked is its container's and tells
    no two parts apart. Texts are kept to a length: beyond it the serial tells two codes apart.
    """
    place, reading = scan.place, scan.reading
    window_us = DEFER_BOUNCE_US if reading.command in _DEFERS else BOUNCE_US
    return (
        serial_key(reading.part, reading.serial) not in scan.at.state.serials
        and scan.text == place.accepted_text
        and reading.serial == place.accepted_serial
        and scan.given.device == place.accepted_device
        and 0 <= scan.at.now_us - place.accepted_us < window_us
    )


def _is_counted(scan: _Scan) -> bool:
    """The same code again after a stop is the same piece, card or order, whose answer was not
    heard; once more it is another. A serial that is married says so itself.
    """
    key = serial_key(scan.reading.part, scan.reading.serial)
    return scan.text == scan.given.unanswered != "" and key not in scan.at.state.serials


def _decision(scan: _Scan, judged: Judgement) -> Decision:
    given, pick, marriage = scan.given, judged.pick, judged.marriage
    answer = Answer(
        workplace=given.workplace,
        device=given.device,
        verdict=judged.verdict,
        code=judged.code,
        text=scan.text,
        expected=judged.expected,
        values=judged.values,
    )
    fact = Scanned(
        device=given.device,
        workplace=given.workplace,
        person=scan.place.person,
        verdict=judged.verdict,
        code=judged.code,
        text=scan.text,
        raw_id=given.raw_id,
        rack=pick.rack.rack if pick else judged.rack,
        slot=pick.ref.slot if pick else 0,
        expected=judged.expected,
        marriage=marriage,
        other_call=judged.other_call,
        said=_said(scan, marriage),
    )
    if judged.settles:
        return _put_down(scan, judged, fact, answer)
    if marriage is None:
        return Decision(facts=(*judged.facts, fact), effects=(answer, *judged.effects))
    if marriage.rack in scan.at.state.singles:
        return _single_picked(scan, marriage, fact, answer)
    draft = Draft(scan.at.state, scan.at.now_us, racks=(marriage.rack,))
    draft.add(fact, answer)
    if scan.at.masters is not None and draft.state.racks[marriage.rack].label_on is LabelOn.PICK:
        part_label(draft, scan.at.masters, marriage, given.workplace)
    settle(draft, scan.at.masters, [marriage.rack], [given.workplace])
    emergencies.close_when_picked(draft, marriage, scan.place.person)
    return draft.decision()


def _single_picked(scan: _Scan, marriage: Marriage, fact: Scanned, answer: Answer) -> Decision:
    draft = Draft(scan.at.state, scan.at.now_us, racks=())
    draft.add(fact, answer)
    if scan.at.masters is not None:
        single_picks.print_label(draft, scan.at.masters, marriage, scan.given.workplace)
    return draft.decision()


def _said(scan: _Scan, marriage: Marriage | None) -> SaidPiece | None:
    """Serial and lot of a code, where no marriage keeps both and they are short enough to keep."""
    reading = scan.reading
    if reading.kind is not Kind.PART or scan.given.hidden or scan.given.problem:
        return None
    if not reading.serial or not reading.lot or (marriage is not None and marriage.serial):
        return None
    part = _part_of(scan)
    if max(len(part), len(reading.serial), len(reading.lot)) > TEXT_LENGTH_MAX:
        return None
    return SaidPiece(part=PartNumber(part), serial=reading.serial, lot=reading.lot)


def _put_down(scan: _Scan, judged: Judgement, fact: Scanned, answer: Answer) -> Decision:
    """The rack that the scan was about may be complete."""
    draft = Draft(scan.at.state, scan.at.now_us, racks=(judged.settles,))
    for each in judged.facts:
        draft.add(each)
    draft.add(fact, answer, *judged.effects)
    settle(draft, scan.at.masters, [judged.settles], [scan.given.workplace])
    return draft.decision()


def _part_of(scan: _Scan) -> str:
    """Our number of the part that the code names."""
    part = scan.reading.part or scan.reading.gtin
    return part_meant(scan.at.masters, part)


def _part(scan: _Scan) -> Judgement:
    state, workplace = scan.at.state, scan.given.workplace
    if scan.place.receiving:
        return dock_scans.part_comes_in(_dock(scan), _part_of(scan), scan.place.receiving)
    judged = judge_part(state, workplace, scan.reading, _part_of(scan), scan.text, scan.at.now_us)
    if judged.verdict is Verdict.RIGHT:
        return puts.judge_first(state, workplace, judged.pick) or judged
    return judged


def _plain(scan: _Scan) -> Judgement:
    return judge_plain(scan.at.state, scan.given.workplace, scan.reading)


def _vin(scan: _Scan) -> Judgement:
    return judge_vin(scan.at.state, scan.given.workplace, scan.reading)


def _unreadable(scan: _Scan) -> Judgement:
    problem = scan.reading.problem
    code = problem.value if problem else "barcode.unreadable"
    return Judgement(verdict=Verdict.UNREADABLE, code=code)


def _no_part(scan: _Scan) -> Judgement:
    return Judgement(verdict=Verdict.UNKNOWN, code="code.no_part")


def _label(scan: _Scan) -> Judgement:
    return label_scans.judge_label(scan.at.state, scan.given.workplace, scan.reading.label)


def _rack_label(scan: _Scan) -> Judgement:
    label = name_of_rack(RackId(scan.reading.rack), scan.reading.copy or 0).label
    judged = label_scans.judge_label(scan.at.state, scan.given.workplace, label)
    return dock_scans.rack_label(_dock(scan), judged)


def _dock(scan: _Scan) -> dock_scans.AtDock:
    given = scan.given
    return dock_scans.AtDock(
        at=scan.at,
        workplace=given.workplace,
        device=given.device,
        person=scan.place.person,
        reading=scan.reading,
    )


def _compartment(scan: _Scan) -> Judgement:
    carrier, place = scan.reading.carrier, scan.reading.compartment
    return puts.judge_compartment(scan.at.state, scan.given.workplace, carrier, place)


def _badge(scan: _Scan) -> Judgement:
    """Signs in at this workplace. The badge itself is never kept, only its owner."""
    if scan.given.locked:
        return Judgement(verdict=Verdict.UNKNOWN, code="badge.locked")
    person = badges.owner_of(scan.at.masters, scan.reading.badge)
    if person is None:
        judged = badges.can_judge(scan.at.masters)
        return Judgement(verdict=Verdict.UNKNOWN, code=BADGE_UNKNOWN if judged else "badge.no_key")
    decision = people.sign(scan.at, SignIn(workplace=scan.given.workplace, person=person.person))
    replaced = scan.place.person not in ("", person.person)
    code = "badge.replaced" if replaced else "badge.signed_in"
    return Judgement(verdict=Verdict.CONFIRMED, code=code, facts=decision.facts)


def _command(scan: _Scan) -> Judgement:
    command = scan.reading.command
    if command is Command.REPRINT:
        return label_scans.reprint_last(
            scan.at.state, scan.given.workplace, scan.place, scan.at.now_us
        )
    if command is Command.READ:
        return messages.judge_read(scan.at, scan.given.workplace)
    if command in _DEFERS:
        return _defer(scan, _DEFERS[command])
    kind = HelpKind((command or Command.HELP).value.lower())
    decision = people.call_help(
        scan.at,
        CallHelp(kind=kind, workplace=scan.given.workplace, person=scan.place.person),
    )
    return Judgement(verdict=Verdict.CONFIRMED, code=f"command.{kind.value}", facts=decision.facts)


def _defer(scan: _Scan, reason: DeferReason) -> Judgement:
    """The pick whose turn it is waits. SHORT without a turn only calls for somebody."""
    place, workplace = scan.place, scan.given.workplace
    if reason is DeferReason.SHORT and current_pick(scan.at.state, workplace) is None:
        help_wanted = CallHelp(kind=HelpKind.SHORT, workplace=workplace, person=place.person)
        decision = people.call_help(scan.at, help_wanted)
    else:
        given = DeferPick(workplace=workplace, person=place.person, reason=reason)
        decision = shorts.defer(scan.at, given)
    return Judgement(
        verdict=Verdict.CONFIRMED, code=f"command.{reason.value}", facts=decision.facts
    )


def _filled(scan: _Scan) -> Judgement:
    given = FillFace(face=FaceId(scan.reading.face), person=scan.place.person)
    decision = shorts.fill(scan.at, given)
    return Judgement(verdict=Verdict.CONFIRMED, code="face.filled", facts=decision.facts)


def _kanban(scan: _Scan) -> Judgement:
    given = MoveKanban(
        loop=LoopId(scan.reading.loop),
        card=scan.reading.card,
        movement=scan.reading.movement or Movement.CONSUME,
        person=scan.place.person,
    )
    try:
        fact = people.kanban_moved(scan.at.masters, given, scan.given.raw_id)
    except RefusedError as refused:
        return Judgement(verdict=Verdict.UNKNOWN, code=refused.code)
    return Judgement(
        verdict=Verdict.CONFIRMED, code=f"kanban.{given.movement.value}", facts=(fact,)
    )


def _carrier(scan: _Scan) -> Judgement:
    """An empty rack: the rack of the part in the hand, or the oldest open rack of the tour that has
    no carrier yet, is bound to it.
    """
    racks = [*puts.carrierless(scan.at.state, scan.given.workplace), *_unbound(scan)]
    if scan.place.tour is None and not racks:
        return Judgement(verdict=Verdict.IDLE, code="tour.none")
    if holder := rack_orders.carrier_holder(scan.at.state, scan.reading.carrier):
        return Judgement(verdict=Verdict.ALREADY_DONE, code="carrier.bound", rack=holder)
    if not racks:
        return Judgement(verdict=Verdict.ALREADY_DONE, code="carrier.not_needed")
    given = BindCarrier(rack=racks[0], carrier=scan.reading.carrier, person=scan.place.person)
    decision = rack_orders.bind_carrier(scan.at, given)
    return Judgement(
        verdict=Verdict.CONFIRMED, code="carrier.bound_now", rack=racks[0], facts=decision.facts
    )


def _unbound(scan: _Scan) -> list[RackId]:
    tour = scan.place.tour
    names = dict.fromkeys(ref.rack for ref in tour.picks) if tour else {}
    racks = [scan.at.state.racks[name] for name in names if name in scan.at.state.racks]
    free = [rack for rack in racks if not rack.carrier and rack.closed_us is None]
    return [r.rack for r in sorted(free, key=lambda r: (r.epoch, r.first_number))]


_KINDS: dict[Kind, Callable[[_Scan], Judgement]] = {
    Kind.PART: _part,
    Kind.PLAIN: _plain,
    Kind.VIN: _vin,
    Kind.UNREADABLE: _unreadable,
    Kind.LICENCE_PLATE: lambda scan: dock_scans.plate(_dock(scan)) or _no_part(scan),
    Kind.IDENTIFIED: _no_part,
    Kind.PART_LABEL: _label,
    Kind.SLOT_LABEL: _label,
    Kind.RACK_LABEL: _rack_label,
    Kind.BADGE: _badge,
    Kind.COMMAND: _command,
    Kind.FILLED: _filled,
    Kind.TRUCK: lambda scan: dock_scans.truck(_dock(scan)),
    Kind.DEPART: lambda scan: dock_scans.depart(_dock(scan)),
    Kind.DELIVERED: lambda scan: dock_scans.delivered(_dock(scan)),
    Kind.UNIT: lambda scan: dock_scans.unit_card(_dock(scan)),
    Kind.RACK_BACK: lambda scan: dock_scans.rack_back(_dock(scan)),
    Kind.RECEIVING: lambda scan: dock_scans.receiving_card(_dock(scan)),
    Kind.KANBAN: _kanban,
    Kind.CARRIER: _carrier,
    Kind.COMPARTMENT: _compartment,
}
