"""A customer's VDA records, from values by the names of their fields."""

from __future__ import annotations

from collections.abc import Mapping

from syntax.records import LENGTH, RecordLayout


def vda_record(values: Mapping[str, str], layout: RecordLayout, version: str = "01") -> bytes:
    """One record of 128 bytes. Raises ValueError for a value that is too long or a field
    that is not there.
    """
    out = list(" " * LENGTH)
    for name, value in {**values, "type": layout.type, "version": version}.items():
        field = layout.fields.get(name)
        if field is None:
            raise ValueError(f"record {layout.type} has no field {name}")
        if len(value) > field.width:
            raise ValueError(f"{name} {value!r} is longer than {field.width}")
        filled = value.zfill(field.width) if field.numeric else value.ljust(field.width)
        out[field.start : field.start + field.width] = filled
    return "".join(out).encode("iso8859-1")
