"""The pages and the interface of blocks, as quality, a second person, a viewer and a cell do."""

from __future__ import annotations

import pytest
from msgspec import structs

from central.access.rules import TokenRole
from central.db.database import Database
from tests.support.central.browser import signed_in
from tests.support.central.client import Client
from tests.support.central.journal import Journal, marriage, plain_day, scanned, taken
from tests.support.central.people import GOOD, person
from wire.codec import decode_withheld, encode


@pytest.fixture
def plant(lite: Client) -> Client:
    db: Database = lite.central.db
    person(db, "quinn", "quality")
    person(db, "uma", "supervisor")
    person(db, "vic", "viewer")
    token = lite.token(TokenRole.CELL, cell="cell-a")
    lot = structs.replace(marriage(1), lot="LOT7")
    day = [*plain_day([]), taken(1), scanned(lot)]
    for number in (2, 3, 4):
        day += [taken(number), scanned(marriage(number))]
    batch = Journal("cell-a").write(*day).batch()
    assert lite.post("/api/v1/facts", content=encode(batch), token=token).status_code == 200
    return lite


def test_quality_blocks_sees_where_it_is_and_two_lift(plant: Client) -> None:
    quinn = signed_in(plant, "quinn")
    made = quinn.post("/quality", part="P1", serials="S1\nS2, S3", lot="", reason="torn seam")
    assert made.status_code == 303
    at = made.headers["location"]
    page = quinn.get(at).text
    assert "cell-a does not have it yet" in page
    assert "Take it out of rack R-1-0001" in page
    assert page.count("VXN") == 3
    taken = quinn.post(f"{at}/tasks", task="take_out:cell-a:R-1-0001", owner="lea", done="1")
    assert taken.status_code == 303
    assert "✓" in quinn.get(at).text
    csv = quinn.get(f"{at}/pieces.csv").text
    assert csv.count("picked,yes,P1") == 3
    alone = quinn.post(f"{at}/lift", reason="sorted", second="quinn", second_password=GOOD)
    assert alone.status_code == 403
    assert "sorted" in alone.text, "what was typed is kept"
    lifted = quinn.post(f"{at}/lift", reason="sorted", second="uma", second_password=GOOD)
    assert lifted.status_code == 303
    assert "Nothing is blocked" in quinn.get("/quality").text
    assert "sorted" in quinn.get("/quality?every=true").text


def test_a_form_that_is_refused_says_why_and_keeps_what_was_typed(plant: Client) -> None:
    again = signed_in(plant, "quinn").post("/quality", part="P1", lot="L", serials="1", reason="x")
    assert again.status_code == 409
    assert "make two blocks" in again.text
    assert 'value="P1"' in again.text


def test_a_viewer_looks_and_does_not_block(plant: Client) -> None:
    vic = signed_in(plant, "vic")
    page = vic.get("/quality").text
    assert "Block at every cell" not in page
    assert "Quality and supervisors block" in page
    assert vic.post("/quality", part="P1", reason="x").status_code == 403
    found = vic.get("/quality/where?part=P1&serial=S2").text
    assert found.count("VXN") == 1
    assert vic.get("/quality/where.csv?part=P1").text.count("picked,yes") == 4


def test_a_cell_asks_for_itself_alone(plant: Client) -> None:
    body = {"part": "P1", "lot": "L7", "reason": "burrs"}
    supervisor = plant.token(TokenRole.SUPERVISOR)
    name = plant.post("/api/v1/quality/blocks", json=body, token=supervisor).json()["block"]
    cell = plant.token(TokenRole.CELL, cell="cell-a")
    told = decode_withheld(plant.get("/api/v1/quality/withheld/cell-a", token=cell).content)
    assert [it.block for it in told.blocks] == [name]
    assert plant.get("/api/v1/quality/withheld/cell-b", token=cell).status_code == 404
    lead = plant.token(TokenRole.TEAM_LEAD)
    assert plant.post("/api/v1/quality/blocks", json=body, token=lead).status_code == 403


def test_german_has_all_words(plant: Client) -> None:
    quinn = signed_in(plant, "quinn")
    at = quinn.post("/quality", part="P1", reason="Naht").headers["location"]
    page = quinn.get(f"{at}?lang=de").text
    assert "kennt sie noch nicht" in page
    assert "Aus Gestell R-1-0001 nehmen" in page


def test_a_lot_is_found_by_the_search_of_every_page(plant: Client) -> None:
    vic = signed_in(plant, "vic")
    assert "VXN00000000000001" in vic.get("/search?q=LOT7").text
    assert "VXN" not in vic.get("/search?q=LOT8").text
