from __future__ import annotations

import dataclasses

import msgspec
import pytest

from edge.cell.masters import compile_masters
from edge.cell.model import CellState, ExceptionKind, OpenException, Workplace
from edge.screen import texts
from edge.screen.health_rows import health_rows
from edge.screen.racks_view import hole_views, rack_views
from edge.screen.status import TerminalView
from edge.screen.terminal_view import terminal_view
from edge.troubles import STOPS, Trouble, TroubleKind
from tests.support.screen import FEED, HEALTH, MASTERS, NOW_US, PLACE, RACK, cell, marriage, need
from wire.telegram import Flag

COMPILED = compile_masters(MASTERS)


def view(state: CellState, health: object = HEALTH) -> TerminalView:
    return terminal_view(state, COMPILED, health, PLACE, now_us=NOW_US, cover_min=12.0)


def test_the_current_pick_is_the_first_open_one_of_the_tour():
    seen = view(cell(picked=3))
    assert seen.current is not None
    assert seen.current.sequence_number == "0412"
    assert seen.current.slot == 3
    assert seen.current.part == "5K1-857-507-AB12"
    assert seen.current.part_name == "Mirror left"
    assert (seen.current.face, seen.current.aisle, seen.current.position) == ("B07", 2, 7)
    assert seen.current.vin_last6 == "000412"
    assert [pick.sequence_number for pick in seen.next] == ["0413", "0414"]
    assert seen.tour is not None and (seen.tour.done, seen.tour.total) == (3, 8)


def test_exactly_the_slot_of_the_current_pick_is_lit():
    seen = view(cell(picked=3))
    assert [slot.slot for slot in seen.rack_slots if slot.here] == [3]
    assert [slot.state for slot in seen.rack_slots] == ["picked"] * 3 + ["open"] * 5


def test_a_quantity_of_two_asks_for_the_second_piece():
    state = cell(picked=5)
    state.racks[RACK].picked[414] = [marriage(414)]
    current = view(state).current
    assert current is not None
    assert (current.sequence_number, current.quantity, current.piece) == ("0414", 2, 2)


def test_a_gap_holds_what_is_behind_it_and_says_which_number_is_missing():
    seen = view(cell(missing=(412,), picked=3))
    assert seen.current is None
    assert seen.message is not None and seen.message.code == "gap"
    assert seen.message.values == {"numbers": "0412"}
    assert [slot.hole for slot in seen.rack_slots].index(True) == 3
    assert [slot.state for slot in seen.rack_slots][4:] == ["held"] * 4
    assert [hole.number for hole in seen.holes] == [412]
    assert seen.holes[0].age_s == 42.0


def test_a_car_that_passed_without_its_part_stands_above_everything():
    state = cell(picked=3)
    assert view(state).alarm is None
    for at_us, text in ((5, "call B has passed"), (3, "call A has passed")):
        state.exceptions[text] = OpenException(
            exception=text, kind=ExceptionKind.FITTED_WITHOUT_PART, at_us=at_us, text=text
        )
    alarm = view(state).alarm
    assert alarm is not None and (alarm.code, alarm.level) == ("fitted_without_part", "fault")
    assert alarm.values == {"text": "call B has passed", "more": "1"}


def test_the_slot_of_a_car_that_passed_is_not_asked_for():
    state = cell(picked=3)
    feed = state.feeds[FEED]
    call = feed.runs[0].owner[412]
    feed.vehicles[call] = dataclasses.replace(feed.vehicles[call], fitted=True)
    seen = view(state)
    assert seen.current is not None and seen.current.sequence_number == "0413"
    assert (seen.rack_slots[3].state, seen.rack_slots[3].reasons) == ("held", ("fitted",))


def test_what_the_maker_marks_a_vehicle_with_stands_beside_its_part():
    state = cell(picked=3)
    feed = state.feeds[FEED]
    call = feed.runs[0].owner[412]
    marked = msgspec.structs.replace(feed.vehicles[call].telegram, flags=(Flag.EMERGENCY_CALL,))
    feed.vehicles[call] = dataclasses.replace(feed.vehicles[call], telegram=marked)
    seen = view(state)
    assert seen.current is not None and seen.current.flags == ("emergency_call",)
    assert seen.next[0].flags == ()


def test_nobody_signed_in_shows_no_pick():
    seen = view(cell(signed_in=False))
    assert seen.current is None
    assert seen.message is not None and seen.message.code == "sign_in"


def test_a_pause_shows_no_pick():
    state = cell()
    state.workplaces[PLACE].paused = True
    seen = view(state)
    assert (seen.current, seen.paused) == (None, True)


def test_without_masters_the_page_says_so():
    seen = terminal_view(CellState(), None, HEALTH, PLACE, now_us=NOW_US, cover_min=None)
    assert seen.message is not None and seen.message.code == "no_masters"


def test_a_workplace_that_nobody_ever_used_has_a_page():
    state = cell()
    state.workplaces.clear()
    assert view(state).message is not None


def test_a_rack_that_is_held_names_the_reason():
    state = cell(picked=8)
    state.racks[RACK].picked[414].append(marriage(414, piece=2))
    feed = state.feeds[next(iter(state.feeds))]
    first = feed.vehicles[next(iter(feed.vehicles))]
    first.needs = (need(0),)
    seen = view(state)
    assert seen.message is not None and seen.message.code == "hold"
    assert seen.message.values == {"reasons": "late_change"}


def test_ages_are_those_of_the_worst_of_a_kind():
    other = dataclasses.replace(HEALTH.printers[0], last_ok_age_s=400.0, state="head_open")
    health = dataclasses.replace(HEALTH, printers=(*HEALTH.printers, other))
    seen = view(cell(), health)
    assert seen.ages.printer == 400.0
    assert seen.device_problems == {"printer": "head_open"}


