"""The papers that go with the goods say who sends what to whom, in which units, in the customer's
language; one that must not leave says so.
"""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model.keys import CumKey
from central.cums.rules.movements import Returned
from central.cums.service.corrections import take_return
from central.db.database import Actor, Database
from central.despatch.papers import load_as_paper, note_as_paper
from central.despatch.rules.units import Level
from central.despatch.service import notes
from central.despatch.service.papers import load_paper, note_paper
from central.orders.rules.note_states import NoteEvent
from central.orders.service.despatch import Part as Undone
from central.orders.service.despatch import undo_some
from central.partners.rules.customers import Currency, Customer, Plant, UnloadingPoint
from central.partners.rules.divisions import Division
from central.partners.rules.parties import Address, Identity
from central.partners.service import divisions, write
from central.web.catalogue import words
from central.web.paper import Paper
from tests.support.central import orders as office
from tests.support.central.despatch import do, draft, load, pack, step
from tests.support.central.orders import DAY, NOON_US, d

HOUSE = Division(
    division="D",
    name="Lineside Interior GmbH",
    identity=Identity(
        address=Address(lines=("Am Werk 7",), postcode="26723", city="Emden", country="DE"),
        tax_number="DE129273398",
    ),
)


def known(db: Database, language: str = "de") -> int:
    """Our house, a customer with a plant and a gate, and an order line of 100."""
    do(db, lambda work: divisions.save_division(work, HOUSE))
    at = Identity(address=Address(lines=("Niedersachsenstr. 1",), postcode="26723", city="Emden"))
    gate = UnloadingPoint(point="T12", name="gate 12")
    plant = Plant(plant="EMD", name="Emden", identity=at, points=(gate,))
    customer = Customer(customer="C", name="Northworks AG", language=language, plants=(plant,))

    def named(work: Any) -> None:
        write.save_currency(work.connection, Currency(currency="EUR"))
        write.save_customer(work, customer)

    do(db, named)
    office.agreement(db, plant="EMD")
    return office.line(db, 100, point="T12")


def said(paper: Paper) -> str:
    parts = [paper.title, paper.warning, *paper.closing]
    for block in paper.blocks:
        parts += [block.head, *block.lines]
    for rows in paper.tables:
        parts += [" | ".join(row) for row in rows.rows]
    return "\n".join(parts)


def of_note(db: Database, note: str, language: str) -> str:
    return said(note_as_paper(db.read(lambda c: note_paper(c, note)), words(language)))


def test_a_note_says_who_whom_what_and_in_which_units(db: Database) -> None:
    line = known(db)
    pack(db, "P1", lines={line: d(20)}, packaging="KLT 6428", gross_g=12_500)
    pack(db, "R1", level=Level.RACK, inside=["P1"], gross_g=80_000)
    draft(db, "N1", units=["R1"], lines={line: d("5")})
    text = of_note(db, "N1", "en")
    for wanted in (
        "Despatch note N1", "Draft: this is no despatch note yet",
        "Lineside Interior GmbH", "Am Werk 7", "26723 Emden DE", "DE129273398",
        "Northworks AG (C)", "Emden (C / EMD)", "Niedersachsenstr. 1", "T12 gate 12",
        "1 | P |  |  | 25 | PCE | P1, 5 loose", "R1 | rack |  |  | 80 kg",
        "P1 | pack | KLT 6428 | R1 | 12.5 kg",
        "Outermost units: 1.",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert "Gross weight of all" not in text  # 5 are loose, and nobody weighed them
    german = of_note(db, "N1", "de")
    assert "Lieferschein N1" in german and "12,5 kg" in german and "Abfahrt am 04.05.2026" in german


def test_the_weight_of_all_is_said_when_every_outermost_unit_was_weighed(db: Database) -> None:
    line = known(db)
    pack(db, "P1", lines={line: d(20)}, gross_g=12_500)
    pack(db, "P2", lines={line: d(10)})
    draft(db, "N1", units=["P1"])
    draft(db, "N2", units=["P2"])
    assert "Gross weight of all units: 12.5 kg." in of_note(db, "N1", "en")
    assert "Gross weight" not in of_note(db, "N2", "en")


def test_only_what_may_leave_is_printed_without_a_warning(db: Database) -> None:
    line = known(db)
    draft(db, "N1", lines={line: d(1)})
    step(db, "N1", NoteEvent.MAKE_READY)
    paper = note_as_paper(db.read(lambda c: note_paper(c, "N1")), words("en"))
    assert paper.warning == ""
    do(db, lambda work: notes.void(work, "N1", "wrong door"))
    assert "Void: this number is dead" in of_note(db, "N1", "en")


def test_a_load_list_says_what_is_on_the_truck_and_for_whom(db: Database) -> None:
    line = known(db)
    for note in ("N1", "N2"):
        draft(db, note, lines={line: d(10)})
        step(db, note, NoteEvent.MAKE_READY)
    number = load(db, "N1", "N2", truck="R-HE 1204")
    text = said(load_as_paper(db.read(lambda c: load_paper(c, number)), words("en")))
    for wanted in (
        f"Load list {number}", "Truck R-HE 1204", "N1 | C / EMD / T12 | P 10 PCE | loose",
        "N2 | C / EMD / T12", "Despatch notes: 2.", "Lineside Interior GmbH",
    ):  # fmt: skip
        assert wanted in text, wanted
    do(db, lambda work: notes.take_off_load(work, "N2"))
    assert "N2" not in said(load_as_paper(db.read(lambda c: load_paper(c, number)), words("en")))


@pytest.mark.parametrize("language", ["en", "de"])
def test_both_papers_are_pdf_for_who_may_read(client: Any, language: str) -> None:
    db = client.central.db
    line = known(db)
    draft(db, "N/1", lines={line: d(1)})
    number = load(db)
    reader = client.token("planner")
    for path in ("/office/despatch/N%2F1/print", f"/office/loads/{number}/print"):
        answer = client.get(f"{path}?lang={language}", token=reader)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert client.get(path).status_code == 401
    for path in ("/office/despatch/N9/print", "/office/loads/99/print"):
        assert client.get(path, token=reader).status_code == 404


def test_a_note_that_is_printed_again_tells_what_is_no_longer_on_it(db: Database) -> None:
    """Of 25, 5 are taken off and 8 come back: the third copy."""
    line = known(db)
    draft(db, "N1", lines={line: d(25)})
    step(db, "N1", NoteEvent.MAKE_READY)
    do(db, lambda work: notes.depart_note(work, "N1", NOON_US))
    assert "Copy" not in of_note(db, "N1", "en") and "No longer" not in of_note(db, "N1", "en")
    off = Undone(note="N1", key="k", line=line, quantity=d(5), on=DAY)
    do(db, lambda work: undo_some(work, off))
    back = Returned(on=DAY, quantity=d(8), paper="N1")
    take_return(
        db, CumKey("A", "P"), back, by=Actor(who="ann", why="scratched"), now_us=NOON_US + 5
    )
    text = of_note(db, "N1", "en")
    for wanted in (
        "Copy 3: some of it is no longer on it",
        "1 | P |  |  | 20 | PCE",
        "2026-05-04 | P | 5 | PCE | taken off the note",
        "2026-05-04 | P | 8 | PCE | came back | scratched",
    ):
        assert wanted in text, (wanted, text)
    back = Returned(on=DAY, quantity=d(12), paper="N1")
    take_return(db, CumKey("A", "P"), back, by=Actor(who="ann", why="refused"), now_us=NOON_US + 6)
    assert "Ausfertigung 4: alles kam zurück" in of_note(db, "N1", "de")
