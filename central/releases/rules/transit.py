"""What of our despatches is still on its way to the customer, by the option of the terms, and why.

What a receiving advice says is missing or rejected is a difference: it does not arrive any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from central.agreements.model.options import COUNTING, MatchRequired, Reconcile
from central.agreements.model.terms import Terms
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Assigned, Despatched, Received, left_before
from central.demand.lines import Schedule
from central.releases.rules.points import Gate, deal, without_point
from central.words.reasons import Reason, because

ZERO = Decimal(0)
SUMS_MAX = 10_000
"""So many sums of notes are tried before it is left to a person which of them arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What receiving advice had confirmed when the schedule came: of our cum of this period, and by
    note.
    """

    cum: Decimal = ZERO
    notes: Mapping[str, Decimal] = field(default_factory=dict)


NOTHING = Confirmed()


def confirmed_of(ledger: Ledger, later: Sequence[tuple[str, Decimal]] = ()) -> Confirmed:
    """``later``: note and quantity of receipts that whoever made the schedule need not have known.
    Of a ledger without movements the cum alone is right.
    """
    notes: dict[str, Decimal] = {}
    for movement in ledger.movements:
        if isinstance(movement, Received | Assigned):
            notes[movement.note] = notes.get(movement.note, ZERO) + movement.quantity
    for note, quantity in later:
        notes[note] = notes.get(note, ZERO) - quantity
    unknown = sum((quantity for _, quantity in later), ZERO)
    return Confirmed(cum=max(ZERO, ledger.balance.received - unknown), notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """``matched`` False: nobody can say, and the reasons say why."""

    matched: bool
    quantity: Decimal
    reasons: tuple[Reason, ...]


def transit_of(
    schedule: Schedule,
    ledger: Ledger,
    terms: Terms,
    confirmed: Confirmed = NOTHING,
    gate: Gate | None = None,
) -> Transit:
    """``gate``: where several unloading points are asked for, of which what is on its way counts;
    the customer's count is compared with all of them together.
    """
    received = schedule.received_cum
    if terms.reconcile in COUNTING and received is not None and received < confirmed.cum:
        return _no_match(_below_receipts(received, ledger, confirmed))
    match terms.reconcile:
        case Reconcile.NO_RECONCILE:
            off = because("reconcile.off", "the agreement does not reconcile: lines stay as sent")
            return Transit(matched=True, quantity=ZERO, reasons=(off,))
        case Reconcile.USE_DELIVERY_NOTE:
            return _by_note(schedule, ledger, confirmed, gate)
        case Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY:
            whole = _by_note_and_cum(schedule, ledger, confirmed)
        case Reconcile.USE_CUMULATIVE_QUANTITY:
            whole = _by_cum(schedule, ledger, terms)
    if gate is None or received is None or not whole.matched:
        return whole
    return _to_point(whole, received, ledger, confirmed, gate)


def _to_point(
    whole: Transit, received: Decimal, ledger: Ledger, confirmed: Confirmed, gate: Gate
) -> Transit:
    """The count is dealt out to the notes as they left: what it does not hold is on its way, each
    to its own point.
    """
    dealt = deal(ledger, received, confirmed.notes)
    if (astray := dealt.astray(gate)) is not None:
        return _no_match(*whole.reasons, astray)
    quantity = dealt.moving_to(gate.point)
    reason = because(
        "reconcile.to_point",
        "of the {whole} on its way, {quantity} is for unloading point {point}",
        whole=whole.quantity,
        quantity=quantity,
        point=gate.point or "none",
    )
    return replace(whole, quantity=quantity, reasons=(*whole.reasons, reason))


def _below_receipts(received: Decimal, ledger: Ledger, confirmed: Confirmed) -> Reason:
    return because(
        "reconcile.below_receipts",
        "customer's cum {received} is {missing} below {confirmed}, which receiving advice had "
        "confirmed of our cum {own}: both cannot be right. Correct the received cum, accept the "
        "customer's count, or reject the schedule",
        received=received,
        missing=confirmed.cum - received,
        confirmed=confirmed.cum,
        own=ledger.balance.despatched,
    )


def _by_note(
    schedule: Schedule, ledger: Ledger, confirmed: Confirmed, gate: Gate | None = None
) -> Transit:
    own = [note for note in ledger.notes() if gate is None or _may_be_for(note, gate)]
    if not schedule.last_note:
        return _without_note(own)
    named = ledger.note_named(schedule.last_note)
    if named is None:
        return _no_match(
            because(
                "reconcile.note_unknown",
                "the customer names note {note}, which we did not despatch or have undone",
                note=schedule.last_note,
            )
        )
    later = tuple(note for note in own if left_before(named, note))
    doubtful = _beside(named, own, ledger)
    reason = _after(schedule.last_note, later, ledger)
    if gate is not None:
        moving = ((note, _arriving([note], ledger)) for note in (*later, *doubtful))
        if (astray := without_point(moving, gate)) is not None:
            return _no_match(reason, astray)
    arrived = sum((confirmed.notes.get(note.note, ZERO) for note in later), ZERO)
    reasons: tuple[Reason, ...] = (reason,)
    if arrived:
        reasons += (_arrived_already(schedule.last_note, later, confirmed, arrived),)
    quantity = _arriving(later, ledger) - arrived
    matching = Transit(matched=True, quantity=quantity, reasons=reasons)
    if not doubtful:
        return matching
    if gate is None:
        return _with_same_day(schedule, ledger, named, doubtful, matching)
    whole = _by_note(schedule, ledger, confirmed)
    if whole.matched and schedule.received_cum is not None:
        return _to_point(whole, schedule.received_cum, ledger, confirmed, gate)
    return _same_day(named, doubtful)


def _beside(named: Despatched, own: Sequence[Despatched], ledger: Ledger) -> tuple[Despatched, ...]:
    """Of which nobody knows whether they left before it or after it, nor whether they arrived."""
    return tuple(
        note
        for note in own
        if note.note != named.note
        and not (left_before(named, note) or left_before(note, named))
        and not ledger.is_answered(note.note)
    )


def _after(named: str, later: Sequence[Despatched], ledger: Ledger) -> Reason:
    return because(
        "reconcile.after_note",
        "after note {note} we despatched {quantity} on {count} notes{names}",
        note=named,
        quantity=_arriving(later, ledger),
        count=len(later),
        names=_names(later),
    )


def _may_be_for(note: Despatched, gate: Gate) -> bool:
    return note.point == gate.point or (not note.point and "" not in gate.all)


def _with_same_day(
    schedule: Schedule,
    ledger: Ledger,
    named: Despatched,
    doubtful: Sequence[Despatched],
    later: Transit,
) -> Transit:
    """Which of one day went after the named one, only the customer's cum can tell where the time
    of one of the two is not known.
    """
    received = schedule.received_cum
    if received is not None and ledger.period_of(named.on) == ledger.period:
        rest = ledger.balance.despatched - ledger.differing - received - later.quantity
        if _is_sum(rest, [note.quantity for note in doubtful]):
            settled = because(
                "reconcile.same_day_by_cum",
                "of the other notes of {on}, {names}, {quantity} is after note {note}: so the "
                "customer's cum {received} tells",
                on=named.on,
                names=_listed(doubtful),
                quantity=rest,
                note=named.note,
                received=received,
            )
            return replace(later, quantity=later.quantity + rest, reasons=(*later.reasons, settled))
    return _same_day(named, doubtful)


def _same_day(named: Despatched, doubtful: Sequence[Despatched]) -> Transit:
    return _no_match(
        because(
            "reconcile.same_day",
            "{names} left on {on} as note {note} did, and neither a receipt nor the customer's "
            "cum tells which of them arrived",
            names=_listed(doubtful),
            on=named.on,
            note=named.note,
        )
    )


def _arrived_already(
    named: str, later: Sequence[Despatched], confirmed: Confirmed, arrived: Decimal
) -> Reason:
    return because(
        "reconcile.after_note_received",
        "of what left after note {note}, receiving advice had confirmed {arrived} on {names}: it "
        "is not on its way",
        note=named,
        arrived=arrived,
        names=_listed([note for note in later if confirmed.notes.get(note.note)]),
    )


def _is_sum(wanted: Decimal, quantities: Sequence[Decimal]) -> bool:
    """Whether some of the quantities, none or all of them come to exactly that."""
    sums = {ZERO}
    for quantity in quantities:
        sums |= {each + quantity for each in sums if each + quantity <= wanted}
        if len(sums) > SUMS_MAX:
            return False
    return wanted in sums


def _arriving(notes: Sequence[Despatched], ledger: Ledger) -> Decimal:
    """What went on them, less what is known not to arrive."""
    lost = {each.note: each.quantity for each in ledger.differences}
    return sum((note.quantity - lost.get(note.note, ZERO) for note in notes), ZERO)


def _names(notes: Sequence[Despatched]) -> str:
    return ": " + _listed(notes) if notes else ""


def _listed(notes: Sequence[Despatched]) -> str:
    return ", ".join(note.note for note in notes)


def _without_note(notes: Sequence[Despatched]) -> Transit:
    if notes:
        return _no_match(
            because(
                "reconcile.no_note",
                "the customer names no note, but we despatched {quantity} on {count} notes",
                quantity=sum((note.quantity for note in notes), ZERO),
                count=len(notes),
            )
        )
    reason = because(
        "reconcile.nothing_despatched",
        "the customer names no note, and no note of ours stands: nothing is on its way",
    )
    return Transit(matched=True, quantity=ZERO, reasons=(reason,))


def _by_note_and_cum(schedule: Schedule, ledger: Ledger, confirmed: Confirmed) -> Transit:
    by_note = _by_note(schedule, ledger, confirmed)
    if not by_note.matched:
        return by_note
    if schedule.received_cum is None:
        return _no_cum()
    own = ledger.balance.despatched - ledger.differing
    difference = schedule.received_cum + by_note.quantity - own
    reason = because(
        "reconcile.note_and_cum_differ" if difference else "reconcile.note_and_cum_match",
        "customer's cum {received} + {after} despatched after the note = {together}, "
        "our cum {own}: " + ("{difference} apart" if difference else "they match"),
        received=schedule.received_cum,
        after=by_note.quantity,
        together=schedule.received_cum + by_note.quantity,
        own=own,
        difference=abs(difference),
    )
    reasons = (*by_note.reasons, *_differing(ledger), reason)
    return replace(by_note, matched=not difference, reasons=reasons)


def _by_cum(schedule: Schedule, ledger: Ledger, terms: Terms) -> Transit:
    received, own = schedule.received_cum, ledger.balance.despatched
    if received is None:
        return _no_cum()
    if received > own:
        return _no_match(
            because(
                "reconcile.negative_in_transit",
                "customer's cum {received} is above our cum {own} by {excess}: "
                "one of them is corrected by a person, it is never netted",
                received=received,
                own=own,
                excess=received - own,
            )
        )
    arriving = own - ledger.differing
    if received > arriving:
        return _no_match(*_differing(ledger), _counted_after_all(received, own, arriving))
    reason = because(
        "reconcile.in_transit",
        "our cum {own} - customer's cum {received} = {quantity} in transit",
        own=arriving,
        received=received,
        quantity=arriving - received,
    )
    reasons = (*_differing(ledger), reason)
    if terms.match_required is MatchRequired.REQUIRED and received not in _boundaries(ledger):
        between = because(
            "reconcile.between_notes",
            "customer's cum {received} did not stand after any of our notes",
            received=received,
        )
        return _no_match(*reasons, between)
    return Transit(matched=True, quantity=arriving - received, reasons=reasons)


def _differing(ledger: Ledger) -> tuple[Reason, ...]:
    if not ledger.differing:
        return ()
    notes = ledger.differing_notes()
    reason = because(
        "reconcile.differences",
        "of our cum {own}, {differing} is missing or was rejected by receiving advice and will "
        "not arrive: {notes}",
        own=ledger.balance.despatched,
        differing=ledger.differing,
        notes=", ".join(f"{each.note} {each.quantity:f}" for each in notes),
    )
    return (reason,)


def _counted_after_all(received: Decimal, own: Decimal, arriving: Decimal) -> Reason:
    return because(
        "reconcile.difference_counted",
        "customer's cum {received} is {excess} above our cum {own} less the differences: what was "
        "missing or rejected was counted after all, or a cum was corrected for it: close the "
        "difference as found on the cum page, or correct the cum",
        received=received,
        excess=received - arriving,
        own=own,
    )


def _boundaries(ledger: Ledger) -> set[Decimal]:
    """The customer's cums that can have stood after a note, and the one before the first."""
    return {ledger.before_notes(), *ledger.boundaries().values()}


def _no_cum() -> Transit:
    return _no_match(because("reconcile.no_cum", "the schedule gives no received cum to compare"))


def _no_match(*reasons: Reason) -> Transit:
    return Transit(matched=False, quantity=ZERO, reasons=reasons)
