"""What was scanned or received, as people read it. Pure."""

from __future__ import annotations

import re

_PICTURES = 0x2400
"""Unicode's control pictures: ␞ for RS, ␝ for GS, in the order of the controls."""
_DELETE = 0x7F
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""Characters that count as printable but show nothing."""


def shows(char: str) -> bool:
    """A person sees this character, or the space that it leaves."""
    return char.isprintable() and not _BLANK.match(char)


def readable(text: str) -> str:
    """The same text where all of it shows; a control as its picture (``␝``), any other character
    that does not show by its number (``\\u202e``).
    """
    return "".join(char if shows(char) else _picture(char) for char in text)


def _picture(char: str) -> str:
    number = ord(char)
    if number < 0x20:
        return chr(_PICTURES + number)
    if number == _DELETE:
        return "\u2421"
    return f"\\u{number:04x}"
