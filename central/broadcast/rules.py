"""What the gateway decides without looking anywhere: how a file divides into telegrams, and what a
text must not hold to be stored in every database.
"""

from __future__ import annotations

from central.folders.stable_files import is_partial
from wire.codec import WireError

LINE_SUFFIXES = frozenset({".txt", ".ndjson"})
"""One telegram a line."""
WHOLE_SUFFIXES = frozenset({".json"})
"""One telegram a file."""


def is_offered(name: str) -> bool:
    """Whether a name in a drop folder says that a finished file stands there."""
    return not is_partial(name) and _suffix(name) in LINE_SUFFIXES | WHOLE_SUFFIXES


def telegrams_of_file(name: str, data: bytes) -> list[bytes]:
    """The telegrams in a file's bytes, in order; blank lines are none."""
    if _suffix(name) in WHOLE_SUFFIXES:
        return [data]
    return [line for line in data.splitlines() if line.strip()]


def refuse_unstorable(body: bytes) -> None:
    """Raises WireError for a canonical telegram whose texts hold a NUL: PostgreSQL keeps none."""
    if b"\\u0000" in body:
        raise WireError("text.nul", "a text holds the character NUL")


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""
