"""Bytes of a scanner -> frames. Sans-IO: no clock, no descriptor; the caller brings the time.

``feed`` takes any slice of the stream and gives the frames that ended in it. A frame ends with
any byte of ``terminators`` (so CR, LF and CR LF all work, empty frames are dropped) or with ETX;
STX begins one. What cannot be trusted is never delivered as text: such a frame has a ``problem``,
an empty ``payload``, and its raw bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

STX, ETX, EOT, GS, RS = 0x02, 0x03, 0x04, 0x1D, 0x1E
MAX_LENGTH = 10_000


class Problem(StrEnum):
    """Why a frame has no text. The value is the stable code that travels with the scan."""

    NO_TERMINATOR = "frame.no_terminator"
    """The device fell silent, or began again, in the middle of a code."""
    TOO_LONG = "frame.too_long"
    CONTROL_CHARACTER = "frame.control_character"
    """A control character other than GS, RS and EOT: the whole frame is refused."""
    NOT_TEXT = "frame.not_text"
    """The bytes are not in the encoding that is configured for the device."""
    DAMAGED = "frame.damaged"
    """Characters were lost before they reached us (kernel overrun, unknown key)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One code as the device sent it. ``raw`` is without terminator, STX and ETX."""

    raw: bytes
    payload: str
    """Empty exactly when ``problem`` is set."""
    first_byte_monotonic_ns: int
    problem: Problem | None = None


_REFUSED = re.compile(rb"[\x00-\x03\x05-\x1c\x1f\x7f]")


class Framer:
    """One device's stream. ``noisy`` counts overlong runs without a terminator."""

    def __init__(
        self,
        *,
        terminators: bytes = b"\r\n",
        max_length: int = MAX_LENGTH,
        encoding: str = "utf-8",
    ) -> None:
        marks = bytes({*terminators, STX, ETX})
        self._pieces = re.compile(b"([^" + re.escape(marks) + b"]*)([" + re.escape(marks) + b"]?)")
        self._max_length = max_length
        self._encoding = encoding
        self._buffer = bytearray()
        self._first_ns = 0
        self._swallowing = False
        self._damaged = False
        self.noisy = 0

    @property
    def pending(self) -> bool:
        """Something is begun: call ``flush`` when the device stays silent."""
        return bool(self._buffer) or self._swallowing or self._damaged

    def feed(self, data: bytes, now_ns: int) -> list[Frame]:
        """Frames that ended in ``data``, in order. ``now_ns`` is when its first byte came."""
        frames: list[Frame] = []
        for match in self._pieces.finditer(data):
            piece, mark = match.groups()
            if piece:
                self._append(piece, now_ns, frames)
            if mark:
                self._end(Problem.NO_TERMINATOR if mark[0] == STX else None, now_ns, frames)
        return frames

    def flush(self, now_ns: int) -> list[Frame]:
        """The device fell silent: what is begun is given up, as a frame without a terminator."""
        frames: list[Frame] = []
        self._end(Problem.NO_TERMINATOR, now_ns, frames)
        return frames

    def mark_damaged(self) -> None:
        """Characters were lost here: the frame that is begun, or the next one, is not to be
        trusted.
        """
        self._damaged = True

    def _append(self, piece: bytes, now_ns: int, frames: list[Frame]) -> None:
        if self._swallowing:
            return
        if not self._buffer:
            self._first_ns = now_ns
        self._buffer += piece
        if len(self._buffer) <= self._max_length:
            return
        self.noisy += 1
        del self._buffer[self._max_length :]
        self._emit(Problem.TOO_LONG, frames)
        self._swallowing = True

    def _end(self, cut: Problem | None, now_ns: int, frames: list[Frame]) -> None:
        self._swallowing = False
        if self._damaged:
            if not self._buffer:
                self._first_ns = now_ns
            self._emit(Problem.DAMAGED, frames)
        elif self._buffer:
            self._emit(cut, frames)

    def _emit(self, problem: Problem | None, frames: list[Frame]) -> None:
        raw = bytes(self._buffer)
        self._buffer.clear()
        self._damaged = False
        payload = ""
        if problem is None:
            problem, payload = self._judge(raw)
        frames.append(
            Frame(raw=raw, payload=payload, first_byte_monotonic_ns=self._first_ns, problem=problem)
        )

    def _judge(self, raw: bytes) -> tuple[Problem | None, str]:
        if _REFUSED.search(raw):
            return Problem.CONTROL_CHARACTER, ""
        try:
            return None, raw.decode(self._encoding)
        except UnicodeDecodeError:
            return Problem.NOT_TEXT, ""
