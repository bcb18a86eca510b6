"""The imperative shell: input -> decide -> one journal commit -> evolve -> carry out effects.

The chain runs without an ``await`` in the loop's one thread, so no two inputs interleave and
nothing needs a lock. It is the only place that writes the journal's facts and changes the state.
Drivers, broker and central call in; effects go out to the spoolers, to the scanners that asked, and
to whoever watches ``changes``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version

import structlog

from edge.badges.desk import BadgeDesk
from edge.broadcast.subscriber import NotTakenError, Received
from edge.broadcast.unread import Unread
from edge.cell.decide import decide
from edge.cell.evolve import evolve
from edge.cell.inputs import (
    Answer,
    CodeScanned,
    Decision,
    HeadArrived,
    Input,
    LabelReported,
    MastersArrived,
    MastersUnusable,
    RefusalsArrived,
    RefusedError,
    TelegramArrived,
)
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.cell.positions import missing_positions
from edge.crash_points import CrashPoint
from edge.journal.store import Journal, RawInput
from edge.latency import Latency
from edge.node.masters_bytes import UnusableMastersError, read_masters
from edge.node.outlets import FeedSeen
from edge.node.outlets import Outlets as Outlets
from edge.node.telegram_bytes import read_head, read_telegram
from edge.node.watchers import Watchers
from edge.scanners import Frame
from edge.screen.port import Change
from edge.sync.answers import refused_facts
from edge.sync.hooks import Range
from edge.troubles import Trouble, TroubleKind, Troubles
from wire.codec import WireError, encode
from wire.events import (
    CellStarted,
    LabelKind,
    LabelMoved,
    LabelRequested,
    LabelState,
    Source,
    Verdict,
)
from wire.ids import DeviceId, FeedId, LabelId, WorkplaceId
from wire.masters import Masters
from wire.sync import Refusal

log = structlog.get_logger()

VERSION = version("lineside")

REPLAY_RANGES_MAX = 50


class Node:
    """One cell at work."""

    def __init__(
        self,
        name: str,
        *,
        journal: Journal,
        state: CellState,
        printers: Mapping[LabelKind, DeviceId],
        feeds: tuple[str, ...],
        direct: tuple[str, ...],
        replay_after_s: float,
        outlets: Outlets,
        crash: CrashPoint,
        now_us: Callable[[], int],
        monotonic: Callable[[], float],
    ) -> None:
        self._name = name
        self._journal = journal
        self._state = state
        self._printers = dict(printers)
        self._direct = frozenset(direct)
        self._feeds = frozenset(feeds)
        self.unread = Unread(monotonic)
        self._replay_after_s = replay_after_s
        self._outlets = outlets
        self._crash = crash
        self._now_us = now_us
        self._monotonic = monotonic
        self._compiled: CompiledMasters | None = None
        self.badges = BadgeDesk(journal.path.parent, monotonic)
        self._watchers = Watchers()
        self.changes = self._watchers.changes
        """Async: what changes, for whoever watches."""
        self._label_due: dict[LabelId, float] = {}
        self._troubles = Troubles(now_us)
        self.seen: dict[str, FeedSeen] = {feed: FeedSeen() for feed in feeds}
        self.scanned_at: dict[DeviceId, float] = {}
        self.feedback = Latency()
        """First byte of a scan to its answer, durable write included."""
        self.label_latency = Latency()
        """Telegram taken to the last byte of its label at the printer."""

    # -- what screens ask

    @property
    def node(self) -> str:
        return self._name

    @property
    def state(self) -> CellState:
        return self._state

    @property
    def masters(self) -> Masters | None:
        return None if self._compiled is None else self._compiled.masters

    @property
    def compiled(self) -> CompiledMasters | None:
        return self._compiled

    @property
    def refusing(self) -> str:
        """Why nothing new is taken; empty: all is well."""
        return self._troubles.refusing

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """The most urgent first."""
        return self._troubles.all()

    @property
    def in_step(self) -> bool:
        """Every fact of the journal is in the state."""
        return self._journal.last_offset == self._state.offset

    @property
    def unheard_feeds(self) -> tuple[str, ...]:
        """Feeds of the masters that the configuration does not subscribe to."""
        named = () if self._compiled is None else self._compiled.feeds
        return tuple(feed for feed in named if feed not in self._feeds)

    def now_us(self) -> int:
        return self._now_us()

    def raw(self, raw_id: int) -> bytes | None:
        return self._journal.raw(raw_id)

    async def submit(self, given: Input) -> Decision:
        """Takes a person's or the planner's input. Raises RefusedError when it cannot be done."""
        if self.refusing:
            raise RefusedError("cell.refusing", self.refusing)
        if isinstance(given, TelegramArrived):
            raw = RawInput(source=f"{given.source}:{given.feed}", data=encode(given.telegram))
            return self._take(replace(given, raw_id=self._journal.next_raw_id), raw)
        return self._take(given, None)

    def set_trouble(self, kind: TroubleKind, text: str) -> None:
        """Says what is wrong, with what to do; an empty text: it is over. Screens are told."""
        changed = self._troubles.add(kind, text) if text else self._troubles.end(kind)
        if changed:
            self._show(None, self._now_us())

    def stop(self) -> None:
        """Ends every ``changes``."""
        self._watchers.tell(None)

    # -- what comes in

    def take_message(self, received: Received) -> None:
        """A message of the broker. Raises NotTakenError when it cannot be kept now."""
        if self._compiled is None or self.refusing:
            raise NotTakenError(self.refusing or "no masters yet")
        if received.kind == "telegram":
            self.take_telegram(received.feed, received.payload, Source.MQTT)
        elif received.kind == "head":
            self.take_head(received.feed, received.payload)

    def take_telegram(self, feed: str, payload: bytes, source: Source) -> None:
        """One telegram's bytes: kept raw, parsed or quarantined, decided. Never raises for its
        content; NotTakenError when it cannot be kept now.
        """
        if self.refusing:
            raise NotTakenError(self.refusing)
        arrived_at = self._monotonic()
        raw_id = self._journal.next_raw_id
        raw = RawInput(source=f"{source}:{feed}", data=payload)
        rules = self._compiled.feeds.get(FeedId(feed)) if self._compiled else None
        own = source is Source.MQTT and feed in self._direct
        given = read_telegram(FeedId(feed), payload, raw_id, source, rules=rules, makers_own=own)
        self._crash("telegram.before_commit")
        self._take(given, raw, arrived_at=arrived_at)
        self._crash("telegram.after_commit")
        seen = self.seen.setdefault(feed, FeedSeen())
        seen.telegram_at = arrived_at

    def take_head(self, feed: str, payload: bytes) -> None:
        """A retained head or heartbeat; one that cannot be read says nothing, and is counted."""
        if self.refusing:
            return
        seen = self.seen.setdefault(feed, FeedSeen())
        try:
            head = read_head(FeedId(feed), payload)
            self._take(HeadArrived(head=head), None)
        except (WireError, RefusedError) as error:
            self.unread.note(f"{feed}/head", error.detail)
            return
        seen.head_at = self._monotonic()
        seen.line_running = head.line_running

    def take_masters(self, body: bytes, digest: str) -> None:
        """New masters from central: checked, kept, adopted. What cannot be used is refused with a
        fact that says why, and the cell goes on with what it has. WireError: nothing is taken now.
        """
        if self.refusing:
            raise WireError("cell.refusing", self.refusing)
        try:
            compiled = read_masters(body, self._printers, self.badges.keys)
        except UnusableMastersError as error:
            self._refuse_masters(error, digest)
            return
        self._journal.keep_masters(compiled.masters.version, digest, body)
        self._crash("masters.after_keeping")
        self._compiled = compiled
        self._take(MastersArrived(masters=compiled.masters, digest=digest), None)
        self._crash("masters.after_commit")

    def use_kept_masters(self, body: bytes, digest: str) -> bool:
        """The masters that the journal kept, at start: adopted before, unless a crash prevented it.
        False: they cannot be used any more, and a fact says why; the cell waits for others.
        """
        try:
            self._compiled = read_masters(body, self._printers, self.badges.keys)
        except UnusableMastersError as error:
            self._refuse_masters(error, digest)
            return False
        if not self.refusing:
            self._take(MastersArrived(masters=self._compiled.masters, digest=digest), None)
        return True

    def _refuse_masters(self, error: UnusableMastersError, digest: str) -> None:
        given = MastersUnusable(version=error.version, digest=digest, reason=str(error))
        log.error("masters refused", version=given.version, digest=digest, reason=given.reason)
        if not self.refusing:
            self._take(given, None)

    def take_badge_key(self, key: bytes) -> None:
        """The site's, by which badges are hashed; it is in force at once."""
        self.badges.take_key(key)
        if self._compiled is not None:
            self._compiled = replace(self._compiled, badge_keys=self.badges.keys)

    def badge_refused(self, source: str, kind: str) -> None:
        """One more wrong badge (``BadgeDesk.refused``); the lock that begins with it is a fact."""
        if (lock := self.badges.refused(source, kind)) is not None and not self.refusing:
            self._take(lock, None)

    def take_frame(self, device: DeviceId, workplace: WorkplaceId, frame: Frame) -> None:
        """A scan: journal first, tone second, everything else after."""
        self.scanned_at[device] = self._monotonic()
        if self.refusing:
            self._outlets.answer(
                Answer(
                    workplace=workplace,
                    device=device,
                    verdict=Verdict.UNREADABLE,
                    code="cell.refusing",
                    text=self.refusing,
                )
            )
            return
        given, raw = self.badges.scan(device, workplace, frame, self._journal.next_raw_id)
        self._crash("scan.before_commit")
        decision = self._take(given, raw)
        if (lock := self.badges.judged(given, decision)) is not None:
            self._take(lock, None)
        self.feedback.add(self._monotonic() * 1e3 - frame.first_byte_monotonic_ns / 1e6)
        self._crash("scan.after_answer")

    def report_label(self, label: LabelId, state: LabelState, detail: str) -> bool:
        """The spooler's word on a label, journalled before the spooler goes on.

        False: the label has gone elsewhere meanwhile (cancelled, confirmed), or the journal is not
        to be believed and it may have been printed before; nothing was written.
        """
        if state is LabelState.SENDING:
            if self._troubles.has(TroubleKind.BRANCHED):
                return False
            self._crash("print.before_sending")
        elif state is LabelState.SENT:
            self._crash("print.before_sent")
        try:
            self._take(LabelReported(label=label, state=state, detail=detail), None)
        except RefusedError as error:
            log.info("label report out of turn", label=label, reason=error.detail)
            return False
        if state is LabelState.SENDING:
            self._crash("print.after_sending")
        elif state is LabelState.SENT:
            due = self._label_due.pop(label, None)
            if due is not None:
                self.label_latency.add((self._monotonic() - due) * 1e3)
            self._crash("print.after_sent")
        return True

    def take_refusals(self, refused: Sequence[Refusal]) -> None:
        """What central will never apply of this journal: a person is to know it."""
        told = refused_facts(refused, self._journal.kind_at)
        if told and not self._troubles.has(TroubleKind.DAMAGED):
            self._take(RefusalsArrived(refused=told), None)

    def note_start(self, recovered_facts: int, ready_ms: int) -> None:
        """The fact that this process began to work."""
        if self._troubles.has(TroubleKind.DAMAGED):
            return
        fact = CellStarted(version=VERSION, recovered_facts=recovered_facts, ready_ms=ready_ms)
        self._write(None, Decision(facts=(fact,)), self._now_us())
        self._tell(Decision(), self._now_us())

    def quiet_for(self, seconds: float) -> bool:
        """No scan came for so long."""
        now = self._monotonic()
        return all(now - at >= seconds for at in self.scanned_at.values())

    def missing(self) -> list[Range]:
        """What the broadcast owes for longer than it may come by itself."""
        if self.refusing:
            return []
        ranges: list[Range] = []
        now = self._monotonic()
        for feed, known in self._state.feeds.items():
            spans = missing_positions(known, REPLAY_RANGES_MAX)
            seen = self.seen.setdefault(feed, FeedSeen())
            if not spans:
                seen.hole_seen_at = None
            elif seen.hole_seen_at is None:
                seen.hole_seen_at = now
                look_again_s = self._replay_after_s + 0.01
                asyncio.get_running_loop().call_later(look_again_s, self._outlets.replay)
            elif now - seen.hole_seen_at >= self._replay_after_s:
                ranges.extend(Range(feed=feed, first=s.low, last=s.high) for s in spans)
        return ranges

    # -- the chain

    def _take(
        self, given: Input, raw: RawInput | None, *, arrived_at: float | None = None
    ) -> Decision:
        if self._troubles.has(TroubleKind.DAMAGED):
            raise RefusedError("cell.refusing", self.refusing)
        now_us = self._now_us()
        decision = decide(self._state, self._compiled, given, now_us)
        if raw is None and not decision.facts:
            self._outlets.carry_out(decision.effects)
            return decision
        self._write(raw, decision, now_us)
        if isinstance(given, CodeScanned):
            self._crash("scan.after_commit")
        for fact in decision.facts:
            if isinstance(fact, LabelRequested) and arrived_at is not None:
                self._label_due[fact.label] = arrived_at
            elif isinstance(fact, LabelMoved) and isinstance(given, CodeScanned):
                self._outlets.label_seen(fact.label)
        self._outlets.carry_out(decision.effects)
        self._tell(decision, now_us)
        return decision

    def _write(self, raw: RawInput | None, decision: Decision, now_us: int) -> None:
        for entry in self._journal.commit(raw, decision.facts, now_us):
            evolve(self._state, entry.fact, entry.at_us, entry.offset)

    def _tell(self, decision: Decision, now_us: int) -> None:
        answers = [e for e in decision.effects if isinstance(e, Answer)]
        self._show(answers[0] if answers else None, now_us)
        self._outlets.facts()
        self._outlets.plan()

    def _show(self, answer: Answer | None, now_us: int) -> None:
        self._watchers.tell(Change(offset=self._state.offset, answer=answer, at_us=now_us))
