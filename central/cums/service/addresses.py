"""Where the page of a cum is."""

from __future__ import annotations

from urllib.parse import urlencode

from central.agreements.model.keys import CumKey
from central.web.frame import path


def cum_address(of: CumKey, **more: str) -> str:
    """``more``: what else is asked of the page."""
    asked = ({"point": of.point} if of.point else {}) | more
    own = path("office", "cums", of.agreement, of.part)
    return f"{own}?{urlencode(asked)}" if asked else own
