"""The line to central: pushes facts in order from the watermark, pulls masters, asks for what the
broadcast lost.

Picking never waits for any of this. Facts are never given up: a batch is sent again until central
has answered, and what
central has acknowledged is forgotten only by retention. When central was restored from an older
copy (its
incarnation changed, or its high-water mark fell) pushing goes on from its mark.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import NoReturn

import httpx
import structlog

from edge.crash import CrashPoint
from edge.journal import Journal, JournalError
from edge.retry import Retry
from wire import WIRE_VERSION
from wire.codec import WireError, decode_acknowledgement, encode
from wire.ids import NodeId
from wire.sync import Acknowledgement, FactBatch

IDLE_CHECK_S = 5.0
REPLAY_MAX = 500

log = structlog.get_logger()


class CentralError(Exception):
    """Central answered, but not with what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralAddress:
    url: str
    token: str
    timeout_s: float
    masters_interval_s: float
    batch_facts: int


@dataclass(slots=True, kw_only=True)
class LinkState:
    """What health says of the line to central. Times are monotonic seconds."""

    answered_at: float | None = None
    clock_offset_s: float | None = None
    acknowledged: int = -1
    refused: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Gateway positions first..last of a feed."""

    feed: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What the link tells the node, and what it asks it."""

    take_masters: Callable[[bytes, str], None]
    """(body, ETag): adopted, or refused for good until central has others."""
    take_telegram: Callable[[str, bytes], None]
    """(feed, canonical telegram) from replay."""
    take_head: Callable[[str, bytes], None]
    missing: Callable[[], list[Range]]
    """What the broadcast owes for longer than it may."""


