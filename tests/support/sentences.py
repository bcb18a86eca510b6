"""Sentences as cells and central tell them, with values, and how English is seen in German."""

from __future__ import annotations

import re

from wire.sentences import forms

PLACE = re.compile(r"\{(\w+)\}")
ENGLISH = re.compile(
    r"(?<![-\w])(the|is|are|of|and|not|has|have|with|for|it|its|this|that|which|from|by|who|been|nobody"
    r"|nothing|call|rack|until|never|ordered|again|blocked|passed|taken|picked|waits)\b"
)
VALUES = {
    "number": "7",
    "count": "3",
    "minutes": "4",
    "seconds": "60",
    "days": "60",
    "hours": "3",
    "done": "0",
    "wanted": "2",
    "index": "2",
    "size": "4",
    "said": "number 7 of feed L1 did not come",
    "list": "mirror M-1 (0 of 2), seat (not clear)",
    "problems": "seat fires 0; mirror fires 2 (M-1)",
    "word": "amended",
    "known": "message is nested too deep",
    "quoted": "'X-1'",
    "where": "it is not known here",
    "in_force": "no masters",
    "segment": "UNH",
    "trailer": "UNT",
    "amount": "12.5",
    "whole": "10",
    "byte": "0x0A",
    "digits": "260105",
    "start": "b'XY'",
    "field_name": "supplier number",
}
"""Of places that are read, in English; any other is a name."""


def sentences() -> list[tuple[str, str]]:
    own = [(k, text) for k, text in forms("en").items() if not k.startswith(("word.", "part."))]
    return [(k, PLACE.sub(lambda it: VALUES.get(it[1], it[1].upper()), text)) for k, text in own]
