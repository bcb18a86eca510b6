"""How a badge is written in masters: never its text, and not a hash that can be searched.

Two steps, so that who only has the first one can have the second one made elsewhere:

1. ``plain_hash``: BLAKE2b of the badge's text in UTF-8, 16 bytes, as 32 hex characters.
2. ``keyed_hash``: BLAKE2b of these 32 characters with the site's floor key, 32 bytes, as
   ``<mark of the key>:<64 hex characters>``.

The badge's text is what stands behind ``LS:BADGE:`` on the badge, without blanks around it.
"""

from __future__ import annotations

import hmac
import re
from hashlib import blake2b

KEY_BYTES = 32
CARD = "LS:BADGE:"
"""What the code on a badge begins with."""
_PLAIN = re.compile(r"[0-9a-f]{32}")
_KEYED = re.compile(r"[0-9a-f]{8}:[0-9a-f]{64}")


def plain_hash(text: str) -> str:
    """The first step. Anybody can search it for badges that are short or alike."""
    message = text.strip().encode("utf-8", "replace")
    return blake2b(message, digest_size=16).hexdigest()


def keyed_hash(key: bytes, plain: str) -> str:
    """The second step; ``plain`` is the result of the first."""
    digest = blake2b(plain.encode(), key=key, digest_size=32).hexdigest()
    return f"{mark_of(key)}:{digest}"


def mark_of(key: bytes) -> str:
    """Tells keys apart and tells nothing of them."""
    return blake2b(b"mark of the key", key=key, digest_size=4).hexdigest()


def is_plain(stored: str) -> bool:
    """True for the hash of the first step alone."""
    return bool(_PLAIN.fullmatch(stored))


def is_keyed(stored: str, key: bytes) -> bool:
    """True for a hash that was made with this key."""
    return bool(_KEYED.fullmatch(stored)) and hmac.compare_digest(stored[:8], mark_of(key))
