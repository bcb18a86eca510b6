"""The same vehicles through two masters: which change, wait or can be picked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from central.masters.rules import files
from central.masters.rules.difference import differences
from central.masters.rules.trial import Effect, tried
from tests.support.paths import MASTERS
from wire.masters import Face, Layout, Masters, Variant
from wire.telegram import PartLine, Status, Telegram
from wire.telegram_lines import newest


def example() -> Masters:
    return files.masters_of("cell-a.toml", MASTERS.read_bytes())


def with_rules(masters: Masters, *rules: tuple[str, str], family: int = 0) -> Masters:
    """The rules and parts of one family in place of its own."""
    changed = replace(
        masters.families[family],
        variants=tuple(Variant(rule=rule, part=part) for rule, part in rules),
    )
    families = list(masters.families)
    families[family] = changed
    return replace(masters, families=tuple(families))


def vehicle(number: int, status: Status = Status.FINAL, **options: str) -> Telegram:
    return Telegram(
        feed="L1",
        call_number=f"C{number}",
        status=status,
        sequence_number=f"{number:04d}",
        colour="black",
        options=options,
    )


LINE = [vehicle(1, LEA="1"), vehicle(2, LEA="1", HEATED="1"), vehicle(3), vehicle(4, TOW="1")]


def test_only_the_vehicles_of_the_changed_rule_change() -> None:
    after = with_rules(example(), ("LEA", "S-LEA-01"), ("not LEA", "S-FAB-GR"))
    found = tried(example(), after, LINE)
    (changed,) = found.changed
    assert (changed.sequence_number, changed.effect) == ("0002", Effect.PART)
    assert (changed.before, changed.after) == ("S-LEA-02", "S-LEA-01")
    assert (found.vehicles, found.changed_vehicles, found.held) == (4, 1, 0)


def test_two_rules_that_fire_together_hold_a_vehicle_and_the_way_back_frees_it() -> None:
    both = with_rules(
        example(), ("LEA", "S-LEA-01"), ("HEATED", "S-LEA-02"), ("not LEA", "S-FAB-GR")
    )
    held = tried(example(), both, LINE, picked=[("L1", "C2")])
    (changed,) = held.changed
    assert (changed.effect, changed.picked) == (Effect.HELD, True)
    assert changed.after == "S-LEA-01, S-LEA-02" and held.held == 1
    (freed,) = tried(both, example(), LINE).changed
    assert (freed.effect, freed.after) == (Effect.FREE, "S-LEA-02")


def test_several_parts_of_one_family_are_tried_each_by_itself() -> None:
    """A face that goes makes the lines unclear: each piece waits, and comes back by itself."""
    lines = tuple(
        PartLine(part=part, family="seat-l", index=index)
        for index, part in ((1, "S-LEA-01"), (2, "S-FAB-GR"))
    )
    line = [replace(vehicle(1, LEA="1"), parts=lines)]
    without = replace(
        example(), faces=tuple(face for face in example().faces if face.part != "S-FAB-GR")
    )
    held = tried(example(), without, line)
    assert [(it.family, it.effect, it.before) for it in held.changed] == [
        ("seat-l 1", Effect.HELD, "S-LEA-01"),
        ("seat-l 2", Effect.HELD, "S-FAB-GR"),
    ]
    assert held.held == 1
    freed = tried(without, example(), line)
    assert [(it.family, it.effect, it.after) for it in freed.changed] == [
        ("seat-l 1", Effect.FREE, "S-LEA-01"),
        ("seat-l 2", Effect.FREE, "S-FAB-GR"),
    ]


def test_another_face_changes_where_and_not_what() -> None:
    faces = tuple(
        Face(face="C09", part=face.part, aisle=1, position=9) if face.face == "A03" else face
        for face in example().faces
    )
    found = tried(example(), replace(example(), faces=faces), LINE)
    assert {(it.sequence_number, it.effect) for it in found.changed} == {
        ("0003", Effect.FACE),
        ("0004", Effect.FACE),
    }
    assert found.changed[0].after == "S-FAB-GR @ C09"


def test_a_vehicle_without_a_place_changes_nothing_and_the_first_masters_change_all() -> None:
    preview = [vehicle(5, Status.PREVIEW, LEA="1"), vehicle(6, Status.CANCELLED, LEA="1")]
    assert not tried(None, example(), preview).changed
    first = tried(None, example(), LINE)
    assert first.changed_vehicles == 4
    assert {it.effect for it in first.changed} == {Effect.PART}


def test_options_that_nobody_sends_and_rules_that_are_never_true_are_named() -> None:
    after = with_rules(example(), ("LEATHR", "S-LEA-01"), ("not LEATHR", "S-FAB-GR"))
    found = tried(example(), after, LINE)
    assert found.unsent == ("LEATHR",)
    assert found.silent == ("seat-l: LEATHR", 'mirror: COLOUR="dark red"')


def test_of_a_vehicle_the_last_telegram_counts() -> None:
    assert list(newest([vehicle(1), vehicle(2), vehicle(1, LEA="1")])) == [
        vehicle(1, LEA="1"),
        vehicle(2),
    ]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            with_rules(example(), ("LEA", "S-LEA-01"), ("not LEA", "S-FAB-GR")),
            [
                "rule seat-l: LEA and not HEATED: rule LEA and not HEATED -> LEA",
                "rule seat-l: LEA and HEATED goes",
            ],
        ),
        (replace(example(), layout=Layout(aisles=3)), None),
        (
            replace(example(), faces=(*example().faces[1:],)),
            ["face A01 goes"],
        ),
        (
            replace(example(), feeds=(replace(example().feeds[0], takt_s=60),)),
            ["feed L1: takt_s 75 -> 60"],
        ),
        (
            replace(example(), people=(replace(example().people[0], badge_hash="0" * 32),)),
            ["person ben goes", "person tina goes", "person anna: badge_hash changes"],
        ),
        (example(), []),
    ],
)
def test_a_difference_says_table_row_field_and_both_values(
    after: Masters, said: list[str] | None
) -> None:
    found = [str(it) for it in differences(example(), after)]
    if said is None:
        assert "layout: aisles 2 -> 3" in found
    else:
        assert sorted(found) == sorted(said)
