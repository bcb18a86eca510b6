"""A part with a cum for each unloading point: what is sent, received, missing or counted at one is
no matter of another. The expected figures are worked out by hand from the manual's sentences.
"""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.agreements.service.contracts import agreement_part
from central.cums.replies import goods_under_way
from central.cums.rules.closing import How
from central.cums.rules.movements import Corrected, Returned, Side
from central.cums.service import accept, corrections, view
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.differences import open_differences
from central.cums.tables_authorised import AUTHORISED
from central.cums.tables_stated import STATED
from central.edi.model import schedule as edi
from central.orders.service.despatch import undo_despatch
from central.words.reasons import RuleRefusedError
from tests.central.releases.test_unloading_points import COUNTS, FLOWS, at, goes, open_at
from tests.support.central.counting import BOTH, advised
from tests.support.central.releases_desk import ANN, Desk, call_off, d, day, item, line, said

BY_POINT = {**COUNTS, "cum_count": o.CumCount.POINT}
T12, T31 = CumKey("A", "P", "T12"), CumKey("A", "P", "T31")


def asked(desk: Desk, number: str, on: int, **lines: Any) -> list[str]:
    """A message for several points, each ``(quantity, cum)`` on the 20th; the states."""
    desk.today = day(on)
    items = [at(point, line(day(20), q), cum=cum) for point, (q, cum) in lines.items()]
    posted = desk.post(said(number, *items, issued=day(on)))
    desk.run()
    return [desk.state(each) for each in posted.schedules]


def row(desk: Desk, of: CumKey) -> Any:
    """The list of cums and the page of one say the same."""
    rows = desk.db.read(view.cum_rows)
    found = desk.db.read(lambda c: view.cum_view(c, of, until=desk.today))
    (one,) = [it for it in rows if it.point == of.point]
    assert found is not None and (one.balance, one.arrived) == (found.balance, found.arrived)
    return one


def cums(desk: Desk) -> dict[str, tuple[int, int, int]]:
    """Despatched, received and in transit of each point."""
    return {
        it.point: (
            int(it.balance.despatched),
            int(it.balance.received),
            int(it.arrived.in_transit),
        )
        for it in desk.db.read(view.cum_rows)
    }


def both_docks(desk: Desk, **terms: Any) -> None:
    """100 are asked for T12 and 40 for T31; 30 and 15 leave."""
    desk.agreement(**{**BY_POINT, **terms})
    asked(desk, "1", 4, T12=(100, 0), T31=(40, 0))
    goes(desk, "N1", "T12", 30, day(4))
    goes(desk, "N2", "T31", 15, day(4))


def test_a_schedule_nets_what_is_on_its_way_to_its_own_dock(desk: Desk) -> None:
    both_docks(desk)
    assert cums(desk) == {"T12": (30, 0, 30), "T31": (15, 0, 15)}
    assert asked(desk, "2", 5, T12=(70, 30), T31=(40, 0)) == ["released", "released"]
    assert open_at(desk) == {("T12", day(20)): 70, ("T31", day(20)): 25}
    assert cums(desk) == {"T12": (30, 0, 0), "T31": (15, 0, 15)}


def test_the_count_of_one_dock_is_compared_with_what_went_to_it(desk: Desk) -> None:
    """The customer counts 10,000, we sent 10,200, of which 200 after the note they name."""
    both = {
        "reconcile": o.Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY,
        "match_required": o.MatchRequired.REQUIRED,
    }
    desk.agreement(**{**BY_POINT, **both})
    first = said("1", at("T12", line(day(20), 10_200), cum=0), at("T31", line(day(20), 500), cum=0))
    desk.post(first)
    desk.run()
    goes(desk, "X", "T12", 10_000, day(4))
    goes(desk, "Z", "T31", 300, day(4))
    desk.today = day(6)
    goes(desk, "Y", "T12", 200, day(6))
    dock = desk.taken(said("2", at("T12", line(day(20), 500), cum=10_000, note="X"), issued=day(6)))
    assert desk.state(dock) == "released"
    assert open_at(desk)["T12", day(20)] == 300
    other = desk.taken(said("3", at("T31", line(day(20), 500), cum=0, note="X"), issued=day(6)))
    assert desk.state(other) == "not_reconciled"  # X went to the other dock


def test_a_schedule_that_names_no_dock_is_held(desk: Desk) -> None:
    desk.agreement(**BY_POINT)
    posted = desk.post(said("1", item("P", line(day(5), 1)), at("T12", line(day(5), 2), cum=0)))
    assert [desk.kept(each).unloading_point for each in posted.schedules] == ["T12"]
    assert desk.open_entries() == [("unknown_part", "P", ["receive.no_point"])]


