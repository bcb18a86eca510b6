"""Health of a cell as ages, never as flags. All ages in seconds; None: it has never happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edge.troubles import Trouble, TroubleKind
from wire.ids import DeviceId, FeedId

GOOD_WORDS = frozenset(
    {"", "ok", "unknown", "ready", "open", "connected", "idle", "listening", "online"}
)
"""Words of drivers that need nobody's attention."""
BROKER_AWAY_S = 10.0
CENTRAL_SILENT_S = 30.0
FACTS_WAIT_S = 60.0
CLOCK_OFFSET_MAX_S = 30.0
"""From central's clock: half a vehicle of a quick line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """A scanner or a printer. ``state`` is the driver's own word, ``detail`` what to do."""

    device: DeviceId
    kind: str
    state: str
    detail: str
    last_ok_age_s: float | None
    queue: int = 0
    """Printer: labels waiting. Scanner: noisy frames discarded since start."""
    workplaces: tuple[str, ...] = ()
    """Of a scanner: where it is used; empty: everywhere."""

    @property
    def good(self) -> bool:
        return self.state.lower() in GOOD_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    feed: FeedId
    last_telegram_age_s: float | None
    last_head_age_s: float | None
    line_running: bool
    holes: int
    oldest_hole_age_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """All measurements of one promise since the start. ``at_most``: milliseconds, and how many took
    no longer; ``count`` has the longer ones too.
    """

    at_most: tuple[tuple[float, int], ...] = ()
    count: int = 0
    sum_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Percentiles of the last measurements, in milliseconds, and the spread of all."""

    ms_p50: float | None = None
    ms_p99: float | None = None
    spread: Spread = Spread()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    node: str
    uptime_s: float
    facts: int
    unsent_facts: int
    oldest_unsent_age_s: float | None
    last_acknowledgement_age_s: float | None
    broker_age_s: float | None
    """Since the broker was last heard."""
    clock_offset_s: float | None
    """Ours minus central's, at the last answer."""
    free_disk_bytes: int
    resident_bytes: int
    masters_version: int
    """In force; 0: none."""
    planner: str
    """Engine of the last plan, ``kernels`` or ``reference``; ``in_order``: planning is refused, and
    ``plan_refused`` says why.
    """
    feeds: tuple[FeedHealth, ...]
    scanners: tuple[DeviceHealth, ...]
    printers: tuple[DeviceHealth, ...]
    feedback_ms_p50: float | None
    feedback_ms_p99: float | None
    label_ms_p50: float | None
    label_ms_p99: float | None
    feedback: Spread = Spread()
    label: Spread = Spread()
    effect: Delay = Delay()
    """A telegram's arrival to its commit."""
    troubles: tuple[Trouble, ...] = ()
    """What is wrong with the cell as a whole, the most urgent first."""
    at_us: int = 0
    masters_refused: str = ""
    """Why the newest masters of central cannot be used; empty: they are in force."""
    masters_refused_version: int = 0
    """0 beside a reason: they could not be read."""
    masters_refused_age_s: float | None = None
    feeds_unheard: tuple[str, ...] = ()
    """Feeds of the masters that the cell's configuration does not name."""
    messages_unread: int = 0
    """Messages on our topics since start that could not be read: thrown away, and shown."""
    message_unread_age_s: float | None = None
    message_unread: str = ""
    """What was wrong with the last of them."""
    broker_connected: bool = True
    plan_refused: str = ""
    """Why the sequencer refused what it was to plan; empty: it did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something that is dead, late or wrong. ``kind`` and ``subject`` name it for as long as it
    lasts.
    """

    kind: str
    subject: str = ""
    text: str = ""


def complaints(health: Health) -> Iterator[Complaint]:
    """What of the cell does not live now, in the order in which the health page has it. What stands
    in the journal (holes, refused masters, exceptions) is told by facts.
    """
    for trouble in health.troubles:
        yield Complaint(kind=trouble.kind.value, text=trouble.text)
    if silent_s(health.last_acknowledgement_age_s, health) > CENTRAL_SILENT_S:
        yield Complaint(kind="central_silent")
    waits_s = health.oldest_unsent_age_s or 0.0
    if waits_s > FACTS_WAIT_S and TroubleKind.NOT_TAKEN not in {t.kind for t in health.troubles}:
        yield Complaint(kind="facts_wait", text=str(health.unsent_facts))
    if not health.broker_connected and silent_s(health.broker_age_s, health) > BROKER_AWAY_S:
        yield Complaint(kind="broker_away")
    if abs(health.clock_offset_s or 0.0) > CLOCK_OFFSET_MAX_S:
        yield Complaint(kind="clock_wrong", text=f"{health.clock_offset_s:+.0f} s")
    for feed in health.feeds_unheard:
        yield Complaint(kind="feed_unheard", subject=feed)
    for kind, devices in (("scanner_away", health.scanners), ("printer_stopped", health.printers)):
        for device in devices:
            if not device.good:
                text = f"{device.state}: {device.detail}" if device.detail else device.state
                yield Complaint(kind=kind, subject=device.device, text=text)


def silent_s(age_s: float | None, health: Health) -> float:
    """What was never heard is silent since the start."""
    return health.uptime_s if age_s is None else age_s
