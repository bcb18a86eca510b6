"""What a block is about, as people write it: a label's number, other case, a slip."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from msgspec import structs

from central.access.rules import TokenRole
from central.cells.rules import Site
from central.cells.service import put_masters
from central.db.database import Actor, Database
from central.db.work import transact
from central.quality.rules import Wanted
from central.quality.service import blocks, ripple
from central.quality.service.withheld import withheld_for
from central.tracking.intake import take_batch
from central.words.reasons import RuleRefusedError
from tests.support.cell.world import FEED, masters
from tests.support.central.browser import signed_in
from tests.support.central.client import Client
from tests.support.central.journal import Journal, marriage, plain_day, scanned, taken
from tests.support.central.people import person
from wire.codec import encode
from wire.ids import FeedId, PartNumber
from wire.masters import FeedRules, Part

LABEL = "4006381333931"
SITE = Site(feeds={FeedId(FEED): FeedRules(feed=FEED)}, badge_key=b"k" * 32)


def prepare(db: Database, *, other: str = "") -> None:
    """Masters call S-CLOTH by a label's number too; pieces of P1 are tracked. ``other``: a second
    cell calls this part so.
    """
    cloth = Part(part=PartNumber("S-CLOTH"), aliases=(LABEL,))
    body = encode(structs.replace(masters(), parts=(cloth,)))
    put_masters(db, "cell-a", body, SITE, by_whom="t", now_us=1)
    if other:
        mirror = Part(part=PartNumber(other), aliases=(LABEL,))
        body = encode(structs.replace(masters(), cell="cell-b", parts=(mirror,)))
        put_masters(db, "cell-b", body, SITE, by_whom="t", now_us=1)
    lot = structs.replace(marriage(1), lot="LOT7")
    journal = Journal("cell-a").write(*plain_day([]), taken(1), scanned(lot))
    assert not take_batch(db, journal.batch(), incarnation="i" * 32, now_us=5)[0].refused


def put(
    db: Database, part: str, lot: str = "", serials: tuple[str, ...] = (), *, unknown: bool = False
) -> blocks.FreshBlock:
    wanted = Wanted(part=part, lot=lot, serials=serials, reason="torn")
    return transact(
        db,
        lambda work: blocks.put(work, wanted, unknown_part=unknown),
        by=Actor(who="quinn"),
    )


def refusal(db: Database, part: str) -> tuple[str, str]:
    with pytest.raises(RuleRefusedError) as refused:
        put(db, part)
    (why,) = refused.value.reasons
    return why.code, why.text


def test_a_block_by_a_labels_number_is_one_of_the_part_and_says_both(db: Database) -> None:
    prepare(db)
    made = put(db, LABEL, "LOTQ")
    assert (made.part, made.alias, made.pieces) == ("S-CLOTH", LABEL, 0)
    told = db.read(lambda c: withheld_for(c, "cell-b", 0, 0))
    assert [it.part for it in told.blocks] == ["S-CLOTH"]
    found = db.read(lambda c: ripple.ripple_of_block(c, made.block))
    assert found.aliases == (LABEL,)
    asked = db.read(lambda c: ripple.ripple(c, Wanted(part=LABEL)))
    assert (asked.wanted.part, asked.cells) == ("S-CLOTH", ("cell-a",))


def test_a_labels_number_of_two_parts_is_refused_with_both(db: Database) -> None:
    prepare(db, other="M-RED")
    code, text = refusal(db, LABEL)
    assert code == "quality.several"
    assert "M-RED, S-CLOTH" in text


def test_a_part_that_nobody_knows_is_refused_with_what_is_near_unless_one_insists(
    db: Database,
) -> None:
    prepare(db)
    assert refusal(db, "ZZZ-NO")[0] == "quality.unknown_part"
    for part, near in (("s-cloth", "but S-CLOTH"), ("p1", "but P1")):
        code, text = refusal(db, part)
        assert (code, near in text) == ("quality.unknown_part_near", True)
    assert put(db, "ZZZ-NO", unknown=True).pieces == 0
    assert put(db, "P1").pieces == 1


def test_lots_and_serials_count_in_any_case(db: Database) -> None:
    prepare(db)
    by_lot, by_serial = put(db, "P1", "lot7 "), put(db, "P1", serials=("s1",))
    assert (by_lot.pieces, by_serial.pieces) == (1, 1)
    for name in (by_lot.block, by_serial.block):
        (piece,) = db.read(lambda c, it=name: ripple.ripple_of_block(c, it)).pieces
        assert piece.sure
    assert put(db, "P1", "LOT9").pieces == 0


def test_the_page_and_the_interface_say_what_is_known_with_it(lite: Client) -> None:
    db = lite.central.db
    prepare(db)
    person(db, "quinn", "quality")
    quinn, token = signed_in(lite, "quinn"), lite.token(TokenRole.SUPERVISOR)
    slip = quinn.post("/quality", part="s-cloth", reason="torn")
    assert slip.status_code == 409
    assert "S-CLOTH" in slip.text
    assert "unknown_part" in slip.text
    made = quinn.post("/quality", part=LABEL, lot="LOTQ", reason="torn")
    page = quinn.get(made.headers["location"]).text
    assert "No piece is known with this yet" in page
    assert f"On labels also {LABEL}" in page
    later = quinn.post("/quality", part="ZZZ-NO", reason="to come", unknown_part="1")
    assert later.status_code == 303
    body = {"part": "P1", "lot": "lot7", "reason": "torn"}
    answer = lite.post("/api/v1/quality/blocks", json=body, token=token).json()
    assert (answer["part"], answer["pieces"], answer["alias"]) == ("P1", 1, "")
    wrong = {"part": "zzz", "reason": "torn"}
    assert lite.post("/api/v1/quality/blocks", json=wrong, token=token).status_code == 409
    assert "S-CLOTH" in quinn.get("/quality/where?" + urlencode({"part": LABEL})).text
