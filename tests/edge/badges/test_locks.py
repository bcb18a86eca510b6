"""A cell's node and badges: what is kept, who is locked, which key counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edge.badges.attempts import FREE
from edge.cell.exceptions import exceptions
from edge.cell.inputs import Answer
from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.node.recovery import recover
from edge.scanners import Frame, Problem
from tests.support.cell import world
from tests.support.outlets import outlets
from wire.badges import keyed_hash
from wire.codec import encode
from wire.events import BadgesLocked, Scanned
from wire.ids import DeviceId, WorkplaceId
from wire.masters import Masters

LEFT, RIGHT = WorkplaceId("left"), WorkplaceId("right")
KEY = bytes(range(32))


def keyed(masters: Masters, key: bytes = KEY) -> Masters:
    people = tuple(
        msgspec.structs.replace(person, badge_hash=keyed_hash(key, person.badge_hash))
        for person in masters.people
    )
    return msgspec.structs.replace(masters, people=people)


class Cell:
    """A node on a real journal, with scanners by hand and a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.now_s = 1.0
        self.answers: list[Answer] = []
        self.journal = Journal(folder, now_us=lambda: int(self.now_s * 1e6))
        self.node = Node(
            "cell-a",
            chain=Chain(
                self.journal,
                recover(self.journal).state,
                outlets(answer=self.answers.append),
                crash=no_crash,
                now_us=lambda: int(self.now_s * 1e6),
            ),
            printers={},
            subscription=Subscription(feeds=("L1",), direct=(), replay_after_s=1),
            monotonic=lambda: self.now_s,
        )

    def scan(
        self, raw: bytes, workplace: WorkplaceId = LEFT, problem: Problem | None = None
    ) -> str:
        payload = "" if problem else raw.decode()
        frame = Frame(raw=raw, payload=payload, first_byte_monotonic_ns=0, problem=problem)
        self.now_s += 0.5
        self.node.take_frame(DeviceId(f"hand-{workplace}"), workplace, frame)
        return self.answers[-1].code

    def facts(self, kind: type) -> list:
        return [it.fact for it in self.journal.facts_after(-1) if isinstance(it.fact, kind)]


@pytest.fixture
def cell(tmp_path: Path) -> Iterator[Cell]:
    made = Cell(tmp_path)
    made.node.take_masters(encode(world.masters()), "d")
    yield made
    made.journal.close()


def files(cell: Cell) -> bytes:
    return b"".join(path.read_bytes() for path in cell.journal.path.parent.iterdir())


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"LS:BADGE:anna secret", None),
        (b"ls:badge:ANNA SECRET", None),
        (b"]d2LS:BADGE:anna secret", None),
        (b"[)>\x1e06\x1dZLS:BADGE:anna secret\x1e\x04", None),
        (b"S:BADGE:anna secret", None),
        (b"LS:BADGE:anna secret", Problem.NO_TERMINATOR),
        (b"LS:BADGE:\x00anna secret", Problem.CONTROL_CHARACTER),
        (b"LS:BADGE:anna secret" + b"x" * 9_980, Problem.TOO_LONG),
        (b"LS:BADGE:anna secret\xff", Problem.NOT_TEXT),
        (b"LS:BDGE:anna secret", Problem.DAMAGED),
    ],
)
def test_no_file_of_the_cell_holds_a_badge(cell: Cell, raw: bytes, problem: Problem | None) -> None:
    cell.scan(raw, problem=problem)
    for secret in (b"anna secret", b"ANNA SECRET", b"na secret"):
        assert secret not in files(cell)
    assert [fact.text for fact in cell.facts(Scanned)] == ["badge"]
    assert cell.answers[-1].text == "badge"
    kept = cell.journal.raw(1)
    assert kept is not None
    assert kept.startswith(b"LS:BADGE:#")


def test_somebodys_badge_without_its_words_is_kept_nowhere(cell: Cell) -> None:
    for raw in (b"anna!", b" anna! "):
        assert cell.scan(raw) != "badge.signed_in"
    assert b"anna!" not in files(cell)
    assert [fact.text for fact in cell.facts(Scanned)] == ["badge", "badge"]
    cell.scan(b"anna")
    assert cell.facts(Scanned)[-1].text == "anna"


def test_the_rest_of_a_cut_badge_is_kept_nowhere(cell: Cell) -> None:
    cell.scan(b"LS:BADGE:an", problem=Problem.NO_TERMINATOR)
    cell.scan(b"na secret")
    assert b"na secret" not in files(cell)
    assert [fact.text for fact in cell.facts(Scanned)] == ["badge", "badge"]
    cell.scan(b"M-RED")
    assert cell.facts(Scanned)[-1].text == "M-RED"
    assert cell.journal.raw(3) == b"M-RED"


