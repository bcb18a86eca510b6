"""The imperative shell around the pure cell: one door for all that comes in, and what others ask.

Drivers, broker and central call in; effects go out to the spoolers, to the scanners that asked, and
to whoever watches ``changes``. Everything goes through the one ``Chain``; what belongs to one kind
of input stands in the room of its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version

from edge.badges.attempts import SourceKind
from edge.badges.desk import BadgeDesk
from edge.broadcast.subscriber import Received
from edge.cell.inputs import Decision, Input, RefusalsArrived, RefusedError, TelegramArrived
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.journal.store import RawInput
from edge.node.chain import Chain
from edge.node.feed_intake import FeedIntake, Subscription
from edge.node.label_reports import LabelReports
from edge.node.masters_intake import MastersIntake
from edge.node.scan_intake import ScanIntake
from edge.node.withheld_intake import WithheldIntake
from edge.scanners import Frame
from edge.sync.answers import refused_facts
from edge.sync.hooks import Range
from edge.troubles import Trouble, TroubleKind
from wire.codec import encode
from wire.events import CellStarted, LabelKind, LabelState, Source
from wire.ids import DeviceId, LabelId, WorkplaceId
from wire.masters import Masters
from wire.sync import Refusal

VERSION = version("lineside")


class Node:
    """One cell at work."""

    def __init__(
        self,
        name: str,
        *,
        chain: Chain,
        printers: Mapping[LabelKind, DeviceId],
        subscription: Subscription,
        monotonic: Callable[[], float],
    ) -> None:
        self._name = name
        self.chain = chain
        self.badges = BadgeDesk(chain.journal.path.parent, monotonic)
        self.changes = self.chain.watchers.changes
        """Async: what changes, for whoever watches."""
        self.labels = LabelReports(self.chain, monotonic)
        self.feeds = FeedIntake(
            chain, subscription, monotonic=monotonic, taken=self.labels.wait_for
        )
        self.scans = ScanIntake(self.chain, self.badges, monotonic)
        self._masters = MastersIntake(self.chain, printers, self.badges)
        self.withheld = WithheldIntake(self.chain)

    # -- what others ask

    @property
    def node(self) -> str:
        return self._name

    @property
    def state(self) -> CellState:
        return self.chain.state

    @property
    def masters(self) -> Masters | None:
        return None if self.chain.masters is None else self.chain.masters.masters

    @property
    def compiled(self) -> CompiledMasters | None:
        return self.chain.masters

    @property
    def refusing(self) -> str:
        """Why nothing new is taken; empty: all is well."""
        return self.chain.refusing

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """The most urgent first."""
        return self.chain.troubles.all()

    @property
    def in_step(self) -> bool:
        """Every fact of the journal is in the state."""
        return self.chain.in_step

    def now_us(self) -> int:
        return self.chain.now_us()

    def raw(self, raw_id: int) -> bytes | None:
        return self.chain.journal.raw(raw_id)

    # -- what comes in

    async def submit(self, given: Input) -> Decision:
        """Takes a person's or the planner's input. Raises RefusedError when it cannot be done."""
        chain = self.chain
        if chain.refusing:
            raise RefusedError("cell.refusing", chain.refusing)
        if isinstance(given, TelegramArrived):
            raw = RawInput(source=f"{given.source}:{given.feed}", data=encode(given.telegram))
            return chain.take(replace(given, raw_id=chain.journal.next_raw_id), raw)
        return chain.take(given)

    def take_message(self, received: Received) -> None:
        """A message of the broker. Raises NotTakenError when it cannot be kept now."""
        self.feeds.take_message(received)

    def take_telegram(self, feed: str, payload: bytes, source: Source) -> None:
        """One telegram's bytes. Never raises for its content; NotTakenError when it cannot be kept
        now.
        """
        self.feeds.take_telegram(feed, payload, source)

    def take_head(self, feed: str, payload: bytes) -> None:
        """A retained head or heartbeat; one that cannot be read says nothing, and is counted."""
        self.feeds.take_head(feed, payload)

    def missing(self) -> list[Range]:
        """What the broadcast owes for longer than it may come by itself."""
        return self.feeds.missing()

    def take_masters(self, body: bytes, digest: str) -> None:
        """New masters from central: adopted, or refused with a fact. WireError: not now."""
        self._masters.take(body, digest)

    def use_kept_masters(self, body: bytes, digest: str) -> bool:
        """The masters that the journal kept, at start. False: they cannot be used any more."""
        return self._masters.use_kept(body, digest)

    def take_badge_key(self, key: bytes) -> None:
        """The site's, by which badges are hashed; it is in force at once."""
        self._masters.take_badge_key(key)

    def take_frame(self, device: DeviceId, workplace: WorkplaceId, frame: Frame) -> None:
        """A code of a scanner at its workplace."""
        self.scans.take(device, workplace, frame)

    def badge_refused(self, source: str, kind: SourceKind) -> None:
        """One more wrong badge (``BadgeDesk.refused``)."""
        self.scans.badge_refused(source, kind)

    def quiet_for(self, seconds: float) -> bool:
        """No scan came for so long."""
        return self.scans.quiet_for(seconds)

    def report_label(self, label: LabelId, state: LabelState, detail: str) -> bool:
        """The spooler's word on a label, journalled. False: it cannot go there, nothing was
        written.
        """
        return self.labels.report(label, state, detail)

    def take_refusals(self, refused: Sequence[Refusal]) -> None:
        """What central will never apply of this journal: a person is to know it."""
        facts = refused_facts(refused, self.chain.journal.kind_at)
        if facts and not self.chain.troubles.has(TroubleKind.DAMAGED):
            self.chain.take(RefusalsArrived(refused=facts))

    def set_trouble(self, kind: TroubleKind, text: str) -> None:
        """Says what is wrong, with what to do; an empty text: it is over. Screens are told."""
        troubles = self.chain.troubles
        if troubles.add(kind, text) if text else troubles.end(kind):
            self.chain.show()

    def watch_feeds(self) -> None:
        """Tells of feeds that are silent, and when they are heard again."""
        self.set_trouble(TroubleKind.FEED_SILENT, self.feeds.silence())

    def note_start(self, recovered_facts: int, ready_ms: int) -> None:
        """The fact that this process began to work."""
        if not self.chain.troubles.has(TroubleKind.DAMAGED):
            fact = CellStarted(version=VERSION, recovered_facts=recovered_facts, ready_ms=ready_ms)
            self.chain.note(Decision(facts=(fact,)))

    def stop(self) -> None:
        """Ends every ``changes``."""
        self.chain.watchers.tell(None)
