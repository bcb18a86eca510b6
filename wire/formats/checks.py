"""What every format checks before a telegram leaves it, whatever the bytes looked like."""

from __future__ import annotations

import re

from wire.codec import WireError
from wire.masters import FeedRules
from wire.telegram import Telegram

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_TRANSLITERATION = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "123456781234579234567890123456789", strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_problem(vin: str, *, check_digit: bool) -> str:
    """Why a VIN is none (ISO 3779: 17 characters, no I, O, Q; check digit where the market uses
    it), or empty.
    """
    if not _VIN.fullmatch(vin):
        return "a VIN has 17 capitals and digits, without I, O and Q"
    if not check_digit:
        return ""
    rest = (
        sum(int(_TRANSLITERATION[c]) * weight for c, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    )
    expected = "X" if rest == 10 else str(rest)
    if vin[8] != expected:
        return f"its check digit (place 9) should be {expected}"
    return ""


def checked(telegram: Telegram, rules: FeedRules) -> Telegram:
    """The telegram itself. Raises WireError where it is of another feed, or names no vehicle."""
    if telegram.feed != rules.feed:
        raise WireError(
            "feed.foreign",
            f"telegram is of feed {telegram.feed!r}, this is {rules.feed!r}; "
            "check the sender's plant and line",
        )
    if telegram.vin:
        problem = vin_problem(telegram.vin, check_digit=rules.vin_check_digit)
        if problem:
            raise WireError("vin.invalid", f"vin {telegram.vin!r}: {problem}")
    for name in ("call_number", "sequence_number", "vin"):
        text = getattr(telegram, name)
        if not text.isprintable():
            raise WireError("text.unprintable", f"{name} {text!r} has characters that do not print")
    return telegram
