"""Where the pieces of a part, lot or serials are now, and what is to be done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from central.cells.service import masters_in_force
from central.db.database import upsert
from central.db.work import Work
from central.quality import rules
from central.quality.rules import State, Times, Todo, Wanted
from central.quality.service.blocks import PlantBlock, block_of
from central.quality.service.parts import PartNames, in_our_words
from central.quality.tables import tasks
from central.tracking.service.search import LabelView, labels_of_racks
from central.tracking.service.ways import Receipt, Way, receipts, ways_of_pieces
from central.words.reasons import RuleRefusedError, because
from wire.blocks import covers, same_code
from wire.masters import Masters


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """``sure``: its code said that it is one; otherwise nobody can tell. ``task`` is empty where
    nothing is to be done.
    """

    way: Way
    state: State
    sure: bool
    task: str
    labels: tuple[str, ...]
    """Those that are valid still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, for several pieces. ``open``: nobody has said that it is done."""

    task: str
    todo: Todo
    node: str
    subject: str
    """The rack, the truck or the vehicle."""
    pieces: int
    owner: str = ""
    note: str = ""
    done_us: int | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ripple:
    """``cells``: where the part is picked, by their masters. Tasks exist for a block only.
    ``aliases``: what suppliers' labels call the part.
    """

    wanted: Wanted
    block: PlantBlock | None
    pieces: tuple[Piece, ...]
    tasks: tuple[Task, ...]
    cells: tuple[str, ...]
    received: tuple[Receipt, ...]
    aliases: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[State, int]:
        return {
            state: sum(piece.state is state for piece in self.pieces)
            for state in State
            if any(piece.state is state for piece in self.pieces)
        }


def ripple_of_block(connection: Connection, name: str) -> Ripple:
    """RuleRefusedError: there is no such block."""
    block = block_of(connection, name)
    wanted = Wanted(part=block.part, lot=block.lot, serials=block.serials)
    return ripple(connection, wanted, block)


def ripple(connection: Connection, wanted: Wanted, block: PlantBlock | None = None) -> Ripple:
    """By the part's own number, or by that of a label."""
    every = masters_in_force(connection)
    names = PartNames(every)
    wanted = in_our_words(names, wanted)
    ways = ways_of_pieces(connection, wanted.part, lot=wanted.lot, serials=wanted.serials)
    labels = _labels(connection, ways)
    pieces = tuple(_piece(way, wanted, labels) for way in ways)
    one = wanted.serials[0] if len(wanted.serials) == 1 else ""
    came = receipts(connection, wanted.part, lot=wanted.lot, serial=one)
    said = {} if block is None else _said(connection, block.block)
    return Ripple(
        wanted=wanted,
        block=block,
        pieces=pieces,
        tasks=() if block is None else _tasks(pieces, said),
        cells=_cells(every, wanted.part),
        received=tuple(it for it in came if _came_with(it, wanted)),
        aliases=names.labels_of(wanted.part),
    )


def say(work: Work, block: str, task: str, *, owner: str, note: str, done: bool) -> None:
    """Who does it, and whether it is done. RuleRefusedError: nothing of that name is to do."""
    found = next(
        (it for it in ripple_of_block(work.connection, block).tasks if it.task == task), None
    )
    if found is None:
        raise RuleRefusedError(
            because("quality.no_task", "there is nothing like {task} to do", task=task)
        )
    row = {
        "block": block,
        "task": task,
        "owner": owner.strip()[: rules.TEXT_MAX] or found.owner or (work.by.who if done else ""),
        "note": note.strip()[: rules.TEXT_MAX] or found.note,
        "done_us": (found.done_us or work.now_us) if done else None,
        "done_by": (found.done_by or work.by.who) if done else "",
    }
    upsert(work.connection, tasks, [row])


def _piece(way: Way, wanted: Wanted, labels: Mapping[tuple[str, str], list[LabelView]]) -> Piece:
    piece = way.piece
    state = rules.state_of(
        Times(
            racked_us=way.racked_us,
            loaded_us=way.loaded_us,
            shipped_us=way.shipped_us,
            delivered_us=way.delivered_us,
            returned_us=way.returned_us,
            divorced_us=piece.divorced_us,
            fitted=way.fitted_us is not None,
            scrapped=piece.divorce_reason == "scrap",
        )
    )
    todo = rules.todo_of(state)
    task = "" if todo is None else _task_name(todo, way)
    return Piece(
        way=way,
        state=state,
        sure=covers(_Blocked(wanted), piece.part, piece.lot, piece.serial),
        task=task,
        labels=tuple(
            it.label
            for it in labels.get((piece.node, piece.rack), ())
            if (it.slot, it.family, it.piece) == (piece.slot, piece.family, piece.piece)
            and it.kind == "part"
            and not it.superseded
            and piece.divorced_by is None
        ),
    )


@dataclass(frozen=True, slots=True)
class _Blocked:
    wanted: Wanted

    @property
    def part(self) -> str:
        return self.wanted.part

    @property
    def lot(self) -> str:
        return self.wanted.lot

    @property
    def serials(self) -> Sequence[str]:
        return self.wanted.serials


def _task_name(todo: Todo, way: Way) -> str:
    vehicle = way.piece.vin or way.piece.call_number
    return rules.task_of(
        todo, rack=way.piece.rack, load=way.load, vehicle=vehicle, node=way.piece.node
    )


def _labels(
    connection: Connection, ways: Sequence[Way]
) -> Mapping[tuple[str, str], list[LabelView]]:
    found: dict[tuple[str, str], list[LabelView]] = {}
    for label in labels_of_racks(connection, {way.piece.rack for way in ways}):
        found.setdefault((label.node, label.rack), []).append(label)
    return found


def _tasks(pieces: Sequence[Piece], said: Mapping[str, Mapping[str, Any]]) -> tuple[Task, ...]:
    """Those to do first, by what is to be done; a task whose pieces moved on is another one."""
    counts: dict[str, int] = {}
    for piece in pieces:
        if piece.task:
            counts[piece.task] = counts.get(piece.task, 0) + 1
    for name in said:
        counts.setdefault(name, 0)
    found = []
    for name, count in counts.items():
        todo, _, rest = name.partition(":")
        node, _, subject = rest.partition(":")
        row = said.get(name, {})
        if count or row:
            found.append(
                Task(task=name, todo=Todo(todo), node=node, subject=subject, pieces=count, **row)
            )
    order = list(Todo)
    return tuple(
        sorted(found, key=lambda it: (it.done_us is not None, order.index(it.todo), it.task))
    )


def _said(connection: Connection, block: str) -> dict[str, Mapping[str, Any]]:
    names = ("owner", "note", "done_us", "done_by")
    return {
        row["task"]: {name: row[name] for name in names}
        for row in connection.execute(select(tasks).where(tasks.c.block == block)).mappings()
    }


def _came_with(receipt: Receipt, wanted: Wanted) -> bool:
    serials = wanted.serials
    return not serials or any(same_code(receipt.serial, serial) for serial in serials)


def _cells(every: Sequence[Masters], part: str) -> tuple[str, ...]:
    return tuple(
        str(masters.cell)
        for masters in every
        if any(face.part == part for face in masters.faces)
        or any(it.part == part for family in masters.families for it in family.variants)
    )
