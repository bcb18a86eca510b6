"""What a cell knows of a label."""

from __future__ import annotations

from dataclasses import dataclass

from wire.events import LabelKind, LabelState
from wire.ids import DeviceId, FamilyId, LabelId, RackId


@dataclass(slots=True)
class Label:
    label: LabelId
    kind: LabelKind
    copy: int
    printer: DeviceId
    rack: RackId
    slot: int
    family: FamilyId
    piece: int
    state: LabelState
    fields: dict[str, str]
    requested_us: int
    moved_us: int
    detail: str = ""
    superseded: bool = False
