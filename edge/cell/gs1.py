"""GS1 element strings, strictly: a separator that got lost is an error that names the identifier.

biip knows the identifiers, their lengths, dates and check digits; how they follow one another is
judged here (GS1 General Specifications 7.8: a field without predefined length ends with FNC1,
which scanners send as GS, unless it is the last).
"""

from __future__ import annotations

from enum import Enum, auto

from biip import ParseError
from biip.gs1_element_strings import GS1ElementString
from biip.gtin import Gtin

_GS = "\x1d"


class Fault(Enum):
    IDENTIFIER = auto()
    """Unknown, or its value breaks its rule. After a variable field this often means that the
    separator was lost there, so the text names the field before too.
    """
    LOST_SEPARATOR = auto()
    CHECK_DIGIT = auto()


class ElementError(ValueError):
    """The label's fault; the text names the identifier."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault


def elements(data: str) -> list[tuple[str, str]]:
    """(application identifier, value) pairs in order, at least one. Raises ElementError."""
    if not data.isascii():
        raise ElementError(Fault.IDENTIFIER, "GS1 text is ASCII")
    found: list[tuple[str, str]] = []
    rest = data.lstrip(_GS)
    while rest:
        element = _first(rest, after=found[-1][0] if found else "")
        name, value = element.ai.ai, element.value
        rest = rest[len(name) + len(value) :]
        if rest and element.ai.separator_required and not rest.startswith(_GS):
            raise ElementError(Fault.LOST_SEPARATOR, f"({name}) is not followed by GS")
        found.append((name, value))
        rest = rest.lstrip(_GS)
    if not found:
        raise ElementError(Fault.IDENTIFIER, "no GS1 element")
    return found


def gtin(digits: str) -> str:
    """A GTIN-8, -12, -13 or -14 as scanned from an EAN or UPC symbol. Raises ElementError."""
    try:
        if digits.isascii():
            return Gtin.parse(digits).value
    except ParseError:
        pass  # the same answer as for text that is not digits
    raise ElementError(Fault.CHECK_DIGIT, f"EAN {digits[:20]!r}")


def _first(rest: str, *, after: str) -> GS1ElementString:
    try:
        element = GS1ElementString.extract(rest)
    except ParseError as error:
        where = f" after ({after})" if after else ""
        raise ElementError(Fault.IDENTIFIER, f"GS1{where}: {str(error)[:120]}") from None
    if element.gtin_error or element.sscc_error:
        raise ElementError(Fault.CHECK_DIGIT, f"({element.ai.ai}) {element.value}")
    return element
