"""X12 from version 002 to 004 and up, bytes to segments, sans-IO. The delimiters are in ISA, which
is 106 bytes of fixed fields; there is no escape, so every delimiter byte divides.

``receive_data(bytes)`` as they come, then ``next_segment()`` until it says None: more is needed.
"""

from __future__ import annotations

from syntax.bounds import MAX_SEGMENT
from syntax.problems import EdiError, Position
from syntax.segments import Delimiters, Segment, leading, split

ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
ISA_LENGTH = 106
_BETWEEN = b"\r\n\t "
CHARSET = "iso8859-1"
REPETITION_SINCE = "00402"
"""From this ISA12 on ISA11 is the repetition separator; before, it named the standard ("U")."""


class Reader:
    """Segments of any number of interchanges, one after another. After an EdiError it is dead."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._offset = 0
        self._searched = 0
        self._number = 0
        self._delimiters: Delimiters | None = None
        self._ended = False

    def receive_data(self, data: bytes) -> None:
        """The next bytes; empty bytes mean that the file has ended."""
        if data:
            self._buffer += data
        else:
            self._ended = True

    def next_segment(self) -> Segment | None:
        """The next segment, or None when more bytes are needed or the file has ended cleanly.
        Raises EdiError with the position.
        """
        self._skip_between()
        if not self._buffer:
            return None
        if self._delimiters is None:
            return self._isa()
        at = self._buffer.find(self._delimiters.segment, self._searched)
        self._refuse_endless(at)
        if at < 0:
            self._searched = len(self._buffer)
            return None
        raw, offset = bytes(self._buffer[:at]), self._offset
        self._drop(at + 1)
        self._number += 1
        found = split(raw, self._number, offset, self._delimiters, CHARSET)
        if not (2 <= len(found.tag) <= 3 and found.tag.isascii() and found.tag.isalnum()):
            raise EdiError("tag", f"{found.tag[:20]!r} is no segment identifier", found.where(0))
        if found.tag == "IEA":
            self._delimiters = None
        return found

    def _isa(self) -> Segment | None:
        head = bytes(self._buffer[:ISA_LENGTH])
        here = Position(segment=self._number + 1, offset=self._offset, tag="ISA")
        if not b"ISA".startswith(head[:3]):
            raise EdiError("start", f"{head[:3]!r} where ISA must begin an interchange", here)
        if len(head) < ISA_LENGTH:
            if self._ended:
                raise EdiError("segment.open", f"ISA has {len(head)} of {ISA_LENGTH} bytes", here)
            return None
        delimiters = isa_delimiters(head, here)
        self._drop(ISA_LENGTH)
        self._number += 1
        self._delimiters = delimiters
        # ISA16 is the component separator itself, so ISA is divided by the element separator only.
        elements = tuple(((t.decode(CHARSET),),) for t in head[:-1].split(delimiters.element))
        return Segment(
            number=self._number,
            offset=here.offset,
            raw=head[:-1],
            elements=elements,
            delimiters=delimiters,
        )

    def _refuse_endless(self, at: int) -> None:
        here = Position(segment=self._number + 1, offset=self._offset)
        if (at if at >= 0 else len(self._buffer)) > MAX_SEGMENT:
            raise EdiError("segment.long", f"no terminator within {MAX_SEGMENT} bytes", here)
        if at < 0 and self._ended:
            raise EdiError("segment.open", "the file ends inside a segment", here)

    def _skip_between(self) -> None:
        special = self._delimiters.special() if self._delimiters else b""
        between = bytes(byte for byte in _BETWEEN if byte not in special)
        length = leading(self._buffer, between)
        if length and self._searched == 0:
            self._drop(length)

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._offset += count
        self._searched = 0


def isa_delimiters(head: bytes, here: Position) -> Delimiters:
    """From the 106 bytes of ISA. Raises EdiError naming the field whose width is wrong."""
    element = head[3:4]
    at = 3
    for number, width in enumerate(ISA_WIDTHS, start=1):
        if head[at : at + 1] != element:
            raise EdiError(
                "isa.width",
                f"ISA{number:02} does not begin at byte {at + 1} of ISA: a field before it has"
                " not its fixed width",
                Position(segment=here.segment, offset=here.offset + at, tag="ISA", element=number),
            )
        at += 1 + width
    version = head[84:89].decode("ascii", "replace")
    repetition = head[82:83] if version >= REPETITION_SINCE else b""
    if repetition.isalnum() or repetition == b" ":
        repetition = b""
    found = Delimiters(
        element=element, component=head[104:105], segment=head[105:106], repetition=repetition
    )
    special = found.special()
    if len(set(special)) != len(special) or any(chr(b).isalnum() or b > 0x7F for b in special):
        raise EdiError("isa.delimiters", f"{special!r} cannot all be delimiters", here)
    return found


def segments(data: bytes) -> list[Segment]:
    """Every segment of a whole file. Raises EdiError."""
    reader = Reader()
    reader.receive_data(data)
    reader.receive_data(b"")
    return list(iter(reader.next_segment, None))
