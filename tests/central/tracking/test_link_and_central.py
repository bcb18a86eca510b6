"""A cell's line and central, both real: journal, link and its answers against central's intake."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from central.access.service import revoke_token
from central.db.clock import now_us
from central.supervision.service import collect
from central.tracking.service import cells, own_alarms
from edge.crash_points import no_crash
from edge.journal.chain import Damage
from edge.journal.store import Journal
from edge.retry import Retry
from edge.sync.central import CentralAddress
from edge.sync.hooks import Hooks
from edge.sync.link import CentralLink
from edge.troubles import TroubleKind
from tests.support.central.journal import divorced, marriage
from tests.support.links import run_until
from wire.events import AnyFact, PersonSigned
from wire.heartbeat import Heartbeat
from wire.ids import NodeId, PersonId, WorkplaceId
from wire.sync import Refusal

NODE = "cell-a"


class QuickRetry(Retry):
    """Tries again at once, after a turn of the loop; tells which line it was."""

    def __init__(self, peer: str, tries: list[str]) -> None:
        super().__init__(peer, random.Random(1))
        self._tries = tries

    async def wait(self, longest_s: float | None = None) -> None:
        self._tries.append(self._peer)
        await asyncio.sleep(0)


class Cell:
    """A journal in ``folder`` and its line to ``client``'s central, with a token of its own."""

    def __init__(self, folder: Path, client: Any, *, epoch: int = 1, token: str = "") -> None:
        self.journal = Journal(folder, now_us=lambda: epoch)
        self.troubles: dict[TroubleKind, str] = {}
        self.refused: list[Refusal] = []
        self.tries: list[str] = []
        self.damage: Damage | None = None
        """What recovery found at this start."""
        self._client = client
        self._token = token or client.token("cell", cell=NODE)
        self.link = self._made()

    def _made(self) -> CentralLink:
        return CentralLink(
            address=CentralAddress(
                url="http://central",
                token=self._token,
                timeout_s=20,
                masters_interval_s=60,
                batch_facts=4,
            ),
            node=NODE,
            feeds=(),
            journal=self.journal,
            hooks=Hooks(
                take_masters=lambda body, tag: None,
                take_badge_key=lambda key: None,
                take_withheld=lambda body: False,
                withheld_after=lambda: 0,
                take_telegram=lambda feed, body: None,
                take_head=lambda feed, body: None,
                missing=list,
                take_refusals=self.refused.extend,
                set_trouble=self._set_trouble,
                heartbeat=lambda: Heartbeat(node=NodeId("cell-a"), at_us=1),
            ),
            crash=no_crash,
            monotonic=lambda: 0.0,
            now_s=lambda: 0.0,
            retry=lambda peer: QuickRetry(peer, self.tries),
            transport=httpx.ASGITransport(app=self._client.app, raise_app_exceptions=False),
        )

    def _set_trouble(self, kind: TroubleKind, text: str) -> None:
        if text:
            self.troubles[kind] = text
        else:
            self.troubles.pop(kind, None)

    def signs(self, *people: str) -> None:
        self.writes(
            *(
                PersonSigned(workplace=WorkplaceId("left"), person=PersonId(person))
                for person in people
            )
        )

    def writes(self, *facts: AnyFact) -> None:
        self.journal.commit(None, facts, 1)

    def run_until(self, done: Callable[[], bool]) -> None:
        """A link is of one loop, as a cell's is of one process."""
        self.link = self._made()
        if self.damage is not None:
            self.link.note_damage(self.damage)
        run_until(self.link, done)

    def all_acknowledged(self) -> bool:
        return self.link.state.acknowledged == self.journal.last_offset

    def bodies(self) -> list[bytes]:
        return [bytes(entry.fact) for entry in self.journal.entries(-1, 1000)]


@pytest.fixture
def make_cell(client: Any, tmp_path: Path) -> Iterator[Callable[..., Cell]]:
    made: list[Cell] = []

    def make(name: str = "cell", **more: Any) -> Cell:
        made.append(Cell(tmp_path / name, client, **more))
        return made[-1]

    yield make
    for each in made:
        each.journal.close()


def held(client: Any, epoch: int) -> list[bytes]:
    """What central keeps of the journal, in order."""
    facts = [fact for fact in cells.list_facts(client.central.db) if fact.epoch == epoch]
    return [bytes(fact.body) for fact in sorted(facts, key=lambda fact: fact.offset)]


def alarms(client: Any) -> set[str]:
    return {alarm.kind for alarm in own_alarms.list_alarms(client.central.db)}


