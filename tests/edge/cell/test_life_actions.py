"""What masters chain to a status of a call is done once for each change."""

from __future__ import annotations

import pytest

from edge.cell.evolve import evolve
from edge.cell.exceptions import exceptions
from edge.cell.inputs import RefusedError, ShipRack
from edge.cell.life_inputs import ReleaseCall
from edge.cell.masters import MastersError, compile_masters
from tests.support.cell.world import BEN, FEED, World, masters, telegram
from wire.events import (
    AnyFact,
    CallHeld,
    ExceptionRaised,
    LabelRequested,
    ModuleOrdered,
)
from wire.ids import CallNumber, RackId
from wire.telegram import Flag, Status, Telegram

MIRRORS, SEATS = RackId("MIRROR-1-0001"), RackId("SEAT-1-0001")
EVERY = ("hold first of its kind", "alarm ask the line", "message mind it", "order AXLE-KIT")


def world(**actions: tuple[str, ...]) -> World:
    made = World()
    life = {"begin": ("M050", "M100"), "M050": ("M100",), "M100": ("M200", "cancelled")}
    life |= {"M200": ("M100", "fitted"), "cancelled": ("M100",)}
    made.adopt(masters(transitions=life, actions=actions))
    return made


def said(number: int, text: str, status: Status = Status.FINAL, **values: object) -> Telegram:
    return telegram(number, status=status, status_text=text, **values)


def short(fact: AnyFact) -> str:
    match fact:
        case CallHeld():
            return f"hold {fact.call_number} {fact.status} {fact.reason}"
        case ExceptionRaised():
            return f"{fact.kind.value} {fact.text}"
        case ModuleOrdered():
            return f"order {fact.module} {fact.call_number} {fact.status}"
        case LabelRequested():
            return f"print {fact.label}"
    return ""


def done(made: World, since: int = 0) -> list[str]:
    return [text for _, fact in made.facts[since:] if (text := short(fact))]


@pytest.mark.parametrize(
    ("status", "heard", "follows"),
    [
        ("M100", [("M100", Status.FINAL)], ["M100"]),
        ("final", [("M100", Status.FINAL)], ["final"]),
        ("M100", [("M050", Status.PREVIEW)], []),
        ("M050", [("M050", Status.PREVIEW)], ["M050"]),
        ("M100", [("M050", Status.PREVIEW), ("M100", Status.FINAL)], ["M100"]),
        ("M100", [("M100", Status.FINAL)] * 3, ["M100"]),
        ("final", [("M100", Status.FINAL), ("M200", Status.FINAL)], ["final"]),
        ("M200", [("M100", Status.FINAL), ("M200", Status.FINAL)], ["M200"]),
        (
            "M100",
            [("M100", Status.FINAL), ("", Status.CANCELLED), ("M100", Status.FINAL)],
            ["M100", "M100"],
        ),
        ("cancelled", [("M100", Status.FINAL), ("", Status.CANCELLED)], ["cancelled"]),
        ("preview", [("M100", Status.FINAL)], []),
    ],
)
def test_an_action_follows_each_change_and_nothing_else(
    status: str, heard: list[tuple[str, Status]], follows: list[str]
) -> None:
    made = world(**{status: EVERY})
    for text, means in heard:
        made.hear(said(1, text, means))
    expected = [
        text
        for reached in follows
        for text in (
            f"hold C0001 {reached} first of its kind",
            f"call_status call C0001 is {reached}: ask the line",
            f"message call C0001 is {reached}: mind it",
            f"order AXLE-KIT C0001 {reached}",
        )
    ]
    assert done(made) == expected


def test_the_same_bytes_an_older_word_and_a_test_are_no_change() -> None:
    made = world(M100=("order AXLE-KIT",))
    one = said(1, "M100", transmission=7)
    made.hear(one, one, said(1, "M050", Status.PREVIEW, transmission=3))
    made.hear(said(2, "M100", transmission=8, flags=(Flag.TEST,)))
    assert [text for text in done(made) if text.startswith("order")] == [
        "order AXLE-KIT C0001 M100"
    ]


