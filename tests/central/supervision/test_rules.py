from __future__ import annotations

import pytest

from central.supervision.rules import RANKS, Trouble, ranked
from central.web.frame import words
from wire.events import PersonNeeded


@pytest.mark.parametrize("language", ["de", "en"])
def test_whatever_a_cell_calls_a_person_for_has_words_and_a_rank(language: str) -> None:
    for kind in PersonNeeded:
        assert words(language)[f"kind.{kind}"]
        assert kind in RANKS


def trouble(kind: str, since_us: int, owner: str = "") -> Trouble:
    return Trouble(kind=kind, subject="s", node="n", text="", since_us=since_us, owner=owner)


def test_the_most_urgent_comes_first_then_what_nobody_owns_then_the_oldest():
    troubles = [
        trouble("quarantine", 1),
        trouble("hole", 5),
        trouble("hole", 3, owner="t1"),
        trouble("hole", 4),
        trouble("silent_cell", 9),
    ]
    order = [(found.kind, found.since_us) for found in ranked(troubles)]
    assert order == [("silent_cell", 9), ("hole", 4), ("hole", 5), ("hole", 3), ("quarantine", 1)]
