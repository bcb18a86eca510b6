"""The open orders with which a customer's parts begin here: rows of the opening file. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from central.agreements.model.keys import PartKey
from central.cums.rules.opening_cums import NAME_MAX, at_line, day_of_cell, is_order
from central.demand.lines import DemandLine, ScheduleKind
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import Reason, RuleRefusedError
from settings.csv_cells import CsvError, csv_cells
from settings.values import decimal_of

_NAMES = ("unloading_point", "purchase_order", "reference")
_EMPTY = dict.fromkeys((*_NAMES, "at", "to"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOrder:
    """What is still to be despatched, as a plan or a call-off before the start asked it. ``line``
    of the file.
    """

    of: PartKey
    line: int
    kind: ScheduleKind
    point: str
    asked: DemandLine


def opening_orders(text: str) -> tuple[OpeningOrder, ...]:
    """In the order of the file; its other rows are not looked at. RuleRefusedError has every fault,
    with its line.
    """
    found: list[OpeningOrder] = []
    faults: list[Reason] = []
    stands: dict[tuple[object, ...], int] = {}
    for line, said in _rows(text):
        wrong = list(_faults(line, said))
        faults += wrong
        if wrong:
            continue
        it = _order(line, said)
        asked = it.asked
        window = asked.on, asked.at, asked.purchase_order, asked.reference
        first = stands.setdefault((it.of, it.kind, it.point, *window), line)
        if first != line:
            faults.append(at_line(line, "its day and window stand in line {0} already", first))
        found.append(it)
    if faults:
        raise RuleRefusedError(*faults)
    return tuple(found)


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """What cannot be read as a table is said by whoever reads the cums of it."""
    try:
        table = csv_cells(text)
        _, heads = next(table, (1, []))
        names = [name.strip() for name in heads]
        for line, cells in table:
            if is_order(names, cells) and len(names) == len(cells):
                cells = [cell.strip() for cell in cells]
                yield (
                    line,
                    dict.fromkeys((*_NAMES, "at", "to"), "") | dict(zip(names, cells, strict=True)),
                )
            elif is_order(names, cells):
                yield line, {}
    except CsvError:
        return


def _faults(line: int, said: Mapping[str, str]) -> Iterator[Reason]:
    if not said:
        yield at_line(line, "it has more or fewer fields than the first line")
        return
    if said["kind"] not in {kind.value for kind in ScheduleKind}:
        yield at_line(line, "kind: plan or call_off, not {0}", said["kind"])
    if said.get("received") or said.get("note"):
        yield at_line(line, "an open order has neither a count (received) nor a note")
    for name in ("agreement", "part"):
        if not said[name]:
            yield at_line(line, "{0} is empty", name)
    for name in ("agreement", "part", *_NAMES):
        if len(said[name]) > NAME_MAX:
            yield at_line(line, "{0} is longer than {1} characters", name, NAME_MAX)
    yield from _time_faults(line, said)
    quantity = decimal_of(said["quantity"])
    if quantity is None or quantity <= 0:
        yield at_line(line, "quantity: {0} is no quantity", said["quantity"] or "nothing")
    else:
        yield from digit_faults(quantity, QUANTITY_PLACES, f"line {line}, quantity")


def _time_faults(line: int, said: Mapping[str, str]) -> Iterator[Reason]:
    if day_of_cell(said["on"]) is None:
        yield at_line(line, "on: a day is written as YYYY-MM-DD, not {0}", said["on"])
    for name in ("at", "to"):
        if said[name] and _clock(said[name]) is None:
            yield at_line(line, "{0}: a time is written as HH:MM, not {1}", name, said[name])
    if said["to"] and not "" < said["at"] < said["to"]:
        yield at_line(line, "a window begins (at) before it ends (to)")


def _order(line: int, said: Mapping[str, str]) -> OpeningOrder:
    on, quantity = day_of_cell(said["on"]), decimal_of(said["quantity"])
    if on is None or quantity is None:
        raise ValueError(said)
    return OpeningOrder(
        of=PartKey(said["agreement"], said["part"]),
        line=line,
        kind=ScheduleKind(said["kind"]),
        point=said["unloading_point"],
        asked=DemandLine(
            number=1,
            on=on,
            quantity=Decimal(quantity),
            purchase_order=said["purchase_order"],
            reference=said["reference"],
            at=said["at"],
            to=said["to"],
        ),
    )


def _clock(text: str) -> str | None:
    try:
        return f"{time.fromisoformat(text):%H:%M}" if len(text) == len("HH:MM") else None
    except ValueError:
        return None
