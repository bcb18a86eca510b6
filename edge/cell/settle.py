"""What follows by itself once the facts of a decision are folded into its draft: racks close, their
labels and slot labels are asked for, tours end.
"""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.dealer import dealt_again
from edge.cell.draft import Draft
from edge.cell.inputs import CancelPrint
from edge.cell.labels import MOVES, rack_label, slot_labels
from edge.cell.masters import CompiledMasters
from edge.cell.model import Rack
from edge.cell.racks import is_closable, is_empty, run_of
from edge.cell.shorts import end_void
from edge.cell.tours import end_tours
from wire.events import LabelMoved, LabelState, LeftOut, RackClosed, RackDissolved
from wire.ids import PersonId, RackId, WorkplaceId
from wire.masters import LabelOn


def settle(
    draft: Draft,
    masters: CompiledMasters | None,
    racks: Iterable[RackId],
    workplaces: Iterable[WorkplaceId] | None = None,
) -> None:
    """``racks`` are those that the facts touched; ``workplaces`` None: all."""
    racks = [*racks, *dealt_again(draft, masters)]
    touched = [name for name in dict.fromkeys(racks) if name in draft.state.racks]
    end_void(draft, touched)
    for name in touched:
        rack = draft.state.racks[name]
        if rack.shipped_us is not None:
            continue
        if is_empty(draft.state, rack):
            dissolve(draft, rack)
            continue
        if masters is not None and rack.label_on is LabelOn.TELEGRAM:
            slot_labels(draft, masters, rack)
        if is_closable(draft.state, rack):
            close(draft, masters, name)
    end_tours(draft, list(draft.state.workplaces) if workplaces is None else workplaces)


def dissolve(
    draft: Draft, rack: Rack, *, person: PersonId = PersonId(""), reason: str = ""
) -> None:
    """Nobody closes or ships a rack in which nothing is; what is not printed of it will not be."""
    for label in draft.before.labels.values():
        if label.rack == rack.rack and LabelState.CANCELLED in MOVES[label.state]:
            draft.add(
                LabelMoved(
                    label=label.label, state=LabelState.CANCELLED, detail="its rack is empty"
                ),
                CancelPrint(label=label.label),
            )
    draft.add(
        RackDissolved(
            rack=rack.rack,
            rack_family=rack.rack_family,
            feed=rack.feed,
            epoch=rack.epoch,
            first_number=rack.first_number,
            last_number=rack.last_number,
            person=person,
            reason=reason,
        )
    )


def close(
    draft: Draft,
    masters: CompiledMasters | None,
    name: RackId,
    *,
    last_number: int | None = None,
    person: PersonId = PersonId(""),
    reason: str = "",
    left_out: tuple[LeftOut, ...] = (),
) -> None:
    rack = draft.state.racks[name]
    run = run_of(draft.state, rack)
    whole = rack.last_number if run is None else min(rack.last_number, run.frontier)
    last = whole if last_number is None else last_number
    draft.add(
        RackClosed(
            rack=rack.rack,
            rack_family=rack.rack_family,
            feed=rack.feed,
            epoch=rack.epoch,
            first_number=rack.first_number,
            last_number=last,
            person=person,
            reason=reason,
            left_out=left_out,
        )
    )
    if masters is None or not rack.rack_label or is_empty(draft.state, draft.state.racks[name]):
        return  # one in which nothing is dissolves: nobody is to look for its label
    rack_label(draft, masters, rack)
