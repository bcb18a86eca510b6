"""EDIFACT by pydifact and X12 by pyx12: readers that have nothing of ours in them.

Both give segments as ``(tag, elements)``, an element being the tuple of its components, with what
is empty at the end left out. pyx12 knows the versions of health care only (ISA12 00401 and 00501
among ours): for another, ISA12 alone is changed before it reads. Of our messages it has maps for
the 830 and the 997 of health care's codes only, so its raw reader is used, which checks counts and
control numbers by itself.
"""

from __future__ import annotations

import io
import warnings

from pydifact.segmentcollection import Interchange
from pyx12.x12file import X12Reader

Seg = tuple[str, tuple[tuple[str, ...], ...]]


def segments(data: bytes) -> list[Seg]:
    return _x12(data) if data.lstrip()[:3] == b"ISA" else _edifact(data)


def ours(found) -> list[Seg]:
    """Our segments in the same form."""
    return [_form(s.tag, [list(e[0]) for e in s.elements[1:]]) for s in found]


def _edifact(data: bytes) -> list[Seg]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has no directories with it, and says so each time
        whole = Interchange.from_str(data.decode("iso8859-1"))
        found = [whole.get_header_segment(), *whole.segments, whole.get_footer_segment()]
        return [_form(s.tag, s.elements) for s in found]


def _x12(data: bytes) -> list[Seg]:
    text = data.decode("iso8859-1")
    if text[84:89] not in ("00401", "00501"):
        text = text[:84] + "00401" + text[89:]
    reader = X12Reader(io.StringIO(text))
    found = []
    for segment in reader:
        elements = [
            [segment.get_value(f"{segment.get_seg_id()}{number:02}") or ""]
            for number in range(1, len(segment) + 1)
        ]
        found.append(_form(segment.get_seg_id(), elements))
    reader.cleanup()
    errors = reader.pop_errors()
    assert errors == [], errors
    return found


def _form(tag: str, elements) -> Seg:
    shaped = [_trim([e] if isinstance(e, str) else [c or "" for c in e]) for e in elements]
    while shaped and not shaped[-1]:
        shaped.pop()
    return tag, tuple(shaped)


def _trim(components) -> tuple[str, ...]:
    left = list(components)
    while left and not left[-1]:
        left.pop()
    return tuple(left)


def first(seg: Seg, element: int, component: int = 1) -> str:
    """Empty when it is not there."""
    elements = seg[1]
    if element > len(elements):
        return ""
    components = elements[element - 1]
    return components[component - 1] if component <= len(components) else ""
