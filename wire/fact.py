"""The root of all facts."""

from __future__ import annotations

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Root of all facts. The tag is the fact's name on the wire."""
