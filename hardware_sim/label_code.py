"""What a printed label's code says, read as a stranger."""

from __future__ import annotations

import re

_LABEL_ID = re.compile(r"LS:(?:PART|SLOT):([^\x1c-\x1f\x04]+)")
_RACK_LABEL = re.compile(r"LS:RACK:([^\x1c-\x1f\x04]+):(\d+)")


def label_id(code: str) -> str:
    """The id in a label's two-dimensional code; for a rack label ``<rack>/<copy>``."""
    if match := _LABEL_ID.search(code):
        return match[1]
    if match := _RACK_LABEL.search(code):
        return f"{match[1]}/{match[2]}"
    return ""
