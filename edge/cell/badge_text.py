"""Which scanned texts hold a badge, or may hold one, so that nothing of them is kept. Pure.

A badge says ``LS:BADGE:`` and its secret. What reaches us may be cut, damaged, in the other case,
in an envelope or behind an AIM prefix, or typed with the wrong keyboard layout (then other
characters stand in place of the colons and of the A). Taking a part's code for a badge costs its
text in the history; taking a badge for a part's code costs the secret. So doubt counts as a badge.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from hashlib import blake2b

HIDDEN = "badge"
"""What is kept and shown in place of the text."""
TEXT_MAX = 200
"""So many characters of any other text are kept."""
CONTINUED_S = 5.0
"""So long after the first part of a badge the rest of it may come, without the words before it."""

_BEGIN = "ls:badge:"
_COLON = r"(?:[:;>/.m]|[\xc3][\x96\xb6]|[\xd6\xf6])"
_AIM = r"(?:\][a-z][0-9a-z])?"
_WORD = r"b[aq]dge"
_CARD = re.compile(rf"ls{_COLON}{_WORD}{_COLON}|{_WORD}:|^{_AIM}(?:adge|dge|ge):", re.IGNORECASE)
_PREFIX = re.compile(rf"^{_AIM}", re.IGNORECASE)
_CLEAN, _REFUSED = 0.75, 0.6
"""How like ``ls:badge:`` the first characters must be; a refused frame lost some for certain."""


def secret_of(data: bytes, *, refused: bool = False) -> bytes | None:
    """The bytes behind the words of a badge, or all of them where the words are spoilt; None:
    this is no badge. ``refused``: the scanner's framing did not trust these bytes.
    """
    text = data.decode("latin-1")
    matches = list(_CARD.finditer(text))
    if matches:
        return data[matches[0].end() :]
    begin = _PREFIX.sub("", text)[: len(_BEGIN)].lower()
    alike = SequenceMatcher(None, begin, _BEGIN, autojunk=False).ratio()
    return data if alike >= (_REFUSED if refused else _CLEAN) else None


def is_begun(data: bytes) -> bool:
    """True where these bytes end within the words of a badge or behind them: the rest of a frame
    that was cut may follow by itself.
    """
    text = data.decode("latin-1").lower()
    ends = any(text.endswith(_BEGIN[:length]) for length in range(3, len(_BEGIN) + 1))
    return ends or secret_of(data, refused=True) is not None


def masked(key: bytes, secret: bytes) -> bytes:
    """What the journal keeps of a badge: the same secret gives the same bytes, and nobody without
    the key can find it by trying.
    """
    return b"LS:BADGE:#" + blake2b(secret.strip(), key=key, digest_size=16).hexdigest().encode()


def holds_badge(text: str) -> bool:
    """True where a text that somebody scanned, or typed into a field, is a badge's."""
    return secret_of(text.encode("utf-8", "replace")) is not None


def shown(text: str) -> str:
    """What may be kept and shown of a scanned text: capped, and never a badge's secret."""
    if holds_badge(text):
        return HIDDEN
    return text[:TEXT_MAX].encode("utf-8", "backslashreplace").decode()[:TEXT_MAX]
