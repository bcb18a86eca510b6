"""Facts of a feed: its runs of numbers, its telegrams, and what its vehicles need."""

from __future__ import annotations

from typing import Annotated

from wire.fact import Fact
from wire.ids import CallNumber, FeedId, PersonId
from wire.limits import longer
from wire.masters import Continuity
from wire.telegram import Counter, NoteText, Telegram
from wire.words import Need, Number, Reaction, Source, UsageProblem


class RunOpened(Fact, frozen=True, kw_only=True, tag="run_opened"):
    """A run of sequence numbers begins: the first this cell hears, a wrap or a restart.

    Comes just before the telegram that opened it, with the rules that its numbers obey.
    """

    feed: FeedId
    epoch: Counter
    first: Number
    """Lowest number that counts: lower ones were before this cell began to listen."""
    first_number: Number
    last_number: Number
    window: Counter
    continuity: Continuity = Continuity.NUMBER


class ContinuityChanged(Fact, frozen=True, kw_only=True, tag="continuity_changed"):
    """New masters say otherwise what of a run that is under way is waited for: from here on."""

    feed: FeedId
    epoch: Counter
    continuity: Continuity


class TelegramTaken(Fact, frozen=True, kw_only=True, tag="telegram_taken"):
    """A telegram that was understood, its reaction and, when placed, the parts it needs here."""

    telegram: Telegram
    reaction: Reaction
    epoch: Counter = 0
    number: Number | None = None
    """The place that it names in its epoch. None: it says nothing of the build order."""
    order: tuple[int, ...] = (0, 0, 0)
    """Version order: status rank, transmission or position, arrival. The highest counts."""
    content: str = ""
    """``wire.telegram.content_hash``."""
    needs: tuple[Need, ...] = ()
    problems: tuple[UsageProblem, ...] = ()
    masters_version: Counter = 0
    source: Source = Source.MQTT
    raw_id: Counter = 0
    person: PersonId = PersonId("")
    second_person: PersonId = PersonId("")
    reason: NoteText = ""
    passed: bool | None = None
    """Whether it counts as fitted, where its newest word alone would say otherwise."""
    decided: bool = False
    """A person says that it counts, whatever the version order says."""
    planned_us: Counter | None = None
    """When the maker plans the vehicle to pass, where that can be true."""


class TelegramQuarantined(Fact, frozen=True, kw_only=True, tag="telegram_quarantined"):
    """Bytes that could not be taken. The raw bytes stay in the journal under ``raw_id``."""

    feed: FeedId
    raw_id: Counter
    code: str
    detail: Annotated[str, longer(500)]
    call_number: CallNumber = CallNumber("")
    position: Counter | None = None
    telegram: Telegram | None = None
    """Of a conflict of versions: the vehicle's slots are held until a person decides on it."""
    epoch: Counter = 0
    number: Number | None = None
    """The place that this telegram names, in a run that was heard."""
    transmission: Counter | None = None
    """That it was heard, whatever it said."""


class VersionDecided(Fact, frozen=True, kw_only=True, tag="version_decided"):
    """A named person ends a conflict of versions. ``taken``: the telegram in doubt counts, and
    comes as a ``TelegramTaken`` in the same commit; otherwise what was known before does.
    """

    feed: FeedId
    call_number: CallNumber
    taken: bool
    version: str
    """Which telegram was in doubt, as the cell named it."""
    person: PersonId
    reason: NoteText


class HeadAdvanced(Fact, frozen=True, kw_only=True, tag="head_advanced"):
    """The retained head names a position that was not received: a hole after the last telegram."""

    feed: FeedId
    position: Counter
    sequence_number: str = ""


class LineChanged(Fact, frozen=True, kw_only=True, tag="line_changed"):
    """The line says by the head that it stands, or that it runs again."""

    feed: FeedId
    running: bool


class NumberSkipped(Fact, frozen=True, kw_only=True, tag="number_skipped"):
    """A named person says that a missing or withdrawn number stays empty. No program ever says
    this.
    """

    feed: FeedId
    epoch: Counter
    number: Number
    person: PersonId
    reason: NoteText


class NeedsRevised(Fact, frozen=True, kw_only=True, tag="needs_revised"):
    """New masters changed what an untouched vehicle needs."""

    feed: FeedId
    call_number: CallNumber
    needs: tuple[Need, ...]
    problems: tuple[UsageProblem, ...] = ()
    masters_version: Counter
