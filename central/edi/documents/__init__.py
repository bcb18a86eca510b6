"""Acknowledgements we write, one file each, for what came in, in its version.

The caller brings ``now`` and the control reference: nothing here knows a clock or counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """``now`` in the partner's time; ``reference``: our next control reference for them, digits."""

    now: datetime
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the application refuses a document: ``code`` as agreed with the partner, ``reference``
    the line it is about.
    """

    code: str
    text: str
    reference: str = ""


Write = Callable[[Stamp], bytes]
"""An answer that only its stamp is missing of."""
