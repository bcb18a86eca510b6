"""Masters as central sends them and the journal keeps them, made ready for use."""

from __future__ import annotations

from collections.abc import Mapping

from edge.cell.masters import CompiledMasters, MastersError, compile_masters
from wire.codec import WireError, decode_masters
from wire.events import LabelKind
from wire.ids import DeviceId


class UnusableMastersError(Exception):
    """``version`` of what cannot be used; 0: nothing in it can be read."""

    def __init__(self, version: int, reason: str) -> None:
        super().__init__(reason)
        self.version = version


def read_masters(
    body: bytes, printers: Mapping[LabelKind, DeviceId], badge_keys: tuple[bytes, ...]
) -> CompiledMasters:
    """Raises UnusableMastersError."""
    version = 0
    try:
        masters = decode_masters(body)
        version = masters.version
        return compile_masters(masters, printers, badge_keys)
    except (WireError, MastersError) as error:
        raise UnusableMastersError(version, str(error)) from error
