"""What came back from the supplier: a maker's own reading of CONTRL and 997."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """About which of their control references, and whether it was accepted."""

    reference: int
    accepted: bool


def read(files: Iterable[bytes]) -> list[Answer]:
    """The syntax acknowledgements among the files; others are passed over."""
    found: list[Answer] = []
    for data in files:
        text = data.decode("latin-1")
        found += _x12(text) if text.startswith("ISA") else _edifact(text)
    return found


def _edifact(text: str) -> list[Answer]:
    """UCI: reference, then sender, recipient and the action; 4 is rejected, and so is a message
    whose UCM says 4.
    """
    if "CONTRL" not in text:
        return []
    head = re.search(r"UCI\+([^+']*)\+[^+']*\+[^+']*\+(\d)", text)
    if head is None:
        return []
    refused = head[2] == "4" or re.search(r"UCM\+[^+']*\+[^+']*\+4", text) is not None
    return [Answer(reference=int(head[1]), accepted=not refused)]


def _x12(text: str) -> list[Answer]:
    """AK1 names the group, AK9 says what became of it: A and E are accepted."""
    separator, end = text[3], text[105]
    rows = [row.strip().split(separator) for row in text.split(end)]
    found, group = [], 0
    for row in rows:
        if row[0] == "AK1":
            group = int(row[2])
        elif row[0] == "AK9":
            found.append(Answer(reference=group, accepted=row[1] in ("A", "E")))
    return found
