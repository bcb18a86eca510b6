"""The line to central: order, nothing given up, a restored central, a refused fact."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.retry import Retry
from edge.sync.answers import CentralError
from edge.sync.central import CentralAddress
from edge.sync.hooks import Hooks, Range
from edge.sync.link import NOT_TAKEN_LONGEST_S, CentralLink
from edge.troubles import TroubleKind
from tests.support.links import run_until
from tests.support.waiting import moment
from wire.codec import decode_batch, encode
from wire.events import PersonSigned
from wire.ids import NodeId, PersonId, WorkplaceId
from wire.sync import GENESIS, Acknowledgement, Entry, FactBatch, Refusal


class FakeCentral(httpx.AsyncBaseTransport):
    """Keeps what it was sent; ``fail`` names the answers that are lost or wrong."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.batches: list[FactBatch] = []
        self.fail: list[str] = []
        self.refused: tuple[Refusal, ...] = ()
        self.incarnation = "first"
        self.conflicts: tuple[int, ...] = ()
        self.problem: tuple[int, dict[str, str]] | None = None
        self.requests: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.raw_path.decode()}")
        if request.url.path == "/api/v1/facts":
            if self.problem is not None:
                return httpx.Response(self.problem[0], json=self.problem[1], request=request)
            return self.take(decode_batch(await request.aread()), request)
        if "high-water" in request.url.path:
            return self.answer(1, request)
        if request.url.path.endswith("/replay"):
            return httpx.Response(200, content=b'{"n":1}\n{"n":2}\n', request=request)
        return httpx.Response(404, request=request)

    def take(self, batch: FactBatch, request: httpx.Request) -> httpx.Response:
        failure = self.fail.pop(0) if self.fail else ""
        if failure == "before":
            return httpx.Response(503, request=request)
        self.batches.append(batch)
        for entry in batch.entries:
            if entry.offset == len(self.entries):
                self.entries.append(entry)
        if failure == "after":
            raise httpx.ReadError("reply lost", request=request)
        return self.answer(batch.epoch, request)

    def answer(self, epoch: int, request: httpx.Request) -> httpx.Response:
        answer = Acknowledgement(
            node=NodeId("cell-a"),
            epoch=epoch,
            high_water=len(self.entries) - 1,
            anchor=self.entries[-1].hash if self.entries else GENESIS,
            incarnation=self.incarnation,
            refused=self.refused,
            conflicts=self.conflicts,
        )
        return httpx.Response(200, content=encode(answer), request=request)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path, now_us=lambda: 1)
    yield opened
    opened.close()


class Said:
    """What the link told the node."""

    def __init__(self) -> None:
        self.troubles: dict[TroubleKind, str] = {}
        self.refused: list[Refusal] = []
        self.waits: list[float | None] = []

    def set_trouble(self, kind: TroubleKind, text: str) -> None:
        if text:
            self.troubles[kind] = text
        else:
            self.troubles.pop(kind, None)


class QuickRetry(Retry):
    """Waits a moment instead, and keeps how long it might have become with facts."""

    def __init__(self, peer: str, waits: list[float | None]) -> None:
        super().__init__(peer, random.Random(1))
        self._waits = waits

    async def wait(self, longest_s: float | None = None) -> None:
        if self._peer == "central: facts":
            self._waits.append(longest_s)
        await moment()


def link_to(
    central: FakeCentral, journal: Journal, taken: list[object], said: Said | None = None
) -> CentralLink:
    said = said or Said()
    return CentralLink(
        address=CentralAddress(
            url="http://central", token="t", timeout_s=1, masters_interval_s=60, batch_facts=4
        ),
        node="cell-a",
        feeds=("L1",),
        journal=journal,
        hooks=Hooks(
            take_masters=lambda body, tag: None,
            take_badge_key=lambda key: None,
            take_telegram=lambda feed, body: taken.append((feed, body)),
            take_head=lambda feed, body: None,
            missing=lambda: [] if taken else [Range(feed="L1", first=7, last=8)],
            take_refusals=said.refused.extend,
            set_trouble=said.set_trouble,
        ),
        crash=no_crash,
        monotonic=lambda: 0.0,
        now_s=lambda: 0.0,
        retry=lambda peer: QuickRetry(peer, said.waits),
        transport=central,
    )


def commit(journal: Journal, count: int) -> None:
    for number in range(count):
        journal.commit(
            None, [PersonSigned(workplace=WorkplaceId("left"), person=PersonId(str(number)))], 1
        )


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


def rolled_back(tmp_path: Path) -> tuple[FakeCentral, Journal]:
    """Central holds six facts of which this journal has the first three and then three others."""
    central = FakeCentral()
    first = Journal(tmp_path / "first", now_us=lambda: 1)
    commit(first, 6)
    run_until(link := link_to(central, first, []), lambda: link.state.acknowledged == 5)
    first.close()
    copy = Journal(tmp_path / "copy", now_us=lambda: 1)
    commit(copy, 3)
    copy.set_mark("acknowledged", "2")
    for number in range(3):
        copy.commit(
            None, [PersonSigned(workplace=WorkplaceId("right"), person=PersonId(str(number)))], 2
        )
    return central, copy


def test_a_journal_that_ends_before_what_central_holds_is_branched(tmp_path: Path) -> None:
    """Seen at once, before anything is sent."""
    central = FakeCentral()
    first = Journal(tmp_path / "first", now_us=lambda: 1)
    commit(first, 6)
    run_until(link := link_to(central, first, []), lambda: link.state.acknowledged == 5)
    first.close()
    batches = len(central.batches)
    copy = Journal(tmp_path / "copy", now_us=lambda: 1)
    commit(copy, 3)
    copy.set_mark("acknowledged", "2")
    said = Said()
    run_until(link_to(central, copy, [], said), lambda: len(said.waits) > 2)
    assert "holds facts up to 5, this journal ends at 2" in said.troubles[TroubleKind.BRANCHED]
    assert len(central.batches) == batches
    assert copy.mark("acknowledged") == "2"
    copy.close()


