"""Part lines of a telegram: followed exactly, or the slot is held with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from edge.cell.masters import compile_masters
from tests.edge.cell.test_usage import parts
from tests.support.cell.world import masters, telegram
from wire.ids import FaceId, FamilyId, PartNumber
from wire.masters import Face, Masters, Part, UnplacedLines
from wire.needs import explode
from wire.telegram import Change, PartLine


def line(part: str, family: str = "", **values: Any) -> PartLine:
    return PartLine(part=PartNumber(part), family=FamilyId(family), **values)


def doubts(*lines: PartLine, **values: Any) -> dict[str, str]:
    """Families that are held, and why; what is held is never needed as well."""
    compiled = compile_masters(masters())
    needs, problems = explode(compiled, telegram(1, parts=lines, **values))
    found = {problem.family: problem.detail for problem in problems}
    assert not found.keys() & {need.family for need in needs}
    return dict(found)


GONE = Change.DELETE
LEATHER, CLOTH = "S-LEATHER", "S-CLOTH"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(
            [line(LEATHER, "seat", index=1), line(CLOTH, "seat", index=1)],
            "two part lines named for one family seat, not told apart by an index: "
            "S-LEATHER (index 1), S-CLOTH (index 1)",
            id="two_parts",
        ),
        pytest.param(
            [line(LEATHER, "seat")] * 2,
            "two part lines named for one family seat, not told apart by an index: S-LEATHER, "
            "S-LEATHER",
            id="the_same_twice",
        ),
        pytest.param(
            [line(LEATHER, index=2), line(CLOTH), line(CLOTH, index=3)],
            "three part lines named for one family seat, not told apart by an index: "
            "S-LEATHER (index 2), S-CLOTH, S-CLOTH (index 3)",
            id="one_of_three_without_an_index",
        ),
        pytest.param(
            [line(CLOTH, "seat", change=GONE), line(LEATHER, "seat"), line(CLOTH, "seat")],
            "two part lines named for one family seat, not told apart by an index: S-LEATHER, "
            "S-CLOTH",
            id="one_deleted_and_two_added",
        ),
        pytest.param(
            [line(LEATHER, "seat"), line(LEATHER, "seat", change=GONE)],
            "part S-LEATHER is added and deleted in one telegram",
            id="added_and_deleted",
        ),
        pytest.param(
            [line("S-999", "seat")],
            "part S-999 of the part line lies in no face of this cell",
            id="unknown_part_of_the_family",
        ),
        pytest.param(
            [line("S-999", point_of_fit="F2")],
            "part S-999 is no one part at point of fit F2",
            id="unknown_part_of_the_point_of_fit",
        ),
        pytest.param(
            [line("ZZZ-999", "engine", point_of_fit="F2")],
            "part line ZZZ-999 names family engine, which is unknown, at point of fit F2",
            id="unknown_family_at_our_point_of_fit",
        ),
        pytest.param(
            [line("ZZZ-999", customer_part=PartNumber(CLOTH))],
            "part ZZZ-999 is unknown; its customer part S-CLOTH is not",
            id="unknown_part_of_a_known_customer_part",
        ),
        pytest.param(
            [line(LEATHER, customer_part=PartNumber(CLOTH))],
            "the part line of seat names S-LEATHER and S-CLOTH",
            id="two_parts_in_one_line",
        ),
        pytest.param(
            [line(LEATHER, "seat", point_of_fit="F1")],
            "part line S-LEATHER names point of fit F1; family seat is fitted at F2",
            id="family_of_another_point_of_fit",
        ),
        pytest.param(
            [line("H-999", "seat", change=GONE)],
            "part H-999 is deleted and the vehicle does not have it: it has S-CLOTH",
            id="delete_of_what_is_not_there",
        ),
        pytest.param(
            [line(LEATHER, change=GONE), line(LEATHER, "seat", change=GONE)],
            "part S-LEATHER is deleted and the vehicle does not have it: it has S-CLOTH",
            id="delete_of_another_variant",
        ),
        pytest.param(
            [line(LEATHER, "seat", unit="MTR")],
            "part line S-LEATHER counts in MTR, not in pieces",
            id="no_pieces",
        ),
        pytest.param(
            [line(LEATHER, "SEAT"), line(CLOTH, "SEAT", index=2)],
            "two part lines named for one family seat, not told apart by an index: S-LEATHER, "
            "S-CLOTH (index 2)",
            id="two_parts_by_the_name_of_the_racks",
        ),
        pytest.param(
            [line("H-999", "SEAT", change=GONE)],
            "part H-999 is deleted and the vehicle does not have it: it has S-CLOTH",
            id="delete_of_what_is_not_there_by_the_name_of_the_racks",
        ),
        pytest.param(
            [line(LEATHER, "Seat")],
            "part S-LEATHER is of family seat here; the part line names family Seat, "
            "which is unknown",
            id="family_in_another_case",
        ),
        pytest.param(
            [line("S-999", "Seat")],
            "part line S-999 names family 'Seat'; ours is 'seat'",
            id="family_in_another_case_and_an_unknown_part",
        ),
        pytest.param(
            [line("ZZZ-9", "engine", customer_part=PartNumber(LEATHER))],
            "part S-LEATHER is of family seat here; the part line names family engine, "
            "which is unknown",
            id="our_customer_part_of_an_unknown_family",
        ),
        pytest.param(
            [line(LEATHER, point_of_fit="F9")],
            "part S-LEATHER is of family seat here; the part line names point of fit F9, "
            "which is unknown",
            id="our_part_at_an_unknown_point_of_fit",
        ),
        pytest.param(
            [line("S-LEATHER ")],
            "the part line names 'S-LEATHER '; 'S-LEATHER' of family seat is another by blanks "
            "or case",
            id="part_with_a_blank",
        ),
        pytest.param(
            [line("s-leather")],
            "the part line names 's-leather'; 'S-LEATHER' of family seat is another by blanks "
            "or case",
            id="part_in_another_case",
        ),
    ],
)
def test_part_lines_that_cannot_be_followed_hold_the_slot_with_the_reason(
    lines: list[PartLine], said: str
) -> None:
    assert doubts(*lines) == {"seat": said}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (line("M-RED", "seat"), "part M-RED is of family mirror, not of seat"),
        (line("M-RED", "SEAT"), "part M-RED is of family mirror, not of SEAT"),
        (line("M-RED", "seat", change=GONE), "part M-RED is of family mirror, not of seat"),
        (
            line(LEATHER, "seat", customer_part=PartNumber("M-RED")),
            "the part line of seat names S-LEATHER and M-RED",
        ),
    ],
)
def test_a_doubtful_line_holds_each_family_that_it_names(given: PartLine, said: str) -> None:
    assert doubts(given) == {"seat": said, "mirror": said}


def with_alias() -> Masters:
    """Supplier and maker have numbers of their own for the leather seat."""
    leather = Part(part=PartNumber(LEATHER), aliases=("4006381333931", "OEM-77"))
    return replace(masters(), parts=(leather,))


def test_a_part_line_may_call_a_part_as_labels_do() -> None:
    compiled = compile_masters(with_alias())
    for one in (line("OEM-77"), line("OEM-77", "seat"), line("OEM-77", point_of_fit="F2")):
        needs, problems = explode(compiled, telegram(1, parts=(one,)))
        assert not problems
        assert [need.part for need in needs if need.family == "seat"] == [LEATHER]
    unsure = line("ZZZ-9", customer_part=PartNumber("OEM-77"))
    _, problems = explode(compiled, telegram(1, parts=(unsure,)))
    assert {p.family for p in problems} == {"seat"}, "the part itself is not known"


def test_a_part_that_lies_here_and_is_of_no_family_holds_all() -> None:
    """It is ours for certain, and nobody can say in whose place."""
    more = Face(face=FaceId("Z9"), part=PartNumber("EXTRA"), aisle=0, position=9)
    whole = masters()
    compiled = compile_masters(replace(whole, faces=(*whole.faces, more)))
    _, problems = explode(compiled, telegram(1, parts=(line("EXTRA"),)))
    said = "part EXTRA lies in face Z9 here and is of no family"
    assert {p.family: p.detail for p in problems} == dict.fromkeys(
        ("mirror", "seat", "bracket"), said
    )


def test_a_feed_may_say_that_every_part_line_is_for_this_cell() -> None:
    whole = masters(unplaced_lines=UnplacedLines.HELD)
    strange = telegram(1, parts=(line("ZZZ-999"), line("ENGINE", "engine")))
    needs, problems = explode(compile_masters(whole), strange)
    said = "part ZZZ-999 is unknown here, and the part line names no family"
    assert {p.family: p.detail for p in problems} == dict.fromkeys(
        ("mirror", "seat", "bracket"), said
    )
    assert not {need.family for need in needs} & {p.family for p in problems}


def test_lines_of_another_cell_and_lines_that_fit_hold_nothing() -> None:
    for lines in (
        [line("ENGINE", "engine"), line("ENGINE2", "engine")],
        [line("S-999", point_of_fit="F9"), line("S-998", point_of_fit="F9")],
        [line(LEATHER, "SEAT")],
        [line("ZZZ-999"), line("ZZZ-999", change=GONE)],
        [line(CLOTH, "seat", change=GONE), line(LEATHER, "seat", point_of_fit="F2", index=4)],
        [line(CLOTH, change=GONE), line(CLOTH, change=GONE)],
        [line(LEATHER, customer_part=PartNumber("THEIRS-1"), unit="ST")],
    ):
        assert doubts(*lines) == {}
    changed = (line(CLOTH, "seat", change=GONE), line(LEATHER, "seat"))
    for order in (changed, changed[::-1]):
        assert parts(parts=order)[0]["seat"] == (LEATHER, 1)


def test_a_part_of_two_families_is_of_the_one_at_the_point_of_fit_that_the_line_names() -> None:
    """A cloth cover that hangs on the mirror and lies on the seat."""
    whole = masters()
    mirror, *others = whole.families
    cover = replace(mirror.variants[0], rule="COVER", part=PartNumber(CLOTH))
    both = replace(whole, families=(replace(mirror, variants=(*mirror.variants, cover)), *others))
    compiled = compile_masters(both)
    for at, added in (("F1", "mirror"), ("F2", "seat")):
        given = telegram(
            1, options={"TRIM": "L1"}, parts=(line(CLOTH, point_of_fit=at, quantity=3),)
        )
        needs, problems = explode(compiled, given)
        stands = {"mirror": ("M-RED", 1), "seat": (LEATHER, 1), added: (CLOTH, 3)}
        assert {n.family: (n.part, n.quantity) for n in needs} == stands and not problems
    _, problems = explode(compiled, telegram(1, parts=(line(CLOTH),)))
    assert {p.family for p in problems} == {"mirror", "seat"}


def test_a_delete_does_not_settle_rules_that_leave_the_part_open() -> None:
    gone = line(CLOTH, "seat", change=GONE)
    said = "part S-CLOTH is deleted and the vehicle does not have it: it has none"
    assert doubts(gone, options={"TRIM": "?"}) == {"seat": said}


def test_racks_of_several_families_name_the_one_of_the_part_or_hold_all() -> None:
    assert parts(parts=(line("B-STD", "MIRROR"),))[0]["bracket"] == ("B-STD", 1)
    said = "part M-999 is of no one family in the racks MIRROR"
    assert doubts(line("M-999", "MIRROR")) == {"mirror": said, "bracket": said}


def test_a_delete_of_some_of_the_pieces_holds_the_slot() -> None:
    heavy = {"TRIM": "C", "HEAVY": "1"}
    for one in (line("B-STD", change=GONE), line("B-STD", "MIRROR", change=GONE, quantity=3)):
        said = f"{one.quantity} of part B-STD deleted; the vehicle has 2"
        assert doubts(one, options=heavy) == {"bracket": said}
    whole = line("B-STD", "bracket", change=GONE, quantity=2)
    needs, problems = parts(parts=(whole,), options=heavy)
    assert "bracket" not in needs
    assert not problems
