"""What becomes a schedule, what is held and why, and that nothing is posted half or lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from central.agreements.model import options as o
from central.cums.rules.movements import ResetExecuted, ResetPlanned
from central.db.work import Work
from central.edi.model import schedule as edi
from central.http.problems import ProblemError
from central.releases import flow, unprocessed
from central.releases.tables import UNPROCESSED
from central.words.reasons import RuleRefusedError
from tests.support.central.counting import BY_ITSELF
from tests.support.central.releases_desk import (
    ANN,
    DAY,
    FORECAST,
    call_off,
    d,
    day,
    item,
    line,
    said,
)

BY_CUM = {"reconcile": o.Reconcile.USE_CUMULATIVE_QUANTITY}


def test_unknown_parts_are_held_and_the_others_posted(desk: Any) -> None:
    desk.agreement("A", "P", "Q")
    posted = desk.post(said("1", item("P", line(day(5), 1)), item("X", line(day(5), 2)), item("Q")))
    assert len(posted.schedules) == 2 and len(posted.unprocessed) == 1
    assert [reason.code for reason in posted.reasons] == ["receive.unknown_part"]
    assert desk.open_entries() == [("unknown_part", "X", ["receive.unknown_part"])]


def test_reprocessing_posts_only_what_was_left(desk: Any) -> None:
    desk.agreement("A", "P")
    message = said("1", item("P", line(day(5), 1)), item("X", line(day(5), 2)))
    desk.post(message)
    desk.agreement("B", "X")
    again = desk.post(message, again=1)
    assert len(again.schedules) == 1 and again.unprocessed == ()
    assert desk.open_entries() == []
    assert [row.part for row in desk.schedules()] == ["P", "X"]
    closed = desk.rows(UNPROCESSED)[0]
    assert (closed.closing, closed.closed_by) == ("reprocessed", "ann")


def test_a_part_in_two_agreements_is_ambiguous(desk: Any) -> None:
    desk.agreement("A", "P")
    desk.agreement("B", "P")
    assert desk.post(said("1", item("P"))).schedules == ()
    assert desk.open_entries() == [("ambiguous", "P", ["receive.ambiguous"])]


def test_an_unknown_customer_and_a_message_without_parts_are_not_dropped(desk: Any) -> None:
    desk.post(said("1", item("P")), customer="NOBODY")
    desk.post(said("2"))
    assert [entry[0] for entry in desk.open_entries()] == ["unknown_partner", "refused"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([line(day(5), -5)], "plausible.quantity"),
        ([line(day(5), 10**12)], "plausible.quantity"),
        ([line(date(2999, 1, 1), 5)], "plausible.day"),
        ([line(day(8), 5, until=day(5))], "plausible.period"),
        (
            [line(day(5), 5, cumulative=d(50)), line(day(6), 5, cumulative=d(40))],
            "receive.line_cum_falls",
        ),
    ],
)
def test_figures_that_nobody_means_are_held(desk: Any, lines: Any, code: str) -> None:
    desk.agreement()
    posted = desk.post(said("1", item("P", *lines)))
    assert posted.schedules == () and desk.schedules() == []
    assert desk.open_entries() == [("implausible", "P", [code])]


def test_a_schedule_of_the_far_future_is_held(desk: Any) -> None:
    desk.agreement()
    far = date(2999, 1, 1)
    desk.post(said("1", item("P", line(far, 5)), issued=far))
    assert desk.open_entries() == [("implausible", "P", ["receive.issued_ahead"])]


@pytest.mark.parametrize("terms", [{}, BY_CUM])
def test_a_cum_that_falls_in_silence_is_held(desk: Any, terms: Any) -> None:
    desk.agreement(**terms)
    desk.despatched("N1", 200, day(1))
    desk.post(said("1", item("P", line(day(5), 5), cum=100)))
    desk.post(said("2", item("P", line(day(5), 5), cum=60)))
    (entry,) = desk.open_entries()
    assert entry[:2] == ("implausible", "P")
    assert entry[2][0] in ("receive.cum_fell", "year.fell")


def test_an_announced_count_resets_ours_with_every_reason(desk: Any) -> None:
    desk.agreement(**BY_CUM, **BY_ITSELF)
    desk.despatched("N1", 500, date(2025, 12, 1))
    desk.today = date(2025, 12, 10)
    desk.taken(
        said(
            "1",
            item(
                "P",
                line(date(2025, 12, 15), 100),
                cum=500,
                authorisations=(
                    edi.Authorisation(resource=edi.Resource.FABRICATE, cumulative=d(900)),
                ),
            ),
            issued=date(2025, 12, 10),
        )
    )
    desk.today = date(2026, 1, 12)
    desk.despatched("N2", 80, date(2026, 1, 5))
    schedule = desk.taken(
        said(
            "2",
            item(
                "P",
                line(date(2026, 1, 15), 200),
                cum=30,
                since=date(2026, 1, 1),
                authorisations=(
                    edi.Authorisation(resource=edi.Resource.FABRICATE, cumulative=d(130)),
                ),
            ),
            issued=date(2026, 1, 12),
        )
    )
    assert desk.state(schedule) == "released"
    # of 200 asked, 50 are on their way and 100 stand overdue since December
    assert desk.orders() == {date(2025, 12, 15): d(100), date(2026, 1, 15): d(50)}
    kept = desk.authorised()
    assert (kept.start, kept.fabricate) == (date(2026, 1, 1), d(130))
    assert '"fabricate":"900"' in kept.closed


@pytest.mark.parametrize(
    ("synchronise_on", "execute_on"),
    [
        (date(2026, 1, 5), date(2026, 1, 12)),
        (date(2025, 12, 29), date(2026, 1, 12)),
        (date(2026, 1, 1), date(2026, 1, 13)),
    ],
)
def test_a_reset_that_a_person_planned_for_other_days_is_left_to_them(
    desk: Any, synchronise_on: date, execute_on: date
) -> None:
    """The customer counts since the 1st, and it is the 12th: neither is done, and it is said."""
    desk.agreement(**BY_CUM, **BY_ITSELF)
    desk.despatched("N1", 500, date(2025, 12, 1))
    desk.despatched("N2", 80, date(2026, 1, 7))
    planned = ResetPlanned(synchronise_on=synchronise_on, execute_on=execute_on)
    desk.move(planned)
    desk.today = date(2026, 1, 12)
    asked = item("P", line(date(2026, 1, 15), 200), cum=30, since=date(2026, 1, 1))
    schedule = desk.taken(said("1", asked, issued=desk.today))
    assert desk.state(schedule) == "not_reconciled" and desk.orders() == {}
    assert desk.waits(schedule)[:2] == ["year.announced", "flow.reset_waits"]
    ours = desk.ledger()
    assert ours.planned == planned and ours.balance.despatched == 580
    desk.move(ResetPlanned(synchronise_on=date(2026, 1, 1), execute_on=date(2026, 1, 12)))
    desk.act(flow.rerun, schedule)
    assert desk.state(schedule) == "released" and desk.orders() == {date(2026, 1, 15): d(150)}
    ours = desk.ledger()
    assert ours.planned is None and ours.period_start == date(2026, 1, 1)
    assert ours.balance.despatched == 80


def test_a_silent_reset_of_ours_is_an_alarm(desk: Any) -> None:
    desk.agreement(**BY_CUM, **BY_ITSELF)
    desk.despatched("N1", 52_000, date(2025, 12, 1))
    first = date(2026, 1, 1)
    desk.move(ResetPlanned(synchronise_on=first, execute_on=first))
    desk.move(ResetExecuted(on=first))
    schedule = desk.taken(said("1", item("P", line(day(5), 5), cum=52_500)))
    assert desk.state(schedule) == "not_reconciled"
    assert desk.waits(schedule)[:2] == ["year.above", "year.we_reset"]


@pytest.mark.parametrize(
    "function", [edi.Function.CHANGE, edi.Function.CANCEL, edi.Function.DUPLICATE]
)
def test_what_is_not_a_whole_schedule_is_held(desk: Any, function: edi.Function) -> None:
    desk.agreement()
    desk.post(said("1", item("P", line(day(5), 1)), function=function))
    assert desk.open_entries() == [("not_whole", "P", ["intake.not_whole"])]


def test_a_test_is_never_posted(desk: Any) -> None:
    desk.agreement()
    desk.post(said("1", item("P", line(day(5), 1)), test=True))
    assert desk.schedules() == [] and desk.open_entries()[0][0] == "test"


def test_the_same_number_again_is_a_duplicate_within_a_year(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 1))))
    desk.post(said("1", item("P", line(day(5), 2))))
    assert desk.open_entries() == [("duplicate", "P", ["receive.duplicate"])]
    assert desk.post(call_off("1", item("P", line(day(5), 2)))).schedules
    desk.today = DAY + timedelta(days=365)
    later = said("1", item("P", line(desk.today, 2)), issued=desk.today)
    assert len(desk.post(later).schedules) == 1


def test_schedules_without_a_number_are_told_apart_by_their_days(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(said("", item("P", line(day(5), 1))))
    later = desk.taken(said("", item("P", line(day(5), 2)), issued=day(5)))
    assert desk.state(later) == "released" and desk.orders() == {day(5): d(2)}


def test_an_older_schedule_does_not_replace_a_newer_one(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(said("2", item("P", line(day(5), 1)), issued=day(4)))
    desk.post(said("1", item("P", line(day(5), 9)), issued=day(3)))
    assert desk.open_entries() == [("chain", "P", ["receive.older"])]


def test_authorised_cums_never_fall_in_a_period(desk: Any) -> None:
    desk.agreement()
    for number, cum in (("1", 5_000), ("2", 4_200), ("3", 5_600)):
        stated = edi.Authorisation(resource=edi.Resource.FABRICATE, cumulative=d(cum))
        desk.post(said(number, item("P", line(day(5), 1, FORECAST), authorisations=(stated,))))
        assert desk.authorised().fabricate == max(d(5_000), d(cum))


def test_agreements_of_a_plant_come_before_those_of_all(desk: Any) -> None:
    desk.agreement("A", "P")
    desk.agreement("B", "P", plant="")
    desk.post(said("1", item("P")))
    assert desk.open_entries()[0][0] == "ambiguous"


def test_an_entry_is_dismissed_with_a_reason_once(desk: Any) -> None:
    desk.post(said("1", item("P")))
    entry = desk.rows(UNPROCESSED)[0].entry

    def dismiss(by: Any) -> None:
        desk.db.write(lambda c: unprocessed.dismiss(Work(c, by, desk.now_us), entry), by=by)

    with pytest.raises(RuleRefusedError, match="say why"):
        dismiss(ANN.__class__(who="ann"))
    desk.db.write(lambda c: unprocessed.assign(c, entry, "bob"))
    dismiss(ANN)
    with pytest.raises(ProblemError) as error:
        dismiss(ANN)
    assert error.value.status == 409
    row = desk.rows(UNPROCESSED)[0]
    assert (row.closing, row.owner, row.why) == ("dismissed", "bob", ANN.why)


def test_reasons_stand_with_the_first_step(desk: Any) -> None:
    desk.agreement()
    schedule = desk.posted(said("1", item("P", line(day(5), 1)), issued=None))
    assert desk.steps(schedule) == [("receive", "received")]
    assert desk.kept(schedule).issued_on == DAY
    flow.assign(desk.db, schedule, "bob", by=ANN)
    assert desk.kept(schedule).owner == "bob"


def test_a_new_count_begins_a_new_period_of_what_is_authorised(desk: Any) -> None:
    desk.agreement()
    for number, cum, since in (
        ("1", 900, date(2025, 1, 1)),
        ("2", 300, date(2026, 1, 1)),
        ("3", 200, date(2026, 1, 1)),
    ):
        stated = edi.Authorisation(resource=edi.Resource.MATERIAL, cumulative=d(cum))
        desk.post(said(number, item("P", cum=1000, since=since, authorisations=(stated,))))
    kept = desk.authorised()
    assert (kept.start, kept.raw_material) == (date(2026, 1, 1), d(300))
    assert '"raw_material":"900"' in kept.closed


def test_lines_that_say_no_type_are_held_where_the_agreement_has_none_for_them(desk: Any) -> None:
    """Taken for information they would take the 50 out that are open."""
    desk.agreement(approval=o.Approval.AUTO, release=o.Release.AUTOMATIC)
    desk.taken(said("1", item("P", line(day(8), 50))))
    found = desk.post(said("2", item("P", line(day(8), 60, edi.Status.NOT_STATED))))
    desk.run()
    assert found.schedules == () and desk.orders() == {day(8): d(50)}
    ((what, _, codes),) = desk.open_entries()
    assert (what, codes) == ("implausible", ["horizon.no_type"])
