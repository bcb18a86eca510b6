"""What tracking shows, in plain values."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One fact as it was sent; ``refusal`` is empty if it was applied."""

    fact: int
    node: str
    epoch: int
    offset: int
    at_us: int
    received_us: int
    hash: str
    kind: str
    refusal: str
    detail: str
    body: msgspec.Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class MarriageView:
    """A part bound to a vehicle; active while ``divorced_by`` (a fact id) is None."""

    marriage: int
    node: str
    feed: str
    call_number: str
    vin: str
    point_of_fit: str
    rack: str
    slot: int
    family: str
    part: str
    serial: str
    lot: str
    piece: int
    quantity: int
    person: str
    workplace: str
    at_us: int
    divorced_by: int | None
    divorced_us: int | None
    divorce_reason: str
    back_us: int | None
    """When it might be picked again, after it had left with its rack."""
    index: int
    """Which of several parts of its family in one vehicle; 0: there is one."""
    put_awaited: bool
    """It has still to be shown in its compartment."""
    put_us: int | None
    """When it was; None: it was not, or its racks do not ask for it."""
    put_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoleView:
    """``kind``: numbers (of the build order) or positions (of the gateway) from ``number`` to
    ``last``. ``racks`` wait for them; ``owner`` is who cares for them at the cell.
    """

    node: str
    feed: str
    kind: str
    epoch: int
    number: int
    last: int
    count: int
    since_us: int
    closed_us: int | None
    closed_by: str
    owner: str
    racks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionView:
    node: str
    exception: str
    kind: str
    text: str
    at_us: int
    times: int
    owner: str
    taken_us: int | None
    """When somebody first owned it; None: nobody did."""
    closed_us: int | None
    note: str
    fact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """What central itself saw that must not be. ``since_us``: since it was last closed. ``state``:
    open, answered (somebody looks after it) or ended.
    """

    alarm: int
    state: str
    kind: str
    subject: str
    node: str
    text: str
    first_us: int
    last_us: int
    times: int
    since_us: int
    owner: str
    taken_us: int | None
    closed_us: int | None
    closed_by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeView:
    """One journal of one node. ``last_fact_us`` is its clock, ``last_heard_us`` ours; ``waiting``
    facts are stored and not projected yet, the oldest since ``waiting_since_us``.
    ``masters_version`` is that in force (0: none); ``masters_refused`` says why the newest are not
    (empty: they are).
    """

    node: str
    epoch: int
    high_water: int
    anchor: str
    last_fact_us: int | None
    last_heard_us: int
    applied: int
    refused: int
    duplicates: int
    incidents: int
    waiting: int
    waiting_since_us: int | None
    masters_version: int = 0
    masters_refused_version: int | None = None
    masters_refused: str = ""
    masters_refused_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanView:
    node: str
    workplace: str
    device: str
    verdict: str
    scans: int
    last_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Sums over all nodes. ``scans`` is by verdict, ``labels`` by state."""

    facts: int
    facts_applied: int
    facts_waiting: int
    duplicates_refused: int
    conflicts: int
    refused: int
    incidents: int
    alarms: int
    marriages: int
    marriages_active: int
    divorces: int
    holes_open: int
    exceptions_open: int
    racks: int
    racks_shipped: int
    scans: dict[str, int]
    labels: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A place in the build order and when it was reached (the cell's clock; None: not known)."""

    epoch: int
    number: int
    at_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatus:
    """How far one cell is on one line: of several rack families the one furthest behind, of each
    the last of the unbroken row. What went out of order counts once nothing before it is missing.
    """

    node: str
    received: At | None
    picked: At | None
    racked: At | None
    shipped: At | None
    holes_open: int
    """Numbers and positions, one by one."""
    oldest_hole_us: int | None
    in_doubt: int
    """Vehicles of which nobody can tell which version counts."""
    exceptions_open: int
    last_fact_us: int | None
    last_heard_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStatus:
    """``announced``: the gateway's newest position, and the newest number that gives a vehicle its
    place and can be true; ``consumed``: the newest vehicle the line has fitted.
    """

    feed: str
    announced_position: int
    announced_number: str
    announced_us: int | None
    line_running: bool
    consumed: At | None
    cells: tuple[CellStatus, ...]
