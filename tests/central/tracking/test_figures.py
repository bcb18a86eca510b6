"""Figures are counted from facts, and what no fact says is nothing, not zero."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from central.db.database import Database
from central.tracking import tables
from central.tracking.intake import take_batch
from central.tracking.service import figures
from central.tracking.service.figures import CellFigures, cell_figures
from tests.support.central.journal import (
    RACK,
    Journal,
    label,
    label_moved,
    marriage,
    rack_formed,
    run_opened,
    scanned,
    taken,
)
from wire.events import (
    AnyFact,
    HelpCalled,
    HelpKind,
    LabelState,
    PersonSigned,
    RackShipped,
    Verdict,
)

HOUR_US = 3_600_000_000
NOW_US = 100 * HOUR_US


def told(db: Database, *moments: tuple[float, AnyFact]) -> CellFigures:
    """Facts at hours before now, all heard at once now."""
    journal = Journal()
    for hours_ago, fact in moments:
        journal.write(fact, at_us=NOW_US - round(hours_ago * HOUR_US))
    take_batch(db, journal.batch(), incarnation="i" * 32, now_us=NOW_US)
    (found,) = db.read(lambda c: cell_figures(c, NOW_US, 8 * HOUR_US))
    return found


def signed(person: str) -> PersonSigned:
    return PersonSigned(workplace="W1", person=person)


def test_a_cell_that_only_began_has_no_figures(db: Database) -> None:
    found = told(db, (0.001, run_opened()))
    rates = (found.in_time, found.picks_per_hour, found.mis_scans, found.first_labels)
    assert rates == (None, None, None, None)
    assert found.fact_delay_us == HOUR_US // 1000


def test_picks_are_over_attended_hours_without_breaks(db: Database) -> None:
    day: list[tuple[float, AnyFact]] = [
        (10, signed("ann")),
        (7, HelpCalled(kind=HelpKind.PAUSE, workplace="W1", person="ann")),
        (6, HelpCalled(kind=HelpKind.RESUME, workplace="W1", person="ann")),
        (5, signed("bob")),
        (4, signed("")),
        (1, signed("cid")),
    ]
    picks = [(9.0, run_opened()), (9.0, rack_formed(size=9))]
    for number in range(1, 9):
        picks += [(9.0, taken(number)), (9.0 if number < 3 else 2.0, scanned(marriage(number)))]
    found = told(db, *sorted([*day, *picks], key=lambda moment: -moment[0]))
    assert (found.picks, found.attended_h) == (6, pytest.approx(1 + 1 + 1 + 1))
    assert found.picks_per_hour == pytest.approx(1.5)
    rows = db.read(lambda c: c.execute(select(tables.attendance.c.person)).scalars().all())
    assert sorted(rows) == ["ann", "ann", "bob", "cid"]


def test_scans_are_told_apart(db: Database) -> None:
    verdicts = [Verdict.RIGHT] * 5 + [
        Verdict.WRONG_PART,
        Verdict.WRONG_SLOT,
        Verdict.UNREADABLE,
        Verdict.UNKNOWN,
        Verdict.ALREADY_DONE,
    ]
    found = told(db, *((1.0, scanned(None, verdict)) for verdict in verdicts))
    assert (found.scans, found.wrong, found.not_read, found.repeated) == (10, 2, 2, 1)
    assert found.mis_scans == pytest.approx(0.2)


def test_a_label_is_right_at_once_if_its_first_copy_is_confirmed(db: Database) -> None:
    moments: list[tuple[float, AnyFact]] = []
    for name, state in (("A", "confirmed"), ("B", "unknown"), ("C", "confirmed"), ("D", "")):
        moments.append((1.0, label(name)))
        if state:
            moments.append((1.0, label_moved(f"{name}-1", LabelState(state))))
    found = told(db, *moments, (0.5, label("B", 2)))
    assert (found.labels, found.labels_first) == (3, 2)
    assert found.reprints == (("", 1),)


def test_a_rack_is_in_time_if_it_was_gone_by_its_deadline(db: Database) -> None:
    told(db, (3, rack_formed()), (2, RackShipped(rack=RACK, person="bob")))

    def due(hours_ago: float) -> float | None:
        row = {
            "node": "cell-a",
            "rack": RACK,
            "first_permille": 1,
            "late_permille": 1,
            "due_us": NOW_US - round(hours_ago * HOUR_US),
            "done_us": 0,
            "spread_ms": 0,
            "made_us": 0,
            "fact": 1,
        }
        db.write(lambda c: c.execute(tables.forecasts.delete()))
        db.write(lambda c: c.execute(tables.forecasts.insert(), [row]))
        (found,) = db.read(lambda c: cell_figures(c, NOW_US, 8 * HOUR_US))
        return found.in_time

    assert [due(1), due(2.5), due(-1), due(9)] == [1.0, 0.0, None, None]


def test_what_is_too_much_to_count_is_not_told(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "COUNTED_MAX", 1)
    found = told(db, (1, run_opened()), (1, taken(1)), (1, scanned(marriage(1))), (1, label("A")))
    assert (found.picks, found.labels, found.first_labels) == (None, None, None)
