"""Writing the 2D code of our part label, which ``barcode`` reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.barcode import EOT, GS, RS, STRUCTURE, unprintable


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


def envelope(fields: Iterable[tuple[str, str]]) -> str:
    """ISO 15434 format 06 from (data identifier, value) pairs. Raises CodeError."""
    parts = [f"{name}{_checked(value)}" for name, value in fields]
    return f"[)>{RS}06{GS}{GS.join(parts)}{RS}{EOT}"


def _checked(value: str) -> str:
    if not value:
        raise CodeError("an empty value cannot be coded")
    if hidden := unprintable(value):
        raise CodeError(f"{value!r}: {hidden} does not print")
    if STRUCTURE & set(value):
        raise CodeError(f"{value!r}: holds a separator of ISO 15434")
    return value
