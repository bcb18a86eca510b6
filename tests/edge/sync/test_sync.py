"""The line to central: order, nothing given up, a restored central, a refused fact."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from pathlib import Path

import httpx
import pytest

from edge.journal.store import Journal
from edge.retry import Retry
from edge.sync.link import NOT_TAKEN_LONGEST_S
from edge.troubles import TroubleKind
from tests.support.line_to_central import FakeCentral, Said, commit, link_to
from tests.support.links import run_until
from wire.codec import encode
from wire.ids import NodeId
from wire.sync import GENESIS, Acknowledgement, Refusal


def test_facts_go_in_order_and_the_watermark_follows(journal: Journal) -> None:
    central = FakeCentral()
    commit(journal, 10)
    link = link_to(central, journal, [])
    run_until(link, lambda: link.state.acknowledged == 9)
    assert [e.offset for e in central.entries] == list(range(10))
    assert [e.hash for e in central.entries] == [e.hash for e in journal.entries(-1, 100)]
    assert journal.mark("acknowledged") == "9"
    assert central.batches[0].previous_hash == GENESIS
    assert central.batches[1].previous_hash == journal.hash_at(3)


def test_a_lost_reply_and_an_error_are_tried_again_until_all_is_there(journal: Journal) -> None:
    central = FakeCentral()
    central.fail = ["before", "after", "", "after"]
    commit(journal, 9)
    link = link_to(central, journal, [])
    run_until(link, lambda: link.state.acknowledged == 8)
    assert [e.offset for e in central.entries] == list(range(9))


@pytest.mark.parametrize(("node", "ahead"), [("cell-b", 0), ("cell-a", 1)])
@pytest.mark.parametrize("door", ["facts", "high-water"])
def test_an_acknowledgement_for_another_journal_acknowledges_nothing(
    journal: Journal, door: str, node: str, ahead: int
) -> None:
    """Of another node or another epoch: what it says it holds is not ours."""

    class Other(FakeCentral):
        def answer(self, epoch: int, request: httpx.Request) -> httpx.Response:
            if door not in request.url.path:
                return super().answer(epoch, request)
            answer = Acknowledgement(
                node=NodeId(node),
                epoch=epoch + ahead,
                high_water=2,
                anchor=journal.hash_at(2),
                incarnation=self.incarnation,
            )
            return httpx.Response(200, content=encode(answer), request=request)

    central = Other()
    commit(journal, 3)
    link = link_to(central, journal, [])
    run_until(link, lambda: sum(door in request for request in central.requests) >= 3)
    assert link.state.acknowledged == -1
    assert journal.mark("acknowledged") in (None, "-1")


def test_a_restored_central_gets_the_facts_again(journal: Journal) -> None:
    central = FakeCentral()
    commit(journal, 6)
    link = link_to(central, journal, [])
    run_until(link, lambda: link.state.acknowledged == 5)
    del central.entries[2:]
    central.incarnation = "second"
    commit(journal, 1)
    again = link_to(central, journal, [])
    run_until(again, lambda: len(central.entries) == 7)
    assert [e.hash for e in central.entries] == [e.hash for e in journal.entries(-1, 100)]


def test_a_refused_fact_is_counted_and_the_rest_goes_on(journal: Journal) -> None:
    central = FakeCentral()
    central.refused = (Refusal(offset=0, code="unknown", detail="no such rack"),)
    commit(journal, 2)
    link = link_to(central, journal, [])
    run_until(link, lambda: link.state.acknowledged == 1)
    assert link.state.refused >= 1


def test_what_the_broadcast_owes_is_asked_for(journal: Journal) -> None:
    central = FakeCentral()
    taken: list[object] = []
    link = link_to(central, journal, taken)
    link.wake_replay()
    run_until(link, lambda: len(taken) == 2)
    assert taken == [("L1", b'{"n":1}'), ("L1", b'{"n":2}')]
    assert "GET /api/v1/broadcast/feeds/L1/replay?first=7&last=8" in central.requests


def test_what_central_will_never_take_is_said_and_tried_rarely(journal: Journal) -> None:
    central = FakeCentral()
    central.problem = (422, {"code": "wire_version", "detail": "upgrade central"})
    commit(journal, 3)
    said = Said()
    link = link_to(central, journal, [], said)
    run_until(link, lambda: len(said.waits) > 2)
    assert said.troubles == {
        TroubleKind.NOT_TAKEN: "central takes no facts: 422 wire_version: upgrade central"
    }
    assert set(said.waits) == {NOT_TAKEN_LONGEST_S}
    central.problem = None
    run_until(link, lambda: link.state.acknowledged == 2)
    assert said.troubles == {}


def test_a_chain_that_central_refuses_is_looked_at_here(tmp_path: Path) -> None:
    """What stands before the damage is sent, the rest is not, and it is said."""
    journal = Journal(tmp_path, now_us=lambda: 1)
    commit(journal, 6)
    with sqlite3.connect(journal.path) as direct:
        direct.execute(
            "UPDATE facts SET fact = CAST(replace(fact, '4', '7') AS BLOB) WHERE \"offset\" = 4"
        )
    direct.close()
    central = FakeCentral()
    central.problem = (422, {"code": "chain_broken", "detail": "the hash at offset 4"})
    said = Said()
    link = link_to(central, journal, [], said)
    run_until(link, lambda: TroubleKind.DAMAGED in said.troubles)
    assert "mismatch at 4" in said.troubles[TroubleKind.DAMAGED]
    central.problem = None
    run_until(link, lambda: link.state.acknowledged == 3)
    assert [e.offset for e in central.entries] == [0, 1, 2, 3]
    assert TroubleKind.DAMAGED in said.troubles
    journal.close()


def test_a_batch_holds_no_more_than_a_message_may(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.sync.push.BATCH_BYTES_MAX", 1_000)
    central = FakeCentral()
    commit(journal, 5)
    link = link_to(central, journal, [])
    run_until(link, lambda: link.state.acknowledged == 4)
    assert [len(batch.entries) for batch in central.batches] == [1, 1, 1, 1, 1]


def test_the_pause_grows_up_to_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("edge.retry.asyncio.sleep", sleep)

    async def main() -> None:
        retry = Retry("central", random.Random(1))
        for _ in range(12):
            retry.failed("no")
            await retry.wait(60.0)
        assert all(30.0 <= seconds <= 60.0 for seconds in slept[-3:])
        assert sum(slept) > 150
        await retry.wait()
        retry.succeeded()
        await retry.wait()
        assert slept[-1] <= 0.2

    asyncio.run(main())
