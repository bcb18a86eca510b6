"""Whether a note has ended, in the list and by API: what is missing or rejected leads to where it
is closed.
"""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model.agreement import Part
from central.orders.service.despatch import despatch
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d
from tests.support.central.receiving import advice, line, sent, take


@pytest.fixture
def desk(client: Any) -> Any:
    db = client.central.db
    office.agreement(db)
    for note in ("N1", "N2", "N3"):
        sent(db, note, 100)
    take(db, advice(line("N1", accepted=100)))
    take(db, advice(line("N2", received=100, accepted=90, rejected=10)), message=2)
    return client


def test_the_list_says_which_notes_have_ended_and_what_differs(desk: Any) -> None:
    token = desk.token("planner")
    said = {"Accept-Language": "en"}
    text = desk.get("/office/notes", token=token, headers=said).text
    rows = {note: text.split(f">{note}</a>")[1].split("</tr>")[0] for note in ("N1", "N2", "N3")}
    assert ">ended<" in rows["N1"] and ">ended<" in rows["N2"] and ">departed<" in rows["N3"]
    assert '<a href="/office/cums/A/P#differences">10</a>' in rows["N2"]
    assert "#differences" not in rows["N1"] + rows["N3"]
    german = desk.get("/office/notes?lang=de", token=token).text
    assert "abgeschlossen" in german and "abgefahren" in german
    exported = desk.get("/office/notes.csv?lang=en", token=token).text
    assert "Missing or rejected" in exported


def test_a_program_is_told_what_became_of_each_part(desk: Any) -> None:
    token = desk.token("planner")

    def told(note: str) -> Any:
        return desk.get(f"/api/v1/orders/notes/{note}", token=token).json()

    assert [told(note)["ended"] for note in ("N1", "N2", "N3")] == [True, True, False]
    (account,) = told("N2")["accounts"]
    assert account == {
        "agreement": "A", "part": "P", "point": "",
        "despatched": "100", "received": "90", "missing": "0",
        "rejected": "10", "waiting": "10", "returned": "0", "in_transit": "0",
    }  # fmt: skip
    assert told("N3")["accounts"][0]["in_transit"] == "100"


def test_a_note_all_of_which_came_back_is_in_transit_nowhere(desk: Any) -> None:
    token, said = desk.token("planner"), {"Accept-Language": "en"}
    given = {"part": "P", "on": "2026-05-04", "quantity": "100", "paper": "N3", "why": "refused"}
    assert desk.post("/api/v1/cums/A/returns", token=token, json=given).status_code == 200
    text = desk.get("/office/notes", token=token, headers=said).text
    assert ">came back<" in text.split(">N3</a>")[1].split("</tr>")[0]
    page = desk.get("/office/notes/N3", token=token, headers=said).text
    assert "came back</span>" in page
    told = desk.get("/api/v1/orders/notes/N3", token=token).json()
    assert (told["ended"], told["returned"]) == (True, True)
    (account,) = told["accounts"]
    assert (account["returned"], account["in_transit"]) == ("100", "0")
    (cum,) = desk.get("/api/v1/cums", token=token).json()
    assert cum["in_transit"] == "0"


def test_quantities_of_several_units_are_never_added_up(client: Any) -> None:
    db = client.central.db
    office.agreement(db, "A", Part(part="P"), Part(part="Q", unit="KGM"))
    wanted = [(office.line(db, 10), d(10)), (office.line(db, 5, part="Q"), d("2.5"))]
    despatch(db, note="N1", on=DAY, lines=wanted, by=ANN, now_us=NOON_US)
    sent(db, "N2", 7)
    rows = client.get("/api/v1/orders/notes", token=client.token("planner")).json()
    found = {row["note"]: (row["quantity"], row["by_unit"]) for row in rows}
    assert found == {"N1": (None, "10 PCE, 2.5 KGM"), "N2": ("7", "7 PCE")}
    page = client.get("/office/notes.csv?lang=en", token=client.token("planner")).text
    assert "By unit" in page and '"10 PCE, 2.5 KGM"' in page
