"""The pages of masters: a row is changed by a form, its vehicles are seen, a second person
releases it, and an earlier version comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from central.access import people
from central.access.badges import floor_key
from central.access.rules import TokenRole
from central.broadcast.service.gateway import Gateway
from central.cells import service as cells
from central.cells.rules import Site
from central.config import Config
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.masters import service
from central.masters.rules import files
from tests.support.central.client import Client
from tests.support.paths import MASTERS
from wire.codec import decode_masters, encode
from wire.ids import FeedId
from wire.masters import FeedRules
from wire.telegram import Status, Telegram

PASSWORD = "xW7-plum-Orbit-44"


class Browser:
    """Keeps the cookie, and sends forms from a page of ours."""

    def __init__(self, client: Client, person: str) -> None:
        self._client = client
        self.cookie = ""
        answer = self.post("/web/sign-in", person=person, password=PASSWORD)
        self.cookie = answer.headers["set-cookie"].split(";")[0]

    def get(self, path: str) -> Any:
        return self._client.get(path, headers={"Accept": "text/html", "Cookie": self.cookie})

    def post(self, path: str, **form: Any) -> Any:
        headers = {"Accept": "text/html", "Cookie": self.cookie, "Origin": "http://central"}
        return self._client.post(path, data=form, headers=headers)


@pytest.fixture(scope="module")
def staffed(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two administrators and a team lead."""
    path = tmp_path_factory.mktemp("masters") / "central.db"
    path.write_bytes(migrated_file.read_bytes())
    db = Database(make_url(f"sqlite:///{path}"))
    roles = {"ann": TokenRole.ADMINISTRATOR, "bob": TokenRole.ADMINISTRATOR}
    for who, role in (roles | {"tim": TokenRole.TEAM_LEAD}).items():
        people.create(
            db,
            people.NewPerson(
                person=who, name=who.title(), roles=[role], language="en", password=PASSWORD
            ),
            by=Actor(who="set-up"),
            now_us=now_us(),
        )
    db.close()
    return path


@pytest.fixture
def client(tmp_path: Path, staffed: Path, make_config: Callable[..., Config]) -> Iterator[Client]:
    """The example in force, and four vehicles of today."""
    copy = tmp_path / "central.db"
    copy.write_bytes(staffed.read_bytes())
    opened = Client(make_config(f"sqlite:///{copy}"))
    site = Site(
        feeds={FeedId("L1"): FeedRules(feed="L1")}, badge_key=floor_key(opened.central.guard.key)
    )
    masters = files.masters_of("cell-a.toml", MASTERS.read_bytes())
    by = Actor(who="set-up", why="bring-up")
    opened.central.db.write(
        lambda c: service.begin_or_propose(c, masters, site, by=by, now_us=now_us()), by=by
    )
    for number, options in enumerate(({"LEA": "1"}, {"LEA": "1", "HEATED": "1"}, {}, {}), 1):
        opened.central.house.find(Gateway).take("L1", encode(vehicle(number, options)))
    yield opened
    opened.close()


def vehicle(number: int, options: dict[str, str]) -> Telegram:
    return Telegram(
        feed="L1",
        call_number=f"C{number}",
        status=Status.FINAL,
        sequence_number=f"{number:04d}",
        vin=f"WVWZZZ1KZ6W{number:06d}",
        colour="black",
        options=options,
    )


