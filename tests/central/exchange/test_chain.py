"""Transmissions that chain: one is lost, held, found again; and what partners say of ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.edi.read import read
from central.exchange import lists
from central.exchange.rules.states import TRANSITIONS, Event, State, diagram, move
from central.words.reasons import RuleRefusedError
from tests.support.central.exchange import Office, delfor, vda, x830
from tests.support.paths import ROOT


def states(office: Office, *taken: int) -> list[str]:
    return [office.row(interchange).state.value for interchange in taken]


def test_a_lost_transmission_holds_those_after_it_until_it_comes(office: Office) -> None:
    office.partner()
    first = office.take(vda(20, 19)).interchange
    third = office.take(vda(22, 21)).interchange
    fourth = office.take(vda(25, 22)).interchange
    assert states(office, first, third, fourth) == ["posted", "held", "held"]
    assert office.row(third).problems[0].code == "transmission.broken"
    assert office.unprocessed() == ["chain", "chain"] and len(office.posted()) == 1
    second = office.take(vda(21, 20)).interchange
    assert states(office, first, second, third, fourth) == ["posted"] * 4
    assert len(office.posted()) == 4 and not office.unprocessed()


def test_a_person_takes_it_all_the_same_and_the_chain_goes_on(office: Office) -> None:
    office.partner()
    office.take(vda(20, 19))
    held = office.take(vda(22, 21)).interchange
    after = office.take(vda(23, 22)).interchange
    assert office.again(held) is State.HELD
    assert office.again(held, insist=True) is State.POSTED
    assert states(office, after) == ["posted"]
    late = office.take(vda(21, 20)).interchange
    assert states(office, late) == ["held"]
    assert office.again(late, insist=True) is State.POSTED
    assert office.take(vda(24, 23)).state is State.POSTED


def test_the_last_number_again_with_other_bytes_is_refused(office: Office) -> None:
    office.partner()
    office.take(vda(20, 19))
    other = office.take(vda(20, 19).replace(b"K0 955 119", b"K0 955 120"))
    assert other.state is State.REFUSED
    assert office.unprocessed() == ["duplicate"]


def test_numbers_that_begin_again_are_no_break(office: Office) -> None:
    office.partner()
    office.take(vda(99999, 99990))
    assert office.take(vda(1, 99999)).state is State.POSTED


def contrl(reference: str, action: str = "8") -> bytes:
    return (
        "UNB+UNOA:3+PLANT-LN:ZZ+SUPPLIER:ZZ+260106:0815+901'UNH+1+CONTRL:D:3:UN'"
        f"UCI+{reference}+SUPPLIER:ZZ+PLANT-LN:ZZ+{action}'UNT+3+1'UNZ+1+901'"
    ).encode()


def ours(office: Office) -> int:
    """An APERAK of ours to the partner."""
    taken = office.take(delfor())
    return next(
        row.interchange
        for row, _ in office.answers(taken.interchange)
        if row.message_names == "aperak"
    )


@pytest.mark.parametrize(
    ("action", "state"),
    [("8", State.ACKNOWLEDGED), ("7", State.ACKNOWLEDGED), ("4", State.REJECTED)],
)
def test_a_contrl_says_what_became_of_ours(office: Office, action: str, state: State) -> None:
    office.partner()
    sent = ours(office)
    data = contrl(office.row(sent).reference, action)
    assert not read(data).all_problems()
    taken = office.take(data)
    row = office.row(sent)
    assert row.state is state and row.acknowledged[0].interchange == taken.interchange
    assert row.acknowledged[0].layer == "syntax"
    assert office.answers(taken.interchange) == [], "an answer of syntax is not answered"
    assert not office.unprocessed()


def test_an_acknowledgement_of_nothing_of_ours_waits_for_a_person(office: Office) -> None:
    office.partner()
    taken = office.take(contrl("4711"))
    assert taken.state is State.POSTED and office.unprocessed() == ["refused"]


def test_a_997_finds_ours_by_its_group(office: Office) -> None:
    office.partner()
    taken = office.take(x830())
    answer = next(
        row for row, _ in office.answers(taken.interchange) if row.message_names == "x12_824"
    )
    data = (
        "ISA*00*          *00*          *ZZ*CUSTOMER       *ZZ*SUPPLIER       *260106*0815*U*00306*"
        "000000900*0*P*>~GS*FA*CUSTOMER*SUPPLIER*260106*0815*900*X*003060~ST*997*0001~"
        f"AK1*AG*{answer.reference}~AK2*824*0001~AK5*R*5~AK9*R*1*1*0~SE*6*0001~GE*1*900~"
        "IEA*1*000000900~"
    ).encode()
    assert not read(data).all_problems()
    office.take(data)
    assert office.row(answer.interchange).state is State.REJECTED


def test_references_of_ours_are_never_used_twice(office: Office) -> None:
    office.partner()
    for number in range(3):
        office.take(delfor(str(number), number=f"N{number}"))
    references = [
        row.reference for interchange in range(1, 20) for row, _ in office.answers(interchange)
    ]
    assert sorted(map(int, references)) == list(range(1, 7))


@given(st.sampled_from(State), st.sampled_from(Event))
def test_only_what_stands_in_the_table_happens(state: State, event: Event) -> None:
    rows = [row for row in TRANSITIONS if (row.state, row.event) == (state, event)]
    if rows:
        assert move(state, event) is rows[0].then and len(rows) == 1
        assert f"{state} --> {rows[0].then}: {event}" in diagram()
    else:
        with pytest.raises(RuleRefusedError):
            move(state, event)


def test_the_diagram_in_the_documents_is_that_of_the_table() -> None:
    page = (ROOT / "docs" / "states.md").read_text("utf-8")
    assert f"```mermaid\n{diagram()}\n```" in page


def test_an_answer_that_does_not_come_is_overdue(office: Office) -> None:
    office.partner(settings={"acknowledged_within_h": 1})
    office.take(delfor())
    hour_us = 3_600_000_000

    def asked(later_us: int) -> list[tuple[str, bool, int | None]]:
        found, _ = office.db.read(lambda c: lists.sent(c, "", office.now_us + later_us))
        return [(sent.row.message_names, sent.awaited, sent.overdue_us) for sent in found]

    assert asked(hour_us) == [("aperak", True, None), ("contrl", False, None)]
    (late, _) = asked(hour_us + 1)
    assert late[2] == office.now_us + hour_us
