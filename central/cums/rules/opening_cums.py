"""The cums with which a customer's parts begin here: a file of counts and of notes on their
way. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from central.agreements.model.keys import PartKey
from central.cums.rules.movements import Corrected, Despatched, Movement, Side
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import Reason, RuleRefusedError, because
from settings.csv_cells import CsvError, csv_cells
from settings.values import decimal_of

MUST = ("agreement", "part", "on", "received", "note", "quantity")
OF_ORDERS = ("kind", "at", "to", "purchase_order", "reference")
COLUMNS = (*MUST, "unloading_point", *OF_ORDERS)
ROWS_MAX = 20_000
NAME_MAX = 70
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningNote:
    """A despatch note that left before the start and that the customer's count does not hold."""

    note: str
    on: date
    quantity: Decimal
    point: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPart:
    """``received``: the customer's cum at the end of the day ``on``; ``line`` of the file."""

    of: PartKey
    line: int
    on: date
    received: Decimal
    notes: tuple[OpeningNote, ...] = ()

    @property
    def despatched(self) -> Decimal:
        return self.received + sum((it.quantity for it in self.notes), ZERO)

    def movements(self, person: str, why: str) -> Iterator[Movement]:
        """What the customer has stands on both sides; then each note leaves on its day."""
        if self.received:
            for side in Side:
                yield Corrected(
                    side=side, on=self.on, quantity=self.received, person=person, why=why
                )
        for it in sorted(self.notes, key=lambda note: (note.on, note.note)):
            yield Despatched(note=it.note, on=it.on, quantity=it.quantity, point=it.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    of: PartKey
    on: date | None
    received: Decimal | None
    note: OpeningNote | None


def opening_parts(text: str) -> tuple[OpeningPart, ...]:
    """In the order of the file; rows with a ``kind`` are of orders, left to whoever reads those.
    RuleRefusedError has every fault, with its line.
    """
    rows, faults = _rows(text)
    counts: dict[PartKey, _Row] = {}
    notes: dict[PartKey, list[OpeningNote]] = {}
    lines: dict[str, int] = {}
    for row in rows:
        if row.note is None:
            first = counts.setdefault(row.of, row)
            if first is not row:
                faults.append(
                    at_line(row.line, "its part has a count in line {0} already", first.line)
                )
            continue
        notes.setdefault(row.of, []).append(row.note)
        before = lines.setdefault(row.note.note, row.line)
        if before != row.line:
            said = "note {0} stands in line {1} already"
            faults.append(at_line(row.line, said, row.note.note, before))
    for row in rows:
        if row.note is not None and row.of not in counts:
            faults.append(at_line(row.line, "its part has no row with what the customer received"))
    if faults:
        raise RuleRefusedError(*faults)
    return tuple(
        OpeningPart(
            of=of,
            line=row.line,
            on=row.on or date.min,
            received=row.received or ZERO,
            notes=tuple(notes.get(of, ())),
        )
        for of, row in counts.items()
    )


def _rows(text: str) -> tuple[list[_Row], list[Reason]]:
    rows: list[_Row] = []
    faults: list[Reason] = []
    line, orders = 1, 0
    try:
        table = csv_cells(text)
        _, heads = next(table, (1, []))
        names = [name.strip() for name in heads]
        if fault := _columns(names):
            return [], [fault]
        for line, cells in table:
            if is_order(names, cells):
                orders += 1
                continue
            row, wrong_here = _row(line, names, cells)
            faults += wrong_here
            rows += [row] if row is not None else []
            if len(rows) > ROWS_MAX:
                faults.append(at_line(line, "more than {0} rows: divide it", ROWS_MAX))
                break
    except CsvError as error:
        faults.append(at_line(error.line, "{0}", str(error)))
    if not rows and not faults and not orders:
        faults.append(at_line(line, "nothing stands in it"))
    return rows, faults


def is_order(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether the row is of an open order: it says of which kind."""
    return any(name == "kind" and cell.strip() for name, cell in zip(names, cells, strict=False))


def _columns(names: Sequence[str]) -> Reason | None:
    twice = {name for name in names if names.count(name) > 1}
    wrong = twice | (set(MUST) - set(names)) | (set(names) - set(COLUMNS))
    if not wrong:
        return None
    said = "the first line names the columns {columns}, each once; wrong or missing: {wrong}"
    columns, found = ", ".join(COLUMNS), ", ".join(sorted(wrong))
    return because("opening.columns", said, columns=columns, wrong=found)


def _row(
    line: int, names: Sequence[str], cells: Sequence[str]
) -> tuple[_Row | None, Sequence[Reason]]:
    if len(cells) != len(names):
        return None, [at_line(line, "it has more or fewer fields than the first line")]
    said = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    point = said.get("unloading_point", "")
    faults = [
        at_line(line, "{0} is empty or longer than {1} characters", name, NAME_MAX)
        for name in ("agreement", "part")
        if not 0 < len(said[name]) <= NAME_MAX
    ]
    if len(point) > NAME_MAX:
        faults.append(at_line(line, "unloading_point is longer than {0} characters", NAME_MAX))
    is_note = bool(said["note"] or said["quantity"])
    number = "quantity" if is_note else "received"
    if is_note and (said["received"] or not said["note"] or len(said["note"]) > NAME_MAX):
        faults.append(at_line(line, "it is either a count (received) or a note with its quantity"))
    on, quantity = day_of_cell(said["on"]), decimal_of(said[number])
    if on is None:
        faults.append(at_line(line, "on: a day is written as YYYY-MM-DD, not {0}", said["on"]))
    least_ok = quantity is not None and (quantity > 0 if is_note else quantity >= 0)
    if quantity is None or not least_ok:
        faults.append(at_line(line, "{0}: {1} is no quantity", number, said[number] or "nothing"))
    else:
        faults += digit_faults(quantity, QUANTITY_PLACES, f"line {line}, {number}")
    if faults or on is None or quantity is None:
        return None, faults
    note = OpeningNote(note=said["note"], on=on, quantity=quantity, point=point)
    return (
        _Row(
            line=line,
            of=PartKey(said["agreement"], said["part"]),
            on=on,
            received=None if is_note else quantity,
            note=note if is_note else None,
        ),
        (),
    )


def day_of_cell(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def at_line(line: int, said: str, *figures: object) -> Reason:
    return because("opening.line", "line {line}: {said}", line=line, said=said.format(*figures))
