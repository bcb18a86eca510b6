"""VDA fixed-length records, bytes to records to transmissions, sans-IO.

Records have 128 bytes, with or without a line end after each. The trailer's counts are checked;
that transmissions chain (old number = last received new one) is for whoever knows the last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from central.edi.model.interchange import Group, Interchange, Message, Party, Syntax, with_problems
from central.edi.profiles.vda_layouts import FAMILIES, LAYOUTS, TRAILERS
from central.edi.readers.values import day, integer
from syntax.bounds import MAX_INTERCHANGES
from syntax.problems import EdiError, Findings, Position
from syntax.records import LENGTH, Record, RecordLayout
from syntax.segments import leading

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


class Reader:
    """``receive_data(bytes)`` as they come, then ``next_record()`` until None: more is needed.
    After an EdiError it is dead.
    """

    def __init__(
        self, layouts: Mapping[str, RecordLayout] = LAYOUTS, charset: str = "iso8859-1"
    ) -> None:
        self._layouts = layouts
        self._charset = charset
        self._buffer = bytearray()
        self._offset = 0
        self._number = 0
        self._ended = False

    def receive_data(self, data: bytes) -> None:
        """The next bytes; empty bytes mean that the file has ended."""
        if data:
            self._buffer += data
        else:
            self._ended = True

    def next_record(self) -> Record | None:
        """The next record, or None when more bytes are needed or the file has ended cleanly.
        Raises EdiError with the position.
        """
        self._drop(leading(self._buffer, b"\r\n\x1a"))
        if len(self._buffer) < LENGTH and not self._broken_line():
            if self._ended and self._buffer:
                raise EdiError(
                    "record.length",
                    f"the file ends after {len(self._buffer)} bytes of {LENGTH}",
                    self._here(),
                )
            return None
        raw = bytes(self._buffer[:LENGTH])
        control = _CONTROL.search(raw)
        if control:
            index, byte = control.start(), control.group()
            code = "record.length" if byte in b"\r\n" else "character.control"
            raise EdiError(
                code,
                f"byte 0x{byte[0]:02X} after {index} bytes of a record of {LENGTH}",
                Position(segment=self._number + 1, offset=self._offset + index),
            )
        found = self._record(raw)
        self._drop(LENGTH)
        return found

    def _broken_line(self) -> bool:
        """Whether a line end has already come too early."""
        return any(byte in self._buffer for byte in b"\r\n")

    def _record(self, raw: bytes) -> Record:
        here = self._here()
        try:
            text = raw.decode(self._charset)
        except UnicodeDecodeError as error:
            raise EdiError(
                "character",
                f"byte 0x{raw[error.start]:02X} is not in {self._charset}",
                Position(segment=here.segment, offset=here.offset + error.start),
            ) from error
        layout = self._layouts.get(text[:3])
        if layout is None:
            raise EdiError("record.unknown", f"record type {text[:3]!r} is not known", here)
        if text[3:5] not in layout.versions:
            raise EdiError(
                "record.version",
                f"version {text[3:5]!r} of record {layout.type} is not one of"
                f" {', '.join(sorted(layout.versions))}",
                Position(segment=here.segment, offset=here.offset + 3, tag=layout.type, element=2),
            )
        self._number += 1
        return Record(
            number=self._number, offset=self._offset, raw=raw, text_raw=text, layout=layout
        )

    def _here(self) -> Position:
        return Position(segment=self._number + 1, offset=self._offset)

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._offset += count


def read(
    data: bytes, layouts: Mapping[str, RecordLayout] = LAYOUTS, charset: str = "iso8859-1"
) -> tuple[Interchange, ...]:
    """The transmissions of a file. What is wrong with it is in them. A file that does not
    even begin as one raises EdiError.
    """
    reader = Reader(layouts, charset)
    reader.receive_data(data)
    reader.receive_data(b"")
    gathering = _Gathering()
    try:
        for record in iter(reader.next_record, None):
            gathering.take(record)
    except EdiError as error:
        if not gathering.begun:
            raise
        found = error.problem
        gathering.findings.add(found.code, found.detail, found.position)
    return gathering.close(len(data))


class _Gathering:
    """Records into transmissions."""

    def __init__(self) -> None:
        self.begun = False
        self.findings = Findings()
        self._records: list[Record] = []
        self._done: list[Interchange] = []

    def take(self, record: Record) -> None:
        self.begun = True
        if len(self._done) >= MAX_INTERCHANGES:
            raise EdiError(
                "file.interchanges",
                f"more than {MAX_INTERCHANGES} transmissions in a file",
                record.where(),
            )
        if not self._records and record.type not in FAMILIES:
            self.findings.add(
                "record.order", f"{record.type} begins no transmission", record.where()
            )
        elif self._records and record.type in FAMILIES:
            self.findings.add("transmission.open", "a header before the trailer", record.where())
        self._records.append(record)
        if record.type == TRAILERS.get(self._records[0].type):
            self._finish()

    def close(self, length: int) -> tuple[Interchange, ...]:
        if self._records:
            if not self.findings:
                self.findings.add(
                    "transmission.open", "the file ends without a trailer", Position(offset=length)
                )
            self._finish()
        elif self.findings:
            self._done.append(with_problems(self._done.pop(), self.findings))
        if not self._done:
            raise EdiError("start", "the file has no record")
        return tuple(self._done)

    def _finish(self) -> None:
        self._done.append(_transmission(self._records, self.findings))
        self._records, self.findings = [], Findings()


def _transmission(records: list[Record], findings: Findings) -> Interchange:
    header, trailer = records[0], records[-1]
    if trailer.type == TRAILERS.get(header.type):
        _check_counts(records, trailer, findings)
    for name in ("number_old", "number_new"):
        text = header.text(name)
        if len(text) != 5 or not text.isdecimal() or not text.isascii():
            findings.add("transmission.number", f"{text!r} is not five digits", header.where(name))
    for name in ("customer", "supplier"):
        if not header.text(name):
            findings.add("header.missing", f"{name} is blank", header.where(name))
    family = FAMILIES.get(header.type, header.type)
    message = Message(
        name=f"vda_{family}",
        type=family,
        version=header.text("version"),
        reference=header.text("number_new"),
        records=tuple(records),
        position=header.where(),
    )
    return _around(
        header.text("version"),
        header.text("customer"),
        header.text("supplier"),
        header.text("number_new"),
        header.text("number_old"),
        (message,),
        findings,
    )


def _around(
    version: str, sender: str, recipient: str, new: str, old: str,
    messages: tuple[Message, ...], findings: Findings,
) -> Interchange:  # fmt: skip
    header = messages[0].records[0] if messages else None
    return Interchange(
        syntax=Syntax.VDA,
        version=version,
        sender=Party(id=sender),
        recipient=Party(id=recipient),
        reference=new,
        reference_old=old,
        written_on=_written_on(header) if header else None,
        header_at=header.where() if header else Position(),
        sender_at=header.where("customer") if header else Position(),
        recipient_at=header.where("supplier") if header else Position(),
        groups=(Group(messages=messages),),
        problems=tuple(findings.problems),
    )


def _written_on(header: Record) -> date | None:
    """None where it cannot be read: the message's reader says so."""
    try:
        return day(header.text("date"))
    except ValueError:
        return None


def _check_counts(records: list[Record], trailer: Record, findings: Findings) -> None:
    counted: dict[str, int] = {}
    for record in records:
        counted[record.type] = counted.get(record.type, 0) + 1
    for name in trailer.layout.fields:
        if not name.startswith("count_"):
            continue
        text, kind = trailer.text(name), name.removeprefix("count_")
        try:
            stated = integer(text or "0")
        except ValueError as error:
            findings.add("count", f"records {kind}: {error}", trailer.where(name))
            continue
        if stated != counted.get(kind, 0):
            findings.add(
                "count",
                f"{trailer.type} says {stated} records {kind}, there are {counted.get(kind, 0)}",
                trailer.where(name),
            )
