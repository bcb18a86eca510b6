"""Bytes of scanners, their framing and the node, all real: what one scanner says twice and what two
say once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
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
