"""The terminal's buttons and the orders that they give: which the cell would refuse now. Pure."""

from __future__ import annotations

from enum import StrEnum

from edge.cell.inputs import CallHelp, DeferPick, Input, RefusedError
from edge.cell.label_scans import reprint_last
from edge.cell.people import call_help
from edge.cell.puts import FIRST
from edge.cell.shorts import defer
from edge.cell.situation import Situation
from edge.cell.tours import current_pick
from wire.events import DeferReason, HelpKind, PickRef, Verdict
from wire.ids import PersonId, WorkplaceId


class Button(StrEnum):
    HELP = "help"
    SHORT = "short"
    DAMAGED = "damaged"
    LATER = "later"
    REPRINT = "reprint"
    PAUSE = "pause"
    RESUME = "resume"


DEFERS = frozenset({Button.SHORT, Button.DAMAGED, Button.LATER})
NOBODY = "workplace.nobody"


def not_now(at: Situation, workplace: WorkplaceId, *, putting: bool = False) -> dict[str, str]:
    """Each button that would be refused, and the code of why. ``putting``: the page shows where a
    part is put down and no pick, so that none can be put off.
    """
    found = {button.value: _refusal(at, button, workplace) for button in Button}
    if putting:
        found |= dict.fromkeys((button.value for button in DEFERS), FIRST)
    return {button: code for button, code in found.items() if code}


def order_of(
    button: Button, workplace: WorkplaceId, person: PersonId, pick: PickRef | None
) -> Input:
    """Of every button but *Reprint*. ``pick``: the one that a person sees, if one is put off."""
    if button in (Button.DAMAGED, Button.LATER) or (button is Button.SHORT and pick is not None):
        reason = DeferReason(button.value)
        return DeferPick(workplace=workplace, person=person, reason=reason, pick=pick)
    return CallHelp(kind=HelpKind(button.value), workplace=workplace, person=person)


def _refusal(at: Situation, button: Button, workplace: WorkplaceId) -> str:
    place = at.state.workplaces.get(workplace)
    if place is None or not place.person:
        return NOBODY
    if button is Button.REPRINT:
        try:
            judged = reprint_last(at.state, workplace, place, at.now_us)
        except RefusedError as refused:
            return refused.code
        return "" if judged.verdict is Verdict.CONFIRMED else judged.code
    seen = current_pick(at.state, workplace) if button in DEFERS else None
    given = order_of(button, workplace, place.person, seen.ref if seen else None)
    try:
        if isinstance(given, DeferPick):
            defer(at, given)
        elif isinstance(given, CallHelp):
            call_help(at, given)
    except RefusedError as refused:
        return refused.code
    return ""
