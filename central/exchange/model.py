"""What the exchange hands to whoever posts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """Why something is unprocessed."""

    UNREADABLE = "unreadable"
    REFUSED = "refused"
    UNKNOWN_PARTNER = "unknown_partner"
    UNKNOWN_PART = "unknown_part"
    AMBIGUOUS = "ambiguous"
    IMPLAUSIBLE = "implausible"
    NOT_WHOLE = "not_whole"
    CHAIN = "chain"
    TEST = "test"
    OLD = "old"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where something came from. ``message`` counts from 1 in the interchange; 0 is the
    interchange itself. ``customer`` is empty where the partner is not known. ``another``: a person
    says with a reason that it is another one, though it looks like a repetition. ``entered_by``:
    who typed it in; empty: it came as a file.
    """

    interchange: int
    message: int
    partner: str
    customer: str = ""
    another: bool = False
    entered_by: str = ""
