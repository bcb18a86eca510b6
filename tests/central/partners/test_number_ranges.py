"""Numbers of documents: each is given once, in whatever process, and an end is said."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from central.db.database import Actor, Database
from central.db.work import Work
from central.partners.rules.divisions import Division, NumberKind, NumberRange, faults_of_overlap
from central.partners.rules.parties import Address, Contact, Identity
from central.partners.service import divisions
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.paths import ROOT

ANN = Actor(who="ann")
NOTES = NumberRange(kind=NumberKind.DESPATCH_NOTE, prefix="4", first=1, last=500, width=7)
LOADS = NumberRange(kind=NumberKind.LOAD, prefix="L-", last=3)
HOUSE = Division(
    division="INTERIOR",
    name="Lineside Interior GmbH",
    identity=Identity(
        address=Address(lines=("Am Werk 7", "Halle 3"), postcode="26723", city="Emden"),
        tax_number="DE129273398",
        gln="4012345000009",
        duns="315369934",
        contacts=(Contact(name="Uli Sommer", task="dispatch", email="uli@lineside.example"),),
    ),
    ranges=(NOTES, LOADS),
)


def put(db: Database, division: Division) -> int:
    return db.write(lambda c: divisions.save_division(Work(c, ANN, 1), division), by=ANN)


def take(db: Database, kind: NumberKind, division: str = "") -> str:
    return db.write(lambda c: divisions.take_number(c, division, kind))


def refused(db: Database, do: Any) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        do(db)
    return [reason.code for reason in error.value.reasons]


def stored(db: Database) -> Division:
    found = db.read(lambda c: divisions.division_of(c, "INTERIOR"))
    assert found is not None
    return found


TAKE_MANY = """
import sys
from sqlalchemy import make_url
from central.db.database import Database
from central.partners.rules.divisions import NumberKind
from central.partners.service.divisions import take_number

