"""The line to central: pushes facts in order from the watermark, pulls masters, asks for what the
broadcast lost.

Picking never waits for any of this. Facts are never given up: a batch is sent again until central
has answered, and what
central has acknowledged is forgotten only by retention. When central was restored from an older
copy (its
incarnation changed, or its high-water mark fell) pushing goes on from its mark.

Central may hold another history under this journal's numbers: then this journal was rolled back,
or cloned. Nothing of it would ever be applied, so the mark stays where it was, the trouble is told
and kept over a restart, and central is asked less and less often until it answers otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import NoReturn

import httpx
import structlog

from edge.crash_points import CrashPoint
from edge.journal.chain import Damage
from edge.journal.store import Journal, JournalError
from edge.retry import Retry
from edge.sync.answers import CentralError as CentralError
from edge.sync.answers import badge_key_of, other_history, problem_of
from edge.troubles import TroubleKind
from wire import WIRE_VERSION
from wire.codec import BATCH_BYTES_MAX, WireError, decode_acknowledgement, encode
from wire.ids import NodeId
from wire.sync import Entry, FactBatch, Refusal

IDLE_CHECK_S = 5.0
REPLAY_MAX = 500
NOT_TAKEN_LONGEST_S = 60.0
"""Between two tries while central answers and takes nothing."""
ENTRY_BYTES = 200
"""Around each fact of a batch."""
BRANCHED_MARK = "branched"
_DAMAGED_CODES = frozenset({"chain_broken", "not_consecutive"})
_UNFIT = frozenset({400, 401, 403, 413, 422})
"""Answers that the same request will get again."""

log = structlog.get_logger()


class FactsNotTakenError(CentralError):
    """Central will not take these facts, however often they are sent."""


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
    """Our clock minus central's, when it was last compared, at ``clock_compared_at``."""
    clock_compared_at: float | None = None
    acknowledged: int = -1
    refused: int = 0


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
    take_badge_key: Callable[[bytes], None]
    take_telegram: Callable[[str, bytes], None]
    """(feed, canonical telegram) from replay."""
    take_head: Callable[[str, bytes], None]
    missing: Callable[[], list[Range]]
    """What the broadcast owes for longer than it may."""
    take_refusals: Callable[[Sequence[Refusal]], None]
    """Facts that central will never apply."""
    set_trouble: Callable[[TroubleKind, str], None]
    """What is wrong with the journal; an empty text: it is over."""


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
    badge_key_asked: bool = False
    """Central told the badges' key, or has none, since the masters last changed."""
    transport: httpx.AsyncBaseTransport | None = None
    """How bytes reach central; None: by the network."""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Central was asked once since the start what it holds; it may have said nothing."""
    _facts: asyncio.Event = field(default_factory=asyncio.Event)
    _holes: asyncio.Event = field(default_factory=asyncio.Event)
    _compared: bool = False
    """Since the start central's mark was compared with the journal."""
    _branched: str = ""
    _at_mark: tuple[int, str] | None = None
    """Central's mark and our hash there, while they are of another history."""
    _damage: Damage | None = None

    def __post_init__(self) -> None:
        self.state.acknowledged = int(self.journal.mark("acknowledged") or -1)
        self._branched = self.journal.mark(BRANCHED_MARK) or ""
        if self._branched:
            self.hooks.set_trouble(TroubleKind.BRANCHED, self._branched)

    def note_damage(self, damage: Damage) -> None:
        """What stands before it is still sent, nothing of it or behind it."""
        self._damage = damage
        self.hooks.set_trouble(
            TroubleKind.DAMAGED,
            f"the journal is damaged: {damage.text}, and central has not all of it; "
            "call support, do not pick",
        )

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
            except FactsNotTakenError as error:
                retry.failed(error)
                await retry.wait(NOT_TAKEN_LONGEST_S)
            except (httpx.HTTPError, CentralError, WireError) as error:
                retry.failed(f"{type(error).__name__}: {error}")
                await retry.wait()
            else:
                retry.succeeded()

    # -- facts

    async def _push(self, client: httpx.AsyncClient) -> None:
        """One batch; when there is nothing to send, one look at central's high-water mark."""
        self._facts.clear()
        if not self._compared:
            try:
                await self._look_at_high_water(client)
            finally:
                self.asked.set()
            return
        after = self.state.acknowledged
        entries = self._to_send(after)
        if not entries:
            try:
                async with asyncio.timeout(IDLE_CHECK_S):
                    await self._facts.wait()
            except TimeoutError:
                await self._look_at_high_water(client)
            return
        if entries[0].offset != after + 1:
            raise self._not_taken(
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
        body = self._body_for_facts(response)
        self.crash("sync.after_reply")
        self._take_acknowledgement(body)
        self.crash("sync.after_watermark")

    def _to_send(self, after: int) -> list[Entry]:
        """The next facts that central lacks, as many as one message may hold, none of them
        damaged.
        """
        chosen: list[Entry] = []
        size = 0
        for entry in self.journal.entries(after, self.address.batch_facts):
            size += len(bytes(entry.fact)) + ENTRY_BYTES
            too_large = bool(chosen) and size > BATCH_BYTES_MAX // 2
            if too_large or (self._damage is not None and entry.offset >= self._damage.offset):
                break
            chosen.append(entry)
        return chosen

    def _body_for_facts(self, response: httpx.Response) -> bytes:
        """Raises FactsNotTakenError where it is the request that central refuses: is it the
        journal?
        """
        if response.status_code not in _UNFIT:
            return self._body(response)
        self._note_answer(response)
        code, detail = problem_of(response)
        if code in _DAMAGED_CODES:
            damage = self.journal.damage_after(self.state.acknowledged)
            if damage is not None:
                self.note_damage(damage)
        raise self._not_taken(f"central takes no facts: {response.status_code} {code}: {detail}")

    def _not_taken(self, text: str) -> FactsNotTakenError:
        if self._damage is None:
            self.hooks.set_trouble(TroubleKind.NOT_TAKEN, text)
        return FactsNotTakenError(text)

    async def _look_at_high_water(self, client: httpx.AsyncClient) -> None:
        """``last`` lets central see a journal that ends before what it holds, the hash at its mark
        one that went another way.
        """
        asked: dict[str, int | str] = {
            "epoch": self.journal.epoch,
            "last": self.journal.last_offset,
        }
        if self._at_mark is not None:
            asked["at"], asked["hash"] = self._at_mark
        response = await client.get(f"/api/v1/nodes/{self.node}/high-water", params=asked)
        self._take_acknowledgement(self._body_for_facts(response))

    def _take_acknowledgement(self, body: bytes) -> None:
        """Raises FactsNotTakenError for that of another history, and then no mark has moved."""
        answer = decode_acknowledgement(body)
        if (answer.node, answer.epoch) != (self.node, self.journal.epoch):
            raise CentralError(f"acknowledgement is for {answer.node}/{answer.epoch}")
        ours = self._hash_kept(answer.high_water)
        other = other_history(answer, last_offset=self.journal.last_offset, ours=ours)
        self._note_branch(other)
        self._at_mark = (answer.high_water, ours) if other and ours else None
        if other:
            raise FactsNotTakenError(other)
        self._compared = True
        self.hooks.set_trouble(TroubleKind.NOT_TAKEN, "")
        if answer.high_water < self.state.acknowledged:
            log.warning(
                "central was restored from an older copy, sending again",
                from_offset=answer.high_water + 1,
                incarnation=answer.incarnation,
            )
        if answer.high_water != self.state.acknowledged:
            self.journal.set_mark("acknowledged", str(answer.high_water))
            self.state.acknowledged = answer.high_water
        self.state.refused += len(answer.refused)
        self.hooks.take_refusals(answer.refused)

    def _note_branch(self, text: str) -> None:
        if text != self._branched:
            self.journal.set_mark(BRANCHED_MARK, text)
            self._branched = text
        self.hooks.set_trouble(TroubleKind.BRANCHED, text)

    def _hash_kept(self, offset: int) -> str:
        """Empty: that fact is not kept (any more)."""
        try:
            return self.journal.hash_at(offset)
        except JournalError:
            return ""

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
        changed = response.status_code != 304
        if changed or not self.badge_key_asked:
            await self._pull_badge_key(client)
        if changed:
            body = self._body(response)
            tag = response.headers.get("ETag", "")
            if tag != self.masters_tag:
                self.hooks.take_masters(body, tag)
                self.masters_tag = tag
        await asyncio.sleep(self.address.masters_interval_s)

    async def _pull_badge_key(self, client: httpx.AsyncClient) -> None:
        """Before the masters that need it. A central of before the key has none, and must not keep
        the masters from us.
        """
        self.badge_key_asked = False
        response = await client.get(f"/api/v1/masters/{self.node}/badge-key")
        self._note_answer(response)
        if response.is_success or response.status_code >= 500:
            self.hooks.take_badge_key(badge_key_of(self._body(response)))
        self.badge_key_asked = True

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
            self.state.clock_compared_at = self.state.answered_at
