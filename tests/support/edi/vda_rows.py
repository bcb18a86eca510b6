"""VDA records for cases of rows: each value at the byte at which the recommendation has it.

``512@39=A@83=P7`` is a record 512 with A from byte 39 and P7 from byte 83 on; bytes count from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from central.edi.profiles.profile import Profile
from central.edi.profiles.vda_layouts import LAYOUTS
from central.edi.readers.vda_schedule import FIELDS
from syntax.records import LENGTH, RecordLayout
from tests.support.edi.rows import Case, Outcome, outcome

COUNTS = MappingProxyType({
    "519": ("511", "512", "513", "514", "517", "518", "519", "515"),
    "559": ("551", "552", "553", "554", "557", "558", "559"),
})  # fmt: skip
"""What the last record counts, in the order of its fields of seven digits."""


def vda(trailer: str) -> Callable[[Sequence[str]], bytes]:
    """Records to a transmission."""

    def write(body: Sequence[str]) -> bytes:
        kinds = [it.partition("@")[0] for it in body] + [trailer]
        counts = [f"{kinds.count(kind):07}" for kind in COUNTS[trailer]]
        lines = [*map(_record, body), f"{trailer}01{''.join(counts)}".ljust(LENGTH)]
        return "\r\n".join([*lines, ""]).encode("iso8859-1")

    return write


def _record(text: str) -> str:
    kind, *values = text.split("@")
    line = list(f"{kind}01".ljust(LENGTH))
    for at, _, value in (it.partition("=") for it in values):
        line[int(at) - 1 : int(at) - 1 + len(value)] = value
    return "".join(line)


def rows_of(first: str) -> list[tuple[RecordLayout, str]]:
    """Record and field, of everything that is read of the family whose records begin so."""
    return [
        (layout, name)
        for kind, layout in LAYOUTS.items() if kind.startswith(first)
        for name in layout.fields if name.partition(".")[0] in FIELDS.get(kind[2], {})
    ]  # fmt: skip


def into_of(layout: RecordLayout, name: str) -> str:
    return FIELDS[layout.type[2]][name.partition(".")[0]]


def about_field(case: Case, layout: RecordLayout, name: str) -> bool:
    """Whether the case is of that field: its record has a value from its first byte on."""
    start = layout.fields[name].start + 1
    return case.into == into_of(layout, name) and any(
        case.body[it].startswith(layout.type) and f"@{start}=" in case.body[it]
        for it in case.tested
    )


def without_field(case: Case, layout: RecordLayout, name: str) -> Outcome:
    """What is read where the layout has no such field."""
    left = {one: field for one, field in layout.fields.items() if one != name}
    less: Mapping[str, RecordLayout] = {**LAYOUTS, layout.type: replace(layout, fields=left)}
    return outcome(case.form.write(case.body), Profile(records=less))