db = Database(make_url(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    print(db.write(lambda c: take_number(c, "", NumberKind.DESPATCH_NOTE)))
db.close()
"""


def test_a_division_comes_back_as_it_was_stored(db: Database) -> None:
    assert put(db, HOUSE) == 1
    kept = replace(HOUSE, version=1, ranges=(replace(NOTES, next=1), replace(LOADS, next=1)))
    assert stored(db) == kept
    assert put(db, kept) == 1
    assert refused(db, lambda db: put(db, HOUSE)) == ["stale"]


def test_processes_that_take_at_once_get_each_number_once_and_none_is_left_out(
    db: Database, database_url: str
) -> None:
    put(db, HOUSE)
    asked = [sys.executable, "-P", "-c", TAKE_MANY, database_url, "40"]
    takers = [subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(4)]
    said = [taker.communicate(timeout=240)[0] for taker in takers]
    assert [taker.returncode for taker in takers] == [0, 0, 0, 0]
    numbers = sorted(b"".join(said).decode().split())
    assert numbers == [f"4{n:07d}" for n in range(1, 161)]
    assert stored(db).ranges[0].next == 161


def test_a_number_of_work_that_is_undone_is_free_again(db: Database) -> None:
    put(db, HOUSE)

    def half_done(connection: Any) -> None:
        assert divisions.take_number(connection, "INTERIOR", NumberKind.LOAD) == "L-1"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        db.write(half_done)
    assert [take(db, NumberKind.LOAD) for _ in range(3)] == ["L-1", "L-2", "L-3"]
    assert refused(db, lambda db: take(db, NumberKind.LOAD)) == ["number.exhausted"]
    assert stored(db).ranges[1].left == 0


def test_what_cannot_give_a_number_says_why(db: Database) -> None:
    assert refused(db, lambda db: take(db, NumberKind.LOAD)) == ["number.no_division"]
    put(db, replace(HOUSE, ranges=()))
    assert refused(db, lambda db: take(db, NumberKind.LOAD)) == ["number.no_range"]
    put(db, replace(HOUSE, version=1, active=False, ranges=(LOADS,)))
    assert refused(db, lambda db: take(db, NumberKind.LOAD, "INTERIOR")) == ["number.division_off"]
    assert put(db, Division(division="COCKPIT", ranges=(replace(LOADS, prefix="C"),))) == 1
    assert take(db, NumberKind.LOAD) == "C1", "the only one that is in use"
    put(db, replace(HOUSE, version=2))
    assert refused(db, lambda db: take(db, NumberKind.LOAD)) == ["number.no_division"]


def test_a_range_that_gave_a_number_only_goes_on(db: Database) -> None:
    put(db, HOUSE)
    take(db, NumberKind.LOAD)

    def with_loads(**changes: Any) -> Any:
        wanted = replace(HOUSE, version=1, ranges=(NOTES, replace(LOADS, **changes)))
        return lambda db: put(db, wanted)

    assert with_loads(next=1)(db) == 1, "it stands where it stands"
    assert refused(db, with_loads(width=3)) == ["number.fixed"]
    gone = replace(HOUSE, version=1, ranges=(NOTES,))
    assert refused(db, lambda db: put(db, gone)) == ["number.kept"]
    assert with_loads(last=9)(db) == 2, "a longer one goes on where it stands"
    assert take(db, NumberKind.LOAD) == "L-2"


def test_a_house_that_was_read_before_a_number_was_given_is_saved_and_nothing_goes_back(
    db: Database,
) -> None:
    put(db, HOUSE)
    take(db, NumberKind.LOAD)
    read = stored(db)
    assert [take(db, NumberKind.LOAD), take(db, NumberKind.DESPATCH_NOTE)] == ["L-2", "40000001"]
    assert put(db, replace(read, name="Moved")) == 2
    assert [take(db, NumberKind.LOAD), take(db, NumberKind.DESPATCH_NOTE)] == ["L-3", "40000002"]
    ahead = replace(NOTES, next=7)
    assert put(db, replace(read, name="Moved", version=2, ranges=(ahead, read.ranges[1]))) == 3
    assert take(db, NumberKind.DESPATCH_NOTE) == "40000007"
    short = replace(LOADS, last=1)
    shorter = replace(HOUSE, version=3, ranges=(NOTES, short))
    assert refused(db, lambda db: put(db, shorter)) == ["number.next"]


def test_a_new_year_takes_a_new_range_in_place_of_the_old_one(db: Database) -> None:
    put(db, HOUSE)
    take(db, NumberKind.LOAD)
    new = replace(LOADS, prefix="27-")
    both = replace(HOUSE, version=1, ranges=(NOTES, LOADS, new))
    assert refused(db, lambda db: put(db, both)) == ["number.two_in_use"]
    put(db, replace(both, ranges=(NOTES, replace(LOADS, active=False), new)))
    assert take(db, NumberKind.LOAD) == "27-1"


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({"prefix": "1", "width": 3}, {"prefix": "10", "width": 2}, True),
        ({"prefix": "1", "width": 3, "last": 99}, {"prefix": "12", "width": 2, "last": 99}, False),
        ({"prefix": "A"}, {"prefix": "B"}, False),
        ({"prefix": "A"}, {"prefix": "A-"}, False),
        ({"first": 1, "last": 500}, {"first": 501, "last": 900}, False),
        ({"first": 1, "last": 500}, {"first": 500, "last": 900}, True),
        ({"width": 4, "last": 500}, {"width": 5, "last": 500}, False),
        ({"width": 4, "last": 12345}, {"width": 5, "last": 12345}, True),
    ],
)
def test_two_ranges_of_a_kind_never_give_the_same(
    one: dict[str, Any], other: dict[str, Any], meet: bool
) -> None:
    kind = NumberKind.LOAD
    ranges = [NumberRange(kind=kind, **one), NumberRange(kind=kind, **other)]
    houses = [Division(division=f"D{n}", ranges=(it,)) for n, it in enumerate(ranges)]
    texts = [
        {it.text(number) for number in range(it.first, min(it.last, 13_000) + 1)} for it in ranges
    ]
    assert bool(texts[0] & texts[1]) is meet, "the case itself"
    assert bool(list(faults_of_overlap(houses))) is meet


def test_what_is_wrong_with_a_division_is_said_at_once(db: Database) -> None:
    wrong = Division(
        division="X 1",
        currency="EUR",
        identity=Identity(gln="4012345000008", address=Address(country="Germany")),
        ranges=(NumberRange(kind=NumberKind.LOAD, prefix="L ", first=9, last=3, width=13),),
    )
    assert refused(db, lambda db: put(db, wrong)) == [
        "partner.code",
        "partner.country_code",
        "identifier.gln_check",
        "number.prefix",
        "number.width",
        "number.bounds",
    ]
    assert refused(db, lambda db: put(db, replace(HOUSE, currency="EUR"))) == ["partner.unknown"]


def test_a_customers_own_range_comes_first_and_must_be_known(db: Database) -> None:
    own = NumberRange(kind=NumberKind.LOAD, prefix="C-", customer="C")
    whole = replace(HOUSE, ranges=(LOADS, own))
    assert refused(db, lambda db: put(db, whole)) == ["partner.unknown"]
    office.agreement(db)
    put(db, whole)

    def of_c(connection: Any) -> str:
        return divisions.take_number(connection, "", NumberKind.LOAD, "C")

    assert [db.write(of_c), take(db, NumberKind.LOAD), db.write(of_c)] == ["C-1", "L-1", "C-2"]
    other = replace(whole, version=1, ranges=(LOADS, replace(own, customer="")))
    assert refused(db, lambda db: put(db, other)) == ["number.two_in_use", "number.fixed"]
    other = replace(whole, version=1, ranges=(LOADS, replace(own, customer="", active=False)))
    assert refused(db, lambda db: put(db, other)) == ["number.fixed"]
    put(db, replace(whole, version=1, ranges=(LOADS, replace(own, active=False))))
    assert db.write(of_c) == "L-2", "one that is off is none"
