"""A record of a VDA message: 128 bytes, cut into fields by a layout that is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from syntax.problems import Position

LENGTH = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``number`` as the recommendation counts; ``start`` and ``width`` in bytes from 0. A numeric
    field is filled from the right with zeros, a text from the left with blanks.
    """

    name: str
    number: int
    start: int
    width: int
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLayout:
    """The fields of one record type. ``repeated`` are groups of fields that recur to the end of
    the record's data, such as date and quantity: their names, with the widths in ``fields``.
    """

    type: str
    versions: frozenset[str]
    fields: Mapping[str, Field]
    groups: int = 0
    data_end: int = LENGTH


def layout(
    type: str, versions: str, fields: str, repeated: str = "", times: int = 0
) -> RecordLayout:
    """A layout from a line: ``name:width`` in order (``n`` after a numeric width), after record
    type and version. ``repeated`` is appended ``times`` times as ``name.1``, ``name.2``. Raises
    ValueError when it is over 128 bytes.
    """
    specs = ["type:3", "version:2", *fields.split()]
    for index in range(1, times + 1):
        specs += [
            f"{name}.{index}:{width}"
            for name, _, width in (spec.partition(":") for spec in repeated.split())
        ]
    found: dict[str, Field] = {}
    at = 0
    for number, spec in enumerate(specs, start=1):
        name, _, width = spec.partition(":")
        found[name] = Field(
            name=name,
            number=number,
            start=at,
            width=int(width.rstrip("n")),
            numeric=width.endswith("n"),
        )
        at = found[name].start + found[name].width
    if at > LENGTH:
        raise ValueError(f"record {type} is laid out over {at} bytes, not {LENGTH}")
    return RecordLayout(
        type=type, versions=frozenset(versions.split()), fields=found, groups=times, data_end=at
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record with its layout. ``number`` counts from 1 in the file."""

    number: int
    offset: int
    raw: bytes
    text_raw: str
    layout: RecordLayout

    @property
    def type(self) -> str:
        return self.layout.type

    def text(self, name: str) -> str:
        """The field without blanks around it; empty when the layout has no such field."""
        field = self.layout.fields.get(name)
        return self.text_raw[field.start : field.start + field.width].strip() if field else ""

    def where(self, name: str = "") -> Position:
        field = self.layout.fields.get(name)
        return Position(
            segment=self.number,
            offset=self.offset + (field.start if field else 0),
            tag=self.type,
            element=field.number if field else 0,
        )
