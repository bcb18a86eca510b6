"""The start with a customer: 12,400 received on 4 May, notes of 240 and 60 on their way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from central.agreements.model import options as o
from central.cums.rules.opening_cums import opening_parts
from central.db.database import Actor
from central.releases.opening_file import open_file
from central.words.reasons import RuleRefusedError
from tests.support.central.client import Client
from tests.support.central.people import GOOD, person
from tests.support.central.releases_desk import Desk, d, day, item, line, said

HEAD = "agreement,part,on,received,note,quantity,unloading_point\n"
FILE = HEAD + "A,P,2026-05-03,12400,,,\nA,P,2026-05-01,,N1,240,\nA,P,2026-05-04,,N2,60,\n"
TWO = Actor(who="ann+bob", why="start")


@pytest.fixture
def desk(db: Any) -> Desk:
    made = Desk(db)
    made.agreement(
        "A",
        "P",
        "Q",
        reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
        approval=o.Approval.AUTO,
        release=o.Release.AUTOMATIC,
    )
    return made


def faults(text: str) -> list[str]:
    with pytest.raises(RuleRefusedError) as refused:
        opening_parts(text)
    return [reason.text for reason in refused.value.reasons]


def opened(desk: Desk, text: str, by: Actor = TWO) -> None:
    open_file(desk.db, text, by=by, now_us=desk.now_us)


def test_a_part_begins_with_what_the_customer_has_and_what_is_on_its_way(desk: Desk) -> None:
    opened(desk, FILE)
    balance = desk.ledger().balance
    assert (balance.despatched, balance.received, balance.in_transit) == (12_700, 12_400, 300)
    schedule = desk.taken(said("1", item("P", line(day(8), 500), cum=12_640)))
    assert desk.orders() == {day(8): d(440)}, "60 are on their way: the count holds N1"
    assert desk.state(schedule) != "not_reconciled"


@pytest.mark.parametrize(
    "row", ["A,P,2026-05-03,0.5,,,", "A,P,2026-05-03,1,,,\nA,P,2026-05-03,,N,2.5,"]
)
def test_half_a_piece_is_none(desk: Desk, row: str) -> None:
    with pytest.raises(RuleRefusedError, match="no whole number"):
        opened(desk, HEAD + row + "\n")


def test_it_takes_two_people_and_a_reason(desk: Desk) -> None:
    for by in (Actor(who="ann", why="start"), Actor(who="ann+bob", why=" ")):
        with pytest.raises(RuleRefusedError, match="two people and a reason"):
            opened(desk, FILE, by)
    assert desk.ledger().balance.despatched == 0


def test_all_of_the_file_or_nothing_and_every_fault_at_once(desk: Desk) -> None:
    wrong = FILE + "A,X,2026-05-03,1,,,\nZ,Q,2026-05-03,1,,,\nA,Q,2099-01-01,5,,,\n"
    with pytest.raises(RuleRefusedError) as refused:
        opened(desk, wrong)
    told = [reason.text for reason in refused.value.reasons]
    assert [text.split(":")[0] for text in told] == ["line 5", "line 6", "line 7"]
    assert "is in no agreement Z" in told[1] and "is not here yet" in told[2]
    assert desk.ledger().balance.despatched == 0


def test_a_part_that_has_moved_is_corrected_and_not_opened(desk: Desk) -> None:
    desk.despatched("N9", 10, day(3))
    with pytest.raises(RuleRefusedError, match="line 2: cums of P in A have moved already"):
        opened(desk, FILE)
    assert desk.ledger().balance.despatched == 10
    opened(desk, HEAD + "A,Q,2026-05-03,7,,,\n")
    with pytest.raises(RuleRefusedError, match="have moved already"):
        opened(desk, HEAD + "A,Q,2026-05-03,7,,,\n")
    assert desk.ledger(part="Q").balance.received == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the first line names the columns"),
        ("part,on\n", "wrong or missing: agreement, note, quantity, received"),
        (HEAD, "line 1: nothing stands in it"),
        (HEAD + "A,P,2026-05-03,1\n", "more or fewer fields"),
        (HEAD + ",P,2026-05-03,1,,,\n", "line 2: agreement is empty"),
        (HEAD + "A,P,3.5.26,1,,,\n", "on: a day is written as YYYY-MM-DD, not 3.5.26"),
        (HEAD + "A,P,2026-05-03,,,,\n", "received: nothing is no quantity"),
        (HEAD + "A,P,2026-05-03,-1,,,\n", "received: -1 is no quantity"),
        (HEAD + 'A,P,2026-05-03,"1,5",,,\n', "received: 1,5 is no quantity"),
        (HEAD + "A,P,2026-05-03,1.1234567,,,\n", "line 2, received"),
        (HEAD + "A,P,2026-05-03,1,N,1,\n", "either a count (received) or a note"),
        (HEAD + "A,P,2026-05-03,,,1,\n", "either a count (received) or a note"),
        (HEAD + "A,P,2026-05-03,,N,0,\n", "quantity: 0 is no quantity"),
        (HEAD + "A,P,2026-05-03,,N,1,\n", "line 2: its part has no row with what the customer"),
        (FILE + "A,P,2026-05-03,1,,,\n", "line 5: its part has a count in line 2 already"),
        (FILE + "A,P,2026-05-03,,N1,1,\n", "line 5: note N1 stands in line 3 already"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    assert any(said in fault for fault in faults(text)), faults(text)


def test_semicolons_do_as_well_and_a_part_may_begin_with_nothing() -> None:
    (part,) = opening_parts(FILE.replace(",", ";"))
    assert (part.received, part.despatched) == (12_400, Decimal(12_700))
    (none,) = opening_parts(HEAD + "A,P,2026-05-03,0,,,\n")
    assert list(none.movements("ann", "start")) == []


def test_by_http_and_by_page(client: Client) -> None:
    desk = Desk(client.central.db)
    desk.agreement("A", "P", "Q")
    for name in ("ann", "bob"):
        person(client.central.db, name, "planner")
    html = {"Accept": "text/html", "Origin": "http://central"}
    form = {"person": "ann", "password": GOOD}
    signed = client.post("/web/sign-in", data=form, headers=html)
    ann = {**html, "Cookie": signed.headers["set-cookie"].split(";")[0]}
    assert 'type="file"' in client.get("/office/opening", headers=ann).text
    shipper = client.get("/office/opening", token=client.token("shipping"), headers=html)
    assert shipper.status_code == 200 and 'type="file"' not in shipper.text

    ago = datetime.now(UTC).date() - timedelta(days=3)
    file = HEAD + f"A,P,{ago},12400,,,\nA,P,{ago},,N1,240,T12\n"

    def sent(text: str, **two: str) -> Any:
        given = {"why": "start", "second": "bob", "second_password": GOOD, **two}
        files = {"file": ("opening.csv", text.encode(), "text/csv")}
        return client.post("/office/opening", data=given, files=files, headers=ann)

    assert sent(file, second_password="wrong").status_code == 403
    refused = sent("agreement\n" + file)
    assert refused.status_code == 409 and "the first line names the columns" in refused.text
    assert 'value="start"' in refused.text, "what was typed stays"
    body = {"file": file, "why": "start", "second": "bob", "second_password": GOOD}
    assert client.post("/api/v1/cums/opening", token=client.token("planner"), json=body).is_error
    done = sent(file)
    assert done.status_code == 200 and "12,640" in done.text
    assert sent(file).status_code == 409 and "moved already" in sent(file).text
