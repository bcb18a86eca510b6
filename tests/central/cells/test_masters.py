"""Masters that central takes are masters that a cell can use; what cannot work is named."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from central.cells.rules import faults_of, unknown_keys
from edge.cell.masters import MastersError, compile_masters
from edge.node.masters_bytes import UnusableMastersError, read_masters
from wire.codec import decode_masters, encode
from wire.masters import (
    Face,
    FeedRules,
    Fit,
    Layout,
    Loop,
    Masters,
    PartFamily,
    Person,
    RackFamily,
    Role,
    Variant,
)
from wire.telegram import Status


def masters(rule: str = "LEA", face: Face | None = None, layout: Layout | None = None) -> Masters:
    """One family in one rack family, its part in the first place of one aisle."""
    return Masters(
        cell="cell-a",
        version=0,
        feeds=(FeedRules(feed="L1"),),
        fits=(Fit(point_of_fit="F1", offset_vehicles=10, transport_s=60, safety_s=30),),
        rack_families=(
            RackFamily(rack_family="SEAT", name="Seats", feed="L1", point_of_fit="F1", size=4),
        ),
        families=(
            PartFamily(
                family="seat",
                name="Seat",
                rack_family="SEAT",
                variants=(Variant(rule=rule, part="S-LEA"),),
            ),
        ),
        faces=(face or Face(face="A1", part="S-LEA", aisle=0, position=0),),
        layout=layout or Layout(aisles=1, positions_per_aisle=3),
        people=(Person(person="anna", name="Anna", role=Role.PICKER, badge_hash="00"),),
    )


def test_masters_in_order_have_no_fault() -> None:
    assert faults_of(masters(), ["L1"]) == []


@pytest.mark.parametrize(
    ("rule", "said"), [("LEA and", "position 7"), ("AUD2 and not", "position 12"), ("(A", "2")]
)
def test_a_rule_that_does_not_parse_is_refused_with_its_place(rule: str, said: str) -> None:
    (fault,) = faults_of(masters(rule), ["L1"])
    assert "'seat', variant 1" in fault and repr(rule) in fault and said in fault


@pytest.mark.parametrize(
    ("aisle", "position", "inside"),
    [(0, 0, True), (0, 2, True), (1, 0, False), (0, 3, False), (2, 7, False)],
)
def test_aisles_and_positions_count_from_0(aisle: int, position: int, inside: bool) -> None:
    face = Face(face="A1", part="S-LEA", aisle=aisle, position=position)
    faults = faults_of(masters(face=face), ["L1"])
    assert (faults == []) is inside
    if not inside:
        assert "'A1'" in faults[0] and "aisles are 0 to 0, positions 0 to 2" in faults[0]


@pytest.mark.parametrize("name", ["NORDWERK.W1.L3", "a.b", "."])
def test_a_feed_whose_name_a_broker_takes_apart_is_refused(name: str) -> None:
    wanted = replace(
        masters(),
        feeds=(FeedRules(feed=name),),
        rack_families=tuple(replace(r, feed=name) for r in masters().rack_families),
    )
    (fault,) = faults_of(wanted, [name])
    assert repr(name) in fault and "rename the feed" in fault


def _unknown(written: Any) -> list[str]:
    read = decode_masters(msgspec.json.encode(written))
    return list(unknown_keys(written, msgspec.to_builtins(read)))


def test_a_misspelt_key_is_named_with_its_place() -> None:
    written = msgspec.to_builtins(masters())
    assert _unknown(written) == []
    written["rack_familes"] = written.pop("rack_families")
    assert _unknown(written) == ["rack_familes is unknown; is 'rack_families' meant?"]
    written = msgspec.to_builtins(masters())
    written["families"][0]["variants"][0]["qantity"] = 2
    assert _unknown(written) == ["families[0].variants[0].qantity is unknown; is 'quantity' meant?"]


@pytest.mark.parametrize("text", ["a\x07b", "a\x00", "a\u202eb", "x" * 4001])
def test_what_does_not_print_comes_on_no_label(text: str) -> None:
    wanted = masters()
    faces = (msgspec.structs.replace(wanted.faces[0], name=text), *wanted.faces[1:])
    found = faults_of(msgspec.structs.replace(wanted, faces=faces), ["L1"])
    assert found[-1] == "faces[1].name: takes up to 4000 characters that print"


NAME = st.sampled_from(["L1", "F1", "SEAT", "seat", "A1", "S-LEA", "", "K"])
NUMBER = st.integers(0, 4)


def _some(made: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(made, max_size=2).map(tuple)


ANY = st.builds(
    replace,
    st.just(masters()),
    feeds=_some(
        st.builds(
            FeedRules,
            feed=st.sampled_from(["L1", "L2"]),
            first_number=NUMBER,
            last_number=st.integers(1, 60),
            window=st.integers(1, 60),
            place_from=st.sampled_from(list(Status)),
        )
    ),
    rack_families=_some(
        st.builds(
            RackFamily,
            rack_family=NAME,
            name=NAME,
            feed=st.sampled_from(["L1", "L2", "L3"]),
            point_of_fit=NAME,
            size=st.integers(1, 4),
        )
    ),
    families=_some(
        st.builds(
            PartFamily,
            family=NAME,
            name=NAME,
            rack_family=NAME,
            variants=_some(
                st.builds(
                    Variant,
                    rule=st.one_of(
                        st.sampled_from(["*", "A and not B", "A and", "A=1 or B in {C}", "(("]),
                        st.text("AB=(){},*\"' andortinu", min_size=1, max_size=20),
                    ),
                    part=NAME,
                )
            ),
        )
    ),
    faces=_some(st.builds(Face, face=NAME, part=NAME, aisle=NUMBER, position=NUMBER)),
    fits=_some(
        st.builds(
            Fit, point_of_fit=NAME, offset_vehicles=NUMBER, transport_s=NUMBER, safety_s=NUMBER
        )
    ),
    loops=_some(st.builds(Loop, loop=NAME, part=NAME, location=NAME, quantity=st.integers(1, 3))),
    people=_some(
        st.builds(Person, person=NAME, name=NAME, role=st.just(Role.PICKER), badge_hash=NAME)
    ),
)


@given(ANY)
def test_a_cell_compiles_what_central_accepts_and_refuses_only_what_central_refuses(
    wanted: Masters,
) -> None:
    as_sent = decode_masters(encode(wanted))
    faults = faults_of(as_sent, ["L1", "L2"])
    try:
        compile_masters(as_sent)
    except MastersError:
        assert faults


def test_a_text_that_no_cell_takes_is_refused_at_central_in_the_cells_own_words() -> None:
    long = "P" * 300
    wanted = masters(face=Face(face="A1", part=long, aisle=0, position=0))
    family = wanted.families[0]
    families = (replace(family, variants=(replace(family.variants[0], part=long),)),)
    wanted = replace(wanted, families=families)
    (fault,) = faults_of(wanted, ["L1"])
    assert fault == "families.variants.part has 300 characters, the limit is 200; shorten it"
    with pytest.raises(UnusableMastersError, match="part has 300 characters, the limit is 200"):
        read_masters(encode(wanted), {}, ())


@pytest.mark.parametrize("characters", [200, 201])
def test_central_takes_every_text_that_the_cell_takes_and_no_other(characters: int) -> None:
    long = "P" * characters
    wanted = masters(face=Face(face="A1", part="S-LEA", aisle=0, position=0, name=long))
    refused = faults_of(wanted, ["L1"])
    try:
        read_masters(encode(wanted), {}, ())
    except UnusableMastersError:
        assert characters == 201 and refused
    else:
        assert characters == 200 and refused == []


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ({"position_mm": 10_000_000, "positions_per_aisle": 1000}, "an aisle of 10000 km"),
        ({"position_mm": 2_147_484, "positions_per_aisle": 1000}, "an aisle of 2147 km"),
        ({"position_mm": 2_000_000, "positions_per_aisle": 1000}, "takes 1111 hours"),
        ({"walk_mm_per_s": 1, "aisles": 200}, "takes 7000 hours at walk_mm_per_s 1"),
        ({"setup_s": 86_401}, "setup_s 86401 is longer than a day"),
        ({"stop_s": 10_000_000}, "stop_s 10000000 is longer than a day"),
        ({"pick_s": 10_000_000}, "pick_s 10000000 is longer than a day"),
    ],
)
def test_a_layout_that_no_planner_can_count_is_refused_with_what_to_lower(
    layout: dict[str, int], said: str
) -> None:
    (fault,) = faults_of(masters(layout=Layout(**layout)), ["L1"])
    assert said in fault and "lower" in fault


def test_the_largest_cell_there_is_can_be_planned() -> None:
    largest = Layout(
        aisles=1000, positions_per_aisle=1000, setup_s=86_400, stop_s=86_400, pick_s=86_400
    )
    assert faults_of(masters(layout=largest), ["L1"]) == []


def test_empty_masters_are_refused_and_replace_nothing() -> None:
    """They would take every place and every feed away from a cell at work."""
    empty = Masters(cell="cell-a", version=0)
    (fault,) = faults_of(empty, ["L1"])
    assert fault.startswith("the masters are empty: no feed, no face and no part family")
    with pytest.raises(MastersError, match="the masters are empty"):
        compile_masters(empty)
    assert faults_of(replace(empty, feeds=masters().feeds), ["L1"]) == []