def test_a_hundred_guesses_at_a_scanner_lock_its_badges_and_say_so(cell: Cell) -> None:
    codes = [cell.scan(f"LS:BADGE:guess {n}".encode()) for n in range(100)]
    free = FREE["scanner"]
    assert codes[: free + 1] == ["badge.unknown"] * (free + 1)
    assert codes[free + 1] == "badge.locked"
    looked_at = codes.count("badge.unknown")
    assert looked_at <= free + 3, "15 s and 30 s of locks in 50 s of guessing"
    locks = cell.facts(BadgesLocked)
    assert [(f.source, f.refused, f.lasts_s) for f in locks][:2] == [
        ("scanner hand-left", free + 1, 15),
        ("scanner hand-left", free + 2, 30),
    ]
    shown = exceptions(cell.node.state, int(cell.now_s * 1e6))
    assert [(row.kind, row.action, row.stored) for row in shown] == [
        ("badge_lock", "handle-exception", True)
    ]
    assert "scanner hand-left" in shown[0].text


def test_a_lock_locks_the_right_badge_too_but_no_other_scanner(cell: Cell) -> None:
    for number in range(FREE["scanner"] + 1):
        cell.scan(f"LS:BADGE:guess {number}".encode())
    assert cell.scan(b"LS:BADGE:anna!") == "badge.locked"
    assert cell.scan(b"LS:BADGE:anna!", RIGHT) == "badge.signed_in"
    cell.now_s += 15
    assert cell.scan(b"LS:BADGE:anna!") == "badge.signed_in"


def test_who_is_signed_in_goes_on_while_badges_are_locked(cell: Cell) -> None:
    cell.scan(b"LS:BADGE:anna!")
    for number in range(FREE["scanner"] + 1):
        cell.scan(f"LS:BADGE:guess {number}".encode())
    assert cell.scan(b"LS:BADGE:ben!") == "badge.locked"
    assert cell.node.state.workplaces[LEFT].person == "anna"
    assert cell.scan(b"M-RED") == "tour.none"
    assert cell.scan(b"LS:CMD:PAUSE") == "command.pause"


def test_a_restart_forgets_the_lock_and_the_fact_stays(tmp_path: Path) -> None:
    first = Cell(tmp_path)
    first.node.take_masters(encode(world.masters()), "d")
    for number in range(FREE["scanner"] + 1):
        first.scan(f"LS:BADGE:guess {number}".encode())
    first.journal.close()
    second = Cell(tmp_path)
    second.node.use_kept_masters(encode(world.masters()), "d")
    assert second.scan(b"LS:BADGE:anna!") == "badge.signed_in"
    assert len(second.facts(BadgesLocked)) == 1
    assert "badge_lock:scanner hand-left" in second.node.state.exceptions
    second.journal.close()


def test_keyed_masters_need_the_key_and_until_it_comes_no_badge_is_wrong(cell: Cell) -> None:
    cell.node.take_masters(encode(keyed(world.masters(version=2))), "d2")
    for _ in range(FREE["scanner"] + 5):
        assert cell.scan(b"LS:BADGE:anna!") == "badge.no_key"
    cell.node.take_badge_key(bytes(32))
    assert cell.scan(b"LS:BADGE:anna!") == "badge.no_key", "another site's key"
    cell.node.take_badge_key(KEY)
    assert cell.scan(b"LS:BADGE:anna!") == "badge.signed_in"
    assert cell.scan(b"LS:BADGE:anna") == "badge.unknown"
    assert not cell.facts(BadgesLocked)


def test_a_central_that_lost_its_key_keeps_nobody_out(cell: Cell) -> None:
    cell.node.take_badge_key(KEY)
    cell.node.take_masters(encode(keyed(world.masters(version=2))), "d2")
    cell.node.take_badge_key(bytes(32))
    assert cell.scan(b"LS:BADGE:anna!") == "badge.signed_in"
    cell.node.take_masters(encode(keyed(world.masters(version=3), bytes(32))), "d3")
    assert cell.scan(b"LS:BADGE:ben!", RIGHT) == "badge.signed_in"


def test_a_cell_alone_knows_its_people_after_a_restart(tmp_path: Path) -> None:
    body = encode(keyed(world.masters()))
    first = Cell(tmp_path)
    first.node.take_badge_key(KEY)
    first.node.take_masters(body, "d")
    first.journal.close()
    second = Cell(tmp_path)
    second.node.use_kept_masters(body, "d")
    assert second.scan(b"LS:BADGE:anna!") == "badge.signed_in"
    assert KEY.hex().encode() not in second.journal.path.read_bytes()
    second.journal.close()


def test_without_masters_no_badge_is_wrong(tmp_path: Path) -> None:
    alone = Cell(tmp_path)
    assert [alone.scan(b"LS:BADGE:anna!") for _ in range(30)] == ["badge.no_key"] * 30
    assert not alone.facts(BadgesLocked)
    alone.journal.close()


def test_another_persons_badge_does_not_come_in_silence(cell: Cell) -> None:
    assert cell.scan(b"LS:BADGE:anna!") == "badge.signed_in"
    assert cell.scan(b"LS:BADGE:anna!") == "badge.signed_in"
    assert cell.scan(b"LS:BADGE:ben!") == "badge.replaced"
    assert cell.node.state.workplaces[LEFT].person == "ben"
