"""A cell says every few seconds that it lives, and what of it does not: its devices, its line to
broker and central, its disk and clock, and the slots that wait for a person. No fact: the newest
one counts, and one that is lost is followed by the next.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from wire.ids import NodeId
from wire.limits import longer
from wire.telegram import Counter

PERIOD_S = 5.0
"""Between two of them."""
SIGNS_MAX = 200
"""Of each list; ``waiting_more`` says how many are left out."""
Words = Annotated[str, longer(1000)]


class DeviceSign(msgspec.Struct, frozen=True, kw_only=True):
    """A scanner or a printer. ``state`` is the driver's own word, ``detail`` what to do."""

    device: str
    kind: str
    """``scanner`` or ``printer``."""
    state: str
    good: bool
    detail: Words = ""
    last_ok_us: Counter | None = None


class TroubleSign(msgspec.Struct, frozen=True, kw_only=True):
    """Something of the cell that is dead, late or wrong. ``subject`` is which one."""

    kind: str
    subject: str = ""
    text: Words = ""
    since_us: Counter = 0


class WaitingSign(msgspec.Struct, frozen=True, kw_only=True):
    """A slot that waits for a person at the cell; ``action`` is the order that settles it."""

    kind: str
    text: Words
    since_us: Counter
    rack: str = ""
    number: int | None = None
    owner: str = ""
    action: str = ""


class CoverSign(msgspec.Struct, frozen=True, kw_only=True):
    """How long the line goes on with what is done for a rack family, at ``at_us``; negative: it has
    reached a slot that is not. ``standing``: the line stands, and nothing counts down.
    """

    feed: str
    rack_family: str
    cover_ms: int
    standing: bool = False


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, tag="heartbeat"):
    """``at_us`` is the cell's clock."""

    node: NodeId
    at_us: Counter
    devices: Annotated[tuple[DeviceSign, ...], Meta(max_length=SIGNS_MAX)] = ()
    troubles: Annotated[tuple[TroubleSign, ...], Meta(max_length=SIGNS_MAX)] = ()
    waiting: Annotated[tuple[WaitingSign, ...], Meta(max_length=SIGNS_MAX)] = ()
    waiting_more: Counter = 0
    covers: Annotated[tuple[CoverSign, ...], Meta(max_length=SIGNS_MAX)] = ()
