"""A substitute that is released after its vehicle came, in another batch: central wants it too."""

from __future__ import annotations

import msgspec
from msgspec import structs

from central.db.database import Database
from central.tracking.intake import take_batch
from central.tracking.service.search import find_call
from tests.support.central.journal import NEED, RACK, Journal, plain_day, telegram
from wire.events import Need, SubstituteReleased
from wire.ids import FeedId, PartNumber, PersonId, RackId


def test_it_is_what_the_vehicle_wants_at_central_too(db: Database) -> None:
    journal = Journal("cell-a").write(*plain_day([1]))
    first, _ = take_batch(db, journal.batch(), incarnation="i" * 32, now_us=5)
    said = telegram(1)
    wanted = structs.replace(NEED, part=PartNumber("OTHER"), instead_of=NEED.part)
    begin = len(journal.entries)
    journal.write(
        SubstituteReleased(
            feed=FeedId(said.feed),
            call_number=said.call_number,
            rack=RackId(RACK),
            number=1,
            need=wanted,
            person=PersonId("lea"),
            reason="short",
        )
    )
    second, _ = take_batch(db, journal.batch(begin), incarnation="i" * 32, now_us=6)
    assert (first.refused, second.refused) == ((), ())
    assert second.high_water == first.high_water + 1
    found = find_call(db, str(said.call_number)).vehicles[0]
    needs = msgspec.json.decode(found.needs, type=list[Need])
    assert [(need.part, need.instead_of) for need in needs] == [("OTHER", NEED.part)]
