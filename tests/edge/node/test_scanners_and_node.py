"""Bytes of scanners, their framing and the node, all real: what one scanner says twice and what two
say once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.cell.inputs import Answer
from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.node.recovery import recover
from edge.scanners.framing import Framer
from tests.support.cell import world
from tests.support.outlets import outlets
from wire.codec import encode
from wire.events import LabelKind, Scanned, Source
from wire.ids import DeviceId, WorkplaceId

LEFT = WorkplaceId("left")


class Cell:
    """A node with a framer for each scanner; the test moves the clock."""

    def __init__(self, folder: Path) -> None:
        self.now_us = 1_800_000_000_000_000
        self.answers: list[Answer] = []
        self.framers: dict[str, Framer] = {}
        self.journal = Journal(folder, now_us=lambda: self.now_us)
        self.node = Node(
            "cell-a",
            chain=Chain(
                self.journal,
                recover(self.journal).state,
                outlets(answer=self.answers.append),
                crash=no_crash,
                now_us=lambda: self.now_us,
            ),
            printers={kind: DeviceId(f"printer-{kind.value}") for kind in LabelKind},
            subscription=Subscription(feeds=("L1",), direct=(), replay_after_s=1),
            monotonic=lambda: self.now_us / 1e6,
        )

    def hears(self, device: str, data: bytes) -> list[str]:
        """What the answers to these bytes of one scanner are; each is told to that scanner."""
        framer = self.framers.setdefault(device, Framer())
        before = len(self.answers)
        for frame in framer.feed(data, self.now_us * 1_000):
            self.node.take_frame(DeviceId(device), LEFT, frame)
        told = self.answers[before:]
        assert {answer.device for answer in told} <= {device}
        return [answer.code for answer in told]

    def scans(self) -> list[tuple[str, str]]:
        facts = [it.fact for it in self.journal.facts_after(-1) if isinstance(it.fact, Scanned)]
        return [(fact.device, fact.code) for fact in facts]


@pytest.fixture
def cell(tmp_path: Path) -> Iterator[Cell]:
    """Somebody is signed in, and two mirrors are to be picked."""
    made = Cell(tmp_path)
    made.node.take_masters(encode(world.masters()), "d")
    for number in range(1, 5):
        body = encode(world.telegram(number, position=number))
        made.node.take_telegram("L1", body, Source.MQTT)
    asyncio.run(made.node.submit(world.SignIn(workplace=LEFT, person=world.ANNA)))
    picks = world.fallback_tour(made.node.state, made.node.compiled, LEFT)
    offer = world.TourOffered(workplace=LEFT, picks=picks, engine="fallback", optimal=False)
    asyncio.run(made.node.submit(offer))
    made.now_us += 1_000_000
    yield made
    made.journal.close()


def test_one_code_twice_from_one_scanner_is_a_bounce(cell: Cell) -> None:
    assert cell.hears("one", b"M-RED\r\nM-RED\r\n") == ["part.right", "scan.bounce"]
    cell.now_us += 400_000
    assert cell.hears("one", b"M-RED\r\n") == ["part.right"]


def test_one_code_from_two_scanners_at_once_is_two_parts(cell: Cell) -> None:
    """Also where the bytes of one come in pieces between those of the other."""
    assert cell.hears("one", b"M-") == []
    assert cell.hears("two", b"M-RED\r\n") == ["part.right"]
    assert cell.hears("one", b"RED\r\n") == ["part.right"]
    assert cell.scans()[-2:] == [("two", "part.right"), ("one", "part.right")]


def test_a_bounce_is_of_the_scanner_that_was_accepted_last(cell: Cell) -> None:
    assert cell.hears("one", b"M-RED\r\n") == ["part.right"]
    assert cell.hears("two", b"M-RED\r\nM-RED\r\n") == ["part.right", "scan.bounce"]


def test_the_time_from_each_telegram_to_its_effect_is_measured(cell: Cell) -> None:
    assert cell.node.feeds.effect.figures().spread.count == 4
    cell.node.take_telegram("L1", b"{", Source.MQTT)
    assert cell.node.feeds.effect.figures().spread.count == 5


class Dies(BaseException):
    """What a kill is to everything behind it: nothing of it happens."""


def at(point: str) -> Callable[[str], None]:
    def crash(passed: str) -> None:
        if passed == point:
            raise Dies

    return crash


def again(cell: Cell, folder: Path) -> Cell:
    """The next process over the same journal; the masters that it kept are in force."""
    cell.journal.close()
    made = Cell(folder)
    cell.journal = made.journal  # the fixture closes it
    made.now_us = cell.now_us + 60_000_000
    made.node.take_masters(encode(world.masters()), "d")
    return made


def pieces(cell: Cell) -> int:
    return sum(len(it) for rack in cell.node.state.racks.values() for it in rack.picked.values())


@pytest.mark.parametrize(
    ("point", "taken", "shown_once_more", "pieces_then"),
    [
        ("scan.before_commit", 0, "part.right", 1),
        ("scan.after_commit", 1, "scan.counted", 1),
        ("scan.before_mark", 1, "scan.counted", 1),
        ("scan.after_answer", 1, "part.right", 2),
    ],
)
def test_a_code_without_serial_scanned_again_after_a_kill_is_the_same_piece(
    cell: Cell, tmp_path: Path, point: str, taken: int, shown_once_more: str, pieces_then: int
) -> None:
    """Nobody heard an answer: it counts once. Who heard it scans the next piece."""
    cell.node.chain.crash = at(point)
    with pytest.raises(Dies):
        cell.hears("one", b"M-RED\r\n")
    next_one = again(cell, tmp_path)
    assert pieces(next_one) == taken
    assert next_one.hears("one", b"M-RED\r\n") == [shown_once_more]
    assert pieces(next_one) == pieces_then
    next_one.now_us += 1_000_000
    assert next_one.hears("one", b"M-RED\r\n") == ["part.right"]
    assert pieces(next_one) == pieces_then + 1


def test_a_badge_in_between_and_another_scanner_make_no_second_piece(
    cell: Cell, tmp_path: Path
) -> None:
    cell.node.chain.crash = at("scan.after_commit")
    with pytest.raises(Dies):
        cell.hears("one", b"M-RED\r\n")
    next_one = again(cell, tmp_path)
    next_one.hears("one", b"LS:BADGE:anna secret\r\n")
    assert next_one.hears("two", b"M-RED\r\n") == ["scan.counted"]
    assert pieces(next_one) == 1


def test_the_second_piece_that_nobody_heard_of_counts_though_its_label_is_that_of_the_first(
    cell: Cell, tmp_path: Path
) -> None:
    """The first was answered; the cell died before the second was kept."""
    assert cell.hears("one", b"M-RED\r\n") == ["part.right"]
    cell.now_us += 1_000_000
    cell.node.chain.crash = at("scan.before_commit")
    with pytest.raises(Dies):
        cell.hears("one", b"M-RED\r\n")
    next_one = again(cell, tmp_path)
    assert next_one.hears("one", b"M-RED\r\n") == ["part.right"]
    assert pieces(next_one) == 2


@pytest.mark.parametrize("card", ["LS:KB:K1:7:consume", "LS:CMD:LATER"])
def test_a_card_shown_again_after_a_kill_counts_once(cell: Cell, tmp_path: Path, card: str) -> None:
    cell.node.chain.crash = at("scan.after_commit")
    with pytest.raises(Dies):
        cell.hears("one", f"{card}\r\n".encode())
    before = dict(cell.node.state.stock), len(cell.node.state.deferred)
    next_one = again(cell, tmp_path)
    assert next_one.hears("one", f"{card}\r\n".encode()) == ["scan.counted"]
    assert (dict(next_one.node.state.stock), len(next_one.node.state.deferred)) == before


@pytest.mark.parametrize("spoilt", [None, b"", b"9\n", b"x" * 21])
def test_without_a_mark_the_last_scan_is_asked_about(
    cell: Cell, tmp_path: Path, spoilt: bytes | None
) -> None:
    assert cell.hears("one", b"M-RED\r\n") == ["part.right"]
    mark = tmp_path / "answered"
    mark.unlink() if spoilt is None else mark.write_bytes(spoilt)
    next_one = again(cell, tmp_path)
    assert next_one.hears("one", b"M-RED\r\n") == ["scan.counted"]
