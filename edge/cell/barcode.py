"""What a scanned text says. Pure; any text gives a Reading, never an exception.

``read`` understands, in this order:

1. An AIM symbology identifier (``]C1``, ``]d2``...) is taken off and kept in ``symbology``.
2. Lineside's own codes, which all begin with ``LS:``

   ===============================  ==============================================
   ``LS:PART:<label id>``           part label of ours (2D)
   ``LS:SLOT:<label id>``           slot label (2D)
   ``LS:RACK:<rack id>:<copy>``     rack label (2D)
   ``LS:CARRIER:<id>``              an empty rack
   ``LS:PUT:<carrier>:<n>``         compartment ``n`` of a carrier, from 1 in load order
   ``LS:KB:<loop>:<card>``          kanban card; ``:consume``, ``:empty`` or
                                    ``:replenish`` may follow
   ``LS:CMD:<command>``             command card, see ``Command``
   ``LS:FILLED:<face>``             a face that was empty has parts again
   ``LS:TRUCK:<truck>:<dock>``      a truck; ``:reverse:<count>`` or ``:line:<count>`` may follow
   ``LS:DEPART:<seal>``             the truck of this workplace leaves
   ``LS:DELIVERED:<load>:<place>``  it was unloaded there
   ``LS:BACK:<rack id>``            an empty rack came back, or a pallet with its racks
   ``LS:UNIT:<licence plate>``      a pallet or container
   ``LS:IN:<place>``                labels that follow come in there; ``-``: no longer
   ``LS:BADGE:<text>``              badge of a person
   ===============================  ==============================================

   A label id ends in its copy number. The same text may stand in an ISO 15434 envelope under
   the identifier ``Z`` (mutually defined), beside P, S, Q and I. ``codes`` writes them.
3. ISO/IEC 15434: ``[)>`` RS, then per format ``06`` GS data identifiers or ``05`` GS application
   identifiers, each ended by RS, then EOT. Scanners often strip the final EOT or RS EOT.
4. GS1 element strings, when the symbology says GS1 or the text holds a GS.
5. One data identifier of ANSI MH10.8.2 and its value: ``I`` VIN, ``2I`` short VIN, ``5I`` body tag,
   ``P`` and ``1P`` part (the customer's and the supplier's number), ``S`` serial, ``Q`` quantity,
   ``1T`` lot, ``V`` supplier, ``J`` to ``6J`` licence plate.
6. Anything else is plain text.

A plain part number may itself begin like an identifier (``P240``, ``SEAT-1``): where ``is_part``
knows the whole text, it is that part and no identifier is looked for.

Comparison is the caller's, exact, without any normalisation: a Cyrillic letter is simply another
letter. Characters that cannot be seen are refused, because a person could not tell two codes
apart that differ in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from edge.cell import gs1
from edge.cell.reading import Command, Kind, Problem, Reading
from wire.events import Movement
from wire.readable import shows
from wire.vin import vin_problem

GS, RS, EOT = "\x1d", "\x1e", "\x04"
STRUCTURE = frozenset({GS, RS, EOT})
TEXT_MAX = 10_000


class _Refused(Exception):
    """Never leaves this module."""

    def __init__(self, problem: Problem, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail


def read(
    text: str,
    *,
    is_part: Callable[[str], bool] | None = None,
    vin_check_digit: bool = False,
) -> Reading:
    """What ``text`` says. ``vin_check_digit``: position 9 of every VIN must be right (North
    America and China; elsewhere it is free).
    """
    symbology = ""
    try:
        if len(text) > TEXT_MAX:
            raise _Refused(Problem.TOO_LONG, f"{len(text)} characters")
        if match := _AIM.match(text):
            symbology = match[0]
            text = text[3:]
        if not text:
            raise _Refused(Problem.EMPTY, "no characters")
        if hidden := unprintable(text):
            raise _Refused(Problem.INVISIBLE, hidden)
        reading = _read_body(text, symbology, is_part)
        if vin_check_digit:
            _check_vin(reading.vin, check_digit=True)
        return reading
    except _Refused as refused:
        return Reading(
            kind=Kind.UNREADABLE,
            text=text,
            symbology=symbology,
            problem=refused.problem,
            detail=refused.detail,
        )


def unprintable(text: str) -> str | None:
    """The first character that a person cannot see, as ``U+200B``, or None. GS, RS and EOT count
    as structure, not as text.
    """
    for char in text:
        if char not in STRUCTURE and not shows(char):
            return f"U+{ord(char):04X}"
    return None


_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_GS1_SYMBOLOGIES = {"]C1", "]d2", "]Q3", "]J1", "]e0", "]e1", "]e2"}
_EAN_SYMBOLOGIES = {"]E0", "]E3", "]E4"}
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_COPY = re.compile(r"[1-9][0-9]{0,3}")
_DATA_IDENTIFIER = re.compile(r"([0-9]{0,3}[A-Z])(.*)", re.DOTALL)

_DATA_FIELDS = {
    "I": "vin", "2I": "short_vin", "5I": "body", "P": "part", "1P": "supplier_part",
    "S": "serial", "1T": "lot", "V": "supplier", "Q": "quantity",
    **dict.fromkeys(("J", "1J", "2J", "3J", "4J", "5J", "6J"), "licence_plate"),
}  # fmt: skip
_GS1_FIELDS = {
    "00": "licence_plate", "01": "gtin", "10": "lot", "21": "serial", "241": "part",
    "240": "supplier_part", "30": "quantity", "37": "quantity",
}  # fmt: skip
_PADDED = frozenset({"serial", "lot", "licence_plate"})
"""Blanks at their ends fill a label's field: with and without them it is one piece."""
_GS1_PROBLEMS = {
    gs1.Fault.IDENTIFIER: Problem.IDENTIFIER,
    gs1.Fault.LOST_SEPARATOR: Problem.LOST_SEPARATOR,
    gs1.Fault.CHECK_DIGIT: Problem.CHECK_DIGIT,
}
_GLUED = {"10": "21", "21": "10"}
"""Free text that may hide the other one when the separator is lost."""


