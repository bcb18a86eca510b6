"""The way of each piece, from where it came in to where it was fitted, and trucks."""

from __future__ import annotations

from msgspec import structs

from central.db.database import Database
from central.tracking.intake import take_batch
from central.tracking.service.ways import list_loads, ways_of_calls
from tests.support.central.client import Client
from tests.support.central.journal import (
    RACK,
    Journal,
    marriage,
    plain_day,
    rack_formed,
    run_opened,
    scanned,
    taken,
)
from wire.codec import encode
from wire.events import (
    LoadDelivered,
    LoadDeparted,
    LoadOpened,
    PartsReceived,
    RackClosed,
    RackLoaded,
    RackReturned,
    RackShipped,
    RackUnloaded,
)

CLOSED = RackClosed(rack=RACK, rack_family="R", feed="L1", epoch=1, first_number=1, last_number=4)


def whole_day(*, empty: bool = False) -> Journal:
    lot = structs.replace(marriage(2), serial="", lot="LOT7")
    day = plain_day([1])
    return Journal().write(
        PartsReceived(part="P1", serial="S1", place="dock 2", person="gil", supplier="ACME"),
        PartsReceived(part="P1", lot="LOT7", quantity=40, place="press 4", person="gil"),
        *day,
        taken(2),
        scanned(lot),
        CLOSED,
        LoadOpened(load="T9", truck="M-AB 1", dock="3", person="sam"),
        RackLoaded(load="T9", rack=RACK, person="sam"),
        RackUnloaded(load="T9", rack=RACK, person="sam", reason="bent"),
        RackLoaded(load="T9", rack=RACK, person="sam", before=("R-0",), reason="asked"),
        RackShipped(rack=RACK, person="sam", last_number=4),
        LoadDeparted(load="T9", seal="S-7", racks=(RACK,), person="sam"),
        LoadDelivered(load="T9", place="gate 4", person="dan"),
        taken(1, status="fitted"),
        RackReturned(rack=RACK, empty=empty, person="ray", reason="wrong dock"),
    )


def test_every_step_of_a_piece_has_its_place_and_time(db: Database) -> None:
    answer = take_batch(db, whole_day().batch(), incarnation="i" * 32, now_us=5)[0]
    assert not answer.refused
    (way,) = db.read(lambda c: ways_of_calls(c, "L1", "C0001"))
    assert way.received is not None
    assert (way.received.place, way.received.supplier) == ("dock 2", "ACME")
    assert (way.truck, way.dock, way.load_place, way.seal) == ("M-AB 1", "3", 1, "S-7")
    assert (way.delivered_at, way.returned_by, way.loaded_by) == ("gate 4", "ray", "sam")
    steps = [
        way.received.at_us,
        way.piece.at_us,
        way.racked_us,
        way.loaded_us,
        way.shipped_us,
        way.delivered_us,
        way.fitted_us,
        way.returned_us,
    ]
    assert None not in steps
    assert steps == sorted(steps)  # type: ignore[type-var]
    (of_lot,) = db.read(lambda c: ways_of_calls(c, "L1", "C0002"))
    assert of_lot.received is not None
    assert (of_lot.received.place, of_lot.fitted_us) == ("press 4", None)


def test_an_empty_rack_that_comes_back_brings_no_piece(db: Database) -> None:
    take_batch(db, whole_day(empty=True).batch(), incarnation="i" * 32, now_us=5)
    (way,) = db.read(lambda c: ways_of_calls(c, "L1", "C0001"))
    assert way.returned_us is None
    assert way.rack_back_us is not None


def test_a_truck_names_its_racks_in_the_order_in_which_they_went_on(db: Database) -> None:
    other = structs.replace(rack_formed(5), rack="R-1-0005")
    journal = Journal().write(
        run_opened(),
        rack_formed(),
        other,
        LoadOpened(load="T1", truck="M-AB 1", dock="3", person="sam"),
        RackLoaded(load="T1", rack="R-1-0005", person="sam"),
        RackLoaded(load="T1", rack=RACK, person="sam"),
    )
    take_batch(db, journal.batch(), incarnation="i" * 32, now_us=5)
    (load,) = db.read(list_loads)
    assert [(it.place, it.rack) for it in load.racks] == [(1, "R-1-0005"), (2, RACK)]


def test_the_vehicles_page_and_the_trucks_page_show_it(lite: Client) -> None:
    cell = lite.token("cell", cell="cell-a")
    sent = lite.post("/api/v1/facts", content=encode(whole_day().batch()), token=cell)
    assert sent.status_code == 200
    reader = lite.token("viewer")
    page = lite.get("/vehicles/L1/C0001", token=reader).text
    for word in ("dock 2", "ACME", "M-AB 1", "seal S-7", "gate 4"):
        assert word in page
    trucks = lite.get("/trucks?lang=de", token=reader).text
    assert "außer der Reihe, sam: asked" in trucks
    answer = lite.get("/api/v1/tracking/ways/L1/C0001", token=reader).json()
    assert answer[0]["delivered_at"] == "gate 4"
    assert lite.get("/api/v1/tracking/loads", token=reader).json()[0]["seal"] == "S-7"
