"""What a schedule of any syntax is to the rules, and what is said of the rest."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.agreements.model.horizons import LineStatus
from central.cums.model import Authorisation, Use
from central.demand.lines import DemandLine, ScheduleKind
from central.edi.model import schedule as edi
from central.edi.model.interchange import Party, Syntax
from central.edi.read import read
from central.releases.rules.intake import KINDS, STATUSES, USES, Intake, intake
from tests.support.paths import SCENARIOS

D = Decimal
ISSUED, MONDAY, SUNDAY = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 15)
OTHER_DAY = date(2026, 4, 1)
SOURCE = edi.Source(
    syntax=Syntax.EDIFACT,
    message="delfor",
    version="D.97A",
    sender=Party(id="C"),
    recipient=Party(id="S"),
    interchange="1",
    interchange_old="",
    reference="1",
)


def line(quantity: int = 100, **more: object) -> edi.Line:
    return edi.Line(**({"quantity": D(quantity), "first": MONDAY, "last": MONDAY} | more))  # type: ignore[arg-type]


def item(*lines: edi.Line, **more: object) -> edi.Item:
    return edi.Item(**({"part": "4711", "lines": lines} | more))  # type: ignore[arg-type]


def document(*items: edi.Item, **more: object) -> edi.Schedule:
    said = {"kind": edi.Kind.PLAN, "source": SOURCE, "number": "S1", "issued_on": ISSUED}
    return edi.Schedule(**(said | {"items": items} | more))  # type: ignore[arg-type]


def one(of: edi.Item, **more: object) -> Intake:
    (taken,) = intake(document(of, **more), issued_on=OTHER_DAY)
    assert taken.item is of
    return taken


def lines(taken: Intake) -> tuple[DemandLine, ...]:
    assert taken.schedule is not None
    return taken.schedule.lines


def authorised(taken: Intake) -> tuple[Authorisation, ...]:
    assert taken.schedule is not None
    return taken.schedule.authorisations


def codes(taken: Intake) -> list[str]:
    assert all(reason.text for reason in taken.reasons)
    return [reason.code for reason in taken.reasons]


def test_every_kind_status_and_resource_has_its_place() -> None:
    assert (set(KINDS), set(STATUSES), set(USES)) == (
        set(edi.Kind),
        set(edi.Status),
        set(edi.Resource),
    )
    assert STATUSES[edi.Status.NOT_STATED] is None
    assert USES[edi.Resource.MATERIAL] is Use.RAW_MATERIAL


def test_one_item_is_one_schedule() -> None:
    both = document(item(line(1)), item(line(2), part="4712"), kind=edi.Kind.CALL_OFF)
    first, second = intake(both, issued_on=OTHER_DAY)
    assert first.schedule is not None
    assert second.schedule is not None
    assert (first.schedule.part, second.schedule.part) == ("4711", "4712")
    assert [each.quantity for each in lines(second)] == [D(2)]
    assert {first.schedule.kind, second.schedule.kind} == {ScheduleKind.CALL_OFF}


def test_count_note_order_and_reference_are_taken() -> None:
    received = edi.Cum(quantity=D(1000), since=date(2026, 1, 1))
    taken = one(
        item(
            line(first=MONDAY, last=SUNDAY, reference="R7"),
            order="P1",
            received=received,
            last_receipt=edi.Receipt(note="N9"),
        )
    )
    schedule = taken.schedule
    assert schedule is not None
    assert (schedule.received_cum, schedule.counted_since) == (D(1000), date(2026, 1, 1))
    assert (schedule.last_note, schedule.issued_on) == ("N9", ISSUED)
    assert lines(taken) == (
        DemandLine(
            number=1,
            on=MONDAY,
            until=SUNDAY,
            quantity=D(100),
            status=None,
            purchase_order="P1",
            reference="R7",
        ),
    )
    assert codes(taken) == []


def test_a_line_of_one_day_has_no_end() -> None:
    assert lines(one(item(line())))[0].until is None


@pytest.mark.parametrize("demand", [edi.Demand.BACKLOG, edi.Demand.IMMEDIATE])
def test_demand_without_a_date_is_of_the_day_of_issue(demand: edi.Demand) -> None:
    undated = line(first=None, last=None, demand=demand, status=edi.Status.FIRM)
    taken = one(item(undated))
    assert [(each.on, each.until, each.status) for each in lines(taken)] == [
        (ISSUED, None, LineStatus.FIRM)
    ]
    assert codes(taken) == ["intake.undated"]


def test_the_given_day_stands_where_the_document_states_none() -> None:
    undated = line(first=None, last=None, demand=edi.Demand.BACKLOG)
    taken = one(item(undated), issued_on=None)
    assert taken.schedule is not None
    assert (taken.schedule.issued_on, lines(taken)[0].on) == (OTHER_DAY, OTHER_DAY)
    assert codes(taken) == ["intake.issued_on", "intake.undated"]


def test_dated_backlog_keeps_its_day() -> None:
    taken = one(item(line(demand=edi.Demand.BACKLOG)))
    assert lines(taken)[0].on == MONDAY


def test_what_no_rule_compares_is_said() -> None:
    taken = one(
        item(
            line(5, first=None, last=None),
            line(first=MONDAY, last=SUNDAY, at=time(14, 30)),
            received=edi.Cum(quantity=D(10), until=MONDAY),
            shipped=edi.Cum(quantity=D(20)),
            last_receipt=edi.Receipt(note="N9", quantity=D(7), received_on=MONDAY),
        )
    )
    assert [each.number for each in lines(taken)] == [2]
    assert codes(taken) == [
        "intake.no_date",
        "intake.time",
        "intake.receipt",
        "intake.until",
        "intake.shipped",
    ]
    assert taken.reasons[0].text == "line 1: 5 has no date and is left out"
    assert "14:30" in taken.reasons[1].text


@pytest.mark.parametrize(
    "function", [edi.Function.CANCEL, edi.Function.CHANGE, edi.Function.DUPLICATE]
)
def test_what_is_not_a_whole_schedule_is_not_taken_as_one(function: edi.Function) -> None:
    taken = one(item(line()), function=function)
    assert taken.schedule is None
    assert codes(taken) == ["intake.not_whole"]
    assert str(function) in taken.reasons[0].text


def test_a_stated_authorisation_is_taken_and_another_count_is_said() -> None:
    stated = edi.Authorisation(
        resource=edi.Resource.MATERIAL, cumulative=D(900), first=date(2026, 1, 1), last=SUNDAY
    )
    since = {"received": edi.Cum(quantity=D(1), since=date(2026, 1, 1))}
    same, other = one(item(authorisations=(stated,), **since)), one(item(authorisations=(stated,)))
    expected = (Authorisation(use=Use.RAW_MATERIAL, cum=D(900), until=SUNDAY),)
    assert authorised(same) == authorised(other) == expected
    assert (codes(same), codes(other)) == ([], ["intake.authorised_since"])


def test_a_line_that_authorises_is_demand_and_raises_the_cum_answered_for() -> None:
    """By day, not by place in the message; information raises nothing."""
    taken = one(
        item(
            line(40, first=SUNDAY, last=SUNDAY, authorises=edi.Resource.FABRICATE),
            line(30),
            line(500, status=edi.Status.INFORMATION),
            line(20, cumulative=D(7777), authorises=edi.Resource.MATERIAL),
            received=edi.Cum(quantity=D(1000)),
        )
    )
    assert len(lines(taken)) == 4
    assert authorised(taken) == (
        Authorisation(use=Use.FABRICATE, cum=D(1090), until=SUNDAY),
        Authorisation(use=Use.RAW_MATERIAL, cum=D(7777), until=MONDAY),
    )


def test_a_line_that_authorises_without_a_count_stays_demand_and_is_said() -> None:
    taken = one(item(line(40, authorises=edi.Resource.FABRICATE)))
    assert (len(lines(taken)), authorised(taken)) == (1, ())
    assert codes(taken) == ["intake.no_cum"]


@given(
    st.lists(
        st.builds(
            line,
            st.integers(0, 10**6),
            demand=st.sampled_from(edi.Demand),
            status=st.sampled_from(edi.Status),
            authorises=st.sampled_from([None, *edi.Resource]),
            first=st.sampled_from([None, MONDAY]),
            last=st.sampled_from([None, MONDAY, SUNDAY]),
        ),
        max_size=8,
    )
)
def test_every_line_is_demand_or_said_to_be_left_out(given_lines: list[edi.Line]) -> None:
    taken = one(item(*given_lines))
    left_out = {
        dict(reason.figures)["number"]
        for reason in taken.reasons
        if reason.code == "intake.no_date"
    }
    kept = {each.number: each.quantity for each in lines(taken)}
    assert kept.keys() | left_out == set(range(1, len(given_lines) + 1))
    assert not kept.keys() & left_out
    assert all(given_lines[number - 1].quantity == q for number, q in kept.items())


@pytest.mark.parametrize(
    "file", sorted((SCENARIOS / "messages").glob("*.[et][dx]*")), ids=lambda f: f.name
)
def test_every_message_beside_the_pages_is_taken_whole(file: Path) -> None:
    for said in read(file.read_bytes()).schedules():
        for taken in intake(said, issued_on=OTHER_DAY):
            assert len(lines(taken)) == len(taken.item.lines)
            asked = sum(each.quantity for each in taken.item.lines)
            assert sum(each.quantity for each in lines(taken)) == asked
