"""EDIFACT syntax 3 and 4 (ISO 9735), bytes to segments, sans-IO.

``receive_data(bytes)`` as they come, then ``next_segment()`` until it says None: more is needed.
UNA, UNB's character set and the release character are obeyed; every error has its byte offset.
"""

from __future__ import annotations

from syntax.bounds import MAX_SEGMENT
from syntax.problems import EdiError, Position
from syntax.segments import Delimiters, Segment, leading, split

CHARSETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
"""Syntax identifier to codec. UNOX (code extension, ISO 2022) is refused: its second bytes look
like delimiters.
"""
DEFAULT = Delimiters(component=b":", element=b"+", decimal_mark=b".", release=b"?", segment=b"'")
_BETWEEN = b"\r\n\t "


def delimiters_for(version: str, una: bytes = b"") -> Delimiters:
    """The delimiters of UNA's six characters, or the standard's own. Raises EdiError when two are
    the same: nothing could be divided by them.
    """
    if not una:
        repetition = b"*" if version == "4" else b""
        return Delimiters(**{**_as_dict(DEFAULT), "repetition": repetition})
    component, element, mark, release, repetition, segment = (una[i : i + 1] for i in range(6))
    found = Delimiters(
        component=component,
        element=element,
        decimal_mark=mark,
        release=release.strip(b" "),
        repetition=repetition.strip(b" ") if version == "4" else b"",
        segment=segment,
    )
    special = found.special()
    if len(set(special)) != len(special) or any(byte > 0x7F for byte in special):
        raise EdiError(
            "una",
            f"UNA {una!r} names one character twice, or one outside ASCII",
            Position(tag="UNA"),
        )
    if any(byte in b"\r\n" or chr(byte).isalnum() for byte in special):
        raise EdiError("una", f"UNA {una!r} names a letter, digit or line end", Position(tag="UNA"))
    return found


def _as_dict(found: Delimiters) -> dict[str, bytes]:
    return {
        name: getattr(found, name)
        for name in ("element", "component", "segment", "release", "repetition", "decimal_mark")
    }


class Reader:
    """Segments of any number of interchanges, one after another. After an EdiError it is dead."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._offset = 0
        self._searched = 0
        self._number = 0
        self._una = b""
        self._delimiters: Delimiters | None = None
        self._charset = "ascii"
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
        if self._delimiters is None and not self._start():
            return None
        end = self._end()
        if end < 0:
            return None
        raw = bytes(self._buffer[:end])
        offset = self._offset
        self._drop(end + 1)
        self._number += 1
        return self._segment(raw, offset)

    def _segment(self, raw: bytes, offset: int) -> Segment:
        delimiters = self._delimiters or DEFAULT
        if raw.startswith(b"UNB" + delimiters.element):
            delimiters = self._read_syntax(raw, offset)
        found = split(raw, self._number, offset, delimiters, self._charset)
        if not _is_tag(found.tag):
            raise EdiError("tag", f"{found.tag[:20]!r} is no segment tag", found.where(0))
        if found.tag == "UNZ":
            self._delimiters = None
        return found

    def _read_syntax(self, raw: bytes, offset: int) -> Delimiters:
        """Character set and version come from UNB's first element, which is ASCII in all."""
        here = Position(segment=self._number, offset=offset + 4, tag="UNB", element=1)
        assumed = delimiters_for("3", self._una)
        parts = raw.split(assumed.element)[1].split(assumed.component)
        identifier = parts[0].decode("ascii", "replace")
        version = parts[1].decode("ascii", "replace") if len(parts) > 1 else ""
        if identifier not in CHARSETS:
            raise EdiError("syntax.charset", f"character set {identifier!r} is not known", here)
        if version not in ("1", "2", "3", "4"):
            raise EdiError("syntax.version", f"syntax version {version!r} is not known", here)
        self._charset = CHARSETS[identifier]
        self._delimiters = delimiters_for(version, self._una)
        return self._delimiters

    def _start(self) -> bool:
        """UNA or the standard's delimiters; False while too little has come to tell."""
        head = bytes(self._buffer[:9])
        if b"UNA".startswith(head[:3]) or b"UNB".startswith(head[:3]):
            if len(head) < 3 or (head.startswith(b"UNA") and len(head) < 9):
                return self._incomplete("start", "the file ends in its first segment")
        else:
            raise EdiError(
                "start",
                f"{head[:3]!r} where UNA or UNB must begin an interchange",
                Position(segment=self._number + 1, offset=self._offset),
            )
        self._una = head[3:9] if head.startswith(b"UNA") else b""
        self._delimiters = delimiters_for("3", self._una)
        if self._una:
            self._drop(9)
            self._skip_between()
        return True

    def _end(self) -> int:
        """Index of the terminator in the buffer, or -1."""
        delimiters = self._delimiters or DEFAULT
        at = self._buffer.find(delimiters.segment, self._searched)
        while at >= 0 and self._is_released(at, delimiters.release):
            at = self._buffer.find(delimiters.segment, at + 1)
        if (at if at >= 0 else len(self._buffer)) > MAX_SEGMENT:
            raise EdiError(
                "segment.long", f"no terminator within {MAX_SEGMENT} bytes", self._here()
            )
        if at < 0:
            self._searched = len(self._buffer)
            self._incomplete("segment.open", "the file ends inside a segment")
        return at

    def _is_released(self, at: int, release: bytes) -> bool:
        count = 0
        while release and at > count and self._buffer[at - count - 1] == release[0]:
            count += 1
        return count % 2 == 1

    def _incomplete(self, code: str, detail: str) -> bool:
        if self._ended:
            raise EdiError(code, detail, self._here())
        return False

    def _here(self) -> Position:
        return Position(segment=self._number + 1, offset=self._offset)

    def _skip_between(self) -> None:
        """Line ends and blanks between segments are the transport's."""
        length = leading(self._buffer, _BETWEEN)
        if length and self._searched == 0:
            self._drop(length)

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._offset += count
        self._searched = 0


def segments(data: bytes) -> list[Segment]:
    """Every segment of a whole file. Raises EdiError."""
    reader = Reader()
    reader.receive_data(data)
    reader.receive_data(b"")
    return list(iter(reader.next_segment, None))


def _is_tag(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalnum() and text.isupper()
