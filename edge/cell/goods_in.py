"""Parts that come in, or are made: with this the way of each begins."""

from __future__ import annotations

from edge.cell.blocked import block_before, block_of, words
from edge.cell.inputs import Decision, RefusedError
from edge.cell.load_inputs import ReceiveAt, ReceiveParts
from edge.cell.masters import CompiledMasters, part_meant
from edge.cell.situation import Situation
from wire.events import PartsReceived, ReceivingChanged
from wire.ids import PartNumber


def receive(at: Situation, given: ReceiveParts) -> Decision:
    """Refused: a part that nobody here uses, and what is blocked."""
    if not given.place.strip():
        raise RefusedError("receive.place", "say where it comes in")
    part = PartNumber(_our_part(at.masters, given.part.strip()))
    lot, serial = given.lot.strip(), given.serial.strip()
    blocked = block_of(at.state, part, lot, serial) or block_before(at.state, part, serial)
    if blocked is not None:
        raise RefusedError(
            "piece.blocked",
            f"{words(blocked)} is blocked by {blocked.person}: {blocked.reason} ({blocked.block})",
        )
    fact = PartsReceived(
        part=part,
        lot=lot,
        serial=serial,
        quantity=given.quantity,
        place=given.place.strip(),
        supplier=given.supplier,
        person=given.person,
        workplace=given.workplace,
        device=given.device,
    )
    return Decision(facts=(fact,))


def _our_part(masters: CompiledMasters | None, part: str) -> str:
    if masters is None:
        raise RefusedError("masters.none", "the cell has no masters yet")
    ours = {variant.part for family in masters.families.values() for variant in family.variants}
    part = part_meant(masters, part)
    if part not in masters.face_of_part and part not in ours:
        raise RefusedError("part.unknown", f"the masters have no part {part}")
    return part


def receive_at(at: Situation, given: ReceiveAt) -> Decision:
    """The workplace becomes a goods-in, or is one no longer."""
    place = at.state.workplaces.get(given.workplace)
    if given.place and place is not None and place.tour is not None:
        raise RefusedError("receive.tour", f"finish or leave the tour at {given.workplace} first")
    if not given.person:
        raise RefusedError("workplace.nobody", "scan your badge first")
    fact = ReceivingChanged(
        workplace=given.workplace, place=given.place.strip()[:200], person=given.person
    )
    return Decision(facts=(fact,))
