"""A telegram whose place among the others of its vehicle nobody can tell is told to a person."""

from __future__ import annotations

from typing import Any

import pytest

from edge.cell.inputs import TelegramArrived
from tests.support.cell.world import FEED, World, telegram
from wire.telegram import Status


def world(*came: dict[str, Any]) -> World:
    """What the line said of one vehicle, one gateway position after another."""
    made = World()
    for position, said in enumerate(came, 1):
        values = {"colour": "RED", "position": position, **said}
        given = TelegramArrived(feed=FEED, raw_id=position, telegram=telegram(1, **values))
        made.do(given)
    return made


def told(made: World) -> list[str]:
    return [one.text for one in made.state.exceptions.values()]


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ({"position": 7}, {"position": 8, "transmission": 5, "colour": "BLUE"}, "before had none"),
        (
            {"transmission": 900},
            {"position": 8, "colour": "BLUE"},
            "no transmission and the one before had 900",
        ),
        (
            {"transmission": 903},
            {"transmission": 2, "colour": "BLUE"},
            "may have begun anew",
        ),
        (
            {"transmission": 900},
            {"status": Status.CANCELLED},
            "no transmission and the one before had 900",
        ),
        ({"transmission": 900}, {"status": Status.FITTED}, "nobody can tell"),
    ],
)
def test_it_is_a_conflict_and_not_outdated(
    first: dict[str, Any], then: dict[str, Any], said: str
) -> None:
    (text,) = told(world(first, then))
    assert text.startswith("sequence.conflict: call C0001: ") and said in text


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"transmission": 9}, {"transmission": 5, "colour": "BLUE"}),
        ({"transmission": 903}, {"transmission": 2}),
        ({"transmission": 900, "position": 8}, {"position": 3, "colour": "BLUE"}),
        ({"transmission": 900}, {"status": Status.PREVIEW, "colour": "BLUE"}),
        ({}, {"colour": "BLUE"}),
        ({}, {"transmission": 5, "colour": "BLUE"}),
    ],
    ids=["out of place", "the same", "by position", "no last word", "no transmissions", "newer"],
)
def test_what_is_surely_older_or_newer_or_the_same_is_no_conflict(
    first: dict[str, Any], then: dict[str, Any]
) -> None:
    assert told(world(first, then)) == []