def _read_body(text: str, symbology: str, is_part: Callable[[str], bool] | None) -> Reading:
    blank = Reading(kind=Kind.PLAIN, text=text, symbology=symbology)
    if text.startswith("LS:"):
        return _read_card(blank, text)
    if text.startswith("[)>"):
        return _read_envelope(blank)
    if symbology in _GS1_SYMBOLOGIES or GS in text:
        return _named(_read_gs1(blank, text))
    if symbology in _EAN_SYMBOLOGIES:
        return _read_ean(blank)
    if bad := STRUCTURE & set(text):
        raise _Refused(Problem.INVISIBLE, f"U+{ord(min(bad)):04X}")
    if is_part is not None and is_part(text):
        return replace(blank, kind=Kind.PART, part=text)
    return _read_bare(blank)


def _read_card(blank: Reading, card: str) -> Reading:
    word, _, rest = card[3:].partition(":")
    try:
        if rest and not STRUCTURE & set(rest):
            return _CARDS[word](blank, rest)
    except (KeyError, ValueError):
        pass  # the same answer as for any other unknown card
    raise _Refused(Problem.UNKNOWN_CARD, card[:80])


def _rack_card(blank: Reading, rest: str) -> Reading:
    rack, _, copy = rest.rpartition(":")
    if not rack or not _COPY.fullmatch(copy):
        raise ValueError(rest)
    return replace(blank, kind=Kind.RACK_LABEL, rack=rack, copy=int(copy))


def _compartment(blank: Reading, rest: str) -> Reading:
    carrier, _, place = rest.rpartition(":")
    if not carrier.strip() or not _COPY.fullmatch(place):
        raise ValueError(rest)
    return replace(blank, kind=Kind.COMPARTMENT, carrier=carrier.strip(), compartment=int(place))


def _kanban_card(blank: Reading, rest: str) -> Reading:
    loop, card, *movement = rest.split(":")
    if not loop or not card or len(movement) > 1:
        raise ValueError(rest)
    return replace(
        blank,
        kind=Kind.KANBAN,
        loop=loop,
        card=card,
        movement=Movement(movement[0]) if movement else None,
    )


def _truck_card(blank: Reading, rest: str) -> Reading:
    truck, dock, *more = rest.split(":")
    if not truck.strip() or not dock.strip() or len(more) > 2:
        raise ValueError(rest)
    order, count = [*more, "", ""][:2]
    if order not in ("", "line", "reverse") or (count and not _COPY.fullmatch(count)):
        raise ValueError(rest)
    return replace(
        blank,
        kind=Kind.TRUCK,
        truck=truck.strip(),
        place=dock.strip(),
        reverse=order == "reverse",
        quantity=int(count) if count else None,
    )


def _delivered_card(blank: Reading, rest: str) -> Reading:
    load, _, place = rest.partition(":")
    if not load or not place.strip():
        raise ValueError(rest)
    return replace(blank, kind=Kind.DELIVERED, load=load, place=place.strip())


_CARDS: dict[str, Callable[[Reading, str], Reading]] = {
    "PART": lambda blank, rest: replace(blank, kind=Kind.PART_LABEL, label=rest),
    "SLOT": lambda blank, rest: replace(blank, kind=Kind.SLOT_LABEL, label=rest),
    "RACK": _rack_card,
    "CARRIER": lambda blank, rest: replace(blank, kind=Kind.CARRIER, carrier=rest.strip()),
    "PUT": _compartment,
    "KB": _kanban_card,
    "FILLED": lambda blank, rest: replace(blank, kind=Kind.FILLED, face=rest),
    "TRUCK": _truck_card,
    "DEPART": lambda blank, rest: replace(blank, kind=Kind.DEPART, seal=rest.strip()),
    "DELIVERED": _delivered_card,
    "UNIT": lambda blank, rest: replace(blank, kind=Kind.UNIT, unit=rest.strip()),
    "BACK": lambda blank, rest: replace(blank, kind=Kind.RACK_BACK, rack=rest.strip()),
    "IN": lambda blank, rest: replace(blank, kind=Kind.RECEIVING, place=rest.strip()),
    "CMD": lambda blank, rest: replace(blank, kind=Kind.COMMAND, command=Command(rest)),
    "BADGE": lambda blank, rest: replace(blank, kind=Kind.BADGE, badge=rest),
}