def test_what_was_received_missing_or_found_at_a_dock_is_of_its_cum(desk: Desk) -> None:
    both_docks(desk)
    advised(desk, "N1", 22, day(4))
    advised(desk, "N2", 15, day(4))
    assert cums(desk) == {"T12": (30, 22, 0), "T31": (15, 15, 0)}
    (open_,) = desk.db.read(open_differences)
    assert (open_.point, open_.difference.note, open_.difference.open) == ("T12", "N1", 8)
    assert row(desk, T12).arrived.differing == 8 and row(desk, T31).arrived.differing == 0
    found = AskedClosing(how=How.FOUND, quantity=d(3), on=desk.today)
    close_difference(desk.db, T12, "N1", found, by=ANN, now_us=desk.now_us)
    assert cums(desk) == {"T12": (30, 25, 0), "T31": (15, 15, 0)}


def test_a_note_is_undone_in_the_cum_of_its_dock(desk: Desk) -> None:
    both_docks(desk)
    undo_despatch(desk.db, note="N2", on=day(4), why="no truck came", by=ANN, now_us=desk.now_us)
    assert cums(desk) == {"T12": (30, 0, 30), "T31": (0, 0, 0)}
    assert open_at(desk) == {("T12", day(20)): 70, ("T31", day(20)): 40}


def test_what_one_dock_counted_holds_no_note_of_another(desk: Desk) -> None:
    both_docks(desk)
    asked(desk, "2", 5, T12=(70, 30), T31=(40, 0))
    undo = {"on": day(5), "why": "no truck came", "by": ANN, "now_us": desk.now_us}
    with pytest.raises(RuleRefusedError, match="all 30 of the note is in that count"):
        undo_despatch(desk.db, note="N1", **undo)
    undo_despatch(desk.db, note="N2", **undo)
    assert cums(desk)["T31"] == (0, 0, 0)


@pytest.mark.parametrize("returns", list(o.Returns))
def test_what_comes_back_comes_back_from_a_dock(desk: Desk, returns: o.Returns) -> None:
    both_docks(desk, returns=returns)
    advised(desk, "N1", 30, day(4))
    advised(desk, "N2", 15, day(4))
    back = Returned(on=day(4), quantity=d(16))
    act = {"by": ANN, "now_us": desk.now_us}
    with pytest.raises(RuleRefusedError):  # 45 went in all, 15 of them to this dock
        corrections.take_return(desk.db, T31, back, **act)
    corrections.take_return(desk.db, T12, back, **act)
    less = 16 if returns is o.Returns.DEDUCT_FROM_CUM else 0
    assert cums(desk) == {"T12": (30 - less, 30 - less, 0), "T31": (15, 15, 0)}


def test_a_dock_is_corrected_and_never_below_what_it_received(desk: Desk) -> None:
    both_docks(desk)
    advised(desk, "N2", 15, day(4))
    one = corrections.Correction(side=Side.DESPATCHED, quantity=d(-1), on=day(4))
    with pytest.raises(RuleRefusedError, match="it is never netted"):
        corrections.correct(desk.db, T31, one, by=BOTH, now_us=desk.now_us)
    corrections.correct(desk.db, T12, one, by=BOTH, now_us=desk.now_us)
    assert cums(desk) == {"T12": (29, 0, 29), "T31": (15, 15, 0)}


@pytest.mark.parametrize(
    ("point", "said"), [("", "name the point, one of T12, T31"), ("T99", "there are T12, T31")]
)
def test_what_people_do_names_a_dock_that_is_known(desk: Desk, point: str, said: str) -> None:
    both_docks(desk)
    wanted = corrections.Correction(side=Side.DESPATCHED, quantity=d(1), on=day(4))
    of = CumKey("A", "P", point)
    with pytest.raises(RuleRefusedError, match=said):
        corrections.correct(desk.db, of, wanted, by=BOTH, now_us=desk.now_us)


def test_a_part_counted_as_a_whole_has_no_cum_of_a_dock(desk: Desk) -> None:
    desk.agreement(**COUNTS)
    wanted = corrections.Correction(side=Side.DESPATCHED, quantity=d(1), on=day(4))
    with pytest.raises(RuleRefusedError, match="of all unloading points: name none"):
        corrections.correct(desk.db, T12, wanted, by=BOTH, now_us=desk.now_us)


def test_two_people_accept_the_count_of_a_dock(desk: Desk) -> None:
    both_docks(desk)
    advised(desk, "N1", 30, day(4))
    accept.accept_count(desk.db, T12, cum=d(28), by=BOTH, now_us=desk.now_us)
    assert cums(desk) == {"T12": (30, 28, 2), "T31": (15, 0, 15)}
    assert row(desk, T31).arrived.count.cum == 0
    with pytest.raises(RuleRefusedError, match="not between 0 and our despatched cum 15"):
        accept.accept_count(desk.db, T31, cum=d(16), by=BOTH, now_us=desk.now_us)


def test_a_year_begins_anew_at_one_dock_alone(desk: Desk) -> None:
    both_docks(desk)
    desk.today = day(8)
    goes(desk, "N3", "T12", 7, day(8))
    corrections.reset_at_once(
        desk.db, T12, synchronise_on=day(7), execute_on=day(8), by=ANN, now_us=desk.now_us
    )
    assert cums(desk) == {"T12": (7, 0, 7), "T31": (15, 0, 15)}
    starts = {it.point: desk.ledger(point=it.point).starts for it in desk.db.read(view.cum_rows)}
    assert starts == {"T12": (day(7),), "T31": ()}


