"""From packed units to a departed truck: what awaits departure is free for nothing else, the cum
rises when the truck leaves, and a void note leaves nothing behind but a dead number.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from central.agreements.model.agreement import Part
from central.agreements.model.keys import CumKey
from central.agreements.model.options import NoteNumbers, Returns
from central.agreements.service import write as agreement_writing
from central.agreements.service.contracts import agreement_of
from central.cums.service.ledger_store import ledger_of
from central.db.database import CheckRefusedError, Database
from central.db.work import Work
from central.despatch.rules.sscc import check_sscc
from central.despatch.rules.units import Level
from central.despatch.service import listings, notes, units
from central.despatch.service.requests import once
from central.orders import tables
from central.orders.rules.note_states import NoteEvent, NoteState, move_note
from central.orders.service.despatch import despatch, undo_despatch
from central.partners.rules.divisions import Division, NumberKind, NumberRange
from central.partners.service.divisions import division_of, save_division
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.despatch import cum, do, draft, line_of, pack, ready, state
from tests.support.central.orders import ANN, DAY, NOON_US, d

HOUR_US = 3_600_000_000


STEPS = {
    "draft": {"change": "draft", "make_ready": "ready", "void": "voided"},
    "ready": {"reopen": "draft", "load": "loaded", "depart": "posted", "void": "voided"},
    "loaded": {"unload": "ready", "depart": "posted", "void": "voided"},
    "posted": {"post_more": "posted", "undo_part": "posted", "undo": "undone"},
    "voided": {},
    "undone": {"post_anew": "posted"},
}


@pytest.mark.parametrize("at", NoteState)
def test_a_note_goes_from_state_to_state_by_these_steps_and_no_other(at: NoteState) -> None:
    found: dict[str, str] = {}
    for event in NoteEvent:
        with contextlib.suppress(RuleRefusedError):
            found[event.value] = move_note("N", at, event).value
    assert found == STEPS[at.value]


def test_c2_17_the_last_digit_of_an_sscc_checks_the_others() -> None:
    check_sscc("340123450000000017")
    for wrong in ("340123450000000011", "34012345000000001", "34012345000000001x"):
        with pytest.raises(RuleRefusedError):
            check_sscc(wrong)


def test_c2_18_a_note_void_before_departure_leaves_all_as_before(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 600)
    despatch(db, note="OLD", on=DAY, lines=[(line, d(500))], by=ANN, now_us=NOON_US)
    ready(db, "N1", lines={line: d(100)})
    assert (cum(db), line_of(db, line)) == (500, ("open", 500, 100))
    with pytest.raises(RuleRefusedError, match="100 await departure"):
        draft(db, "N2", lines={line: d(1)})
    do(db, lambda work: notes.void(work, "N1", "wrong door"))
    assert (cum(db), line_of(db, line), state(db, "N1")) == (500, ("open", 500, 0), "voided")
    with pytest.raises(RuleRefusedError):
        draft(db, "N1", lines={line: d(100)})
    with pytest.raises(RuleRefusedError):
        despatch(db, note="N1", on=DAY, lines=[(line, d(100))], by=ANN, now_us=NOON_US)
    ready(db, "N2", lines={line: d(100)})
    do(db, lambda work: notes.depart_note(work, "N2", NOON_US - HOUR_US))
    assert (cum(db), line_of(db, line)) == (600, ("despatched", 600, 0))
    with pytest.raises(RuleRefusedError):
        do(db, lambda work: notes.void(work, "N2", "too late"))
    undo_despatch(db, note="N2", on=DAY, why="came back", by=ANN, now_us=NOON_US)
    assert (cum(db), state(db, "N2")) == (500, "undone")


@pytest.mark.parametrize("number", ["100000000", "A123", "1234567", "１２３４５６７８"])
def test_c2_08_a_number_that_vda_4913_has_no_place_for_is_refused_before_departure(
    db: Database, number: str
) -> None:
    office.agreement(db, note_numbers=NoteNumbers.EIGHT_DIGITS)
    line = office.line(db, 10)
    with pytest.raises(RuleRefusedError, match="eight digits"):
        draft(db, number, lines={line: d(10)})
    with pytest.raises(RuleRefusedError, match="eight digits"):
        despatch(db, note=number, on=DAY, lines=[(line, d(10))], by=ANN, now_us=NOON_US)
    assert line_of(db, line) == ("open", 0, 0)
    ready(db, "10000000", lines={line: d(10)})


def test_two_notes_leave_with_their_truck_and_the_cum_rises_then(db: Database) -> None:
    office.agreement(db)
    line, other = office.line(db, 40), office.line(db, 20)
    ready(db, "N1", lines={line: d(40)})
    ready(db, "N2", lines={other: d(20)})
    load = do(db, lambda work: notes.open_load(work, notes.NewLoad(truck="B-LS 1")))
    for note in ("N1", "N2"):
        do(db, lambda work, note=note: notes.put_on_load(work, note, load))
    with pytest.raises(RuleRefusedError, match="leaves with it"):
        do(db, lambda work: notes.depart_note(work, "N1", NOON_US))
    assert cum(db) == 0
    with pytest.raises(RuleRefusedError, match="has not come"):
        do(db, lambda work: notes.depart_load(work, load, NOON_US + 1))
    at = NOON_US - HOUR_US
    assert len(do(db, lambda work: notes.depart_load(work, load, at))) == 2
    assert cum(db) == 60 and (state(db, "N1"), state(db, "N2")) == ("posted", "posted")
    assert do(db, lambda work: notes.depart_load(work, load, at))[0].code == "load.again"
    with pytest.raises(RuleRefusedError):
        do(db, lambda work: notes.depart_load(work, load, at - 1))
    left = db.read(lambda c: ledger_of(c, CumKey("A", "P"), Returns.KEEP_CUM)).notes()
    assert [(it.note, it.on, it.happened_us) for it in left] == [
        ("N1", DAY, at),
        ("N2", DAY, at),
    ]
    undo_despatch(db, note="N1", on=DAY, why="refused", by=ANN, now_us=NOON_US)
    assert [row["notes"] for row in db.read(listings.load_rows).rows] == [["N1", "N2"]], "it was"
    despatch(db, note="N1", on=DAY, lines=[(line, d(40))], by=ANN, now_us=NOON_US)
    assert [row["notes"] for row in db.read(listings.load_rows).rows] == [["N2"]]


def test_a_note_that_cannot_leave_keeps_its_truck_here(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 40)
    ready(db, "N1", lines={line: d(40)})
    load = do(db, lambda work: notes.open_load(work, notes.NewLoad(truck="B-LS 1")))
    with pytest.raises(RuleRefusedError, match="nothing is on load"):
        do(db, lambda work: notes.depart_load(work, load, NOON_US))
    do(db, lambda work: notes.put_on_load(work, "N1", load))
    long_ago = NOON_US - 400 * 24 * HOUR_US
    with pytest.raises(RuleRefusedError):
        do(db, lambda work: notes.depart_load(work, load, long_ago))
    assert (cum(db), state(db, "N1"), line_of(db, line)) == (0, "loaded", ("open", 0, 40))
    do(db, lambda work: notes.take_off_load(work, "N1"))
    assert state(db, "N1") == "ready"
    do(db, lambda work: notes.put_on_load(work, "N1", load))
    do(db, lambda work: notes.void(work, "N1", "truck is full"))
    assert db.read(listings.load_rows).rows[0]["notes"] == []


def test_units_are_a_tree_and_what_is_in_them_is_free_for_nothing_else(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    pack(db, "P1", lines={line: d(20)})
    pack(db, "P2", lines={line: d(20)})
    pack(db, "R1", level=Level.RACK, inside=["P1", "P2"])
    pack(db, "L1", level=Level.PALLET, inside=["R1"], lines={line: d(10)})
    assert line_of(db, line) == ("open", 0, 50)
    with pytest.raises(RuleRefusedError):
        pack(db, "P1", lines={line: d(1)})  # a plate is given once
    with pytest.raises(RuleRefusedError):
        pack(db, "P9", level=Level.PACK, inside=["L1"])  # a pallet stands in no pack
    with pytest.raises(RuleRefusedError):
        draft(db, "N1", units=["R1"])  # it stands on a pallet
    draft(db, "N1", units=["L1"], lines={line: d(5)})
    assert line_of(db, line) == ("open", 0, 55)
    found = db.read(lambda c: listings.units_on(c, "N1")).rows
    assert [(it["unit"], it["parent"]) for it in found] == [
        ("L1", ""),
        ("R1", "L1"),
        ("P1", "R1"),
        ("P2", "R1"),
    ]
    do(db, lambda work: notes.void(work, "N1", "other truck", keep_units=True))
    assert line_of(db, line) == ("open", 0, 50)
    ready(db, "N2", units=["L1"])
    do(db, lambda work: notes.depart_note(work, "N2", NOON_US))
    assert (cum(db), line_of(db, line)) == (50, ("open", 50, 0))
    with pytest.raises(RuleRefusedError):
        do(db, lambda work: units.unpack(work, "L1"))


def test_a_void_note_and_an_unpacked_unit_give_back_all_and_their_plates_are_dead(
    db: Database,
) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    pack(db, "P1", lines={line: d(20)})
    do(db, lambda work: units.unpack(work, "P1"))
    assert line_of(db, line) == ("open", 0, 0)
    pack(db, "P2", lines={line: d(30)})
    draft(db, "N1", units=["P2"])
    do(db, lambda work: notes.void(work, "N1", "wrong"))
    assert line_of(db, line) == ("open", 0, 0)
    for plate in ("P1", "P2"):
        with pytest.raises(RuleRefusedError, match="given once"):
            pack(db, plate, lines={line: d(1)})


def house(db: Database, *ranges: NumberRange, division: str = "D") -> None:
    """Our only one, with these ranges."""
    stored = db.read(lambda c: division_of(c, division))
    wanted = Division(division=division, ranges=ranges, version=stored.version if stored else 0)
    do(db, partial(save_division, division=wanted))


def test_numbers_come_from_the_customers_range_and_an_exhausted_one_says_so(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    one = {line: d(1)}
    with pytest.raises(RuleRefusedError, match="no division is named"):
        draft(db, "", lines=one)
    of_all = NumberRange(kind=NumberKind.DESPATCH_NOTE, first=1, last=9, width=8)
    own = NumberRange(kind=NumberKind.DESPATCH_NOTE, customer="C", prefix="4", last=3, width=7)
    house(db, of_all, own)
    draft(db, "40000002", lines=one)  # given by hand
    assert [draft(db, "", lines=one) for _ in range(2)] == ["40000001", "40000003"]
    with pytest.raises(RuleRefusedError, match="ended with 40000003"):
        draft(db, "", lines=one)
    assert line_of(db, line) == ("open", 0, 3)
    house(db, of_all, replace(own, last=4))
    assert draft(db, "", lines=one) == "40000004"
    second = replace(own, prefix="5", active=False)
    house(db, of_all, replace(own, last=4, active=False), replace(second, active=True))
    assert draft(db, "", lines=one) == "50000001", "an ended range has a way on"


def test_without_a_range_of_the_customer_the_division_numbers_notes_and_loads(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    house(
        db,
        NumberRange(kind=NumberKind.DESPATCH_NOTE, prefix="4", width=7),
        NumberRange(kind=NumberKind.LOAD, prefix="L-"),
    )
    draft(db, "40000002", lines={line: d(1)})  # given by hand
    assert [draft(db, "", lines={line: d(1)}) for _ in range(2)] == ["40000001", "40000003"]
    do(db, lambda work: notes.open_load(work, notes.NewLoad(truck="B-LS 1")))
    do(db, lambda work: notes.open_load(work, notes.NewLoad(truck="B-LS 2", division="D")))
    for act in (
        lambda work: notes.open_load(work, notes.NewLoad(truck="B-LS 3", division="NOPE")),
        lambda work: notes.draft(
            work, notes.Draft(note="N9", on=DAY, division="NOPE", lines={line: d(1)})
        ),
    ):
        with pytest.raises(RuleRefusedError, match="there is no division NOPE"):
            do(db, act)
    assert [row["number"] for row in db.read(listings.load_rows).rows] == ["L-2", "L-1"]


def test_among_several_divisions_the_contracts_own_numbers_its_notes(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    for name, prefix in (("D", "4"), ("E", "5")):
        notes_of = NumberRange(kind=NumberKind.DESPATCH_NOTE, prefix=prefix, width=7)
        house(db, notes_of, division=name)
    with pytest.raises(RuleRefusedError, match="no division is named"):
        draft(db, "", lines={line: d(1)})

    def of_e(work: Work) -> None:
        found = agreement_of(work.connection, "A")
        assert found is not None
        agreement_writing.save(work, replace(found, division="E"))

    do(db, of_e)
    assert draft(db, "", lines={line: d(1)}) == "50000001"
    plates = NumberRange(kind=NumberKind.UNIT, prefix="U")
    house(db, notes_of, plates, division="E")
    assert pack(db, "", lines={line: d(1)}) == "U1"


def test_a_fraction_of_a_piece_is_not_packed(db: Database) -> None:
    office.agreement(db, "A", Part(part="P", unit="PCE"))
    line = office.line(db, 100)
    with pytest.raises(RuleRefusedError) as refused:
        pack(db, "U1", lines={line: d("0.5")})
    assert [it.code for it in refused.value.reasons] == ["unit.fraction"]
    assert line_of(db, line) == ("open", 0, 0)


def test_an_sscc_is_drawn_with_its_check_digit(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    wrong = NumberRange(kind=NumberKind.SSCC, prefix="34012345", last=9, width=8)
    with pytest.raises(RuleRefusedError, match="17 digits"):
        house(db, wrong)
    house(db, replace(wrong, width=9))
    assert pack(db, "", sscc=True, lines={line: d(1)}) == "340123450000000017"
    with pytest.raises(RuleRefusedError, match="7 checks the others"):
        pack(db, "340123450000000011", sscc=True, lines={line: d(1)})


def test_never_more_than_the_open_quantity_in_any_number_of_processes(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    found: list[str] = []

    def one(number: int) -> None:
        try:
            found.append(draft(db, f"N{number}", lines={line: d(60)}))
        except RuleRefusedError:
            found.append("")

    both = [threading.Thread(target=one, args=(number,)) for number in (1, 2, 3)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(found)[:2] == ["", ""] and line_of(db, line) == ("open", 0, 60)
    with pytest.raises(CheckRefusedError, match="ck_orders_lines_free"):
        db.write(lambda c: c.execute(sa.update(tables.lines).values(awaiting=d(101))))


def test_the_same_key_is_answered_again_and_two_at_once_are_one(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    found: list[tuple[str, bool]] = []

    def one(quantity: int = 10) -> None:
        wanted = notes.Draft(note="N1", on=DAY, lines={line: d(quantity)})
        done = do(db, lambda w: once(w, "note", "k1", wanted, lambda: notes.draft(w, wanted)))
        found.append((done.answer, done.repeated))

    both = [threading.Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(found) == [("N1", False), ("N1", True)]
    with pytest.raises(RuleRefusedError, match="something else"):
        one(11)
    assert line_of(db, line) == ("open", 0, 10)


def test_a_note_of_many_lines_sends_no_statement_for_each(db: Database) -> None:
    office.agreement(db)
    lines = [office.line(db, 1) for _ in range(12)]
    sent: list[str] = []

    def count(*said: Any) -> None:
        sent.append(said[2])

    def statements(note: str, some: list[int]) -> int:
        sent.clear()
        ready(db, note, lines={line: d(1) for line in some})
        do(db, lambda work: notes.depart_note(work, note, NOON_US))
        return len(sent)

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    try:
        first = statements("N0", lines[:2])
        assert statements("N1", lines[2:4]) == statements("N2", lines[4:]) <= first
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", count)
