from __future__ import annotations

import pytest

from central.supervision.rules import RANKS, Trouble, ranked, some_of_each
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


def test_fifty_of_a_kind_do_not_hide_the_only_one_of_another():
    troubles = [trouble("hole", n) for n in range(50)]
    troubles += [trouble("kanban", 60), trouble("quarantine", 61)]
    shown = some_of_each(troubles, 25)
    assert [(it.kind, it.since_us) for it in shown] == [
        *(("hole", n) for n in range(23)),
        ("kanban", 60),
        ("quarantine", 61),
    ]
    assert some_of_each(troubles[:3], 25) == troubles[:3]
