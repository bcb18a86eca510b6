from __future__ import annotations

import csv
import io
import re

import pytest

from central.access.rules import TokenRole
from central.broadcast.service.gateway import Gateway
from central.supervision.lists_pages import LISTINGS
from tests.support.central.seeded import EVIL, FEED, call, central_in, vin
from tests.support.web import Client
from wire.codec import encode
from wire.events import MastersAdopted, MastersRefused
from wire.telegram import Status, Telegram

PAGES = [
    "/board",
    "/board/lines",
    "/desk",
    "/desk/figures.csv",
    "/search?q=0003",
    "/vehicles/L1/00050003",
    "/racks/MIRROR-0-0017",
    "/raw/1",
    *(f"/lists/{name}" for name in LISTINGS),
    *(f"/lists/{name}.csv" for name in LISTINGS),
]


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A central whose pages need a session."""
    found = central_in(tmp_path_factory.mktemp("closed"), open_pages=False)
    yield found
    found.central.close()


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_for_reading_on_this_machine(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_closed_to_another_machine(central, path):
    answer = Client(central.app, host="10.0.0.9").get(path)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_browser_without_a_session_is_sent_to_sign_in(closed):
    answer = Client(closed.app).get("/desk", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/web/sign-in?next=%2Fdesk"


def test_the_event_stream_needs_a_session_too(closed):
    assert Client(closed.app).get("/web/events").status_code == 401


@pytest.mark.parametrize("role", [TokenRole.SUPERVISOR, TokenRole.ADMINISTRATOR, TokenRole.VIEWER])
def test_a_token_of_a_person_opens_the_pages(closed, role):
    client = Client(closed.app)
    answer = client.post("/web/sign-in", data={"token": closed.token(role), "next": "/board"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/board")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    session = cookie.split(";")[0]
    assert client.get("/desk", headers={"Cookie": session}).status_code == 200


def test_an_unknown_token_opens_nothing_and_sets_no_cookie(closed):
    answer = Client(closed.app).post("/web/sign-in", data={"token": "ls_0_x"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_pages_load_only_from_central(client):
    for path in ("/desk", "/board", "/vehicles/L1/00050003", "/web/sign-in"):
        answer = client.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "http://" not in answer.text and "https://" not in answer.text
        assert " style=" not in answer.text


def test_htmx_comes_from_its_wheel(client):
    assert client.get("/web/htmx/htmx.min.js").status_code == 200


@pytest.mark.parametrize(
    "text",
    [vin(3), call(3), "S3", "0003", "3", vin(3).lower()],
)
def test_everything_leads_to_its_vehicle(client, text):
    assert f"/vehicles/L1/{call(3)}" in client.get("/search", params={"q": text}).text


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("MIRROR-0-0017", "/racks/MIRROR-0-0017"),
        ("MIRROR-0-0017-P01-mirror-l-1-1", "/racks/MIRROR-0-0017"),
    ],
)
def test_racks_and_labels_are_found(client, text, link):
    assert link in client.get("/search", params={"q": text}).text


def test_a_thing_is_found_once(client):
    found = client.get("/search", params={"q": call(3)}).text
    assert found.count(f'href="/vehicles/L1/{call(3)}"') <= 2, "the vehicle, and the piece on it"
    assert found.count('href="/racks/MIRROR-0-0017"') <= 2
    assert client.get("/search", params={"q": "MIRROR-0-0017"}).text.count("<h2>Racks</h2>") == 1


def test_a_vehicle_shows_its_part_label_person_and_the_bytes(client):
    text = client.get("/vehicles/L1/00050003").text
    for known in ("S3", "MIRROR-0-0001-P02-mirror-l-1-1", "p1", "WVWZZZ1KZ6W000003"):
        assert known in text
    assert "&#34;call_number&#34;:&#34;00050003&#34;" in text


@pytest.mark.parametrize(
    "path", ["/vehicles/L1/none", "/racks/none", "/raw/99", "/lists/none", "/desk/none"]
)
def test_what_is_not_there_is_a_typed_404(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "query", ["distance=0", "distance=nan", "diagonal=1e9", "distance=x", "feed=" + "x" * 300]
)
def test_a_board_beyond_reason_is_refused(client, query):
    assert client.get(f"/board?{query}").status_code == 422


def test_texts_of_a_telegram_are_text_on_every_page(client):
    for path in ("/vehicles/L1/00050022", "/lists/vehicles", "/desk"):
        assert EVIL not in client.get(path).text
    assert "&lt;img src=x" in client.get("/vehicles/L1/00050022").text
    assert "<script>alert" not in client.get("/raw/30").text


def test_the_desk_names_what_needs_a_person(client):
    text = client.get("/desk?lang=en").text
    for known in ("Number missing", "L1 0019", "Part short", "Label unknown", "Unreadable"):
        assert known in text


def test_the_desk_speaks_german_to_a_german_browser(client):
    assert (
        "Braucht einen Menschen"
        in client.get("/desk", headers={"Accept-Language": "de-DE,de;q=0.9"}).text
    )


def test_the_board_has_its_seven_lines(client):
    text = client.get("/board/lines?lang=en").text
    assert text.count('<section class="line') == 7
    for known in ("0010 ▸ 0008", "6 min", "1 behind"):
        assert known in text


def test_the_board_says_nothing_that_nobody_told(tmp_path):
    empty = central_in(tmp_path)
    telegram = Telegram(
        feed=FEED, call_number="K1", status=Status.PREVIEW, sequence_number="0000", vin=vin(1)
    )
    empty.central.house.find(Gateway).take(FEED, encode(telegram))
    text = Client(empty.app).get("/board/lines?lang=en").text
    empty.central.close()
    assert "– ▸ –" in text and "0000" not in text


def test_the_desk_sets_the_five_positions_side_by_side(client):
    text = client.get("/desk/sequence?lang=en").text
    cells = [re.sub("<.*?>", "", cell) for cell in re.findall(r"<td.*?</td>", text)]
    assert cells[:8] == ["cell-a", "MIRROR", "0010", "0008", "0016", "0018", "0030", "0 s"]


def test_a_list_goes_on_where_it_ended(central, client):
    from central.db import listings

    listing = LISTINGS["facts"]
    read = central.central.db.read
    first = read(lambda c: listings.page(c, listing, rows=40))
    second = read(lambda c: listings.page(c, listing, first.before, rows=40))
    third = read(lambda c: listings.page(c, listing, second.before, rows=40))
    keys = [row["fact"] for page in (first, second, third) for row in page.rows]
    assert keys == sorted(set(keys), reverse=True)
    assert (len(keys), third.before) == (94, None)


def test_figures_of_each_cell_are_on_the_desk_and_exported(client):
    text = client.get("/desk/figures?lang=en").text
    assert "cell-a" in text and "17/18" in text
    rows = list(csv.DictReader(io.StringIO(client.get("/desk/figures.csv").text[1:])))
    assert [row["node"] for row in rows] == ["cell-a"]
    assert (rows[0]["labels"], rows[0]["picks"], rows[0]["picks_per_hour"]) == ("18", "18", "")


def test_an_export_is_the_whole_list(client):
    answer = client.get("/lists/marriages.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="marriages.csv"'
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["part", "serial", "vin"]
    assert len(rows) == 19


def test_an_export_in_german_is_for_a_german_spreadsheet(client):
    text = client.get("/lists/marriages.csv?lang=de").text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:2] == ["Teil", "Seriennummer"] and len(rows) == 19
    (figures,) = list(csv.DictReader(
        io.StringIO(client.get("/desk/figures.csv?lang=de").text[1:]), delimiter=";"
    ))  # fmt: skip
    assert {it for it in figures.values() if "," in it} and "cell-a" in figures.values()


def test_reading_changes_nothing(central, client):
    from central.tracking.service.cells import counts

    before = counts(central.central.db)
    for path in PAGES:
        client.get(path)
    assert counts(central.central.db) == before


def test_masters_that_a_cell_refuses_are_on_desk_and_board(tmp_path):
    seeded = central_in(tmp_path)
    seeded.central.house.find(Gateway).take(
        FEED,
        encode(Telegram(feed=FEED, call_number="K1", status=Status.FINAL, sequence_number="0001")),
    )
    client = Client(seeded.app)
    seeded.tell(MastersAdopted(version=1, digest="a"))
    assert ">v1</td>" in client.get("/desk/cells?lang=en").text
    seeded.tell(MastersRefused(version=2, digest="b", reason="rule 'LEA and' does not parse"))
    text = client.get("/desk/cells?lang=en").text
    assert "refuses v2" in text and "rule &#39;LEA and&#39; does not parse" in text
    exceptions = client.get("/desk/exceptions?lang=en").text
    assert "Masters refused" in exceptions and "cell-a v2" in exceptions
    board = client.get("/board/lines?lang=de").text
    assert "Stammdaten abgelehnt" in board
    seeded.central.close()
