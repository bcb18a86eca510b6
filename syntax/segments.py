"""A segment of EDIFACT or X12, and the characters that divide it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from syntax.bounds import MAX_ELEMENTS
from syntax.problems import EdiError, Position

Elements = tuple[tuple[tuple[str, ...], ...], ...]
"""Elements of a segment, each its repetitions, each its components. The tag is element 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimiters:
    """One byte each; an empty ``release`` or ``repetition`` means that the syntax has none."""

    element: bytes
    component: bytes
    segment: bytes
    release: bytes = b""
    repetition: bytes = b""
    decimal_mark: bytes = b"."

    def special(self) -> bytes:
        """Every byte that cannot stand in data by itself."""
        return self.element + self.component + self.segment + self.release + self.repetition


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """``raw`` is without the terminator; ``number`` counts from 1 in the file."""

    number: int
    offset: int
    raw: bytes
    elements: Elements
    delimiters: Delimiters

    @property
    def tag(self) -> str:
        return self.elements[0][0][0]

    def text(self, element: int, component: int = 1, repetition: int = 1) -> str:
        """Empty when it is not there."""
        if element >= len(self.elements):
            return ""
        repetitions = self.elements[element]
        if repetition > len(repetitions):
            return ""
        components = repetitions[repetition - 1]
        return components[component - 1] if component <= len(components) else ""

    def where(self, element: int = 0, component: int = 0, repetition: int = 1) -> Position:
        """The place of that element or component, or where it would stand."""
        return Position(
            segment=self.number,
            offset=self.offset + self._inside(element, component or 1, repetition),
            tag=self.tag,
            element=element,
            component=component,
        )

    def _inside(self, element: int, component: int, repetition: int) -> int:
        at_element, at_repetition, at_component = 0, 1, 1
        index = 0
        while index < len(self.raw):
            if (at_element, at_repetition, at_component) == (element, repetition, component):
                return index
            if at_element > element:
                return max(index - 1, 0)
            byte = self.raw[index : index + 1]
            if byte == self.delimiters.release:
                index += 1
            elif byte == self.delimiters.element:
                at_element, at_repetition, at_component = at_element + 1, 1, 1
            elif byte == self.delimiters.repetition:
                at_repetition, at_component = at_repetition + 1, 1
            elif byte == self.delimiters.component:
                at_component += 1
            index += 1
        return len(self.raw)


def split(raw: bytes, number: int, offset: int, delimiters: Delimiters, charset: str) -> Segment:
    """One segment from its bytes. Raises EdiError for bytes outside the character set, control
    characters, a release character that releases nothing, and too many elements.
    """
    here = Position(segment=number, offset=offset)
    if len(raw) > MAX_ELEMENTS:
        _refuse_many(raw, delimiters, here)
    _refuse_controls(raw, number, offset, delimiters)
    try:
        text = raw.decode(charset)
    except UnicodeDecodeError as error:
        raise EdiError(
            "character",
            f"byte 0x{raw[error.start]:02X} is not in the character set {charset}",
            Position(segment=number, offset=offset + error.start),
        ) from error
    if delimiters.release and delimiters.release in raw:
        elements = _released(text, delimiters, here)
    else:
        elements = _plain(text, delimiters)
    return Segment(number=number, offset=offset, raw=raw, elements=elements, delimiters=delimiters)


def _plain(text: str, delimiters: Delimiters) -> Elements:
    component, repetition = delimiters.component.decode(), delimiters.repetition.decode()
    elements = text.split(delimiters.element.decode("latin-1"))
    if not repetition or repetition not in text:
        return tuple([(tuple(element.split(component)),) for element in elements])
    return tuple(
        tuple(tuple(part.split(component)) for part in element.split(repetition))
        for element in elements
    )


def _refuse_many(raw: bytes, delimiters: Delimiters, here: Position) -> None:
    if sum(raw.count(byte) for byte in delimiters.special()) > MAX_ELEMENTS:
        raise EdiError("segment.elements", f"more than {MAX_ELEMENTS} delimiters in it", here)


def _released(text: str, delimiters: Delimiters, here: Position) -> Elements:
    release = delimiters.release.decode()
    levels = {
        delimiters.element.decode(): 0,
        delimiters.repetition.decode(): 1,
        delimiters.component.decode(): 2,
    }
    levels.pop("", None)
    elements: list[list[list[str]]] = [[[]]]
    value: list[str] = []
    characters = iter(text)
    for character in characters:
        level = levels.get(character)
        if level is None:
            if character == release:
                character = next(characters, "")
                if not character:
                    raise EdiError("release", "a release character releases nothing", here)
            value.append(character)
            continue
        elements[-1][-1].append("".join(value))
        value = []
        if level == 0:
            elements.append([[]])
        elif level == 1:
            elements[-1].append([])
    elements[-1][-1].append("".join(value))
    return tuple(tuple(tuple(part) for part in element) for element in elements)


def leading(buffer: bytearray, between: bytes) -> int:
    """How many of the first bytes are of ``between``; nothing is copied."""
    count = 0
    while count < len(buffer) and buffer[count] in between:
        count += 1
    return count


_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


def _refuse_controls(raw: bytes, number: int, offset: int, delimiters: Delimiters) -> None:
    for found in _CONTROL.finditer(raw):
        if found.group() not in delimiters.special():
            raise EdiError(
                "character.control",
                f"control character 0x{raw[found.start()]:02X} inside a segment",
                Position(segment=number, offset=offset + found.start()),
            )
