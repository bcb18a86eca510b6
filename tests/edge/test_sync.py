"""The line to central: order, nothing given up, a restored central, a refused fact."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from edge.crash import no_crash
from edge.journal import Journal
from edge.retry import Retry
from edge.sync import CentralAddress, CentralError, CentralLink, Hooks, Range
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
        self.requests: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.raw_path.decode()}")
        if request.url.path == "/api/v1/facts":
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
        )
        return httpx.Response(200, content=encode(answer), request=request)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path, now_us=lambda: 1)
    yield opened
    opened.close()


def link_to(central: FakeCentral, journal: Journal, taken: list[object]) -> CentralLink:
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
        ),
        crash=no_crash,
        monotonic=lambda: 0.0,
        now_s=lambda: 0.0,
        retry=lambda peer: Retry(peer, random.Random(1), first_s=0.001, longest_s=0.002),
        transport=central,
    )


def commit(journal: Journal, count: int) -> None:
    for number in range(count):
        journal.commit(
            None, [PersonSigned(workplace=WorkplaceId("left"), person=PersonId(str(number)))], 1
        )


def run_until(link: CentralLink, done: Callable[[], bool]) -> None:
    async def main() -> None:
        task = asyncio.create_task(link.run())
        async with asyncio.timeout(4):
            while not done():  # noqa: ASYNC110 - the link has no event for it
                await asyncio.sleep(0.002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())


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
                    await link._pull_masters(client)
                except CentralError as error:
                    taken.append(type(error))

    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder), now_us=lambda: 1)
        link = link_to(FakeCentral(), journal, [])
        link.address = dataclasses.replace(link.address, masters_interval_s=0)
        link.hooks = dataclasses.replace(
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
