"""Writing the codes that ``barcode`` reads: contents of our labels and cards. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.barcode import EOT, GS, RS, STRUCTURE, unprintable
from wire.events import Movement


class CodeError(ValueError):
    """Ours: a value cannot stand in the code that was to be written."""


def part_label(
    label: str, *, part: str = "", serial: str = "", quantity: int | None = None, vin: str = ""
) -> str:
    """Content of our part label's 2D code: an envelope with what is known, and the label's id."""
    fields = [
        ("P", part),
        ("S", serial),
        ("Q", "" if quantity is None else str(quantity)),
        ("I", vin),
        ("Z", f"LS:PART:{label}"),
    ]
    return envelope([(name, value) for name, value in fields if value])


def slot_label(label: str) -> str:
    return _card("SLOT", label)


def rack_label(rack: str, copy: int) -> str:
    return _card("RACK", rack, str(copy))


def kanban_card(loop: str, card: str, movement: Movement | None = None) -> str:
    return _card("KB", loop, card, *([] if movement is None else [movement.value]))


def envelope(fields: Iterable[tuple[str, str]]) -> str:
    """ISO 15434 format 06 from (data identifier, value) pairs. Raises CodeError."""
    parts = [f"{name}{_checked(value)}" for name, value in fields]
    return f"[)>{RS}06{GS}{GS.join(parts)}{RS}{EOT}"


def _card(*parts: str) -> str:
    """Parts after the first are ids: a colon in them would move the next one."""
    for part in parts[1:]:
        if ":" in _checked(part):
            raise CodeError(f"{part!r}: a colon separates the parts of a code")
    return "LS:" + ":".join(parts)


def _checked(value: str) -> str:
    if not value:
        raise CodeError("an empty value cannot be coded")
    if hidden := unprintable(value):
        raise CodeError(f"{value!r}: {hidden} does not print")
    if STRUCTURE & set(value):
        raise CodeError(f"{value!r}: holds a separator of ISO 15434")
    return value
