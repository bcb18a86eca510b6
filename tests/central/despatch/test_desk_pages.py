"""A shipper's day with the pages alone: packing, notes, loads, departure, and what came back. A
form sent twice is done once, a refused one comes back as typed, the second of two is told.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from central.agreements.model.agreement import Part
from central.partners.rules.divisions import Division, NumberKind, NumberRange
from central.partners.service.divisions import save_division
from tests.support.central import orders as office
from tests.support.central.despatch import cum, do, line_of, state

TODAY = datetime.now(UTC).date()
LEFT = f"{datetime.now(UTC) - timedelta(minutes=5):%Y-%m-%dT%H:%M}"


class Shipper:
    """Who works at the pages; ``line`` is an order line of 100, ``late`` one of 40 of yesterday."""

    def __init__(self, client: Any) -> None:
        self.client, self.db = client, client.central.db
        office.agreement(self.db, "A", Part(part="P", unit="KGM"))
        ranges = (
            NumberRange(kind=NumberKind.DESPATCH_NOTE, prefix="4", width=7),
            NumberRange(kind=NumberKind.UNIT, prefix="U"),
            NumberRange(kind=NumberKind.SSCC, prefix="34012345", last=9, width=9),
        )
        do(self.db, lambda work: save_division(work, Division(division="D", ranges=ranges)))
        self.line = office.line(self.db, 100, on=TODAY)
        self.late = office.line(self.db, 40, on=TODAY - timedelta(days=1))
        self.token = client.token("shipping")

    def look(self, address: str, **more: Any) -> str:
        answer = self.client.get(address, **{"token": self.token, **more})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def send(self, address: str, **form: str) -> Any:
        return self.client.post(address, data=form, token=self.token)

    def did(self, address: str, **form: str) -> str:
        """Where it leads."""
        answer = self.send(address, **form)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def note(self, key: str = "n1", **form: str) -> str:
        given = {"customer": "C", "on": f"{TODAY}", "key": key, **form}
        return self.did("/office/despatch/new-note", **given).rpartition("/")[2]

    def step(self, note: str, action: str, **form: str) -> Any:
        form.setdefault("key", f"{note} {action}")
        return self.send(f"/office/despatch/steps/{note}", action=action, **form)

    def ready(self, key: str = "n1", **form: str) -> str:
        note = self.note(key, **form)
        assert self.step(note, "make_ready").status_code == 303
        return note

    def load(self, key: str = "l1") -> str:
        return self.did("/office/loads/new", key=key, truck="B-LS 1")


@pytest.fixture
def shipper(lite: Any) -> Shipper:
    return Shipper(lite)


def field(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', page)
    assert found is not None, name
    return found.group()


def test_from_open_lines_to_a_departed_load_by_pages_alone(shipper: Shipper) -> None:
    home = shipper.look("/office/despatch-desk")
    assert "new-note?customer=C" in home and "late" in home
    unit = {"customer": "C", "key": "u", f"q{shipper.line}": "20", "packaging": "KLT 6429"}
    for _ in range(2):  # a double click
        shipper.did("/office/despatch/new-unit", **unit)
    assert line_of(shipper.db, shipper.line) == ("open", 0, 20)
    shipper.did("/office/despatch/new-unit", customer="C", key="v", level="pallet", plate="sscc",
                **{"u.U1": "1"})  # fmt: skip
    form = shipper.look("/office/despatch/new-note?customer=C")
    assert 'value="80"' in field(form, f"q{shipper.line}"), "open less what awaits departure"
    assert 'value="40"' in field(form, f"q{shipper.late}")
    assert "340123450000000017" in form and 'name="u.U1"' not in form, "it stands in the pallet"
    sent = {f"q{shipper.line}": "30", "u.340123450000000017": "1"}
    note = shipper.note(**sent)
    assert shipper.note(**sent) == note == "40000001"
    assert line_of(shipper.db, shipper.line) == ("open", 0, 50)
    assert shipper.step(note, "make_ready").status_code == 303
    load = shipper.load()
    assert shipper.load() == load
    shipper.did(load, action="add", key="a", **{f"n.{note}": "1"})
    on = shipper.look(load)
    assert note in on and "B-LS 1" in on and state(shipper.db, note) == "loaded"
    leave = {"action": "depart", "at": LEFT, "truck": "B-LS 2", "carrier": "Karl", "key": "d"}
    for _ in range(2):
        shipper.did(load, **leave)
    assert (state(shipper.db, note), cum(shipper.db)) == ("posted", 50)
    gone = shipper.look(load)
    assert "B-LS 2" in gone and "Karl" in gone and 'value="depart"' not in gone


def test_a_refused_form_keeps_what_was_typed_and_says_why_beside_it(shipper: Shipper) -> None:
    asked = {"customer": "C", "on": f"{TODAY}", "key": "n", "note": "N 7"}
    answer = shipper.send(
        "/office/despatch/new-note", **asked, **{f"q{shipper.line}": "101", f"q{shipper.late}": "4"}
    )
    assert answer.status_code == 409 and 'role="alert"' in answer.text
    assert 'value="N 7"' in field(answer.text, "note")
    assert 'value="101"' in field(answer.text, f"q{shipper.line}")
    assert 'value="4"' in field(answer.text, f"q{shipper.late}")
    at = answer.text.index(f'name="q{shipper.line}"')
    assert "fault-text" in answer.text[at : at + 300]
    answer = shipper.send("/office/despatch/new-note", **asked, **{f"q{shipper.line}": "1O"})
    assert answer.status_code == 422 and 'value="1O"' in answer.text
    assert line_of(shipper.db, shipper.line) == ("open", 0, 0)
    note = shipper.ready(**{f"q{shipper.line}": "1"})
    later = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M}"
    answer = shipper.step(note, "depart", at=later)
    assert answer.status_code == 409 and f'value="{later}"' in field(answer.text, "at")
    answer = shipper.step(note, "void", why=" ")
    assert answer.status_code == 422 and "Say why." in answer.text
    taken = {"customer": "C", "key": "x", "unit": "341", "plate": "sscc", f"q{shipper.line}": "1"}
    answer = shipper.send("/office/despatch/new-unit", **taken)
    assert answer.status_code == 409 and "18 digits" in answer.text


def test_a_draft_is_changed_and_the_second_of_two_people_is_told(shipper: Shipper) -> None:
    shipper.did("/office/despatch/new-unit", customer="C", key="u", **{f"q{shipper.late}": "10"})
    note = shipper.note(**{f"q{shipper.line}": "30", "u.U1": "1"})
    address = f"/office/despatch/change/{note}"
    form = shipper.look(address)
    assert 'value="30"' in field(form, f"q{shipper.line}") and "checked" in field(form, "u.U1")
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version is not None
    mine = {"on": f"{TODAY}", "version": version[1], "customer": "C"}
    shipper.did(address, **mine, key="c1", **{f"q{shipper.line}": "45", f"q{shipper.late}": "5"})
    assert line_of(shipper.db, shipper.line) == ("open", 0, 45)
    assert line_of(shipper.db, shipper.late) == ("open", 0, 15), "the unit stays packed"
    late = shipper.send(address, **mine, key="c2", **{f"q{shipper.line}": "1"})
    assert late.status_code == 409 and "changed meanwhile" in late.text
    assert line_of(shipper.db, shipper.line) == ("open", 0, 45)
    assert shipper.step(note, "make_ready", version=version[1]).status_code == 409
    assert shipper.step(note, "make_ready", key="k").status_code == 303
    assert shipper.send(address, **mine, key="c3", **{f"q{shipper.line}": "1"}).status_code == 409
    assert shipper.step(note, "void", why="wrong door").status_code == 303
    assert shipper.step(note, "void", why="wrong door").status_code == 303, "once, answered again"
    assert line_of(shipper.db, shipper.line) == ("open", 0, 0)


def test_who_sends_a_load_off_hears_that_somebody_changed_it(shipper: Shipper) -> None:
    first, second = (shipper.ready(k, **{f"q{shipper.line}": "5"}) for k in ("n1", "n2"))
    load = shipper.load()
    shipper.did(load, action="add", key="a1", **{f"n.{first}": "1"})
    seen = re.search(r'name="version" value="(\d+)"', shipper.look(load))
    assert seen is not None
    shipper.did(load, action="add", key="a2", **{f"n.{second}": "1"})
    leave = {"action": "depart", "at": LEFT, "truck": "T", "version": seen[1]}
    answer = shipper.send(load, **leave, key="d1")
    assert answer.status_code == 409 and "changed meanwhile" in answer.text
    assert second in answer.text and cum(shipper.db) == 0
    shipper.did(load, action="off", note=second, key="o")
    answer = shipper.send(load, action="cancel", why="broken", key="c")
    assert answer.status_code == 409 and "take them off first" in answer.text
    shipper.did(load, action="off", note=first, key="p")
    page = shipper.look(load)
    assert "nothing is on load" in page and "disabled" in page, "the reason stands at the button"
    shipper.did(load, action="cancel", why="broken", key="c")
    assert "broken" in shipper.look(load)


def test_what_came_back_is_undone_in_part_and_then_whole(shipper: Shipper) -> None:
    note = shipper.ready(**{f"q{shipper.line}": "30", f"q{shipper.late}": "10"})
    assert shipper.step(note, "depart", at=LEFT).status_code == 303
    back = {"line": f"{shipper.line}", "agreement": "A", "part": "P", "on": f"{TODAY}"}
    address = f"/office/despatch/undone-parts/{note}"
    for _ in range(2):
        shipper.did(address, **back, quantity="12", why="broken", key="b")
    assert cum(shipper.db) == 28 and line_of(shipper.db, shipper.line) == ("open", 18, 0)
    answer = shipper.send(address, **back, quantity="19", why="all", key="c")
    assert answer.status_code == 409 and 'value="19"' in field(answer.text, "quantity")
    assert "broken" in shipper.look(f"/office/notes/{note}")
    shipper.did(f"/office/notes/{note}", on=f"{TODAY}", why="refused", key="w")
    assert (cum(shipper.db), state(shipper.db, note)) == (0, "undone")


def test_late_notes_come_first_and_say_until_when(shipper: Shipper) -> None:
    later = shipper.note("n1", **{f"q{shipper.line}": "1"})
    late = shipper.note("n2", **{f"q{shipper.late}": "1"})
    home = shipper.look("/office/despatch-desk")
    assert home.index(f">{late}<") < home.index(f">{later}<")
    yesterday = f"{TODAY - timedelta(days=1)}"
    assert yesterday in home[home.index('id="notes"') : home.index(f">{late}<")]


@pytest.mark.parametrize("role", ["planner", "viewer"])
def test_who_may_not_post_sees_no_form_and_sends_none(shipper: Shipper, role: str) -> None:
    note, load = shipper.note(**{f"q{shipper.line}": "1"}), shipper.load()
    other = shipper.client.token(role)
    if role == "planner":
        for address in ("/office/despatch-desk", f"/office/notes/{note}", load):
            page = shipper.look(address, token=other)
            assert 'method="post" action="/office' not in page and "Only shipping" in page
    for address in ("/office/despatch/new-note", "/office/despatch/new-unit", "/office/loads/new"):
        assert shipper.client.get(address, token=other).status_code == 403
    shipper.token = other
    assert shipper.step(note, "make_ready").status_code == 403
    assert state(shipper.db, note) == "draft"


@pytest.mark.parametrize(("language", "word"), [("en", "Must leave"), ("de", "Muss weg")])
def test_the_pages_speak_the_readers_language(shipper: Shipper, language: str, word: str) -> None:
    said = {"Accept-Language": language}
    assert word in shipper.look("/office/despatch-desk", headers=said)
    late = shipper.send("/office/despatch/new-note?lang=" + language, customer="C", on="x", key="k")
    assert ("Choose a day." if language == "en" else "Wählen Sie einen Tag.") in late.text
