"""ZPL II, both ways, sans-IO: fields that cannot be broken out of, and the answer to ``~HS``.

Writing: every field is ``^FH_^FD...^FS`` under ``^CI28``, and each byte of its UTF-8 that is not a
letter or a digit goes as ``_XX``. No caret, tilde, underscore, backslash or line end of the data
ever reaches the printer as such. Where a symbology has escapes of its own (``>`` in Code 128, the
escape character of ECC 200), those are doubled before, because ^FH is decoded first.

Reading: three lines, each STX...ETX CR LF (Zebra ZPL programming guide, ``~HS``). A printer with
media out, ribbon out or an open head usually gives no answer at all: silence is the caller's to
measure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STATUS_REQUEST = b"~HS"
STATUS_BYTES_MAX = 4096
FIELD_CHARS_MAX = 4_999

_MATRIX_ESCAPE = "|"
_FREE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

_ECC200 = (
    (3, 10), (5, 12), (8, 14), (12, 16), (18, 18), (22, 20), (30, 22), (36, 24), (44, 26),
    (62, 32), (86, 36), (114, 40), (144, 44), (174, 48), (204, 52), (280, 64), (368, 72),
    (456, 80), (576, 88), (696, 96), (816, 104), (1050, 120), (1304, 132), (1558, 144),
)  # fmt: skip
"""ISO/IEC 16022: data codewords and modules per side of the square symbols."""


class ZplError(ValueError):
    """The data cannot be printed in this field; the text says why."""


def label(fields: list[str], *, width_dots: int, height_dots: int) -> bytes:
    """One format that prints one label."""
    setup = f"^XA^CI28^LH0,0^PW{width_dots}^LL{height_dots}^PON^PMN"
    return f"{setup}{''.join(fields)}^XZ".encode("ascii")


def text(x: int, y: int, height: int, width: int, data: str, *, right: bool = False) -> str:
    """One line in the scalable font. Characters that do not print become spaces. ``x`` is the
    left edge, or the right edge if ``right``.
    """
    visible = "".join(char if char.isprintable() else " " for char in data)
    return f"^FO{x},{y},{int(right)}^A0N,{height},{width}{_field(visible)}"


def box(x: int, y: int, width: int, height: int, thickness: int) -> str:
    """A frame; filled when ``thickness`` is its smaller side."""
    return f"^FO{x},{y}^GB{width},{height},{thickness}^FS"


def code128(x: int, y: int, height: int, module: int, data: str) -> str:
    """Code 128, subset C for an even number of digits, else subset B: printable ASCII."""
    _check_length(data)
    if re.search(r"[^ -~]", data) or not data:
        raise ZplError(f"Code 128 holds printable ASCII, not {data[:40]!r}")
    content = ">;" + data if _all_pairs(data) else ">:" + data.replace(">", ">0")
    return f"^FO{x},{y}^BY{module}^BCN,{height},N,N,N,N{_field(content)}"


def code128_modules(data: str) -> int:
    """Width in modules, without the quiet zones of 10 modules on each side."""
    symbols = len(data) // 2 if _all_pairs(data) else len(data)
    return 11 * (symbols + 2) + 13


def data_matrix(x: int, y: int, module: int, data: str) -> str:
    """ECC 200, square. Holds any Unicode text as UTF-8, control characters included."""
    _check_length(data)
    if not data:
        raise ZplError("a Data Matrix needs content")
    doubled = data.replace(_MATRIX_ESCAPE, _MATRIX_ESCAPE * 2)
    return f"^FO{x},{y}^BXN,{module},200,,,,{_MATRIX_ESCAPE}{_field(doubled)}"


def data_matrix_modules(data: str) -> int:
    """Modules per side at most, without the quiet zone of 1 module; plain encodation is assumed.
    Raises ZplError when no symbol is large enough.
    """
    raw = _utf8(data)
    pairs = sum(len(run) // 2 for run in re.findall(rb"[0-9]+", raw))
    plain = len(raw) - pairs + sum(byte > 127 for byte in raw)
    needed = min(plain, len(raw) + 3)
    for codewords, side in _ECC200:
        if needed <= codewords:
            return side
    raise ZplError(f"{len(raw)} bytes are too many for a Data Matrix")


def _field(data: str) -> str:
    _check_length(data)
    escaped = "".join(chr(b) if b in _FREE else f"_{b:02X}" for b in _utf8(data))
    return f"^FH_^FD{escaped}^FS"


def _utf8(data: str) -> bytes:
    try:
        return data.encode()
    except UnicodeEncodeError:
        raise ZplError("the text holds half a character (a surrogate)") from None


def _check_length(data: str) -> None:
    if len(data) > FIELD_CHARS_MAX:
        raise ZplError(f"{len(data)} characters; a field holds {FIELD_CHARS_MAX} at most")


def _all_pairs(data: str) -> bool:
    return bool(re.fullmatch(r"([0-9][0-9])+", data))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostStatus:
    """What ``~HS`` says, as far as it is used."""

    paper_out: bool
    paused: bool
    formats_in_buffer: int
    buffer_full: bool
    partial_format: bool
    corrupt_ram: bool
    too_cold: bool
    too_hot: bool
    head_open: bool
    ribbon_out: bool
    label_waiting: bool
    labels_remaining: int


class StatusGarbageError(ValueError):
    """The printer's fault, or it is no ZPL printer: the answer is not that of ``~HS``."""


_ANSWER = re.compile(
    rb"\x02([0-9]{3},[01],[01],[0-9]{4},[0-9]{3}(?:,[0-9]+){7})\x03\s*"
    rb"\x02([0-9]{3},[0-9],[01],[01](?:,[0-9A-Z]){4},[0-9]{8}(?:,[0-9]+){2})\x03\s*"
    rb"\x02([0-9]{4},[0-9])\x03\s*"
)


class HostStatusReader:
    """Collects one answer. ``feed`` gives it once the third line is complete, before that None."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> HostStatus | None:
        """Raises StatusGarbageError as soon as no answer can come of it, at 4 kB at the latest."""
        self._buffer += data[: STATUS_BYTES_MAX + 1]
        if len(self._buffer) > STATUS_BYTES_MAX:
            raise StatusGarbageError(f"more than {STATUS_BYTES_MAX} bytes in answer to ~HS")
        if self._buffer.count(b"\x03") < 3:
            return None
        match = _ANSWER.match(self._buffer.lstrip())
        if match is None:
            raise StatusGarbageError(f"not an answer to ~HS: {bytes(self._buffer[:60])!r}")
        return _host_status(match[1].split(b","), match[2].split(b","))


def _host_status(first: list[bytes], second: list[bytes]) -> HostStatus:
    return HostStatus(
        paper_out=first[1] == b"1",
        paused=first[2] == b"1",
        formats_in_buffer=int(first[4]),
        buffer_full=int(first[5]) == 1,
        partial_format=int(first[7]) == 1,
        corrupt_ram=int(first[9]) == 1,
        too_cold=int(first[10]) == 1,
        too_hot=int(first[11]) == 1,
        head_open=second[2] == b"1",
        ribbon_out=second[3] == b"1",
        label_waiting=second[7] == b"1",
        labels_remaining=int(second[8]),
    )
