"""What screens see: structs that travel as JSON to the page, to the event stream and to whoever
reads the cell's state from outside.

Ages are in seconds at ``at_us`` (None: it has never happened). Texts come as stable words; the
screen translates them.
"""

from __future__ import annotations

import msgspec

from wire.events import Verdict


class Ages(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds since each was last heard well; a cell with several of a kind shows the oldest, of
    feeds the oldest that was heard.

    ``broadcast`` is the last telegram, ``link`` the last sign of the gateway, telegram or
    heartbeat: a link that lives says nothing of the maker.
    """

    broadcast: float | None = None
    link: float | None = None
    printer: float | None = None
    scanner: float | None = None
    central: float | None = None


class TourView(msgspec.Struct, frozen=True, kw_only=True):
    """``done`` of ``total`` picks (slot and family); ``optimal``: the plan carries a proof."""

    id: str
    done: int
    total: int
    engine: str
    optimal: bool


class PickView(msgspec.Struct, frozen=True, kw_only=True):
    """One part into one slot. ``piece`` is the one to scan next, from 1 to ``quantity``.

    ``colour`` is the vehicle's, as the maker writes it; ``state`` is the slot's.
    """

    rack: str
    slot: int
    number: int
    sequence_number: str
    vin_last6: str
    call_number: str
    part: str
    part_name: str
    family: str
    face: str
    aisle: int
    position: int
    quantity: int
    piece: int
    colour: str
    state: str
    flags: tuple[str, ...] = ()
    """What the maker marks the vehicle with, e.g. ``pre_series``."""
    index: int = 0
    """Which of several parts of one family; 0: there is one."""
    layer: int = 0
    """Of the slot, from the bottom; 0: the rack has no layers."""
    cell: int = 0
    """In its layer, from 1."""


class PutView(msgspec.Struct, frozen=True, kw_only=True):
    """What the picker has in the hand, and the compartment that it goes into. ``check``: how it is
    shown, ``slot_label`` or ``compartment``. ``more``: pieces of the same need may be scanned
    before.
    """

    rack: str
    slot: int
    number: int
    sequence_number: str
    vin_last6: str
    part: str
    pieces: int
    carrier: str
    check: str
    more: bool = False
    layer: int = 0
    cell: int = 0
    """As in ``PickView``."""


class HoleView(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that are not there: ``number`` to ``last``, none between them came. ``racks`` wait
    for them. ``owner`` is who cares for them; empty: nobody yet.
    """

    feed: str
    epoch: int
    number: int
    last: int
    count: int
    sequence_number: str
    age_s: float
    owner: str = ""
    racks: tuple[str, ...] = ()


class SlotView(msgspec.Struct, frozen=True, kw_only=True):
    """``here``: the slot that the current pick goes into. ``reasons`` say why it is held. A slot
    that is missing because its number is overdue is a ``hole``; one that this rack will never
    carry is ``unused``: it has no vehicle, no reason and no share in ``counts``. A slot of a dense
    rack that nobody has yet is missing, with number -1 and no text of it.
    """

    slot: int
    number: int
    sequence_number: str
    state: str
    reasons: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    call_number: str = ""
    vin_last6: str = ""
    here: bool = False
    hole: bool = False
    unused: bool = False
    layer: int = 0
    cell: int = 0
    """As in ``PickView``."""


class RackView(msgspec.Struct, frozen=True, kw_only=True):
    """A rack with its slots in load order. ``phase`` is open, closed or shipped."""

    rack: str
    rack_family: str
    name: str
    point_of_fit: str
    feed: str
    epoch: int
    first_number: int
    last_number: int
    load_order: str
    carrier: str
    phase: str
    counts: dict[str, int]
    slots: tuple[SlotView, ...]
    age_s: float | None = None


class ShortRow(msgspec.Struct, frozen=True, kw_only=True):
    """A pick that waits. ``due_s``: until its rack must leave; None: nothing says when. ``person``
    put it off; ``owner`` cares for it, empty: nobody yet.
    """

    part: str
    face: str
    family: str
    rack: str
    slot: int
    number: int
    sequence_number: str
    reason: str
    due_s: float | None
    owner: str
    person: str
    age_s: float
    exception: str
    index: int = 0
    """Which of several parts of one family; 0: there is one."""


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a scan, as the picker sees and hears it. ``serial_no`` counts answers of
    this stream so that the same verdict twice shows twice.
    """

    workplace: str
    device: str
    verdict: Verdict
    code: str
    text: str
    expected: str
    at_us: int
    serial_no: int = 0
    values: dict[str, str] = {}
    """What the words of ``code`` speak of."""


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says when there is nothing to pick, or beside the pick. ``level`` is info,
    attention or fault.
    """

    code: str
    level: str
    values: dict[str, str] = {}


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be read, until it is. ``more``: how many wait behind it."""

    exception: str
    text: str
    at_us: int
    more: int


class TerminalView(msgspec.Struct, frozen=True, kw_only=True):
    """All that a picker's page shows. ``cover_min``: minutes until the line runs out of finished
    work; None: nothing says where the line is.
    """

    node: str
    workplace: str
    at_us: int
    offset: int
    person: str
    person_name: str
    paused: bool
    cover_min: float | None
    ages: Ages
    age_limits: dict[str, tuple[float, float]]
    """``broadcast``: from which age the silence of a running line asks for attention, and from
    which it is a fault; absent while the line stands or nothing says how fast it runs.
    """
    device_problems: dict[str, str]
    """``printer`` or ``scanner`` to its driver's word, when that word is not a good one;
    ``central`` when it answers and takes no facts.
    """
    tour: TourView | None
    current: PickView | None
    next: tuple[PickView, ...]
    rack: str
    rack_name: str
    rack_slots: tuple[SlotView, ...]
    last_answer: AnswerView | None
    message: MessageView | None
    never_heard: dict[str, tuple[str, ...]] = {}
    """``broadcast`` or ``link`` to the feeds of which nothing was ever heard, while of others
    something was.
    """
    put: PutView | None = None
    """Comes before ``current``: the next part for another slot is refused until it is done."""
    holes: tuple[HoleView, ...] = ()
    """Those that hold the rack on the page."""
    shorts: tuple[ShortRow, ...] = ()
    """Picks that wait, whoever put them off, in the order of the line; the first of them only."""
    shorts_waiting: int = 0
    """How many there are."""
    short_faces: tuple[str, ...] = ()
    """Faces that somebody may say are filled again, those first that the line needs first."""
    alarm: MessageView | None = None
    """What stands above everything: a car passed without its part, until a team lead closes it;
    else a line that is silent, until a telegram comes.
    Values: the ``text`` of the newest, and ``more``, how many there are besides.
    """
    note: NoteView | None = None
    """Of masters or a lead, to be read by whoever is signed in."""
    not_now: dict[str, str] = {}
    """Buttons that the cell would refuse now, and the code of why."""
