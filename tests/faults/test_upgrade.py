"""Journals of every schema that was released open and go on. ``journals/schema-N.sql`` is the dump
of a cell of that time, killed in the middle of a tour with a full outbox and labels in the queue.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edge.journal.migrations import names
from tests.support.faults.little_plant import expected_parts
from tests.support.faults.little_plant import telegram as make_telegram
from tests.support.faults.rig import Rig
from tests.support.waiting import soon

JOURNALS = sorted((Path(__file__).parent / "journals").glob("schema-*.sql"))


def test_there_is_a_journal_of_every_schema() -> None:
    assert [path.stem for path in JOURNALS] == [f"schema-{n}" for n, _ in enumerate(names(), 1)]


@pytest.mark.parametrize("dump", JOURNALS, ids=lambda path: path.stem)
def test_an_old_journal_opens_and_goes_on(dump: Path, make_rig: Callable[..., Rig]) -> None:
    rig = make_rig()
    rig.data.mkdir()
    path = rig.data / "journal.sqlite3"
    with closing(sqlite3.connect(path)) as old, old:
        old.executescript(dump.read_text("utf-8"))
        bodies = [row[0] for row in old.execute("SELECT fact FROM facts")]
        picked = sum(b'"marriage"' in body for body in bodies)
    for number in range(1, 5):
        rig.place(make_telegram(number))
        rig.announced[f"C{number:06d}"] = expected_parts(number)
    rig.serials = 1000
    rig.start()
    assert rig.picked() == picked == 3
    rig.pick(5)
    rig.send(5)
    soon(lambda: rig.feed()["vehicles"] == 5)
    soon(lambda: {row["state"] for row in rig.get("/labels")} == {"confirmed"})
    evidence = rig.check()
    assert len(evidence.rows) > len(bodies)
    assert len(evidence.book.active()) == picked + 5
