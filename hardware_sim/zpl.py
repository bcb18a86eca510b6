"""Reads ZPL II as a printer does: bytes in, physical labels out. Sans-IO; written from the
printer's manual, not from what Lineside sends.

Fields are read back with everything undone that the language wraps around them: ``^FH`` hexadecimal
escapes, the ``>`` codes of Code 128, the escape character of Data Matrix, the mode prefix of QR.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PENDING_BYTES_MAX = 1024 * 1024
"""What piles up without ``^XZ`` is dropped beyond this, as a full buffer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelField:
    """``kind`` is text, code128, datamatrix, qr or other; ``data`` what a reader would read."""

    kind: str
    x: int
    y: int
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ZplLabel:
    fields: tuple[LabelField, ...]
    quantity: int = 1

    def codes(self) -> list[str]:
        """Contents of the barcodes, two-dimensional ones first."""
        found = [f for f in self.fields if f.kind in ("datamatrix", "qr", "code128")]
        return [f.data for f in sorted(found, key=lambda f: f.kind == "code128")]

    def texts(self) -> list[str]:
        return [f.data for f in self.fields if f.kind == "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """An immediate ``~`` command other than a label, e.g. ``~HS``."""

    name: str
    parameters: str = ""


@dataclass(slots=True)
class _Open:
    """The label between ^XA and ^XZ."""

    fields: list[LabelField] = field(default_factory=list)
    kind: str = "text"
    escape: str = ""
    x: int = 0
    y: int = 0
    hexadecimal: str = ""
    quantity: int = 1


class ZplReader:
    """``feed`` bytes in any slices; returns labels and commands in the order they ended."""

    def __init__(self) -> None:
        self._buffer = b""
        self._label: _Open | None = None
        self.partial_labels = 0
        """Labels begun and never ended, because another one began."""
        self.overflows = 0

    @property
    def in_label(self) -> bool:
        return self._label is not None or b"^XA" in self._buffer

    def feed(self, data: bytes) -> list[ZplLabel | Command]:
        self._buffer += data
        out: list[ZplLabel | Command] = []
        while True:
            command, rest = _next_command(self._buffer)
            if command is None:
                break
            self._buffer = rest
            ended = self._take(command)
            if ended is not None:
                out.append(ended)
        if len(self._buffer) > PENDING_BYTES_MAX:
            self._buffer, self.overflows = b"", self.overflows + 1
        return out

    def clear(self) -> None:
        """Power off and on."""
        self._buffer = b""
        self._label = None

    def _take(self, raw: bytes) -> ZplLabel | Command | None:
        prefix, text = raw[:1], raw[1:].decode("utf-8", "replace")
        name, parameters = (text[:1], text[1:]) if text[:1] == "A" else (text[:2], text[2:])
        if prefix == b"~":
            return Command(name="~" + text[:2], parameters=text[2:].strip())
        if text.startswith("XA"):
            self.partial_labels += self._label is not None
            self._label = _Open()
            return None
        if self._label is None:
            return None
        if name == "XZ":
            done, self._label = self._label, None
            return ZplLabel(fields=tuple(done.fields), quantity=done.quantity)
        _apply(self._label, name, parameters)
        return None


def _next_command(buffer: bytes) -> tuple[bytes | None, bytes]:
    """The first whole command and what follows it. ``^XA``, ``^XZ`` and ``~HS`` end by
    themselves, others where the next one begins.
    """
    start = next((i for i, byte in enumerate(buffer) if byte in b"^~"), -1)
    if start < 0:
        return None, buffer
    body = buffer[start:]
    broken = next((i for i in (1, 2) if body[i : i + 1] in (b"^", b"~")), 0)
    if broken:
        return body[:broken], body[broken:]
    if len(body) < 3:
        return None, buffer
    if body[:3] in (b"^XA", b"^XZ") or body[:1] == b"~":
        return body[:3], body[3:]
    end = next((i for i in range(1, len(body)) if body[i] in b"^~"), -1)
    if end < 0:
        return None, buffer
    return body[:end], body[end:]


def _apply(label: _Open, name: str, parameters: str) -> None:
    text = parameters.rstrip("\r\n")
    if name in _BARCODES or (name[:1] == "B" and name != "BY"):
        label.kind = _BARCODES.get(name, "other")
        label.escape = (text.split(",") + [""] * 7)[6] or "~"
        return
    change = _COMMANDS.get(name)
    if change is not None:
        change(label, text)


_BARCODES = {"BC": "code128", "BX": "datamatrix", "BQ": "qr"}


def _set_place(label: _Open, text: str) -> None:
    label.x, label.y = _two_numbers(text)


def _set_font(label: _Open, _text: str) -> None:
    label.kind = "text"


def _set_escape(label: _Open, text: str) -> None:
    label.hexadecimal = text[:1] or "_"


def _end_field(label: _Open, _text: str) -> None:
    label.kind, label.hexadecimal = "text", ""


def _set_quantity(label: _Open, text: str) -> None:
    first = text.split(",")[0]
    label.quantity = int(first) if first.isdigit() else 1


def _add_field(label: _Open, text: str) -> None:
    data = _unhex(text, label.hexadecimal) if label.hexadecimal else text
    undo = {"code128": _undo_code128, "qr": _undo_qr}.get(label.kind)
    if undo is not None:
        data = undo(data)
    elif label.kind == "datamatrix":
        data = data.replace(label.escape * 2, label.escape)
    label.fields.append(LabelField(kind=label.kind, x=label.x, y=label.y, data=data))


_COMMANDS = {
    "FO": _set_place,
    "FT": _set_place,
    "A": _set_font,
    "FH": _set_escape,
    "FD": _add_field,
    "FS": _end_field,
    "PQ": _set_quantity,
}


def _unhex(text: str, indicator: str) -> str:
    """``_5E`` to ``^``; neighbouring escapes make up UTF-8 characters together."""
    out = bytearray()
    place = 0
    while place < len(text):
        pair = text[place + 1 : place + 3]
        if text[place] == indicator and len(pair) == 2 and _is_hex(pair):
            out.append(int(pair, 16))
            place += 3
        else:
            out += text[place].encode()
            place += 1
    return out.decode("utf-8", "replace")


def _is_hex(pair: str) -> bool:
    return all(character in "0123456789abcdefABCDEF" for character in pair)


_CODE128 = {"0": ">", "<": "^", "=": "~"}
"""Invocation codes that stand for a character; the others change subset or add FNC1."""


def _undo_code128(data: str) -> str:
    out, place = "", 0
    while place < len(data):
        if data[place] == ">" and place + 1 < len(data):
            code = data[place + 1]
            out += "\x1d" if code == "8" else _CODE128.get(code, "")
            place += 2
        else:
            out += data[place]
            place += 1
    return out


def _undo_qr(data: str) -> str:
    """``QA,text``: error correction and input mode before the comma."""
    return data[3:] if len(data) > 2 and data[2] == "," else data


def _two_numbers(text: str) -> tuple[int, int]:
    values = [int(value) if value.isdigit() else 0 for value in (text + ",,").split(",")[:2]]
    return values[0], values[1]
