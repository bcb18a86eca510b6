"""What a cell knows of pickers: who works where, what they walk and how fast, and how forecasts
came true.
"""

from __future__ import annotations

from dataclasses import dataclass

from wire.events import PickRef
from wire.ids import DeviceId, LabelId, PartNumber, PersonId, RackId, TourId, WorkplaceId


@dataclass(slots=True)
class Tour:
    tour: TourId
    workplace: WorkplaceId
    person: PersonId
    picks: tuple[PickRef, ...]
    started_us: int
    engine: str = ""
    optimal: bool = False
    planned_finish_us: int | None = None
    due_us: int | None = None


@dataclass(slots=True)
class EndedTour:
    """A walk that is over, beside what was planned for it."""

    tour: TourId
    workplace: WorkplaceId
    person: PersonId
    rack: RackId
    picks: int
    started_us: int
    ended_us: int
    completed: bool
    planned_finish_us: int | None = None
    due_us: int | None = None


@dataclass(slots=True)
class Pace:
    """Seconds from one accepted piece to the next, walk included; the newest count most."""

    pieces: int = 0
    mean_s: float = 0.0
    variance_s2: float = 0.0


@dataclass(slots=True)
class Promise:
    """The first forecast of a rack since it was open, and its newest deadline."""

    late_permille: int
    due_us: int


@dataclass(slots=True)
class Score:
    """Racks of one band of forecasts, and how many of them were late."""

    racks: int = 0
    late: int = 0


@dataclass(slots=True)
class Workplace:
    person: PersonId = PersonId("")
    tour: Tour | None = None
    paused: bool = False
    accepted_text: str = ""
    """The last code accepted here, beside its serial or lot: at once again it is a bounce."""
    accepted_serial: str = ""
    accepted_device: DeviceId = DeviceId("")
    accepted_us: int = 0
    receiving: str = ""
    """Labels that are scanned here come in at this place; empty: parts are picked here."""
    last_part: PartNumber = PartNumber("")
    """Of the last accepted part."""
    last_label: LabelId = LabelId("")
    pace_from_us: int = 0
    """From when the next accepted piece is timed. 0: not at all, somebody came or paused."""
