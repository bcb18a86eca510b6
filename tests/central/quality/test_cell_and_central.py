"""A real cell's node on a real central: a block reaches a cell that was away, holds over a restart
and without central, and ends when its end is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.access.rules import TokenRole
from edge.cell.inputs import Decision
from edge.cell.model import CellState
from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.node.recovery import recover
from tests.support.central.client import Client
from tests.support.central.people import GOOD, person
from tests.support.outlets import outlets
from wire.codec import encode
from wire.events import PiecesElsewhere
from wire.ids import NodeId
from wire.sync import GENESIS, FactBatch

QUALITY = "/api/v1/quality"


class RealCell:
    """Its node and journal; it asks central only when told to."""

    def __init__(self, name: str, folder: Path, client: Client) -> None:
        self.name, self.folder, self._client = name, folder, client
        folder.mkdir()
        self._token = client.token(TokenRole.CELL, cell=name)
        self.journal = Journal(folder, now_us=lambda: 1)
        self.node = self._node(CellState())
        self._sent = -1

    def restart(self) -> None:
        self.journal.close()
        self.journal = Journal(self.folder, now_us=lambda: 1)
        self.node = self._node(recover(self.journal).state)

    def _node(self, state: CellState) -> Node:
        return Node(
            self.name,
            chain=Chain(self.journal, state, outlets(), crash=no_crash, now_us=lambda: 2_000_000),
            printers={},
            subscription=Subscription(feeds=("L1",), direct=(), replay_after_s=1),
            monotonic=lambda: 5.0,
        )

    def ask(self) -> None:
        asked = {"epoch": self.journal.epoch, "after": self.node.withheld.after()}
        answer = self._client.get(
            f"{QUALITY}/withheld/{self.name}", params=asked, token=self._token
        )
        assert answer.status_code == 200
        self.node.withheld.take(answer.content)

    def send(self) -> None:
        entries = list(self.journal.entries(self._sent, 1000))
        before = GENESIS if self._sent < 0 else self.journal.hash_at(self._sent)
        batch = FactBatch(
            wire_version=1,
            node=NodeId(self.name),
            epoch=self.journal.epoch,
            previous_hash=before,
            entries=tuple(entries),
        )
        answer = self._client.post("/api/v1/facts", content=encode(batch), token=self._token)
        assert answer.json()["refused"] == []
        self._sent = entries[-1].offset

    def blocked(self) -> list[str]:
        return [it.lot for it in self.node.state.blocks.values()]


@pytest.fixture
def cells(lite: Client, tmp_path: Path) -> Iterator[list[RealCell]]:
    made = [RealCell(name, tmp_path / name, lite) for name in ("cell-a", "cell-b")]
    yield made
    for cell in made:
        cell.journal.close()


def test_a_cell_that_was_away_has_the_block_when_it_is_back_and_keeps_it(
    lite: Client, cells: list[RealCell]
) -> None:
    first, second = cells
    person(lite.central.db, "uma", "supervisor")
    quinn = _session(lite)
    body = {"part": "P1", "lot": "L7", "reason": "burrs", "unknown_part": True}
    name = lite.post(f"{QUALITY}/blocks", json=body, token=quinn).json()["block"]
    first.ask()
    first.send()
    assert (first.blocked(), second.blocked()) == (["L7"], [])
    assert _waiting(lite, quinn) == []  # the second has never been heard of
    second.ask()
    second.ask()
    second.send()
    second.restart()
    assert second.blocked() == ["L7"]
    assert _waiting(lite, quinn) == []
    lift = {"reason": "sorted", "second": "uma", "second_password": GOOD}
    assert lite.post(f"{QUALITY}/blocks/{name}/lift", json=lift, token=quinn).is_success
    assert second.blocked() == ["L7"], "until it asks"
    for cell in cells:
        cell.ask()
    assert first.blocked() == second.blocked() == []


def test_a_restarted_cell_asks_on_from_what_it_knew(cells: list[RealCell]) -> None:
    first, _ = cells
    first.node.chain.note(Decision(facts=(PiecesElsewhere(pieces=(), upto=41),)))
    first.restart()
    assert first.node.withheld.after() == 41


def _session(client: Client) -> str:
    person(client.central.db, "quinn", "quality")
    body = {"person": "quinn", "password": GOOD}
    answer = client.post("/api/v1/access/session", json=body)
    return str(answer.json()["session"])


def _waiting(client: Client, token: str) -> list[str]:
    (block,) = client.get(f"{QUALITY}/blocks", token=token).json()
    return [cell["node"] for cell in block["cells"] if cell["since_us"] is None]
