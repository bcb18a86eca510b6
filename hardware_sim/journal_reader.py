"""Reads a cell's journal as a stranger: the SQLite file, its hash chain recomputed, its facts
counted up. Nothing of Lineside's code takes part.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

GENESIS = "0" * 32


@dataclass(slots=True)
class LabelStory:
    """One label id: what was asked for and every state it went through."""

    label: str
    kind: str
    copy: int
    place: tuple[str, int, str, str, int]
    """Rack, slot, kind, family, piece: copies of one label share it."""
    fields: dict[str, str]
    printer: str = ""
    states: list[str] = field(default_factory=list)
    taken_out: bool = False
    """Its piece left the slot again: whoever reads this label back is told so, and that is all."""

    @property
    def state(self) -> str:
        return self.states[-1] if self.states else "queued"


@dataclass(slots=True, kw_only=True)
class DenseRack:
    """A rack that takes the next vehicles of the line that need it."""

    name: str
    family: str
    size: int
    reverse: bool
    closed_by: str = ""
    """The person who closed it with what it had."""


@dataclass(slots=True)
class Book:
    """What one cell's journal says."""

    node: str
    facts: int = 0
    chain_problem: str = ""
    scans: list[dict[str, Any]] = field(default_factory=list)
    married: Counter[str] = field(default_factory=Counter)
    """Active marriages as JSON text, each with its count (0 or 1 in a sound journal)."""
    shown: Counter[str] = field(default_factory=Counter)
    """How often each marriage was shown in its compartment."""
    labels: dict[str, LabelStory] = field(default_factory=dict)
    ready_ms: list[int] = field(default_factory=list)
    skipped: list[tuple[int, int, str]] = field(default_factory=list)
    """(epoch, number, person) of slots that a person left empty."""
    kinds: Counter[str] = field(default_factory=Counter)
    engines: Counter[str] = field(default_factory=Counter)
    cards: list[dict[str, Any]] = field(default_factory=list)
    """Movements of kanban cards."""
    dense: dict[str, DenseRack] = field(default_factory=dict)
    dock: list[dict[str, Any]] = field(default_factory=list)
    """Facts of racks, trucks, blocks and pieces, in their order."""
    floor: list[dict[str, Any]] = field(default_factory=list)
    """Facts of what the line ordered again and of what it passed by, in their order."""
    heard_s: dict[str, float] = field(default_factory=dict)
    """By feed, when its last telegram was taken, in seconds since 1970."""
    resumed: list[tuple[str, float]] = field(default_factory=list)
    """(printer, time in seconds) at which a person let it go on."""

    def unshown(self, families: Collection[str]) -> list[dict[str, Any]]:
        """Pieces of these rack families that were not shown in their compartment exactly once."""
        return [
            json.loads(text)
            for text, count in self.married.items()
            if count
            and json.loads(text).get("rack", "").split("-")[0] in families
            and self.shown[text] != 1
        ]

    def active(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text, count in self.married.items() for _ in range(count)]


def chain_hash(previous: str, offset: int, at_us: int, fact: bytes) -> str:
    """blake2b-128 over previous hash, place and time as text, and the fact's exact bytes."""
    return blake2b(f"{previous}:{offset}:{at_us}:".encode() + fact, digest_size=16).hexdigest()


def read_journal(path: Path, node: str) -> Book:
    """The whole journal. Raises sqlite3.Error if it cannot be read."""
    book = Book(node)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            'SELECT "offset", at_us, hash, fact FROM facts ORDER BY "offset"'
        ).fetchall()
    finally:
        connection.close()
    previous = GENESIS
    for place, (offset, at_us, digest, fact) in enumerate(rows):
        if not book.chain_problem:
            if offset != place:
                book.chain_problem = f"offset {place} is missing"
            elif chain_hash(previous, offset, at_us, fact) != digest:
                book.chain_problem = f"mismatch at {offset}"
        previous = digest
        _count_up(book, json.loads(fact), at_us)
    book.facts = len(rows)
    return book


