"""How numbers of despatch notes may be written. Pure."""

from __future__ import annotations

import re

from central.agreements.model.options import NoteNumbers

_EIGHT_DIGITS = re.compile(r"[0-9]{8}", re.ASCII)


def fits(note: str, numbers: NoteNumbers) -> bool:
    """Whether the customer takes it. VDA 4913 is a field of eight digits: ``A123`` and 100000000
    have no place in it.
    """
    return numbers is NoteNumbers.ANY or _EIGHT_DIGITS.fullmatch(note) is not None
