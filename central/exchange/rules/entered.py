"""A schedule that a person typed in, from a fax or a call: what was typed is kept as it was, and is
read from there as a message is read from its file. Pure.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from central.edi.model import schedule as edi
from central.edi.model.interchange import Group, Interchange, Message, Party, Syntax
from central.edi.read import InterchangeReading, MessageReading
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.spelling import MisspeltError, read, spell
from syntax.problems import EdiError

WAY = "entered"
"""Of an interchange that a person typed in."""
MESSAGE = "entered"
LINES_MAX = 2000
NAME_MAX = 70
Name = Annotated[str, Meta(min_length=1, max_length=NAME_MAX)]
MaybeName = Annotated[str, Meta(max_length=NAME_MAX)]


class EnteredKind(StrEnum):
    PLAN = "plan"
    CALL_OFF = "call_off"


class LineType(StrEnum):
    """As the customer said it; NOT_STATED: the agreement's horizons decide."""

    FIRM = "firm"
    FORECAST = "forecast"
    INFORMATION = "information"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredLine:
    """``on`` to ``until`` (None: that day alone), ``at`` to ``to`` where the customer is."""

    on: date
    quantity: Decimal
    until: date | None = None
    at: time | None = None
    to: time | None = None
    status: LineType = LineType.FIRM
    reference: MaybeName = ""
    purchase_order: MaybeName = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """``first`` to ``last``: the period that it replaces; None as in a message that says none.
    ``received_cum``, ``counted_since`` and ``last_note`` are the customer's, where they told them.
    """

    agreement: Name
    part: Name
    kind: EnteredKind
    number: Name
    issued_on: date
    lines: Annotated[tuple[EnteredLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
    unloading_point: MaybeName = ""
    first: date | None = None
    last: date | None = None
    last_note: MaybeName = ""
    received_cum: Decimal | None = None
    counted_since: date | None = None

    def __post_init__(self) -> None:
        """Raises MisspeltError: what no single field shows."""
        faults = _faults_of(self)
        if faults:
            raise MisspeltError(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was typed, by whom and when, and for whom it is by the contract then."""

    entered_by: str
    entered_at: str
    customer: str
    plant: str
    unit: str
    schedule: Entered


def kept_bytes(kept: Kept) -> bytes:
    return json.dumps(spell(kept), default=str, ensure_ascii=False, indent=1).encode()


def kept_of(data: bytes) -> Kept:
    """EdiError: these bytes are none."""
    try:
        return read(Kept, json.loads(data))
    except (ValueError, MisspeltError) as error:
        raise EdiError("entered.unreadable", f"not as it was typed in: {error}") from error


def reading_of(kept: Kept) -> InterchangeReading:
    """As a file with one message of one part."""
    said = schedule_of(kept)
    source = said.source
    message = Message(name=MESSAGE, type=MESSAGE, version="", reference=source.reference)
    group = Group(messages=(message,))
    interchange = Interchange(
        syntax=Syntax.ENTERED,
        version="",
        sender=source.sender,
        recipient=source.recipient,
        reference=source.interchange,
        groups=(group,),
    )
    readings = (MessageReading(message=message, contents=(said,)),)
    return InterchangeReading(interchange=interchange, problems=(), groups=((group, (), readings),))


def schedule_of(kept: Kept) -> edi.Schedule:
    it = kept.schedule
    received = None
    if it.received_cum is not None:
        received = edi.Cum(quantity=it.received_cum, since=it.counted_since)
    item = edi.Item(
        part=it.part,
        ship_to=kept.plant,
        unloading_point=it.unloading_point,
        unit=kept.unit,
        received=received,
        last_receipt=edi.Receipt(note=it.last_note) if it.last_note else None,
        lines=tuple(_line(each) for each in it.lines),
    )
    return edi.Schedule(
        kind=edi.Kind(it.kind.value.replace("_", "-")),
        source=_source(kept),
        number=it.number,
        issued_on=it.issued_on,
        function=edi.Function.ORIGINAL,
        horizon_first=it.first,
        horizon_last=it.last,
        customer=kept.customer,
        items=(item,),
    )


def _line(it: EnteredLine) -> edi.Line:
    return edi.Line(
        quantity=it.quantity,
        first=it.on,
        last=it.until or it.on,
        at=it.at,
        to=it.to,
        bucket=edi.Bucket.DAY if it.until in (None, it.on) else edi.Bucket.PERIOD,
        status=edi.Status(it.status.value.replace("_", " ")),
        order=it.purchase_order,
        reference=it.reference,
    )


def _source(kept: Kept) -> edi.Source:
    """``interchange`` tells one from all others of the customer."""
    return edi.Source(
        syntax=Syntax.ENTERED,
        message=MESSAGE,
        version="",
        sender=Party(id=kept.customer),
        recipient=Party(id=""),
        interchange=f"{kept.schedule.number} {kept.entered_at}",
        interchange_old="",
        reference=kept.schedule.number,
    )


def _faults_of(it: Entered) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if it.first is not None and it.last is not None and it.last < it.first:
        faults.append(("last", "is before the first day of the period"))
    if it.counted_since is not None and it.received_cum is None:
        faults.append(("counted_since", "says since when a cum counts, and there is no cum"))
    for number, line in enumerate(it.lines, 1):
        faults += [(f"lines[{number}].{key}", text) for key, text in _faults_of_line(line, it)]
    return faults


def _faults_of_line(line: EnteredLine, it: Entered) -> list[tuple[str, str]]:
    faults = [
        ("quantity", reason.text)
        for reason in digit_faults(line.quantity, QUANTITY_PLACES, "quantity")
    ]
    until = line.until or line.on
    if until < line.on:
        faults.append(("until", "is before the first day"))
    if line.to is not None and (line.at is None or line.to <= line.at):
        faults.append(("to", "a window ends after it begins"))
    if line.at is not None and until != line.on:
        faults.append(("at", "a period of several days has no time of day"))
    if (it.first is not None and line.on < it.first) or (it.last is not None and until > it.last):
        faults.append(("on", "is outside the period that the schedule replaces"))
    return faults
