"""Facts in: each once, whatever happens on the way."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.db.database import Database
from central.tracking.intake import high_water
from central.tracking.rules import BatchRefusedError
from central.tracking.service import cells, own_alarms
from tests.support.central.journal import RACK, Journal, divorced, marriage, plain_day, scanned
from tests.support.central.same import (
    INCARNATION,
    empty,
    everything,
    facts_of_two_cells,
    without_ids,
)
from tests.support.central.taking_facts import take
from tests.support.examples import examples
from wire.events import DivorceReason
from wire.sync import FactBatch


def test_same_batch_again_counts_as_duplicates_and_changes_nothing(db: Database) -> None:
    batch = Journal().write(*plain_day()).batch()
    first = take(db, batch)
    before = everything(db)
    again = take(db, batch)
    assert (first.applied, first.duplicates) == (10, 0)
    assert (again.applied, again.duplicates, again.high_water) == (0, 10, 9)
    assert everything(db) == before
    assert cells.counts(db).duplicates_refused == 10


def test_reply_lost_the_node_sends_again_with_more_and_nothing_is_twice(db: Database) -> None:
    journal = Journal().write(*plain_day())
    take(db, journal.batch(0, 5))
    answer = take(db, journal.batch(3))
    assert (answer.applied, answer.duplicates, answer.high_water) == (4, 3, 9)
    assert cells.counts(db).marriages_active == 4


def test_batch_after_a_hole_is_answered_with_the_high_water_and_not_taken(db: Database) -> None:
    journal = Journal().write(*plain_day())
    take(db, journal.batch(0, 1))
    answer = take(db, journal.batch(5))
    assert (answer.applied, answer.high_water, answer.anchor) == (0, 1, journal.hash_at(1))
    assert cells.counts(db).facts == 2


def test_other_content_under_a_known_id_is_a_conflict_kept_and_never_applied(db: Database) -> None:
    journal = Journal().write(*plain_day())
    take(db, journal.batch())
    before = everything(db)
    other = journal.fork(8).write(scanned(marriage(4, serial="EVIL")), scanned(), scanned())
    answer = take(db, other.batch(7))
    assert answer.conflicts == (8, 9, 10)
    assert (answer.applied, answer.duplicates, answer.high_water) == (0, 1, 9)
    after = everything(db)
    assert len(after.pop("tracking_conflicts")) == 3
    assert [row[1] for row in after.pop("tracking_alarms")] == ["fact_conflict"]
    before.pop("tracking_conflicts"), before.pop("tracking_alarms")
    assert after == before


def test_new_facts_on_another_history_are_conflicts(db: Database) -> None:
    journal = Journal().write(*plain_day())
    take(db, journal.batch())
    other = journal.fork(9).write(scanned(), scanned())
    answer = take(db, other.batch(10))
    assert answer.conflicts == (10,)
    assert cells.counts(db).facts == 10


def test_broken_chain_is_refused_whole_with_an_alarm(db: Database) -> None:
    journal = Journal().write(*plain_day())
    entries = list(journal.batch().entries)
    entries[4], entries[5] = entries[5], entries[4]
    batch = FactBatch(
        wire_version=1,
        node="cell-a",
        epoch=0,
        previous_hash=journal.hash_at(-1),
        entries=tuple(entries),
    )
    with pytest.raises(BatchRefusedError) as refused:
        take(db, batch)
    assert refused.value.code == "not_consecutive"
    assert cells.counts(db).facts == 0
    assert [alarm.kind for alarm in own_alarms.list_alarms(db)] == ["chain_broken"]


def test_newer_wire_version_is_refused(db: Database) -> None:
    batch = FactBatch(wire_version=99, node="n", epoch=0, previous_hash="0" * 32, entries=())
    with pytest.raises(BatchRefusedError):
        take(db, batch)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"type":"never_heard_of"}', "fact.invalid"),
        (b'{"type":"scanned"}', "fact.invalid"),
        (b'"text"', "fact.invalid"),
    ],
)
def test_fact_that_cannot_be_read_is_kept_and_refused_and_the_rest_goes_on(
    db: Database, body: bytes, code: str
) -> None:
    journal = Journal().write_bytes(body).write(*plain_day())
    answer = take(db, journal.batch())
    assert [(r.offset, r.code) for r in answer.refused] == [(0, code)]
    assert (answer.applied, answer.high_water) == (10, 10)
    assert bytes(cells.list_facts(db, refused_only=True)[0].body) == body
    assert [(r.offset, r.code) for r in take(db, journal.batch()).refused] == [(0, code)]


def test_divorce_of_what_is_not_married_is_refused(db: Database) -> None:
    answer = take(db, Journal().write(divorced(marriage(1))).batch())
    assert [r.code for r in answer.refused] == ["divorce.unknown"]


def test_divorce_closes_the_marriage_and_the_next_one_counts(db: Database) -> None:
    journal = Journal().write(*plain_day())
    journal.write(divorced(marriage(2)), scanned(marriage(2, serial="NEW")))
    take(db, journal.batch())
    views = cells.list_marriages(db)
    closed = [view for view in views if view.divorced_by is not None]
    assert [(v.serial, v.divorce_reason) for v in closed] == [("S2", DivorceReason.REWORK)]
    assert cells.counts(db).marriages_active == 4
    assert len(cells.list_marriages(db, active_only=True)) == 4


def test_serial_on_two_vehicles_is_an_alarm_also_across_cells(db: Database) -> None:
    take(db, Journal("cell-a").write(*plain_day([1])).batch())
    take(db, Journal("cell-b").write(scanned(marriage(2, serial="S1"))).batch())
    alarms = own_alarms.list_alarms(db)
    assert [(alarm.kind, alarm.subject) for alarm in alarms] == [("serial_twice", "P1/S1")]
    assert "2 vehicles" in alarms[0].text


def test_what_was_scanned_stands_readable_in_exceptions_and_alarms(db: Database) -> None:
    code = "[)>\x1e06\x1dPP1\x1dSS1\x1e\x04"
    twice = msgspec.structs.replace(scanned(), text=code, expected="P1", other_call="C9")
    take(db, Journal("cell-a").write(*plain_day([1]), twice).batch())
    (told,) = cells.list_exceptions(db)
    assert (told.kind, told.text) == (
        "serial_twice",
        "[)>␞06␝PP1␝SS1␞␄ is married to call C9 already",
    )
    hostile = "S\u202e9\x9b"
    take(db, Journal("cell-b").write(scanned(marriage(2, serial=hostile))).batch())
    take(db, Journal("cell-c").write(scanned(marriage(3, serial=hostile))).batch())
    alarms = [alarm.text for alarm in own_alarms.list_alarms(db) if "\\u202e" in alarm.text]
    assert alarms and "serial S\\u202e9\\u009b is active on 2 vehicles" in alarms[0]


def test_serial_divorced_and_married_again_is_no_alarm(db: Database) -> None:
    journal = Journal().write(*plain_day([1, 2]))
    journal.write(divorced(marriage(1)), divorced(marriage(2)), scanned(marriage(2, serial="S1")))
    take(db, journal.batch())
    assert own_alarms.list_alarms(db) == []


def test_rack_claimed_by_two_cells_is_an_alarm(db: Database) -> None:
    take(db, Journal("cell-a").write(*plain_day()).batch())
    take(db, Journal("cell-b").write(*plain_day()).batch())
    assert ("rack_claimed_twice", RACK) in {(a.kind, a.subject) for a in own_alarms.list_alarms(db)}


def test_nul_and_endless_texts_do_not_stop_a_node(db: Database) -> None:
    journal = Journal().write(*plain_day([1]))
    journal.write(scanned(marriage(2, serial="a\x00b")), scanned(marriage(3, serial="x" * 5000)))
    journal.write(scanned())
    answer = take(db, journal.batch())
    assert [(r.offset, r.code) for r in answer.refused] == [(5, "text.too_long")]
    assert {view.serial for view in cells.list_marriages(db)} == {"S1", "a\ufffdb"}
    assert b"a\\u0000b" in bytes(cells.list_facts(db)[4].body)


deliveries = st.lists(
    st.tuples(
        st.sampled_from(["cell-a", "cell-b"]),
        st.integers(0, 25),
        st.integers(0, 25),
    ),
    max_size=12,
)


def deliver(db: Database, steps: list[tuple[str, int, int]]) -> None:
    """Any batches in any order, then each node goes on from the high water until all is held."""
    journals = facts_of_two_cells()
    for node, start, length in steps:
        size = len(journals[node].entries)
        first = min(start, size - 1)
        take(db, journals[node].batch(first, min(first + length, size - 1)))
    for node, journal in journals.items():
        while True:
            water = high_water(db, node, 0, incarnation=INCARNATION).high_water
            if water == len(journal.entries) - 1:
                break
            take(db, journal.batch(water + 1, min(water + 3, len(journal.entries) - 1)))


@given(steps=deliveries)
@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_split_repetition_and_order_of_batches_ends_in_the_same(
    db: Database, steps: list[tuple[str, int, int]]
) -> None:
    if not hasattr(db, "reference"):
        deliver(db, [])
        db.reference = without_ids(everything(db))  # type: ignore[attr-defined]
    empty(db)
    deliver(db, steps)
    assert without_ids(everything(db)) == db.reference  # type: ignore[attr-defined]
    counted = cells.counts(db)
    journals = facts_of_two_cells()
    assert counted.facts_applied == sum(len(j.entries) for j in journals.values())
    assert (counted.refused, counted.conflicts) == (0, 0)
