"""A cell's plan beside what came of it, laid out in pixels: one row a workplace, planned tours
outlined above, actual ones filled below, the racks' deadlines underneath. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest

from central.tracking.service.plans import CellPlan, RackRisk, TourDone
from central.web.local_time import local, told_apart
from wire.tours import LateBand, PlannedTour

MINUTE_US = 60_000_000
BEFORE_US = 20 * MINUTE_US
AHEAD_US = 45 * MINUTE_US
AHEAD_LEAST_US = MINUTE_US // 4
TOURS_SHOWN = 12
"""Of each workplace, so that short ones are still seen."""
TIGHT_US = 2 * MINUTE_US
"""A planned tour with less slack than this is marked."""
BEHIND_US = MINUTE_US // 2
"""An actual tour is behind when it ends so much after its plan."""
WIDTH, LEFT, TOP = 1240, 128, 30
LANE, ROW, FLAG_ROW = 20, 52, 24
FLAG_ROWS_MAX = 4
LETTER, NOW_WIDTH = 7, 74
TICKS_MAX = 14
STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)


class Look(StrEnum):
    """How a bar or a flag looks; each has a word and a shape beside its colour."""

    PLAIN = "plain"
    RUNNING = "running"
    OK = "ok"
    ATTENTION = "attention"
    FAULT = "fault"


LOOK_OF_BAND = {
    LateBand.SAFE: Look.OK,
    LateBand.WATCH: Look.ATTENTION,
    LateBand.LATE: Look.FAULT,
    LateBand.BLOCKED: Look.FAULT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``kind`` is planned or actual; ``word`` names why it looks as it does."""

    kind: str
    look: Look
    word: str
    x: float
    y: float
    width: float
    label: str
    rack: str
    picks: int
    begins: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A rack's deadline, and the range in which it will probably be done (two standard
    deviations each way).
    """

    x: float
    y: float
    look: Look
    rack: str
    percent: str
    words: str
    due: str
    done: str
    done_x: tuple[float, float]
    waits: int
    """Slots that wait for a person; then there is no ``percent``."""
    leftward: bool
    """Its words stand left of it: there is no room at its right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantt:
    height: int
    rows: tuple[tuple[str, str, float], ...]
    """Workplace, person, top."""
    ticks: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]
    flags_y: float
    now_x: float
    now: str


@dataclass(slots=True)
class _Scale:
    begin_us: int
    end_us: int
    now_us: int
    rows: dict[str, float] = field(default_factory=dict)

    def x(self, at_us: int) -> float:
        """Cut to the picture."""
        share = (at_us - self.begin_us) / (self.end_us - self.begin_us)
        return round(LEFT + (WIDTH - LEFT - 4) * min(1.0, max(0.0, share)), 1)


def draw(cell: CellPlan, now_us: int) -> Gantt:
    """The last ``BEFORE_US`` and what is planned, at most ``AHEAD_US`` ahead."""
    tours = _shown(cell.tours, now_us)
    coming = [tour for tour in cell.plan.tours if not _begun(tour, cell)]
    people = {t.workplace: t.person for t in tours}
    places = sorted({*people, *(str(t.workplace) for t in coming)})
    scale = _scale(tours, coming, cell.risks, now_us)
    scale.rows = {place: TOP + i * ROW for i, place in enumerate(places)}
    bars = [
        *(
            bar
            for place in places
            for bar in _actual(scale, [t for t in tours if t.workplace == place])
        ),
        *(_planned(scale, tour) for tour in coming if tour.start_us < scale.end_us),
    ]
    flags_y = TOP + len(places) * ROW + 14
    flags = _flags(scale, cell.risks, flags_y)
    depth = round(max((flag.y for flag in flags), default=flags_y) - flags_y) + FLAG_ROW
    return Gantt(
        height=flags_y + depth + 6,
        rows=tuple((place, people.get(place, ""), scale.rows[place]) for place in places),
        ticks=_ticks(scale),
        bars=tuple(bars),
        flags=flags,
        flags_y=flags_y,
        now_x=scale.x(now_us),
        now=clock(now_us),
    )


