"""Central as its door answers, written by hand, and the line to it."""

from __future__ import annotations

import random

import httpx

from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.retry import Retry
from edge.sync.central import CentralAddress
from edge.sync.hooks import Hooks, Range
from edge.sync.link import CentralLink
from edge.troubles import TroubleKind
from tests.support.waiting import moment
from wire.codec import decode_batch, encode
from wire.events import PersonSigned
from wire.heartbeat import Heartbeat
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
            take_withheld=lambda body: False,
            withheld_after=lambda: 0,
            take_telegram=lambda feed, body: taken.append((feed, body)),
            take_head=lambda feed, body: None,
            missing=lambda: [] if taken else [Range(feed="L1", first=7, last=8)],
            take_refusals=said.refused.extend,
            set_trouble=said.set_trouble,
            heartbeat=lambda: Heartbeat(node=NodeId("cell-a"), at_us=1),
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
