"""What a scanned code may be, and what it says (``barcode.read``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wire.events import Movement


class Kind(StrEnum):
    PART = "part"
    """Somebody else's label that names a part (``part``, or only ``gtin``)."""
    PART_LABEL = "part_label"
    SLOT_LABEL = "slot_label"
    RACK_LABEL = "rack_label"
    CARRIER = "carrier"
    COMPARTMENT = "compartment"
    KANBAN = "kanban"
    COMMAND = "command"
    FILLED = "filled"
    TRUCK = "truck"
    DEPART = "depart"
    DELIVERED = "delivered"
    RACK_BACK = "rack_back"
    UNIT = "unit"
    """The licence plate of a pallet or container, as our card says it."""
    RECEIVING = "receiving"
    BADGE = "badge"
    VIN = "vin"
    LICENCE_PLATE = "licence_plate"
    IDENTIFIED = "identified"
    """Identifiers that name no part, e.g. a serial number or a quantity alone."""
    PLAIN = "plain"
    UNREADABLE = "unreadable"


class Command(StrEnum):
    HELP = "HELP"
    SHORT = "SHORT"
    DAMAGED = "DAMAGED"
    LATER = "LATER"
    REPRINT = "REPRINT"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    READ = "READ"


class Problem(StrEnum):
    """Why a text is unreadable. The value is the stable code."""

    EMPTY = "barcode.empty"
    TOO_LONG = "barcode.too_long"
    INVISIBLE = "barcode.invisible_character"
    """Zero-width, bidirectional, control or other characters that do not print."""
    UNKNOWN_CARD = "barcode.unknown_card"
    ENVELOPE = "barcode.envelope"
    """An ISO 15434 header that is broken, or a format that is not 05 or 06."""
    LOST_SEPARATOR = "barcode.lost_separator"
    IDENTIFIER = "barcode.identifier"
    """An identifier that is not known, or whose value breaks its own rule."""
    CONTRADICTION = "barcode.contradiction"
    """The same identifier twice with different values."""
    VIN = "barcode.vin"
    CHECK_DIGIT = "barcode.check_digit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One scanned code. Only what the code says is set; the rest is empty."""

    kind: Kind
    text: str
    """Without the AIM prefix."""
    symbology: str = ""
    part: str = ""
    supplier_part: str = ""
    serial: str = ""
    lot: str = ""
    quantity: int | None = None
    vin: str = ""
    short_vin: str = ""
    body: str = ""
    supplier: str = ""
    licence_plate: str = ""
    gtin: str = ""
    label: str = ""
    rack: str = ""
    copy: int | None = None
    carrier: str = ""
    compartment: int = 0
    """From 1 in load order; 0: the code names none."""
    loop: str = ""
    card: str = ""
    movement: Movement | None = None
    command: Command | None = None
    badge: str = ""
    face: str = ""
    unit: str = ""
    truck: str = ""
    place: str = ""
    """A dock, where a truck was unloaded, or where parts come in."""
    reverse: bool = False
    seal: str = ""
    load: str = ""
    others: tuple[tuple[str, str], ...] = field(default=())
    """Identifiers of the code that have no field here, in order."""
    doubt: str = ""
    """Set where a lost separator would look just like this: names the identifiers. Somebody who
    needs the second one must not go on.
    """
    problem: Problem | None = None
    """Set exactly when ``kind`` is UNREADABLE; ``detail`` then says which identifier or
    character.
    """
    detail: str = ""
