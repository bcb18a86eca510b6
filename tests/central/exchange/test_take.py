"""What becomes of a file: kept in every case, posted as a whole or not at all, once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.edi.read import read
from central.exchange import lists, partners, service, store
from central.exchange.identify import divide
from central.exchange.rules.states import State
from central.words.reasons import RuleRefusedError
from tests.support.central.exchange import BY, Office, delfor, vda, x830


def codes(office: Office, interchange: int) -> list[str]:
    return [problem.code for problem in office.row(interchange).problems]


@pytest.mark.parametrize("data", [delfor(), x830(), vda()], ids=["edifact", "x12", "vda"])
def test_a_good_interchange_is_posted_and_its_bytes_are_kept(office: Office, data: bytes) -> None:
    office.partner()
    taken = office.take(data)
    assert taken.state is State.POSTED
    row = office.row(taken.interchange)
    assert (row.partner, row.schedules, row.messages) == ("acme", 1, 1)
    assert office.db.read(lambda c: store.raw_of(c, taken.interchange)) == data
    assert len(office.posted()) == 1 and not office.unprocessed()


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00" * 300, b"UNB+", b"ISA", b"511"])
def test_what_cannot_be_read_is_kept_and_waits(office: Office, data: bytes) -> None:
    office.partner()
    taken = office.take(data)
    assert taken.state is State.UNREADABLE
    assert office.unprocessed() == ["unreadable"]
    assert office.db.read(lambda c: store.raw_of(c, taken.interchange)) == data


def test_an_unknown_partner_is_kept_until_he_is_known(office: Office) -> None:
    taken = office.take(delfor())
    assert taken.state is State.UNKNOWN_PARTNER
    assert office.unprocessed() == ["unknown_partner"]
    office.partner()
    assert office.again(taken.interchange) is State.POSTED
    assert office.posted() == ["RL000117"] and not office.unprocessed()


def test_the_same_bytes_are_posted_once(office: Office) -> None:
    office.partner()
    office.take(delfor())
    again = office.take(delfor())
    assert again.state is State.DUPLICATE
    assert office.posted() == ["RL000117"] and not office.unprocessed()
    assert office.answers(again.interchange) == []


def test_a_control_reference_with_other_bytes_is_refused_and_shown(office: Office) -> None:
    office.partner()
    office.take(delfor("42"))
    other = office.take(delfor("42", number="RL000118"))
    assert other.state is State.REFUSED
    assert codes(office, other.interchange) == ["reference.used"]
    assert office.unprocessed() == ["duplicate"]
    assert office.posted() == ["RL000117"]


def test_a_reference_is_free_again_when_its_interchange_was_refused(office: Office) -> None:
    office.partner()
    broken = delfor("42").replace(b"UNZ+1", b"UNZ+2")
    assert office.take(broken).state is State.REFUSED
    assert office.take(delfor("42")).state is State.POSTED


def test_a_test_is_held_until_a_person_takes_it(office: Office) -> None:
    office.partner()
    taken = office.take(x830().replace(b"*0*P*>", b"*0*T*>"))
    assert taken.state is State.HELD
    assert office.unprocessed() == ["test"] and office.posted() == []
    assert office.again(taken.interchange) is State.HELD
    assert office.again(taken.interchange, insist=True) is State.POSTED
    assert len(office.posted()) == 1 and not office.unprocessed()


@pytest.mark.parametrize(
    ("data", "days", "most"),
    [
        (delfor(), 2744, 2743),
        (x830(), 9623, 2743),
        (vda(20, 19).replace(b"20260105260101", b"20260101260101"), 4, 3),
    ],
    ids=["UNB", "ISA", "511"],
)
def test_a_file_older_than_its_partner_allows_is_held_until_a_person_takes_it(
    lite: Office, data: bytes, days: int, most: int
) -> None:
    """It came on 5 January 2026, and comes no later when it is processed again."""
    lite.partner(settings={"older_than_days": most})
    taken = lite.take(data)
    assert taken.state is State.HELD and lite.unprocessed() == ["old"]
    (why,) = lite.row(taken.interchange).problems
    assert why.code == "interchange.old"
    assert f"{days} days before it came; more than {most} stop" in why.detail
    lite.now_us += 40 * 86_400_000_000
    assert lite.again(taken.interchange) is State.HELD
    assert lite.again(taken.interchange, insist=True) is State.POSTED


def test_a_file_as_old_as_its_partner_allows_is_posted(lite: Office) -> None:
    lite.partner(settings={"older_than_days": 2744})
    assert lite.take(delfor()).state is State.POSTED
    with pytest.raises(partners.PartnerError, match=r"settings\.older_than_days is 0 to 3650"):
        lite.partner(settings={"older_than_days": -1})


def test_a_fault_of_the_envelope_refuses_the_whole(office: Office) -> None:
    office.partner()
    taken = office.take(delfor().replace(b"UNZ+1", b"UNZ+2"))
    assert taken.state is State.REFUSED
    assert office.posted() == [] and office.unprocessed() == ["refused"]
    ((answer, data),) = office.answers(taken.interchange)
    assert answer.state is State.QUEUED and answer.message_names == "contrl"
    (said,) = read(data).acknowledgements()
    assert said.answers[0].verdict.value == "rejected"


def two_messages() -> bytes:
    """Two messages, the second with a quantity that is no number."""
    whole = delfor()
    start, end = whole.index(b"UNH+"), whole.index(b"UNZ+")
    one = whole[start:end]
    other = one.replace(b"UNH+1", b"UNH+2").replace(b"UNT+26+1", b"UNT+26+2")
    other = other.replace(b"RL000117", b"RL000118").replace(b"113:8400", b"113:84OO")
    return whole[:start] + one + other + whole[end:].replace(b"UNZ+1", b"UNZ+2")


def test_a_fault_of_a_message_refuses_that_message(office: Office) -> None:
    office.partner()
    taken = office.take(two_messages())
    assert taken.state is State.POSTED
    assert office.posted() == ["RL000117"] and office.unprocessed() == ["refused"]
    said = office.db.read(lambda c: store.messages_of(c, taken.interchange))
    assert [message.state.value for message in said] == ["posted", "refused"]
    assert said[1].problems[0].position.tag == "QTY"


def test_messages_left_over_are_posted_later_and_the_others_not_again(office: Office) -> None:
    office.partner()
    office.desk.unknown = {"00002612"}
    taken = office.take(delfor())
    assert taken.state is State.POSTED and office.unprocessed() == ["unknown_part"]
    office.desk.unknown = set()
    assert office.again(taken.interchange) is State.POSTED
    assert office.posted() == ["RL000117"] and not office.unprocessed()
    with pytest.raises(RuleRefusedError):
        office.again(taken.interchange)
    aperaks = [row for row, _ in office.answers(taken.interchange) if row.message_names == "aperak"]
    assert [bool(row.problems) for row in aperaks] == [True, False]


def test_an_error_of_ours_posts_nothing_and_keeps_the_interchange(office: Office) -> None:
    office.partner()
    office.desk.fails = ZeroDivisionError("boom")
    taken = office.take(delfor())
    assert taken.state is State.REFUSED
    assert office.posted() == [] and office.unprocessed() == ["not_whole"]
    assert office.answers(taken.interchange) == []
    office.desk.fails = None
    assert office.again(taken.interchange) is State.POSTED
    assert office.posted() == ["RL000117"] and not office.unprocessed()


def test_answers_go_out_in_the_version_that_came_in(office: Office) -> None:
    office.partner()
    taken = office.take(delfor())
    (contrl, contrl_data), (aperak, aperak_data) = office.answers(taken.interchange)
    assert (contrl.message_names, contrl.reference) == ("contrl", "1")
    assert (aperak.message_names, aperak.reference) == ("aperak", "2")
    assert b"UNOA:3" in contrl_data and b"APERAK:D:97A:UN" in aperak_data
    x12 = office.take(x830())
    names = [row.message_names for row, _ in office.answers(x12.interchange)]
    assert names == ["x12_997", "x12_824"]


def test_a_partner_who_wants_no_answer_gets_none(office: Office) -> None:
    office.partner(answers=[])
    assert office.answers(office.take(delfor()).interchange) == []


def test_a_folder_of_one_partner_takes_nothing_of_another(office: Office) -> None:
    office.partner()
    office.partner("other", profile={"ids": ["SOMEBODY"]})
    taken = office.take(delfor(), partner="other")
    assert taken.state is State.REFUSED
    assert codes(office, taken.interchange) == ["partner.sender"]
    nobody = office.take(delfor(), partner="nobody")
    assert nobody.state is State.UNKNOWN_PARTNER


def test_two_partners_for_one_sender_cannot_be_kept(office: Office) -> None:
    office.partner()
    with pytest.raises(partners.PartnerError, match="partner acme already"):
        office.partner("other", profile={"ids": ["PLANT-LN"]})
    office.partner("other", profile={"ids": ["PLANT-LN"]}, active=False)


def test_interchanges_in_one_file_are_each_their_own(office: Office) -> None:
    office.partner()
    taken = office.take(delfor("1") + b"\r\n" + delfor("2", number="B").replace(b"UNZ+1", b"UNZ+9"))
    assert [one.state for one in taken.all()] == [State.POSTED, State.REFUSED]
    raws = [office.db.read(lambda c, i=i.interchange: store.raw_of(c, i)) for i in taken.all()]
    assert raws[0] == delfor("1") + b"\r\n"
    assert raws[1].startswith(b"UNA")


def test_a_file_taken_again_under_its_claim_is_the_same_file(office: Office) -> None:
    office.partner()
    first = office.take(delfor(), claim="folder:1")
    assert office.take(delfor(), claim="folder:1") == first
    assert office.posted() == ["RL000117"]


def test_what_a_dead_process_left_is_decided_later(office: Office) -> None:
    office.partner()

    class Killed(BaseException):
        pass

    def crash(point: str) -> None:
        if point == "edi.stored":
            raise Killed

    with pytest.raises(Killed):
        office.take(delfor(), crash=crash)
    assert office.posted() == []
    assert service.sweep(office.db, office.desk, office.now_us) == 0
    assert service.sweep(office.db, office.desk, office.now_us + service.LEFT_US) == 1
    assert office.posted() == ["RL000117"]


def test_two_processes_take_the_same_file_once(office: Office) -> None:
    office.partner()
    gate = threading.Barrier(2, timeout=10)
    found: list[Any] = []

    def take(claim: str) -> None:
        gate.wait()
        found.append(
            service.take(
                office.db,
                office.desk,
                service.Incoming(
                    name="a", data=delfor(), way="folder", partner="acme", claim=claim
                ),
                now_us=office.now_us,
                by=BY,
            ).state
        )

    threads = [threading.Thread(target=take, args=(claim,)) for claim in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(found) == [State.DUPLICATE, State.POSTED]
    assert office.posted() == ["RL000117"]


def test_an_import_is_stored_whole_and_then_decided_file_by_file(office: Office) -> None:
    office.partner()
    office.desk.unknown = {"00002612"}
    files = [("a", delfor()), ("b", vda()), ("c", b"nothing"), ("d", delfor())]
    batch = service.open_import(office.db, files=files, partner="", by=BY, now_us=office.now_us)

    def counts() -> dict[str, int]:
        return office.db.read(lambda c: lists.counts_of_import(c, batch))

    assert counts() == {"received": 4} and office.posted() == []
    service.run_import(office.db, office.desk, batch, BY, office.now_us)
    assert counts() == {"posted": 1, "unprocessed": 1, "unreadable": 1, "duplicate": 1}
    (one,) = office.db.read(lists.recent_imports)
    assert (one.files, one.total, one.done, one.who) == (4, 4, 4, "test")
    page = office.db.read(lambda c: lists.of_import(c, batch))
    assert [row.name for row in page.rows] == ["a", "b", "c", "d"] and page.before is None


PARTS = [delfor(), x830(), vda(), b"hello", b"\r\n", b"UNA:+.? '", b"UNB+UNOA:3+A:ZZ", b"ISA*00*"]


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=200)), max_size=6))
def test_a_file_is_divided_without_loss(parts: list[bytes]) -> None:
    data = b"".join(parts)
    assert b"".join(divide(data, "", ())) == data


def test_what_is_divided_is_read_as_it_was_together() -> None:
    parts = [delfor("1"), b"\n", x830()[:0], delfor("2").replace(b"UNA:+.? '", b"")]
    pieces = divide(b"".join(parts), "", ())
    assert [read(piece).all_problems() for piece in pieces] == [(), ()]