def test_what_moved_without_a_note_is_carried_over_at_its_dock(desk: Desk) -> None:
    """A correction downwards cannot be of a new count in which nothing left yet."""
    both_docks(desk)
    for point, made in (("T12", -5), ("T31", -2)):
        desk.move(
            Corrected(side=Side.DESPATCHED, on=day(5), quantity=d(made), person="ann", why="c"),
            point=point,
        )
    desk.today = day(8)
    corrections.reset_at_once(
        desk.db, T12, synchronise_on=day(5), execute_on=day(8), by=ANN, now_us=desk.now_us
    )
    whole = {"T12": desk.ledger(point="T12"), "T31": desk.ledger(point="T31")}
    assert [it.despatched for it in whole["T12"].balances()] == [25, 0]
    assert [it.despatched for it in whole["T31"].balances()] == [13]


def test_the_customer_announces_a_new_count_for_one_dock(desk: Desk) -> None:
    both_docks(desk)
    desk.today = day(8)
    anew = at("T12", line(day(20), 70), cum=0, since=day(7))
    assert desk.state(desk.taken(said("2", anew, issued=day(8)))) == "released"
    assert [desk.ledger(point=it).starts for it in ("T12", "T31")] == [(day(7),), ()]
    assert cums(desk) == {"T12": (0, 0, 0), "T31": (15, 0, 15)}


def test_the_highest_authorised_cums_are_of_the_dock(desk: Desk) -> None:
    desk.agreement(**BY_POINT)

    def may(point: str, cum: int) -> Any:
        resource = edi.Resource.FABRICATE
        use = (edi.Authorisation(resource=resource, cumulative=d(cum)),)
        return at(point, line(day(20), 10), cum=0, authorisations=use)

    desk.taken(said("1", may("T12", 5_000)))
    desk.today = day(5)
    desk.taken(said("2", may("T31", 4_200), issued=day(5)))
    desk.today = day(6)
    desk.taken(said("3", may("T12", 4_800), issued=day(6)))
    highest = {it.point: it.fabricate for it in desk.rows(AUTHORISED)}
    assert highest == {"T12": 5_000, "T31": 4_200}
    found = desk.db.read(lambda c: view.cum_view(c, T12, until=desk.today))
    assert found is not None and found.highest is not None and found.highest.fabricate == 5_000


def test_what_they_state_is_kept_with_its_kind_and_dock(desk: Desk) -> None:
    desk.agreement(**BY_POINT)
    desk.taken(said("1", at("T12", line(day(20), 1), cum=0)))
    desk.taken(call_off("2", at("T31", line(day(20), 1), cum=0)))
    stated = [(it.kind, it.unloading_point) for it in desk.rows(STATED)]
    assert stated == [("plan", "T12"), ("call_off", "T31")]


def test_movements_of_a_dock_stand_page_by_page(desk: Desk) -> None:
    """Numbers count over the part; the running cums are of the dock."""
    both_docks(desk)
    goes(desk, "N3", "T31", 5, day(4))
    goes(desk, "N4", "T12", 10, day(4))
    found = desk.db.read(lambda c: view.cum_view(c, T12, until=desk.today))
    assert found is not None
    shown = [(it.posted.seq, int(it.after.balance.despatched)) for it in found.rows]
    assert shown == [(4, 40), (1, 30)] and found.before is None
    earlier = desk.db.read(lambda c: view.cum_view(c, T12, until=desk.today, before=4))
    assert earlier is not None and [it.posted.seq for it in earlier.rows] == [1]


def test_what_is_under_way_to_any_dock_keeps_the_part_where_it_is(desk: Desk) -> None:
    both_docks(desk)
    part = desk.db.read(lambda c: agreement_part(c, "A", "P"))
    assert part is not None and part.cum_at("T12") == T12
    assert set(desk.db.read(lambda c: goods_under_way(c, {T12.of_part})).values()) == {d(45)}


@pytest.mark.parametrize("first", list(o.CumCount))
def test_the_term_stays_while_goods_are_counted(desk: Desk, first: o.CumCount) -> None:
    other = next(it for it in o.CumCount if it is not first)
    desk.agreement(**COUNTS, cum_count=other)
    desk.agreement(**COUNTS, cum_count=first)  # nothing moved: it may still change
    asked(desk, "1", 4, T12=(100, 0))
    goes(desk, "N1", "T12", 30, day(4))
    with pytest.raises(RuleRefusedError, match="put the part into a contract of its own"):
        desk.agreement(**COUNTS, cum_count=other)
    desk.agreement(**COUNTS, cum_count=first, limit=o.Limit.BELOW)


def test_without_reconciling_the_cums_are_of_the_docks_too(desk: Desk) -> None:
    desk.agreement(**FLOWS, cum_count=o.CumCount.POINT)
    desk.post(said("1", at("T12", line(day(20), 100)), at("T31", line(day(20), 40))))
    desk.run()
    goes(desk, "N1", "T12", 30, day(4))
    assert cums(desk) == {"T12": (30, 0, 30), "T31": (0, 0, 0)}
