"""Another part in the place of the one that a vehicle wants, by the word of a lead."""

from __future__ import annotations

import msgspec
import pytest

from edge.cell.inputs import DeferPick, RefusedError
from edge.cell.masters import MastersError, compile_masters
from edge.cell.substitute_inputs import ReleaseSubstitute
from edge.cell.tours import current_pick
from tests.support.cell.world import ANNA, BEN, LEFT, World, code_of, masters, telegram
from wire.events import DeferReason, Verdict
from wire.ids import FamilyId, PartNumber, PersonId, RackId
from wire.masters import Masters, Part

MIRRORS = RackId("MIRROR-1-0001")
LABEL = "MIRROR-1-0001-P01-mirror-1-1"


def allowed(version: int = 1, *, two: bool = False, **part: object) -> Masters:
    """Blue mirrors may stand for red ones."""
    red = Part(
        part=PartNumber("M-RED"),
        substitutes=(PartNumber("M-BLUE"),),
        substitute_second_person=two,
        **part,
    )
    return msgspec.structs.replace(masters(version), parts=(red,))


def world(**values: bool) -> World:
    made = World()
    made.adopt(allowed(**values))
    made.line(1, 4)
    made.start()
    return made


def release(made: World, part: str = "M-BLUE", second: str = "", number: int = 1) -> None:
    made.do(
        ReleaseSubstitute(
            rack=MIRRORS,
            number=number,
            family=FamilyId("mirror"),
            substitute=PartNumber(part),
            person=BEN,
            second_person=PersonId(second),
            reason="no red ones left",
        )
    )


def test_the_slot_wants_the_other_part_and_says_so_everywhere() -> None:
    made = world()
    assert made.scan(code_of("M-BLUE")).verdict is Verdict.WRONG_PART
    release(made)
    assert made.scan(code_of("M-BLUE")).verdict is Verdict.RIGHT
    (piece,) = made.rack(MIRRORS).picked[1]
    assert (piece.part, piece.instead_of) == ("M-BLUE", "M-RED")
    label = made.state.labels[LABEL]  # type: ignore[index]
    assert label.fields["description"] == "INSTEAD OF M-RED Mirror"
    assert made.states(MIRRORS)[0] == "picked"
    assert made.feed.vehicles["C0002"].needs[0].instead_of == ""  # type: ignore[index]


def test_it_ends_the_wait_for_a_short_face() -> None:
    made = world()
    made.do(DeferPick(workplace=LEFT, person=ANNA, reason=DeferReason.SHORT))
    release(made)
    made.offer()
    pick = current_pick(made.state, LEFT)
    assert pick is not None and (pick.number, pick.need.part) == (1, "M-BLUE")


@pytest.mark.parametrize(
    ("part", "code"), [("B-STD", "substitute.unknown"), ("M-RED", "substitute.unknown")]
)
def test_only_a_part_that_the_masters_name_may_stand(part: str, code: str) -> None:
    made = world()
    with pytest.raises(RefusedError) as refused:
        release(made, part)
    assert refused.value.code == code


def test_two_people_where_the_masters_say_so() -> None:
    made = world(two=True)
    for second in ("", "ben"):
        with pytest.raises(RefusedError, match="second person"):
            release(made, second=second)
    release(made, second="anna")


def test_what_lies_in_the_slot_is_taken_out_first() -> None:
    made = world()
    made.scan(code_of("M-RED"))
    with pytest.raises(RefusedError, match="take it out first"):
        release(made)


def test_the_same_word_again_and_new_masters_leave_it() -> None:
    made = world()
    release(made)
    made.hear(telegram(1, model="X"))
    assert made.feed.vehicles["C0001"].needs[0].part == "M-BLUE"  # type: ignore[index]
    made.adopt(allowed(2, name="Red mirror"))
    assert made.feed.vehicles["C0001"].needs[0].part == "M-BLUE"  # type: ignore[index]
    made.hear(telegram(1, colour="BLUE"))
    need = made.feed.vehicles["C0001"].needs[0]  # type: ignore[index]
    assert (need.part, need.instead_of) == ("M-BLUE", "")


@pytest.mark.parametrize("other", ["M-RED", "ZZZ"])
def test_masters_name_only_what_can_stand(other: str) -> None:
    part = Part(part=PartNumber("M-RED"), substitutes=(PartNumber(other),))
    with pytest.raises(MastersError):
        compile_masters(msgspec.structs.replace(masters(), parts=(part,)))
