"""EDIFACT out: data is escaped, counts and references are made here, so that they are right."""

from __future__ import annotations

from collections.abc import Sequence

from syntax.edifact import CHARSETS, delimiters_for
from syntax.problems import CannotWrite
from syntax.segments import Delimiters, Elements

Value = str | Sequence[str]
"""An element: a text, or its components."""


def encode(elements: Elements, delimiters: Delimiters, charset: str) -> bytes:
    """One segment with its terminator, nothing trimmed. Raises CannotWrite for a character that the
    character set has not, or that would need escaping where there is no release character.
    """
    component, repetition = delimiters.component.decode(), delimiters.repetition.decode()
    text = delimiters.element.decode().join(
        repetition.join(
            component.join(_escaped(value, delimiters) for value in repetition_)
            for repetition_ in element
        )
        for element in elements
    )
    try:
        return text.encode(charset) + delimiters.segment
    except UnicodeEncodeError as error:
        raise CannotWrite(f"{text[error.start]!r} is not in the character set {charset}") from error


def _escaped(value: str, delimiters: Delimiters) -> str:
    special = delimiters.special().decode()
    if any(ord(character) < 0x20 and character not in special for character in value):
        raise CannotWrite(f"{value!r} has a control character")
    if not any(character in special for character in value):
        return value
    if not delimiters.release:
        raise CannotWrite(f"{value!r} has a delimiter, and these have no release character")
    release = delimiters.release.decode()
    return "".join(release + c if c in special else c for c in value)


class Writer:
    """One interchange. ``segment`` adds; ``close`` returns the bytes."""

    def __init__(
        self,
        *,
        charset: str,
        version: str,
        sender: Value,
        recipient: Value,
        prepared: tuple[str, str],
        reference: str,
        test: bool = False,
    ) -> None:
        """``prepared`` is date and time: YYMMDD (syntax 4: CCYYMMDD) and HHMM."""
        if charset not in CHARSETS:
            raise CannotWrite(f"character set {charset!r} is not known")
        self._codec = CHARSETS[charset]
        self._delimiters = delimiters_for(version)
        self._reference = reference
        self._messages = 0
        self._in_message = 0
        self._message_reference = ""
        self._out = bytearray()
        tail: list[Value] = ["", "", "", "", "", "1"] if test else []
        self.segment("UNB", (charset, version), sender, recipient, prepared, reference, *tail)

    def segment(self, tag: str, *elements: Value) -> None:
        """Adds one; empty elements and components at the end are left out."""
        whole = [[tag], *([value] if isinstance(value, str) else list(value) for value in elements)]
        trimmed = [_trimmed(element) for element in whole]
        while not any(trimmed[-1]):
            trimmed.pop()
        shaped: Elements = tuple(((tuple(element) or ("",)),) for element in trimmed)
        self._out += encode(shaped, self._delimiters, self._codec)
        self._in_message += 1

    def open_message(self, reference: str, identifier: Sequence[str]) -> None:
        """``identifier`` as in UNH: type, version, release, agency."""
        self._in_message = 0
        self._messages += 1
        self._message_reference = reference
        self.segment("UNH", reference, identifier)

    def close_message(self) -> None:
        self.segment("UNT", str(self._in_message + 1), self._message_reference)

    def close(self) -> bytes:
        self.segment("UNZ", str(self._messages), self._reference)
        return bytes(self._out)


def _trimmed(components: list[str]) -> list[str]:
    while components and not components[-1]:
        components.pop()
    return components