def test_a_held_call_is_not_picked_until_a_person_releases_it() -> None:
    made = world(M100=("hold first of its kind",))
    made.hear(said(1, "M100"), *(said(number, "M050") for number in (2, 3, 4)))
    assert made.states(MIRRORS) == ["held", "open", "open", "open"]
    views = exceptions(made.state, made.now_us)
    assert [(view.kind, view.action) for view in views] == [("status", "release-call")] * 2
    assert all(view.text.endswith(": first of its kind") for view in views)
    release = ReleaseCall(feed=FEED, call_number=CallNumber("C0001"), person=BEN, reason="seen")
    with pytest.raises(RefusedError, match="say why"):
        made.do(ReleaseCall(feed=FEED, call_number=CallNumber("C0001"), person=BEN, reason=" "))
    made.do(release)
    assert made.states(MIRRORS) == ["open"] * 4
    with pytest.raises(RefusedError, match="not held by masters"):
        made.do(release)
    made.hear(said(1, "M100", colour="BLUE"))
    assert made.states(MIRRORS)[0] == "open"


def test_a_rack_that_closes_and_leaves_moves_its_calls() -> None:
    made = World()
    actions = {
        "racked": ("hold checked", "message racked"),
        "shipped": ("order NEXT", "alarm"),
    }
    made.adopt(masters(actions=actions))
    made.line(1, 4)
    made.start()
    made.pick_all()
    told = [text for text in done(made) if not text.startswith("print")]
    assert len(told) == 16
    assert made.states(SEATS) == ["held"] * 4
    ship = ShipRack(rack=SEATS, person=BEN)
    with pytest.raises(RefusedError, match="are held"):
        made.do(ship)
    for number in range(1, 5):
        call = CallNumber(f"C{number:04d}")
        made.do(ReleaseCall(feed=FEED, call_number=call, person=BEN, reason="looked at"))
    since = len(made.facts)
    made.do(ship)
    assert done(made, since) == [
        text
        for number in range(1, 5)
        for text in (
            f"order NEXT C{number:04d} shipped",
            f"call_status call C{number:04d} is shipped",
        )
    ]


def test_labels_print_once_where_none_says_the_same() -> None:
    made = World()
    made.adopt(
        masters(
            status_map={"M200": Status.FINAL},
            actions={"M200": ("print slot", "print part", "print rack")},
        )
    )
    made.hear(*(said(number, "M100") for number in range(1, 5)))
    made.start()
    made.scan("[)>\x1e06\x1dPM-RED\x1e\x04")
    since = len(made.facts)
    made.hear(said(1, "M200"))
    first = done(made, since)
    assert sorted(first) == sorted(set(first))
    assert {"print MIRROR-1-0001-S01-1", "print SEAT-1-0001-S01-1"} <= set(first), first
    since = len(made.facts)
    made.hear(said(1, "M200"), said(1, "M100"), said(1, "M200"))
    assert done(made, since) == []


def test_folding_the_facts_again_asks_nothing_again() -> None:
    made = world(M100=EVERY)
    made.hear(said(1, "M100"))
    again = World()
    for at_us, fact in made.facts:
        evolve(again.state, fact, at_us, len(again.facts))
        again.facts.append((at_us, fact))
    assert again.state == made.state


@pytest.mark.parametrize(
    ("actions", "why"),
    [
        ({"M300": ("alarm",)}, "there is no such status"),
        ({"begin": ("alarm",)}, "there is no such status"),
        ({"M100": ("ring",)}, "is no action"),
        ({"M100": ("print door",)}, "there is no label 'door'"),
        ({"M100": ("print",)}, "there is no label ''"),
        ({"M100": ("order",)}, "says nothing"),
        ({"M100": ("message",)}, "says nothing"),
        ({"M100": ("order " + 36 * "X",)}, "no more than 35"),
        ({"M100": ("message a;b",)}, "no ';'"),
        ({"shipped": ("hold",)}, "what has left"),
        ({"shipped": ("print rack",)}, "what has left"),
    ],
)
def test_masters_that_can_never_be_done_are_refused(actions, why: str) -> None:
    with pytest.raises(MastersError, match=why):
        compile_masters(masters(status_map={"M100": Status.FINAL}, actions=actions))


def test_without_actions_nothing_follows() -> None:
    made = world()
    made.hear(said(1, "M100"))
    assert done(made) == []
