"""What a customer writes: DELFOR and DELJIT D.97A and an 830, from plain figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

_CONTROL = count(1)
COMMITMENT = {"firm": "SCC+1", "forecast": "SCC+4", "information": "SCC+14", "not stated": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    on: date
    quantity: Any
    status: str = "firm"
    until: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """``fabricate`` and ``material``: the cums authorised; ``point``: where it is unloaded."""

    part: str
    lines: Sequence[Line] = ()
    cum: Any = None
    since: date | None = None
    note: str = ""
    order: str = ""
    fabricate: Any = None
    material: Any = None
    point: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    sender: str
    number: str
    issued: date
    items: Sequence[Item]
    call_off: bool = False
    first: date | None = None
    last: date | None = None
    control: int = field(default_factory=lambda: next(_CONTROL))


def edifact(said: Message) -> bytes:
    body = [
        f"BGM+{242 if said.call_off else 241}+{said.number}+5",
        _day(137, said.issued),
        *(_day(158, said.first) for _ in (said.first,) if said.first),
        *(_day(159, said.last) for _ in (said.last,) if said.last),
        f"NAD+BY+{said.sender}::92",
        "NAD+SU+OURS::92",
    ]
    for number, item in enumerate(said.items, 1):
        body += (_deljit_item if said.call_off else _delfor_item)(number, item)
    return _interchange("DELJIT" if said.call_off else "DELFOR", said, body)


def _interchange(name: str, said: Message, body: Sequence[str]) -> bytes:
    segments = [
        f"UNB+UNOC:3+{said.sender}:ZZ+OURS:ZZ+{said.issued:%y%m%d}:0600+{said.control}",
        f"UNH+1+{name}:D:97A:UN",
        *body,
        f"UNT+{len(body) + 2}+1",
        f"UNZ+1+{said.control}",
    ]
    return ("UNA:+.? '\n" + "".join(f"{segment}'\n" for segment in segments)).encode("latin-1")


def recadv(said: Message, note: str, quantity: int) -> bytes:
    """``items`` without lines: so much of each arrived on the note."""
    body = [
        f"BGM+632+{said.number}+9",
        _day(137, said.issued),
        _day(50, said.issued),
        f"RFF+AAK:{note}",
        f"NAD+BY+{said.sender}::92",
        "NAD+SU+OURS::92",
        "CPS+1",
    ]
    for number, item in enumerate(said.items, 1):
        body += [f"LIN+{number}++{item.part}:IN", f"QTY+48:{quantity}:PCE"]
    return _interchange("RECADV", said, body)


def _delfor_item(number: int, item: Item) -> Iterable[str]:
    yield f"LIN+{number}++{item.part}:IN"
    yield from _head(item)
    for line in item.lines:
        if COMMITMENT[line.status]:
            yield COMMITMENT[line.status]
        yield f"QTY+113:{line.quantity}:PCE"
        yield from _when(line)
    for code, cum in (("2", item.fabricate), ("3", item.material)):
        if cum is not None:
            yield f"SCC+{code}"
            yield f"QTY+3:{cum}:PCE"
            yield from (_day(51, item.since) for _ in (item.since,) if item.since)


def _deljit_item(number: int, item: Item) -> Iterable[str]:
    yield "SEQ+1"
    yield f"LIN+{number}++{item.part}:IN"
    yield from _head(item)
    for line in item.lines:
        yield f"QTY+113:{line.quantity}:PCE"
        yield COMMITMENT[line.status]
        yield from _when(line)


def _head(item: Item) -> Iterable[str]:
    if item.point:
        yield f"LOC+11+{item.point}"
    if item.order:
        yield f"RFF+ON:{item.order}"
    if item.note:
        yield "QTY+48:1:PCE"
        yield f"RFF+AAK:{item.note}"
    if item.cum is not None:
        yield f"QTY+70:{item.cum}:PCE"
        if item.since:
            yield _day(51, item.since)


def _when(line: Line) -> Iterable[str]:
    if line.until is None:
        yield _day(2, line.on)
    else:
        yield _day(64, line.on)
        yield _day(63, line.until)
    if line.reference:
        yield f"RFF+AAN:{line.reference}"


def _day(qualifier: int, day: date) -> str:
    return f"DTM+{qualifier}:{day:%Y%m%d}:102"


def x12_830(said: Message) -> bytes:
    """Each FST with its reference; the first item's lines must say firm or forecast."""
    last = max(line.on for item in said.items for line in item.lines)
    body = [
        f"BFR*05*{said.number}**DL*A*{said.issued:%Y%m%d}*{last:%Y%m%d}*{said.issued:%Y%m%d}",
        "N1*SU**92*OURS",
    ]
    for number, item in enumerate(said.items, 1):
        body += [f"LIN*{number}*BP*{item.part}", "UIT*EA"]
        for line in item.lines:
            status = "C" if line.status == "firm" else "D"
            reference = f"****RE*{line.reference}" if line.reference else ""
            body.append(f"FST*{line.quantity}*{status}*D*{line.on:%Y%m%d}{reference}")
    body.append(f"CTT*{len(said.items)}")
    control = f"{said.control:09d}"
    segments = [
        "ISA*00*          *00*          *ZZ*" + f"{said.sender:<15}*ZZ*{'OURS':<15}*"
        f"{said.issued:%y%m%d}*0600*U*00401*{control}*0*P*>",
        f"GS*PS*{said.sender}*OURS*{said.issued:%Y%m%d}*0600*{said.control}*X*004010",
        "ST*830*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{said.control}",
        f"IEA*1*{control}",
    ]
    return "".join(f"{segment}~\n" for segment in segments).encode("latin-1")