def test_the_age_of_the_broadcast_is_that_of_the_last_telegram_not_of_the_heartbeat():
    ages = view(cell()).ages
    assert (ages.broadcast, ages.link) == (12.0, 2.0)
    silent = dataclasses.replace(HEALTH.feeds[0], last_telegram_age_s=660.0, last_head_age_s=0.0)
    seen = view(cell(), dataclasses.replace(HEALTH, feeds=(silent,)))
    assert (seen.ages.broadcast, seen.ages.link) == (660.0, 0.0)
    takt_s = MASTERS.feeds[0].takt_s
    assert seen.age_limits == {"broadcast": (3.0 * takt_s, 10.0 * takt_s)}


def test_the_silence_of_a_line_that_stands_is_no_fault():
    stands = dataclasses.replace(HEALTH.feeds[0], line_running=False)
    seen = view(cell(), dataclasses.replace(HEALTH, feeds=(stands,)))
    assert (seen.ages.broadcast, seen.age_limits) == (12.0, {})


def test_a_feed_that_was_never_heard_is_named_beside_the_age_of_the_others():
    """Not the whole broadcast is called never, nor does one feed hide the silence of another."""
    never = dataclasses.replace(
        HEALTH.feeds[0], feed="L2", last_telegram_age_s=None, last_head_age_s=None
    )
    seen = view(cell(), dataclasses.replace(HEALTH, feeds=(*HEALTH.feeds, never)))
    assert (seen.ages.broadcast, seen.ages.link) == (12.0, 2.0)
    assert seen.never_heard == {"broadcast": ("L2",), "link": ("L2",)}
    assert seen.age_limits == view(cell()).age_limits != {}
    beats = dataclasses.replace(never, last_head_age_s=3.0)
    seen = view(cell(), dataclasses.replace(HEALTH, feeds=(*HEALTH.feeds, beats)))
    assert (seen.ages.link, seen.never_heard) == (3.0, {"broadcast": ("L2",)})


def test_a_broadcast_of_which_nothing_was_ever_heard_is_never():
    never = dataclasses.replace(HEALTH.feeds[0], last_telegram_age_s=None, last_head_age_s=None)
    seen = view(cell(), dataclasses.replace(HEALTH, feeds=(never,)))
    assert (seen.ages.broadcast, seen.ages.link, seen.never_heard) == (None, None, {})


def test_a_scanner_that_never_read_makes_the_age_unknown():
    never = dataclasses.replace(HEALTH.scanners[0], last_ok_age_s=None)
    assert view(cell(), dataclasses.replace(HEALTH, scanners=(never,))).ages.scanner is None


def test_the_view_travels_as_json_and_back():
    seen = view(cell())
    assert msgspec.json.decode(msgspec.json.encode(seen), type=TerminalView) == seen


def test_a_skipped_number_is_no_hole():
    from edge.cell.model import Skip

    state = cell(missing=(412,))
    run = state.feeds[next(iter(state.feeds))].runs[0]
    run.skipped[412] = Skip(person="t1", reason="cancelled", at_us=NOW_US)
    assert hole_views(state, NOW_US) == ()


def test_a_hole_names_who_cares_for_it():
    state = cell(missing=(412,))
    state.owners["hole:L1:0:412"] = "t1"
    assert [hole.owner for hole in hole_views(state, NOW_US)] == ["t1"]


def test_racks_are_counted_by_state():
    rack = rack_views(cell(missing=(412,)), MASTERS, NOW_US)[0]
    assert rack.counts == {"picked": 3, "missing": 1, "held": 4}
    assert (rack.phase, rack.name, rack.last_number) == ("open", "Mirrors left", 416)


def test_another_workplace_sees_its_own_person_only():
    state = cell()
    state.workplaces["A2"] = Workplace()
    seen = terminal_view(state, COMPILED, HEALTH, "A2", now_us=NOW_US, cover_min=None)
    assert (seen.person, seen.current) == ("", None)


def trouble(kind: TroubleKind) -> Trouble:
    return Trouble(kind=kind, text="what it is; what to do", since_us=NOW_US - 90_000_000)


@pytest.mark.parametrize(
    "kind", [TroubleKind.BRANCHED, TroubleKind.DAMAGED, TroubleKind.DISK_FULL], ids=str
)
def test_what_stops_the_picking_stands_instead_of_the_pick(kind: TroubleKind):
    seen = view(cell(), dataclasses.replace(HEALTH, troubles=(trouble(kind),)))
    assert seen.current is None
    assert seen.next == ()
    assert (seen.message.code, seen.message.level) == (kind.value, "fault")
    assert seen.message.values == {"text": "what it is; what to do"}
    for language in texts.languages():
        assert texts.load(language)[f"message.{kind.value}"]
        assert texts.load(language)[f"message.{kind.value}_note"]


def test_a_central_that_takes_nothing_shows_beside_its_age_and_the_pick_stays():
    seen = view(cell(), dataclasses.replace(HEALTH, troubles=(trouble(TroubleKind.NOT_TAKEN),)))
    assert seen.current is not None
    assert seen.device_problems["central"] == "!"
    assert "central" not in view(cell()).device_problems


def test_every_trouble_is_a_row_of_the_health_page_with_its_words():
    for language in texts.languages():
        for kind in TroubleKind:
            health = dataclasses.replace(HEALTH, troubles=(trouble(kind),), at_us=NOW_US)
            name, age, state, detail = health_rows(health, texts.load(language))[0]
            assert name == texts.load(language)[f"trouble.{kind.value}"]
            assert age.startswith("90 ")
            assert state["level"] == ("fault" if kind in STOPS else "attention")
            assert detail == "what it is; what to do"