def test_a_journal_that_has_overtaken_central_with_other_facts_is_branched(tmp_path: Path) -> None:
    """No mark moves, so nothing is forgotten, and central is asked less and less often."""
    central, copy = rolled_back(tmp_path)
    central.conflicts = (3, 4, 5)
    said = Said()
    link = link_to(central, copy, [], said)
    run_until(link, lambda: len(said.waits) > 5)
    assert "central holds other facts from 3 on" in said.troubles[TroubleKind.BRANCHED]
    assert set(said.waits) == {NOT_TAKEN_LONGEST_S}
    assert copy.mark("acknowledged") == "2"
    assert link.state.acknowledged == 2
    copy.close()


def test_the_hash_alone_shows_another_history(tmp_path: Path) -> None:
    central, copy = rolled_back(tmp_path)
    said = Said()
    run_until(link_to(central, copy, [], said), lambda: len(said.waits) > 2)
    assert "central holds another fact 5" in said.troubles[TroubleKind.BRANCHED]
    copy.close()


def test_central_is_told_of_the_other_history(tmp_path: Path) -> None:
    """Nothing is sent, so only the next look can say it: our hash at central's mark."""
    central, copy = rolled_back(tmp_path)
    run_until(link_to(central, copy, [], said := Said()), lambda: len(said.waits) > 2)
    told = [
        request for request in central.requests if "high-water" in request and "hash=" in request
    ]
    assert told and f"at=5&hash={copy.hash_at(5)}" in told[0]
    copy.close()


def test_a_branch_is_known_again_at_the_next_start_without_central(tmp_path: Path) -> None:
    central, copy = rolled_back(tmp_path)
    run_until(link_to(central, copy, [], before := Said()), lambda: len(before.waits) > 2)
    said = Said()
    link_to(central, copy, [], said)
    assert said.troubles == before.troubles
    copy.close()


def test_a_branch_ends_when_central_holds_a_beginning_of_this_journal_again(tmp_path: Path) -> None:
    central, copy = rolled_back(tmp_path)
    run_until(link_to(central, copy, [], said := Said()), lambda: len(said.waits) > 2)
    del central.entries[3:]
    link = link_to(central, copy, [], said)
    run_until(link, lambda: link.state.acknowledged == 5)
    assert said.troubles == {}
    assert copy.mark("branched") == ""
    assert [e.hash for e in central.entries] == [e.hash for e in copy.entries(-1, 100)]
    copy.close()


def test_the_same_facts_again_are_no_branch(journal: Journal) -> None:
    """Answers are lost, the mark is lost: all is sent again, and nothing is said of it."""
    central = FakeCentral()
    central.fail = ["after", "after", "", "after"]
    commit(journal, 9)
    said = Said()
    run_until(link := link_to(central, journal, [], said), lambda: link.state.acknowledged == 8)
    journal.set_mark("acknowledged", "-1")
    again = link_to(central, journal, [], said)
    run_until(again, lambda: again.state.acknowledged == 8)
    assert said.troubles == {}


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


def pulled(answers: list[httpx.Response]) -> tuple[list[object], list[str]]:
    """What the link took of a central that answers so, in order, and what it asked."""
    taken: list[object] = []
    asked: list[str] = []

    class Answering(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            return answers.pop(0) if answers else httpx.Response(304, request=request)

    async def main(link: CentralLink) -> None:
        async with httpx.AsyncClient(base_url="http://central", transport=Answering()) as client:
            while answers:
                try:
                    await link.masters.pull(client)
                except CentralError as error:
                    taken.append(type(error))

    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder), now_us=lambda: 1)
        link = link_to(FakeCentral(), journal, [])
        link.masters.interval_s = 0
        link.masters.hooks = dataclasses.replace(
            link.hooks,
            take_masters=lambda body, tag: taken.append(body),
            take_badge_key=taken.append,
        )
        asyncio.run(main(link))
        journal.close()
    return taken, asked


def masters_answer(body: bytes, tag: str) -> httpx.Response:
    return httpx.Response(200, content=body, headers={"ETag": tag})


def test_the_key_of_badges_comes_before_the_masters_that_need_it() -> None:
    key = bytes(range(32))
    taken, asked = pulled(
        [
            masters_answer(b"one", '"1"'),
            httpx.Response(200, text=key.hex()),
            httpx.Response(304),
            masters_answer(b"two", '"2"'),
            httpx.Response(200, text=key.hex()),
        ]
    )
    assert taken == [key, b"one", key, b"two"]
    assert asked[1] == "/api/v1/masters/cell-a/badge-key"


@pytest.mark.parametrize("status", [404, 403])
def test_a_central_without_the_key_keeps_no_masters_from_the_cell(status: int) -> None:
    taken, _ = pulled([masters_answer(b"one", '"1"'), httpx.Response(status)])
    assert taken == [b"one"]


def test_an_answer_that_is_no_key_is_not_taken_for_one_and_asked_again() -> None:
    taken, _ = pulled(
        [
            masters_answer(b"one", '"1"'),
            httpx.Response(200, text="<html>"),
            masters_answer(b"one", '"1"'),
            httpx.Response(503),
            masters_answer(b"one", '"1"'),
            httpx.Response(200, text=bytes(32).hex()),
        ]
    )
    assert taken == [CentralError, CentralError, bytes(32), b"one"]