def clock(at_us: int, seconds: bool = True) -> str:
    shown, which = local(at_us).strftime("%H:%M:%S" if seconds else "%H:%M"), told_apart(at_us)
    return f"{shown} ({which})" if which else shown


def _begun(tour: PlannedTour, cell: CellPlan) -> bool:
    """Somebody was shown these numbers since the plan was made."""
    return any(
        done.rack == tour.rack
        and done.started_us >= cell.at_us - MINUTE_US // 60
        and (done.first_number or 0) <= tour.last_number
        and (done.last_number or 0) >= tour.first_number
        for done in cell.tours
    )


def _shown(tours: Sequence[TourDone], now_us: int) -> list[TourDone]:
    """Those of the last ``BEFORE_US``, and of each workplace only the newest."""
    recent = [t for t in tours if (t.ended_us or now_us) >= now_us - BEFORE_US]
    return [
        tour
        for tour in recent
        if sum(t.workplace == tour.workplace and t.started_us > tour.started_us for t in recent)
        < TOURS_SHOWN
    ]


def _scale(
    tours: Sequence[TourDone],
    coming: Sequence[PlannedTour],
    risks: Sequence[RackRisk],
    now_us: int,
) -> _Scale:
    """From the first tour to the end of the plan, and to deadlines that are not much later."""
    begin_us = max(min((t.started_us for t in tours), default=now_us), now_us - BEFORE_US)
    ends = [tour.finish_us for tour in coming]
    ends += [tour.planned_finish_us or 0 for tour in tours if tour.ended_us is None]
    end_us = min(max(ends, default=now_us), now_us + AHEAD_US)
    near_us = end_us + (end_us - begin_us) // 3
    end_us = max([end_us, *(risk.due_us for risk in risks if risk.due_us <= near_us)])
    end_us = max(end_us, now_us + (now_us - begin_us) // 4, now_us + AHEAD_LEAST_US)
    margin_us = (end_us - begin_us) // 40
    return _Scale(begin_us=begin_us - margin_us // 2, end_us=end_us + margin_us, now_us=now_us)


def _planned(scale: _Scale, tour: PlannedTour) -> Bar:
    look, word = Look.PLAIN, "planned"
    if tour.due_us is not None and tour.finish_us > tour.due_us:
        look, word = Look.FAULT, "planned_late"
    elif tour.due_us is not None and tour.finish_us > tour.due_us - TIGHT_US:
        look, word = Look.ATTENTION, "planned_tight"
    x, end_x = scale.x(tour.start_us), scale.x(tour.finish_us)
    return Bar(
        kind="planned",
        look=look,
        word=word,
        x=x,
        y=scale.rows[tour.workplace],
        width=max(2.0, end_x - x),
        label=_label(end_x - x, tour.first_number, tour.last_number, mark=look is not Look.PLAIN),
        rack=tour.rack,
        picks=tour.picks,
        begins=clock(tour.start_us),
        ends=clock(tour.finish_us),
    )


def _actual(scale: _Scale, tours: Sequence[TourDone]) -> Iterable[Bar]:
    """What was done, and above it what was planned for it, up to where the next one began."""
    for tour, after in zip_longest(tours, tours[1:]):
        look, word = _came_out(tour, scale.now_us)
        x = scale.x(tour.started_us)
        end_us = tour.ended_us or scale.now_us
        y = scale.rows[tour.workplace]
        yield Bar(
            kind="actual",
            look=look,
            word=word,
            x=x,
            y=y + LANE + 2,
            width=max(2.0, scale.x(end_us) - x),
            label=_label(scale.x(end_us) - x, tour.first_number, tour.last_number, mark=True),
            rack=tour.rack,
            picks=tour.picks,
            begins=clock(tour.started_us),
            ends="" if tour.ended_us is None else clock(tour.ended_us),
        )
        if tour.planned_finish_us is None:
            continue
        shown_us = min(tour.planned_finish_us, after.started_us if after else scale.end_us)
        yield Bar(
            kind="planned",
            look=Look.PLAIN,
            word="planned",
            x=x,
            y=y,
            width=max(2.0, scale.x(shown_us) - x),
            label=_label(scale.x(shown_us) - x, tour.first_number, tour.last_number, mark=False),
            rack=tour.rack,
            picks=tour.picks,
            begins=clock(tour.started_us),
            ends=clock(tour.planned_finish_us),
        )


def _came_out(tour: TourDone, now_us: int) -> tuple[Look, str]:
    end_us = tour.ended_us or now_us
    if tour.due_us is not None and end_us > tour.due_us:
        return Look.FAULT, "late"
    if tour.ended_us is not None and not tour.completed:
        return Look.ATTENTION, "left"
    if tour.planned_finish_us is not None and end_us > tour.planned_finish_us + BEHIND_US:
        return Look.ATTENTION, "behind"
    return (Look.RUNNING, "running") if tour.ended_us is None else (Look.OK, "in_time")


def _label(width: float, first: int | None, last: int | None, *, mark: bool) -> str:
    """As much as fits beside the mark."""
    if first is None or last is None:
        return ""
    whole = f"{first:04d}" if first == last else f"{first:04d}–{last:04d}"
    for text in (whole, f"{first:04d}"):
        if width >= (len(text) + (3 if mark else 1)) * LETTER:
            return text
    return ""


def _flags(scale: _Scale, risks: Sequence[RackRisk], top: float) -> tuple[Flag, ...]:
    """Deadlines from left to right, each in the first line that has room; those after the end of
    the picture stand at its edge with their time. What finds no room is in the table of racks.
    """
    free = [0.0] * FLAG_ROWS_MAX
    flags = []
    for risk in sorted(risks, key=lambda risk: risk.due_us):
        x = min(scale.x(risk.due_us), WIDTH - 12)
        share = "" if risk.waits else percent(risk.late_permille)
        beyond = risk.due_us > scale.end_us
        words = f"{risk.rack} {share}".rstrip() + (
            f" ➜ {clock(risk.due_us, seconds=False)}" if beyond else ""
        )
        width = (len(words) + 5) * LETTER
        leftward = x + width > WIDTH
        begin = x - width if leftward else x
        line = next((i for i, until in enumerate(free) if until <= begin), None)
        if line is None:
            continue
        free[line] = begin + width + 2 * LETTER
        spread_us = 2 * risk.spread_ms * 1000
        flags.append(
            Flag(
                x=x,
                y=top + line * FLAG_ROW,
                look=LOOK_OF_BAND[risk.band],
                waits=risk.waits,
                rack=risk.rack,
                percent=share,
                words=words,
                due=clock(risk.due_us),
                done=clock(risk.done_us),
                done_x=(scale.x(risk.done_us - spread_us), scale.x(risk.done_us + spread_us)),
                leftward=leftward,
            )
        )
    return tuple(flags)


def percent(late_permille: int) -> str:
    """Never 0 or 100 for what is not certain."""
    if 0 < late_permille < 10:
        return "<1 %"
    if 990 < late_permille < 1000:
        return ">99 %"
    return f"{round(late_permille / 10)} %"


def _ticks(scale: _Scale) -> tuple[tuple[float, str], ...]:
    """Without words where those of now stand."""
    seconds = (scale.end_us - scale.begin_us) / 1e6
    step_s = next((s for s in STEPS_S if seconds / s <= TICKS_MAX), STEPS_S[-1])
    step_us = step_s * 1_000_000
    first_us = -(-scale.begin_us // step_us) * step_us
    now_x = scale.x(scale.now_us)
    ticks = [(scale.x(at), clock(at, step_s < 60)) for at in range(first_us, scale.end_us, step_us)]
    return tuple(
        (x, "" if abs(x - now_x) < NOW_WIDTH else text)
        for x, text in ticks
        if x <= WIDTH - 4 * LETTER
    )
