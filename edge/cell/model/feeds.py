"""What a cell knows of a feed: its vehicles, the runs of its numbers, what arrived."""

from __future__ import annotations

from dataclasses import dataclass, field

from edge.cell.named import Named
from wire.events import Need, Reaction, UsageProblem
from wire.ids import CallNumber, PersonId
from wire.masters import Continuity
from wire.telegram import Telegram


@dataclass(slots=True)
class Vehicle:
    """The newest version of one call number on a feed."""

    telegram: Telegram
    content: str
    """``wire.telegram.content_hash``."""
    order: tuple[int, ...]
    """Version order of the newest telegram of all, withdrawals included."""
    content_order: tuple[int, ...] = ()
    """Version order of ``telegram``: the newest that says what to build. Empty: none did yet."""
    epoch: int = 0
    number: int | None = None
    """The place that ``telegram`` claims. None: not sequenced yet."""
    withdrawn: bool = False
    fitted: bool = False
    needs: tuple[Need, ...] = ()
    problems: tuple[UsageProblem, ...] = ()
    masters_version: int = 0
    identity: dict[str, Named] = field(default_factory=dict)
    """Field of the telegram (``vin``, ``short_vin``, ``body_number``) to the last word on it."""
    fitted_order: tuple[int, ...] = ()
    """Version order of the newest word that it is fitted. Empty: none since it was called back."""
    placed_order: tuple[int, ...] = ()
    """Version order of the oldest telegram that gave it a place."""
    overruled: tuple[int, ...] = ()
    """Version order of the word that counted until a person decided against it. Empty: nobody
    did.
    """
    at_us: int = 0
    """When it first claimed a place (before that: when it was first heard of)."""
    planned_us: int | None = None
    """When ``telegram`` plans it to pass, where that can be true."""
    planned_said_us: int = 0
    """When it was said."""

    reached: tuple[str, ...] = ()
    """Its status by the newest word, as the maker writes it and as we do."""
    held: dict[str, str] = field(default_factory=dict)
    """Why masters hold it: by the rack in which alone they do, or empty: in each."""

    @property
    def gone(self) -> bool:
        """Nothing will be built into it any more, so a person may say that its slot stays empty."""
        return self.withdrawn or self.fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Telegrams of one vehicle that a person is to decide on."""

    telegram: Telegram
    """The newest of them."""
    code: str
    detail: str
    at_us: int
    """Since when."""
    epoch: int = 0
    number: int | None = None
    """The place that it names, in a run that was heard."""
    versions: tuple[str, ...] = ()
    """All of them, as ``edge.cell.version_doubt.version_name`` names them; bounded."""


@dataclass(slots=True)
class Skip:
    person: PersonId
    reason: str
    at_us: int


@dataclass(slots=True)
class Run:
    """One epoch of a feed's numbers."""

    frontier: int
    """Highest number seen, or known to exist."""
    first: int
    """Lowest number that counts: numbers below it were before this cell began to listen."""
    first_number: int = 1
    last_number: int = 9999
    window: int = 50
    continuity: Continuity = Continuity.NUMBER
    jumped: bool = False
    """Numbers may have been passed over that are no holes, by the continuity now or before."""
    owner: dict[int, CallNumber] = field(default_factory=dict)
    """Number to the call that holds it."""
    claims: dict[int, list[CallNumber]] = field(default_factory=dict)
    """Numbers that several calls claim now, to all of them."""
    missing: dict[int, int] = field(default_factory=dict)
    """Number to the time (us) at which its absence showed."""
    contested: dict[int, list[CallNumber]] = field(default_factory=dict)
    """Number to the calls that were displaced from it and have no number of their own yet."""
    skipped: dict[int, Skip] = field(default_factory=dict)
    ended: bool = False
    """A later epoch is well under way: no number beyond the frontier will come."""
    newest: int = -1
    """Highest transmission or position of a telegram with a place in this run."""
    pruned_below: int = 0
    """Lower numbers are shipped and forgotten."""
    frontier_us: int = 0
    """When the frontier last moved."""
    trail: list[tuple[int, int]] = field(default_factory=list)
    """Gateway position and number, both rising: the highest number told up to each position.
    Bounded (``edge.cell.trail``). Empty in a checkpoint of a version that kept none: then numbers
    are judged by the frontier.
    """


@dataclass(slots=True)
class Span:
    """Positions low..high, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A transmission that never came. ``frontiers``: the highest number of each run before it."""

    at_us: int
    frontiers: dict[int, int]


@dataclass(slots=True)
class FeedState:
    epoch: int = 0
    runs: dict[int, Run] = field(default_factory=dict)
    vehicles: dict[CallNumber, Vehicle] = field(default_factory=dict)
    positions: list[Span] = field(default_factory=list)
    """Gateway positions received, as disjoint spans in order."""
    head: int = 0
    """Highest position that is known to exist."""
    floor: int = 0
    """Positions up to this one were before this cell began to listen."""
    first_transmission: int | None = None
    last_transmission: int | None = None
    transmissions: dict[int, int] = field(default_factory=dict)
    """Transmissions seen, to the arrival count then; bounded."""
    awaited: dict[int, int] = field(default_factory=dict)
    """Transmissions that another one named as its previous and that were not seen, to the arrival
    count at which they count as broken."""
    lost: dict[int, Loss] = field(default_factory=dict)
    """Transmissions that were jumped over in a feed that counts them: racks from then on wait.
    Bounded.
    """
    set_aside: dict[str, int] = field(default_factory=dict)
    """Tests and orders for what was supplied that a person was told of, to the arrival count then;
    bounded."""
    conflicts: dict[CallNumber, Conflict] = field(default_factory=dict)
    """Conflicts of versions on which nobody decided yet."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Versions that a person decided against, to the arrival count then; bounded."""
    line_running: bool = True
    """As the last head said."""
    line_changed_us: int = 0
    """Since when. 0: always."""
    line_stops: list[Span] = field(default_factory=list)
    """Times (us) at which it stood until it ran again, the newest last; bounded."""
    arrivals: int = 0
    last_telegram_us: int = 0
    reactions: dict[Reaction, int] = field(default_factory=dict)
    quarantined: int = 0