def _count_up(book: Book, fact: dict[str, Any], at_us: int) -> None:
    kind = fact["type"]
    book.kinds[kind] += 1
    if kind == "printer_resumed":
        book.resumed.append((fact["printer"], at_us / 1e6))
    if kind == "telegram_taken":
        book.heard_s[fact["telegram"]["feed"]] = at_us / 1e6
    if kind in _DOCK:
        book.dock.append(fact)
    if kind in _FLOOR:
        book.floor.append(fact)
    take = _TAKE.get(kind)
    if take is not None:
        take(book, fact)


def _key(marriage: dict[str, Any]) -> str:
    return json.dumps(marriage, sort_keys=True)


def _scanned(book: Book, fact: dict[str, Any]) -> None:
    book.scans.append(fact)
    if fact.get("marriage"):
        book.married[_key(fact["marriage"])] += 1


def _shown(book: Book, fact: dict[str, Any]) -> None:
    book.shown[_key(fact["marriage"])] += 1


def _divorced(book: Book, fact: dict[str, Any]) -> None:
    marriage = fact["marriage"]
    book.married[_key(marriage)] -= 1
    book.shown.pop(_key(marriage), None)
    piece = (marriage["rack"], marriage["slot"], "part", marriage["family"], marriage["piece"])
    for story in book.labels.values():
        if story.place == piece:
            story.taken_out = True


def _requested(book: Book, fact: dict[str, Any]) -> None:
    book.labels[fact["label"]] = LabelStory(
        label=fact["label"],
        kind=fact["kind"],
        copy=fact["copy"],
        place=(
            fact["rack"],
            fact.get("slot", 0),
            fact["kind"],
            fact.get("family", ""),
            fact.get("piece", 0),
        ),
        fields=fact.get("fields", {}),
        printer=fact.get("printer", ""),
    )


def _moved(book: Book, fact: dict[str, Any]) -> None:
    story = book.labels.get(fact["label"])
    if story is not None:
        story.states.append(fact["state"])


def _started(book: Book, fact: dict[str, Any]) -> None:
    book.ready_ms.append(fact["ready_ms"])


def _skip(book: Book, fact: dict[str, Any]) -> None:
    book.skipped.append((fact["epoch"], fact["number"], fact["person"]))


def _tour(book: Book, fact: dict[str, Any]) -> None:
    book.engines[fact.get("engine", "")] += 1


def _formed(book: Book, fact: dict[str, Any]) -> None:
    if fact.get("filling") == "dense":
        book.dense[fact["rack"]] = DenseRack(
            name=fact["rack"],
            family=fact["rack_family"],
            size=fact["size"],
            reverse=fact.get("load_order") == "reverse",
        )


def _closed(book: Book, fact: dict[str, Any]) -> None:
    rack = book.dense.get(fact["rack"])
    if rack is not None:
        rack.closed_by = rack.closed_by or fact.get("person", "")


def _card(book: Book, fact: dict[str, Any]) -> None:
    book.cards.append(fact)


_DOCK = frozenset(
    {
        "rack_formed",
        "rack_dissolved",
        "load_opened",
        "rack_loaded",
        "rack_unloaded",
        "rack_shipped",
        "load_departed",
        "pieces_blocked",
        "block_lifted",
        "scanned",
        "part_divorced",
    }
)
_FLOOR = frozenset(
    {
        "telegram_taken",
        "exception_raised",
        "exception_handled",
        "number_skipped",
        "single_pick_ordered",
        "single_pick_ended",
        "scanned",
        "part_divorced",
    }
)
_TAKE = {
    "scanned": _scanned,
    "put_confirmed": _shown,
    "part_divorced": _divorced,
    "label_requested": _requested,
    "label_moved": _moved,
    "cell_started": _started,
    "number_skipped": _skip,
    "tour_started": _tour,
    "rack_formed": _formed,
    "rack_closed": _closed,
    "kanban_moved": _card,
}
