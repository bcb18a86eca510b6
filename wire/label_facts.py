"""Facts of labels and their printers."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from wire.fact import Fact
from wire.ids import DeviceId, FamilyId, LabelId, PersonId, RackId, WorkplaceId
from wire.limits import longer
from wire.telegram import NoteText
from wire.words import LabelKind, LabelState, SlotIndex

LABEL_FIELD_LENGTH_MAX = 1_000
"""A code on a label holds a serial, a part, a VIN and the label's own name."""


class LabelRequested(Fact, frozen=True, kw_only=True, tag="label_requested"):
    """An intent: this label is to be printed. Its id ends in its copy number, so every physical
    label is unique.
    """

    label: LabelId
    kind: LabelKind
    copy: Annotated[int, Meta(ge=1, le=999)]
    printer: DeviceId
    rack: RackId
    slot: SlotIndex = 0
    family: FamilyId = FamilyId("")
    piece: Annotated[int, Meta(ge=0, le=10_000)] = 0
    fields: dict[str, Annotated[str, longer(LABEL_FIELD_LENGTH_MAX)]] = field(default_factory=dict)
    """What is printed, by field name of the label's definition."""
    workplace: WorkplaceId = WorkplaceId("")
    """Whose scan caused it, if one did."""
    person: PersonId = PersonId("")
    second_person: PersonId = PersonId("")
    reason: NoteText = ""


class LabelMoved(Fact, frozen=True, kw_only=True, tag="label_moved"):
    """A label changed state. Printing cannot be exactly once: after the first byte there is no
    automatic resend.
    """

    label: LabelId
    state: LabelState
    detail: str = ""
    person: PersonId = PersonId("")


class PrinterResumed(Fact, frozen=True, kw_only=True, tag="printer_resumed"):
    """A person looked at a printer that had stopped, and let it go on."""

    printer: DeviceId
    person: PersonId