def texts(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def row(browser: Browser, place: int, revision: int = 0, **form: str) -> Any:
    fields = {"family": "seat-l", "rule": "LEA", "part": "S-LEA-01", "quantity": "1", **form}
    return browser.post("/masters/cell-a/rows/rules", row=place, revision=revision, **fields)


def newest(client: Client) -> cells.StoredMasters:
    found = cells.masters_of(client.central.db, "cell-a")
    assert found is not None
    return found


def test_a_rule_is_changed_tried_and_released_by_a_second_person(client: Client) -> None:
    ann, bob = Browser(client, "ann"), Browser(client, "bob")
    assert "LEA and not HEATED" in ann.get("/masters/cell-a").text
    assert 'name="rule"' in ann.get("/masters/cell-a?section=rules&row=0").text
    assert row(ann, 0).status_code == 303
    page = texts(ann.get("/masters/cell-a/proposal"))
    assert "1 of 4 vehicles of" in page and "L1 0002" in page
    assert "waits for a person" in page and "S-LEA-02 → S-LEA-01, S-LEA-02" in page
    assert row(ann, 1, 1, remove="1").status_code == 303
    page = texts(ann.get("/masters/cell-a/proposal"))
    assert "another part" in page and "S-LEA-02 → S-LEA-01" in page
    seen = {"revision": 2, "version": 1, "why": "one seat"}
    alone = ann.post("/masters/cell-a/proposal/release", **seen)
    assert alone.status_code == 409 and "a second person must release this" in alone.text
    assert newest(client).version == 1
    assert bob.post("/masters/cell-a/proposal/release", **seen).status_code == 303
    assert (newest(client).version, newest(client).by_whom) == (2, "ann+bob")
    rules = [it.rule for it in decode_masters(newest(client).body).families[0].variants]
    assert rules == ["LEA", "not LEA"]
    history = texts(ann.get("/masters/cell-a/history"))
    assert "ann+bob one seat" in history and "set-up bring-up" in history
    back = ann.post("/masters/cell-a/rollback", to=1, why="wrong seats")
    assert back.status_code == 303 and newest(client).version == 3
    assert newest(client).why == "= v1: wrong seats"


def test_the_second_person_may_stand_beside_the_first(client: Client) -> None:
    ann = Browser(client, "ann")
    row(ann, 0, part="S-LEA-02")
    seen = {"revision": 1, "version": 1, "why": "x", "person": "bob"}
    wrong = ann.post("/masters/cell-a/proposal/release", **seen, password="no")
    assert wrong.status_code == 403 and 'value="bob"' in wrong.text
    good = ann.post("/masters/cell-a/proposal/release", **seen, password=PASSWORD)
    assert good.status_code == 303 and newest(client).by_whom == "ann+bob"


def test_what_cannot_be_read_stands_at_the_form_and_nothing_typed_is_lost(client: Client) -> None:
    ann = Browser(client, "ann")
    refused = row(ann, 0, rule="LEA or X", quantity="0")
    assert refused.status_code == 422 and "quantity: 0 must be 1 or more" in texts(refused)
    assert ">LEA or X</textarea>" in refused.text
    twice = ann.post(
        "/masters/cell-a/rows/faces", row=-1, revision=0, face="A01", part="X", aisle=0, position=9
    )
    assert twice.status_code == 422 and "A01 is there already" in texts(twice)


def test_a_rule_that_does_not_parse_cannot_be_released(client: Client) -> None:
    ann, bob = Browser(client, "ann"), Browser(client, "bob")
    assert row(ann, 0, rule="LEA and").status_code == 303
    page = bob.get("/masters/cell-a/proposal")
    assert "does not parse: position 7" in page.text and "disabled" in page.text
    done = bob.post("/masters/cell-a/proposal/release", revision=1, version=1)
    assert done.status_code == 409 and newest(client).version == 1


def test_somebody_who_saw_an_older_proposal_changes_and_releases_nothing(client: Client) -> None:
    ann, bob = Browser(client, "ann"), Browser(client, "bob")
    row(ann, 0, part="S-LEA-02")
    assert "somebody changed the proposal" in row(bob, 1, 0).text
    row(ann, 0, 1, quantity="2")
    late = bob.post("/masters/cell-a/proposal/release", revision=1, version=1)
    assert late.status_code == 409 and newest(client).version == 1


def test_who_names_no_row_takes_none_away(client: Client) -> None:
    ann = Browser(client, "ann")
    for sent in ({}, {"row": "-1"}, {"row": "99"}):
        answer = ann.post("/masters/cell-a/rows/rules", revision=0, remove=1, **sent)
        assert answer.status_code == 422 and "this row is not there any more" in answer.text
    assert "You see the proposal" not in ann.get("/masters/cell-a").text


SECTIONS = (
    "feeds",
    "rack_families",
    "families",
    "rules",
    "faces",
    "parts",
    "fits",
    "loops",
    "people",
    "layout",
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_table_has_a_page_and_a_form(client: Client, language: str) -> None:
    ann = Browser(client, "ann")
    for section in SECTIONS:
        for place in ("", "&row=0", "&row=-1"):
            page = ann.get(f"/masters/cell-a?section={section}{place}&lang={language}")
            assert page.status_code == 200 and "badge_hash" not in page.text


def test_a_shift_without_a_takt_of_its_own_has_the_feeds(client: Client) -> None:
    page = Browser(client, "ann").get("/masters/cell-a?section=shifts&lang=en").text
    assert re.findall(r"<td>(?:the feed&#39;s|90)</td>", page) == [
        "<td>the feed&#39;s</td>",
        "<td>90</td>",
    ]


def test_a_form_that_is_sent_as_it_stands_changes_nothing(client: Client) -> None:
    ann = Browser(client, "ann")
    for revision, section in enumerate(SECTIONS):
        page = ann.get(f"/masters/cell-a?section={section}&row=0").text
        sent = {**form_of(page), "row": "0", "revision": str(revision)}
        answer = ann.post(f"/masters/cell-a/rows/{section}", **sent)
        assert answer.status_code == 303, texts(answer)
    assert "The proposal says what is in force" in texts(ann.get("/masters/cell-a/proposal"))


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of a row."""
    page = page[page.index('id="form"') :]
    page = page[: page.index("</form>")]
    form = dict(re.findall(r'<input (?:type="\w+" )?name="(\w+)" value="([^"]*)"', page))
    form |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        form[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    assert len(form) > 3
    return {name: text.replace("&#34;", '"') for name, text in form.items()}


def test_a_badge_is_scanned_and_its_hash_is_never_shown(client: Client) -> None:
    ann, bob = Browser(client, "ann"), Browser(client, "bob")
    person = {"person": "cyd", "name": "Cyd", "role": "picker"}
    short = ann.post("/masters/cell-a/rows/people", row=-1, revision=0, **person, badge="12")
    assert short.status_code == 422 and "can be guessed" in texts(short)
    badge = "LS:BADGE:ABCDEFGHJKLMNPQRSTUVWXYZ23"
    ann.post("/masters/cell-a/rows/people", row=-1, revision=0, **person, badge=badge)
    assert "ABCDEFGH" not in ann.get("/masters/cell-a/proposal").text
    assert bob.post("/masters/cell-a/proposal/release", revision=1, version=1).status_code == 303
    made = decode_masters(newest(client).body).people[-1]
    assert made.person == "cyd" and ":" in made.badge_hash


def test_a_lead_looks_and_changes_nothing(client: Client) -> None:
    tim = Browser(client, "tim")
    page = tim.get("/masters/cell-a?section=rules&row=0")
    assert page.status_code == 200 and "Put into the proposal" not in page.text
    assert row(tim, 0).status_code == 403
    assert tim.get("/masters/cell-a/versions/1.toml").status_code == 403


def test_a_version_is_a_file_that_is_read_again(client: Client) -> None:
    ann = Browser(client, "ann")
    file = ann.get("/masters/cell-a/versions/1.toml")
    assert files.masters_of("x.toml", file.content).feeds[0].last_number == 999


@pytest.mark.parametrize(
    "path", ["/masters/none", "/masters/cell-a?section=none", "/masters/pictures/..%2Fx.png"]
)
def test_what_is_not_there_is_said(client: Client, path: str) -> None:
    assert Browser(client, "ann").get(path).status_code == 404


def test_a_person_does_not_put_masters_alone_by_program(client: Client) -> None:
    ann = Browser(client, "ann")
    session = ann.cookie.split("=", 1)[1]
    body = encode(decode_masters(newest(client).body))
    answer = client.put("/api/v1/masters/cell-a", content=body, token=session)
    assert (answer.status_code, answer.json()["code"]) == (403, "takes_two")
    sent = client.put(
        "/api/v1/masters/cell-a/proposal?why=x",
        content=body.replace(b'"takt_s":75', b'"takt_s":80'),
        token=session,
    )
    assert sent.json()["differences"] == ["feed L1: takt_s 75 -> 80"]
    trial = client.get("/api/v1/masters/cell-a/trial", token=session).json()
    assert (trial["vehicles"], trial["changed"]) == (4, [])
    given = {"revision": 1, "version": 1, "why": "x", "person": "bob", "password": PASSWORD}
    done = client.post("/api/v1/masters/cell-a/proposal/release", json=given, token=session)
    assert done.json()["version"] == 2