def test_what_the_cell_wrote_is_what_central_holds(
    client: Any, make_cell: Callable[..., Cell]
) -> None:
    cell = make_cell()
    cell.signs(*(f"p{n}" for n in range(10)))
    cell.run_until(cell.all_acknowledged)
    assert held(client, 1) == cell.bodies()
    assert cell.journal.mark("acknowledged") == "9" and not cell.troubles


def test_a_new_journal_of_the_cell_is_another_history_beside_the_first(
    client: Any, make_cell: Callable[..., Cell]
) -> None:
    """Its epoch says so: nothing of the old one is acknowledged to it, nothing of it is lost."""
    first = make_cell("first")
    first.signs("ann", "bob", "cid")
    first.run_until(first.all_acknowledged)
    second = make_cell("second", epoch=2)
    second.signs("dan")
    second.run_until(second.all_acknowledged)
    assert second.link.state.acknowledged == 0
    assert (held(client, 1), held(client, 2)) == (first.bodies(), second.bodies())
    assert not second.troubles


def test_a_copy_of_the_journal_that_went_another_way_is_told_on_both_sides(
    client: Any, make_cell: Callable[..., Cell], tmp_path: Path
) -> None:
    cell = make_cell()
    cell.signs("ann", "bob")
    cell.run_until(cell.all_acknowledged)
    cell.journal.close()
    shutil.copytree(tmp_path / "cell", tmp_path / "copy")
    cell.journal = Journal(tmp_path / "cell", now_us=lambda: 1)
    cell.signs("cid", "dan")
    cell.run_until(cell.all_acknowledged)
    copy = make_cell("copy")
    copy.signs("eve", "fay", "gus")
    copy.run_until(lambda: TroubleKind.BRANCHED in copy.troubles and bool(alarms(client)))
    assert copy.link.state.acknowledged == 1
    assert held(client, 1) == cell.bodies()
    assert alarms(client) == {"journal_rolled_back"}


def test_a_cell_that_stands_for_its_damaged_journal_is_a_fault_at_the_desk(
    client: Any, make_cell: Callable[..., Cell]
) -> None:
    cell = make_cell()
    cell.signs("ann", "bob", "cid")
    cell.damage = Damage(offset=2, text="mismatch at 2")
    cell.run_until(lambda: cell.link.state.acknowledged == 1 and bool(alarms(client)))
    assert held(client, 1) == cell.bodies()[:2]
    assert alarms(client) == {"journal_damaged"}
    (trouble,) = client.central.db.read(lambda c: collect(c, now_us()))
    assert (trouble.kind, trouble.level) == ("journal_damaged", "fault")
    assert "damaged from fact 2 on: the cell has stopped" in trouble.text


def test_what_central_can_never_apply_is_told_to_the_cell_and_the_rest_goes_on(
    client: Any, make_cell: Callable[..., Cell]
) -> None:
    cell = make_cell()
    cell.signs("ann")
    cell.writes(divorced(marriage(1)))
    cell.signs("bob")
    cell.run_until(lambda: cell.all_acknowledged() and bool(cell.refused))
    assert {(one.offset, one.code) for one in cell.refused} == {(1, "divorce.unknown")}
    assert held(client, 1) == cell.bodies()


def test_a_token_that_is_revoked_acknowledges_nothing_until_there_is_another(
    client: Any, make_cell: Callable[..., Cell]
) -> None:
    db = client.central.db
    token = client.token("cell", cell=NODE)
    cell = make_cell(token=token)
    cell.signs("ann")
    cell.run_until(cell.all_acknowledged)
    token_id = client.get("/api/v1/access/tokens", token=client.token("administrator")).json()
    (mine,) = [row["token_id"] for row in token_id if row["cell"] == NODE]
    revoke_token(db, mine, now_us())
    cell.signs("bob")
    cell.run_until(lambda: TroubleKind.NOT_TAKEN in cell.troubles)
    assert cell.link.state.acknowledged == 0
    cell._token = client.token("cell", cell=NODE)
    cell.run_until(cell.all_acknowledged)
    assert held(client, 1) == cell.bodies() and not cell.troubles


@pytest.mark.parametrize("bound", ["cell-b", ""])
def test_a_token_of_another_cell_brings_no_facts_in(
    client: Any, make_cell: Callable[..., Cell], bound: str
) -> None:
    role = {"cell": bound} if bound else {}
    token = client.token("cell" if bound else "viewer", **role)
    cell = make_cell(token=token)
    cell.signs("ann")
    cell.run_until(lambda: cell.tries.count("central: facts") >= 3)
    assert cell.link.state.acknowledged == -1 and held(client, 1) == []
