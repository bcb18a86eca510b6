"""What of a note may be undone. Pure."""

from __future__ import annotations

from central.cums.rules.movements import Despatched, DespatchUndone
from central.words.reasons import RuleRefusedError, because


def check_part(note: Despatched | None, undone: DespatchUndone) -> None:
    """RuleRefusedError: it is no part of the note. All of it is undone as a whole."""
    quantity = undone.quantity
    if note is not None and quantity is not None and not 0 < quantity < note.quantity:
        raise RuleRefusedError(
            because(
                "ledger.no_part",
                "{quantity} is no part of note {note}, of which {stands} stand",
                quantity=quantity,
                note=note.note,
                stands=note.quantity,
            )
        )