def _read_envelope(blank: Reading) -> Reading:
    header, *formats = blank.text.removesuffix(EOT).removesuffix(RS).split(RS)
    if header != "[)>" or not formats:
        raise _Refused(Problem.LOST_SEPARATOR, "no RS after [)>")
    reading = blank
    for content in formats:
        number, separator, data = content.partition(GS)
        if number not in {"05", "06"}:
            lost = not separator and content[:2] in {"05", "06"}
            raise _Refused(
                Problem.LOST_SEPARATOR if lost else Problem.ENVELOPE,
                f"format {content[:2]!r}" + (" without GS" if lost else " is not 05 or 06"),
            )
        if not separator or not data:
            raise _Refused(Problem.ENVELOPE, f"format {number} is empty")
        reading = _read_identifiers(reading, data) if number == "06" else _read_gs1(reading, data)
    return _named(reading)


def _read_identifiers(reading: Reading, data: str) -> Reading:
    for item in data.split(GS):
        match = _DATA_IDENTIFIER.fullmatch(item)
        if not match or not match[2] or EOT in item:
            raise _Refused(Problem.IDENTIFIER, f"no data identifier in {item[:40]!r}")
        name, value = match.groups()
        if name == "Z" and value.startswith("LS:"):
            if reading.kind is not Kind.PLAIN:
                raise _Refused(Problem.CONTRADICTION, "two codes of ours in one envelope")
            reading = _read_card(reading, value)
        else:
            reading = _put(reading, _DATA_FIELDS.get(name), name, value)
    return reading


def _read_gs1(reading: Reading, data: str) -> Reading:
    try:
        elements = gs1.elements(data)
    except gs1.ElementError as error:
        raise _Refused(_GS1_PROBLEMS[error.fault], str(error)) from None
    for name, value in elements:
        reading = _put(reading, _GS1_FIELDS.get(name), f"({name})", value)
    return replace(reading, doubt=_doubt(reading, data, elements[-1][0]))


def _read_ean(blank: Reading) -> Reading:
    try:
        return replace(blank, kind=Kind.PART, gtin=gs1.gtin(blank.text))
    except gs1.ElementError as error:
        raise _Refused(_GS1_PROBLEMS[error.fault], str(error)) from None


def _doubt(reading: Reading, data: str, last: str) -> str:
    hidden = _GLUED.get(last)
    if hidden is None or GS in data.strip(GS):
        return ""
    value, other = (reading.lot, reading.serial) if last == "10" else (reading.serial, reading.lot)
    if other or hidden not in value[1:-1]:
        return ""
    return f"({last}) may have run into ({hidden}): no separator in the code"


def _read_bare(blank: Reading) -> Reading:
    match = _DATA_IDENTIFIER.fullmatch(blank.text)
    if match and match[2]:
        name, value = match.groups()
        known = name in _DATA_FIELDS
        if name == "I":
            known = len(value) == 17 and value.isalnum()
        elif name == "Q":
            known = bool(_NUMBER.fullmatch(value.lstrip("0")))
        if known:
            return _named(_put(blank, _DATA_FIELDS[name], name, value))
    return blank


def _put(reading: Reading, target: str | None, name: str, value: str) -> Reading:
    """``reading`` with one more identifier, whose value keeps its rule and does not contradict."""
    if target is None:
        return replace(reading, others=(*reading.others, (name, value)))
    content: str | int = value
    if target == "quantity":
        digits = value.lstrip("0")
        if not _NUMBER.fullmatch(digits):
            raise _Refused(Problem.IDENTIFIER, f"{name}: {value[:20]!r} is not a quantity")
        content = int(digits)
    elif target == "vin":
        _check_vin(value, check_digit=False)
    elif target in _PADDED and not (content := value.strip()):
        raise _Refused(Problem.IDENTIFIER, f"{name}: nothing but blanks")
    before = getattr(reading, target)
    if before not in ("", None, content):
        raise _Refused(Problem.CONTRADICTION, f"{name}: {before!r} and {content!r}")
    return replace(reading, **{target: content})  # type: ignore[arg-type]


def _named(reading: Reading) -> Reading:
    """``reading`` of identifiers with its kind: ours if it carries a card of ours."""
    if reading.kind is not Kind.PLAIN:
        return reading
    if reading.part or reading.gtin:
        kind = Kind.PART
    elif reading.vin or reading.short_vin:
        kind = Kind.VIN
    elif reading.licence_plate:
        kind = Kind.LICENCE_PLATE
    else:
        kind = Kind.IDENTIFIED
    return replace(reading, kind=kind)


def _check_vin(vin: str, *, check_digit: bool) -> None:
    if vin and (why := vin_problem(vin, check_digit=check_digit)):
        raise _Refused(Problem.VIN, why)
