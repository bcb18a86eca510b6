"""Pages, API and CSV say which of several parts of one family is meant."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest

from central.tracking.service import search
from edge.cell.inputs import DeferPick
from edge.cell.tours import current_pick
from tests.support.cell.world import ANNA, LEFT, World, code_of, masters, telegram
from tests.support.central import seeded
from tests.support.web import Client
from wire.events import DeferReason
from wire.ids import FamilyId, PartNumber
from wire.telegram import PartLine

RACK = "SEAT-1-0001"


def world() -> World:
    """A vehicle with two leather seats at index 1 and a cloth one at 2; a leather one is picked,
    the other damaged.
    """
    found = World()
    found.adopt(masters(racks={"size": 1}))
    lines = (("S-LEATHER", 1, 2), ("S-CLOTH", 2, 1))
    parts = tuple(
        PartLine(part=PartNumber(part), family=FamilyId("seat"), index=index, quantity=quantity)
        for part, index, quantity in lines
    )
    found.hear(telegram(1, parts=parts))
    found.start()
    while (pick := current_pick(found.state, LEFT)) is None or pick.need.family != "seat":
        if pick is None:
            found.offer()
        else:
            found.scan(code_of(pick.need.part))
    found.scan(code_of("S-LEATHER", "A1"))
    found.do(DeferPick(workplace=LEFT, reason=DeferReason.DAMAGED, person=ANNA))
    return found


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[seeded.Seeded]:
    found = seeded.central_in(tmp_path_factory.mktemp("central"))
    for at_us, fact in world().facts:
        found.tell(fact, at_us=at_us)
    yield found
    found.central.close()


def cells(two: seeded.Seeded, path: str) -> list[list[str]]:
    text = Client(two.app).get(path).text
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    return [
        [re.sub("<.*?>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def test_the_page_of_a_rack_says_what_is_there_and_what_is_still_to_come(
    two: seeded.Seeded,
) -> None:
    rows = cells(two, f"/racks/{RACK}?lang=en")
    (slot,) = [row for row in rows if row[:2] == ["1", "0001"]]
    assert slot[4:] == ["1/3", "open", "seat 1 S-LEATHER, seat 2 S-CLOTH"]
    (piece,) = [row for row in rows if row[:3] == ["S-LEATHER", "seat 1", "A1"]]
    assert piece[3] == "1"


@pytest.mark.parametrize("path", ["/vehicles/L1/C0001", "/search?q=A1"])
def test_every_page_with_the_piece_names_its_index(two: seeded.Seeded, path: str) -> None:
    assert ["S-LEATHER", "seat 1", "A1"] in [row[:3] for row in cells(two, path)]
    assert "Familie" in Client(two.app).get(f"{path}{'&' if '?' in path else '?'}lang=de").text


def test_the_list_its_export_and_the_api_have_the_index(two: seeded.Seeded) -> None:
    client = Client(two.app)
    rows = list(csv.DictReader(io.StringIO(client.get("/lists/marriages.csv").text[1:])))
    assert [(row["part"], row["family"], row["index"]) for row in rows] == [
        ("S-LEATHER", "seat", "1"),
        ("M-RED", "mirror", "0"),
    ]
    listed = cells(two, "/lists/marriages?lang=en")
    assert listed[0][-2:] == ["Family", "Index in the family"]
    assert [row[-2:] for row in listed[1:]] == [["seat", "1"], ["mirror", "–"]]
    head = {"Authorization": f"Bearer {two.token()}"}
    answer = client.get("/api/v1/tracking/marriages", headers=head).json()
    assert [(row["part"], row["index"]) for row in answer] == [("M-RED", 0), ("S-LEATHER", 1)]


def test_what_waits_is_named_with_its_index(two: seeded.Seeded) -> None:
    text = Client(two.app).get("/lists/exceptions?lang=en").text
    assert "part S-LEATHER of face A3 for seat 1, rack SEAT-1-0001" in text


def test_what_is_still_to_come_counts_by_index(two: seeded.Seeded) -> None:
    (rack,) = search.find_rack(two.central.db, RACK).racks
    (slot,) = rack.slots
    assert (slot.pieces_needed, slot.pieces_married) == (3, 1)
    assert slot.lacking == ("seat 1 S-LEATHER", "seat 2 S-CLOTH")