@dataclass(slots=True, kw_only=True)
class CentralLink:
    """Three loops over one HTTP client; each ends only by cancellation."""

    address: CentralAddress
    node: str
    feeds: tuple[str, ...]
    journal: Journal
    hooks: Hooks
    crash: CrashPoint
    monotonic: Callable[[], float]
    now_s: Callable[[], float]
    retry: Callable[[str], Retry]
    state: LinkState = field(default_factory=LinkState)
    masters_tag: str = ""
    transport: httpx.AsyncBaseTransport | None = None
    """How bytes reach central; None: by the network."""
    _facts: asyncio.Event = field(default_factory=asyncio.Event)
    _holes: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.state.acknowledged = int(self.journal.mark("acknowledged") or -1)

    def wake(self) -> None:
        """There are new facts."""
        self._facts.set()

    def wake_replay(self) -> None:
        """A hole in the broadcast was seen."""
        self._holes.set()

    async def run(self) -> None:
        async with (
            httpx.AsyncClient(
                base_url=self.address.url,
                headers={"Authorization": f"Bearer {self.address.token}"},
                timeout=self.address.timeout_s,
                trust_env=False,
                transport=self.transport,
            ) as client,
            asyncio.TaskGroup() as group,
        ):
            group.create_task(self._for_ever("central: facts", client, self._push))
            group.create_task(self._for_ever("central: masters", client, self._pull_masters))
            group.create_task(self._for_ever("central: replay", client, self._replay))

    async def _for_ever(
        self,
        peer: str,
        client: httpx.AsyncClient,
        step: Callable[[httpx.AsyncClient], Awaitable[None]],
    ) -> NoReturn:
        retry = self.retry(peer)
        while True:
            try:
                await step(client)
            except (httpx.HTTPError, CentralError, WireError) as error:
                retry.failed(f"{type(error).__name__}: {error}")
                await retry.wait()
            else:
                retry.succeeded()

    # -- facts

    async def _push(self, client: httpx.AsyncClient) -> None:
        """One batch; when there is nothing to send, one look at central's high-water mark."""
        self._facts.clear()
        after = self.state.acknowledged
        entries = self.journal.entries(after, self.address.batch_facts)
        if not entries:
            try:
                async with asyncio.timeout(IDLE_CHECK_S):
                    await self._facts.wait()
            except TimeoutError:
                await self._look_at_high_water(client)
            return
        if entries[0].offset != after + 1:
            raise CentralError(
                f"central wants facts from {after + 1}, the oldest kept is {entries[0].offset}; "
                "restore central from a newer copy"
            )
        batch = FactBatch(
            wire_version=WIRE_VERSION,
            node=NodeId(self.node),
            epoch=self.journal.epoch,
            previous_hash=self._hash_at(after),
            entries=tuple(entries),
        )
        self.crash("sync.before_send")
        response = await client.post(
            "/api/v1/facts", content=encode(batch), headers={"Content-Type": "application/json"}
        )
        self._take_acknowledgement(self._body(response))

    async def _look_at_high_water(self, client: httpx.AsyncClient) -> None:
        response = await client.get(
            f"/api/v1/nodes/{self.node}/high-water", params={"epoch": self.journal.epoch}
        )
        self._take_acknowledgement(self._body(response))

    def _take_acknowledgement(self, body: bytes) -> None:
        self.crash("sync.after_reply")
        answer = decode_acknowledgement(body)
        if (answer.node, answer.epoch) != (self.node, self.journal.epoch):
            raise CentralError(f"acknowledgement is for {answer.node}/{answer.epoch}")
        if answer.high_water > self.journal.last_offset:
            raise CentralError(
                f"central holds facts up to {answer.high_water}, this journal ends at "
                f"{self.journal.last_offset}; it was rolled back or cloned"
            )
        self._note_problems(answer)
        if answer.high_water < self.state.acknowledged:
            log.warning(
                "central was restored from an older copy, sending again",
                from_offset=answer.high_water + 1,
                incarnation=answer.incarnation,
            )
        if answer.high_water != self.state.acknowledged:
            self.journal.set_mark("acknowledged", str(answer.high_water))
            self.state.acknowledged = answer.high_water
        self.crash("sync.after_watermark")

    def _note_problems(self, answer: Acknowledgement) -> None:
        self.state.refused += len(answer.refused)
        self.state.conflicts += len(answer.conflicts)
        for refusal in answer.refused:
            log.error(
                "central refused a fact for good",
                offset=refusal.offset,
                code=refusal.code,
                detail=refusal.detail,
            )
        if answer.conflicts:
            log.error("central holds other facts under our ids", offsets=list(answer.conflicts))

    def _hash_at(self, offset: int) -> str:
        try:
            return self.journal.hash_at(offset)
        except JournalError as error:
            raise CentralError(str(error)) from error

    # -- masters

    async def _pull_masters(self, client: httpx.AsyncClient) -> None:
        headers = {"If-None-Match": self.masters_tag} if self.masters_tag else {}
        response = await client.get(f"/api/v1/masters/{self.node}", headers=headers)
        self._note_answer(response)
        if response.status_code != 304:
            body = self._body(response)
            tag = response.headers.get("ETag", "")
            if tag != self.masters_tag:
                self.hooks.take_masters(body, tag)
                self.masters_tag = tag
        await asyncio.sleep(self.address.masters_interval_s)

    # -- broadcast

    async def _replay(self, client: httpx.AsyncClient) -> None:
        """Asks for what is missing; every few seconds also for the heads, should the broker be
        silent.
        """
        try:
            async with asyncio.timeout(IDLE_CHECK_S):
                await self._holes.wait()
        except TimeoutError:
            for feed in self.feeds:
                response = await client.get(f"/api/v1/broadcast/feeds/{feed}/head")
                self._note_answer(response)
                if response.status_code != 404:
                    self.hooks.take_head(feed, self._body(response))
        self._holes.clear()
        for wanted in self.hooks.missing():
            await self._replay_range(client, wanted)

    async def _replay_range(self, client: httpx.AsyncClient, wanted: Range) -> None:
        first = wanted.first
        while first <= wanted.last:
            last = min(wanted.last, first + REPLAY_MAX - 1)
            response = await client.get(
                f"/api/v1/broadcast/feeds/{wanted.feed}/replay",
                params={"first": first, "last": last},
            )
            for line in self._body(response).splitlines():
                if line.strip():
                    self.hooks.take_telegram(wanted.feed, line)
                    await asyncio.sleep(0)  # a scan that waits goes first
            first = last + 1

    # -- answers

    def _body(self, response: httpx.Response) -> bytes:
        self._note_answer(response)
        if not response.is_success:
            raise CentralError(f"{response.request.url.path}: {response.status_code}")
        return response.content

    def _note_answer(self, response: httpx.Response) -> None:
        self.state.answered_at = self.monotonic()
        date = response.headers.get("Date")
        if date:
            there_s = parsedate_to_datetime(date).timestamp()
            offset_s = self.now_s() - there_s
            # the header counts whole seconds: within one of them nothing can be said
            self.state.clock_offset_s = 0.0 if -0.5 <= offset_s <= 1.5 else offset_s
