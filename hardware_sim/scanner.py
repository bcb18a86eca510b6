"""What a scanner sends, as bytes: codes as labels carry them, and the ways in which reading goes
wrong. Pure.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum

RS, GS, EOT = "\x1e", "\x1d", "\x04"
_EVENT = struct.Struct("=qqHHi")
"""64-bit ``struct input_event``: seconds, microseconds, type, code, value."""
_EV_SYN, _EV_KEY = 0, 1
_LEFT_CTRL, _LEFT_SHIFT, _ENTER = 29, 42, 28


def supplier_label(part: str, serial: str, quantity: int = 1, lot: str = "") -> str:
    """The two-dimensional code on a supplier's part: ISO/IEC 15434, format 06."""
    of_lot = f"{GS}1T{lot}" if lot else ""
    return f"[)>{RS}06{GS}P{part}{GS}S{serial}{GS}Q{quantity}{of_lot}{RS}{EOT}"


def plain_label(part: str) -> str:
    """A part number alone, with its data identifier."""
    return f"P{part}"


def badge_label(badge: str) -> str:
    return f"LS:BADGE:{badge}"


def kanban_card(loop: str, card: str, movement: str) -> str:
    return f"LS:KB:{loop}:{card}:{movement}"


def command_card(command: str) -> str:
    return f"LS:CMD:{command}"


class Slip(StrEnum):
    """How reading goes wrong on the wire (faults of scanners)."""

    NONE = "none"
    DOUBLE = "double"
    """The trigger was pulled twice."""
    BOUNCE = "bounce"
    """One trigger, two frames in the same write."""
    GLUED = "glued"
    """Another code before it, with no terminator between."""
    SPLIT = "split"
    """In two writes."""
    LOST_TERMINATOR = "lost_terminator"
    BAD_CHARACTER = "bad_character"


def byte_script(text: str, slip: Slip, *, terminator: str = "\r\n") -> list[bytes]:
    """The writes that a scan of ``text`` makes on the port."""
    frame = (text + terminator).encode()
    match slip:
        case Slip.DOUBLE:
            return [frame, frame]
        case Slip.BOUNCE:
            return [frame + frame]
        case Slip.GLUED:
            return [text.encode() + frame]
        case Slip.SPLIT:
            middle = max(1, len(frame) // 2)
            return [frame[:middle], frame[middle:]]
        case Slip.LOST_TERMINATOR:
            return [text.encode()]
        case Slip.BAD_CHARACTER:
            return [b"\x1b" + frame]
        case _:
            return [frame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """The line a cell writes back to a serial scanner: ``LS <verdict> <code>``."""

    verdict: str
    code: str


class FeedbackReader:
    """Lines out of what the cell writes to the scanner."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[Feedback]:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        found = []
        for line in lines:
            words = line.decode("ascii", "replace").split()
            if len(words) >= 2 and words[0] == "LS":
                found.append(
                    Feedback(verdict=words[1].lower(), code=words[2] if len(words) > 2 else "")
                )
        return found

    def clear(self) -> None:
        self._buffer = b""


_KEYS = {
    character: code
    for codes, characters in (
        (range(2, 14), "1234567890-="),
        (range(16, 28), "qwertyuiop[]"),
        (range(30, 42), "asdfghjkl;'`"),
        (range(43, 54), "\\zxcvbnm,./"),
        (range(57, 58), " "),
    )
    for code, character in zip(codes, characters, strict=True)
}
_SHIFTED = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))
_CONTROLS = {GS: "]", RS: "6", EOT: "d"}
"""What a keyboard scanner types with Ctrl held."""


def key_events(text: str) -> bytes:
    """The code typed on a US keyboard, Enter at the end. Raises KeyError for a character that this
    keyboard has not.
    """
    out = b""
    for character in text:
        if character in _CONTROLS:
            out += _stroke(_KEYS[_CONTROLS[character]], _LEFT_CTRL)
        elif character in _SHIFTED:
            out += _stroke(_KEYS[_SHIFTED[character]], _LEFT_SHIFT)
        elif character.isascii() and character.isupper():
            out += _stroke(_KEYS[character.lower()], _LEFT_SHIFT)
        else:
            out += _stroke(_KEYS[character])
    return out + _stroke(_ENTER)


def _stroke(key: int, modifier: int | None = None) -> bytes:
    keys = [(key, 1), (key, 0)]
    if modifier is not None:
        keys = [(modifier, 1), *keys, (modifier, 0)]
    report = _EVENT.pack(0, 0, _EV_SYN, 0, 0)
    return b"".join(_EVENT.pack(0, 0, _EV_KEY, code, value) + report for code, value in keys)
