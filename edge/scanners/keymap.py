"""Kernel input events -> characters. Sans-IO: bytes of ``struct input_event`` in, text out.

Event layout: 64-bit Linux, native order: time (two 8-byte words), type and code (16 bit), value
(32 bit). Key codes are those of linux/input-event-codes.h; the kernel sends keys, not
characters, so the table must be that of the layout the *scanner* is set to.

Numlock counts as on. Caps lock follows the key of this device only, never the console's lamp:
the device is grabbed, so nobody else's caps lock can reach it.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass, field

EVENT = struct.Struct("=qqHHi")
LAYOUTS = ("us", "de", "fr")

_EV_SYN, _EV_KEY = 0, 1
_SYN_REPORT, _SYN_DROPPED = 0, 3
_RELEASED, _PRESSED = 0, 1

_SHIFTS = {42, 54}
_CTRLS = {29, 97}
_LEFT_ALT, _RIGHT_ALT = 56, 100
_METAS = {125, 126}
_CAPS_LOCK = 58
_SILENT = {69, 70, *_METAS}
"""Numlock, scroll lock and the two meta keys write nothing."""

_ROWS = (41, *range(2, 14), *range(16, 28), 43, *range(30, 41), 86, *range(44, 54))
"""Key codes in the order of the strings below: number row, upper, home (43 is beside Enter),
lower (86 is the key beside the left shift of ISO keyboards)."""
_NONE = "\N{NULL}"

_FIXED = {1: "\x1b", 14: "\x08", 15: "\t", 28: "\r", 57: " ", 96: "\r"} | {
    55: "*", 74: "-", 78: "+", 83: ".", 98: "/", 117: "=", 121: ",",
}  # fmt: skip
_KEYPAD_DIGITS = {82: 0, 79: 1, 80: 2, 81: 3, 75: 4, 76: 5, 77: 6, 71: 7, 72: 8, 73: 9}
_DIGIT_CONTROLS = {"5": "\x1d", "6": "\x1e"}
"""What terminals and scanners take Ctrl+5 and Ctrl+6 for, where the layout has no other answer."""

_COMBINING = {"^": "\u0302", "´": "\u0301", "`": "\u0300", "¨": "\u0308", "~": "\u0303"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    plain: dict[int, str]
    shifted: dict[int, str]
    third: dict[int, str] = field(default_factory=dict)
    """With the right Alt key (AltGr)."""
    dead: frozenset[tuple[int, str]] = frozenset()
    """(key, character) pairs that wait for the next key."""


def _level(*rows: str) -> dict[int, str]:
    return {code: char for code, char in zip(_ROWS, "".join(rows), strict=True) if char != _NONE}


_TABLES = {
    "us": _Layout(
        plain=_level("`1234567890-=", "qwertyuiop[]", "\\", "asdfghjkl;'", "\\", "zxcvbnm,./"),
        shifted=_level("~!@#$%^&*()_+", "QWERTYUIOP{}", "|", 'ASDFGHJKL:"', "|", "ZXCVBNM<>?"),
    ),
    "de": _Layout(
        plain=_level("^1234567890ß´", "qwertzuiopü+", "#", "asdfghjklöä", "<", "yxcvbnm,.-"),
        shifted=_level('°!"§$%&/()=?`', "QWERTZUIOPÜ*", "'", "ASDFGHJKLÖÄ", ">", "YXCVBNM;:_"),
        third={
            3: "²", 4: "³", 8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 18: "€",
            27: "~", 50: "µ", 86: "|",
        },
        dead=frozenset({(41, "^"), (13, "´"), (13, "`")}),
    ),
    "fr": _Layout(
        plain=_level("²&é\"'(-è_çà)=", "azertyuiop^$", "*", "qsdfghjklmù", "<", "wxcvbn,;:!"),
        shifted=_level(
            _NONE, "1234567890°+", "AZERTYUIOP¨£", "µ", "QSDFGHJKLM%", ">", "WXCVBN?./§"
        ),
        third={
            3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]",
            13: "}", 18: "€", 27: "¤",
        },
        dead=frozenset({(26, "^"), (26, "¨"), (3, "~"), (8, "`")}),
    ),
}  # fmt: skip


class Keymap:
    """One keyboard. ``feed`` gives characters; ``None`` stands where some were lost: the kernel
    dropped events, or a key has no meaning in the layout.
    """

    def __init__(self, layout: str = "us") -> None:
        self._layout = _TABLES[layout]
        self._rest = b""
        self._held: set[int] = set()
        self._caps = False
        self._dropping = False
        self._alt_digits = ""
        self._dead = ""

    def feed(self, data: bytes) -> list[str | None]:
        data = self._rest + data
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        out: list[str | None] = []
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            if kind == _EV_SYN:
                self._synchronise(code, out)
            elif kind == _EV_KEY and not self._dropping:
                self._key(code, value, out)
        return out

    def reset(self) -> None:
        """The device was opened anew: nothing is held."""
        self._rest = b""
        self._held.clear()
        self._caps = self._dropping = False
        self._alt_digits = self._dead = ""

    def _synchronise(self, code: int, out: list[str | None]) -> None:
        # kernel, event-codes.rst: after SYN_DROPPED ignore all up to and with the next SYN_REPORT
        if code == _SYN_DROPPED:
            self.reset()
            self._dropping = True
            out.append(None)
        elif code == _SYN_REPORT:
            self._dropping = False

    def _key(self, code: int, value: int, out: list[str | None]) -> None:
        if code in _SHIFTS or code in _CTRLS or code in (_LEFT_ALT, _RIGHT_ALT):
            self._modifier(code, value, out)
        elif value != _PRESSED or code in _SILENT:
            return
        elif code == _CAPS_LOCK:
            self._caps = not self._caps
        elif _LEFT_ALT in self._held:
            digit = _KEYPAD_DIGITS.get(code)
            if digit is None:
                out.append(None)
            else:
                self._alt_digits = (self._alt_digits + str(digit))[:5]
        else:
            self._write(code, out)

    def _modifier(self, code: int, value: int, out: list[str | None]) -> None:
        if value == _RELEASED:
            self._held.discard(code)
            if code == _LEFT_ALT and self._alt_digits:
                out.append(_alt_code(self._alt_digits))
                self._alt_digits = ""
        else:
            self._held.add(code)

    def _write(self, code: int, out: list[str | None]) -> None:
        char = self._char(code)
        if char is not None and self._held & _CTRLS:
            char = self._control(code, char)
        if self._dead:
            dead, self._dead = self._dead, ""
            out.extend(_compose(dead, char))
        elif char is not None and (code, char) in self._layout.dead:
            self._dead = char
        else:
            out.append(char)

    def _char(self, code: int) -> str | None:
        if code in _KEYPAD_DIGITS:
            return str(_KEYPAD_DIGITS[code])
        if code in _FIXED:
            return _FIXED[code]
        if _RIGHT_ALT in self._held:
            return self._layout.third.get(code)
        plain, shifted = self._layout.plain.get(code), self._layout.shifted.get(code)
        up = bool(self._held & _SHIFTS)
        if self._caps and plain is not None and shifted == plain.upper():
            up = not up
        return shifted if up else plain

    def _control(self, code: int, char: str) -> str | None:
        """Ctrl+] is GS in every layout: by the character, else by its place on a US keyboard."""
        for candidate in (char, _TABLES["us"].plain.get(code, "")):
            if candidate and "@" <= candidate.upper() <= "_":
                return chr(ord(candidate.upper()) & 0x1F)
        return _DIGIT_CONTROLS.get(_TABLES["us"].plain.get(code, ""))


def _alt_code(digits: str) -> str | None:
    """Alt + keypad: with a leading zero Windows-1252, without code page 437; below 128 ASCII."""
    number = int(digits)
    if number < 128:
        return chr(number)
    if number > 255:
        return None
    try:
        return bytes([number]).decode("cp1252" if digits.startswith("0") else "cp437")
    except UnicodeDecodeError:
        return None


def _compose(dead: str, char: str | None) -> list[str | None]:
    if char == " ":
        return [dead]
    if char is None:
        return [dead, None]
    whole = unicodedata.normalize("NFC", char + _COMBINING[dead])
    return [whole] if len(whole) == 1 else [dead, char]
