"""Pushes facts to central, in order from its watermark.

Facts are never given up: a batch is sent again until central has answered, and what central has
acknowledged is forgotten only by retention. When central was restored from an older copy (its
incarnation changed, or its high-water mark fell) pushing goes on from its mark.

Central may hold another history under this journal's numbers: then this journal was rolled back,
or cloned. Nothing of it would ever be applied, so the mark stays where it was, the trouble is told
and kept over a restart, and central is asked less and less often until it answers otherwise.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx
import structlog

from edge.crash_points import CrashPoint
from edge.journal.chain import Damage
from edge.journal.store import Journal, JournalError
from edge.sync.answers import CentralError, other_history, problem_of
from edge.sync.central import Answers
from edge.sync.hooks import Hooks
from edge.troubles import TroubleKind
from wire import WIRE_VERSION
from wire.codec import BATCH_BYTES_MAX, decode_acknowledgement, encode
from wire.ids import NodeId
from wire.sync import Entry, FactBatch

IDLE_CHECK_S = 5.0
ENTRY_BYTES = 200
"""Around each fact of a batch."""
BRANCHED_MARK = "branched"
_DAMAGED_CODES = frozenset({"chain_broken", "not_consecutive"})
_UNFIT = frozenset({400, 401, 403, 413, 422})
"""Answers that the same request will get again."""

log = structlog.get_logger()


class FactsNotTakenError(CentralError):
    """Central will not take these facts, however often they are sent."""


@dataclass(slots=True, kw_only=True)
class FactPush:
    """``push`` is one step; ``wake`` when there are new facts."""

    node: str
    batch_facts: int
    journal: Journal
    hooks: Hooks
    answers: Answers
    crash: CrashPoint
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Central was asked once since the start what it holds; it may have said nothing."""
    _facts: asyncio.Event = field(default_factory=asyncio.Event)
    _compared: bool = False
    """Since the start central's mark was compared with the journal."""
    _branched: str = ""
    _at_mark: tuple[int, str] | None = None
    """Central's mark and our hash there, while they are of another history."""
    _damage: Damage | None = None

    def __post_init__(self) -> None:
        self.answers.state.acknowledged = int(self.journal.mark("acknowledged") or -1)
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
        self._facts.set()

    async def push(self, client: httpx.AsyncClient) -> None:
        """One batch; when there is nothing to send, one look at central's high-water mark."""
        self._facts.clear()
        if not self._compared:
            try:
                await self._look_at_high_water(client)
            finally:
                self.asked.set()
            return
        after = self.answers.state.acknowledged
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
        for entry in self.journal.entries(after, self.batch_facts):
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
            return self.answers.body(response)
        self.answers.note(response)
        code, detail = problem_of(response)
        if code in _DAMAGED_CODES:
            damage = self.journal.damage_after(self.answers.state.acknowledged)
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
        if self._damage is not None:
            asked["damaged"] = self._damage.offset
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
        if answer.high_water < self.answers.state.acknowledged:
            log.warning(
                "central was restored from an older copy, sending again",
                from_offset=answer.high_water + 1,
                incarnation=answer.incarnation,
            )
        if answer.high_water != self.answers.state.acknowledged:
            self.journal.set_mark("acknowledged", str(answer.high_water))
            self.answers.state.acknowledged = answer.high_water
        self.answers.state.refused += len(answer.refused)
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
