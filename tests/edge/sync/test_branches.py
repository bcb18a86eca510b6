"""A journal whose numbers central holds with other facts: known, told, and ended."""

from __future__ import annotations

from pathlib import Path

from edge.journal.store import Journal
from edge.sync.link import NOT_TAKEN_LONGEST_S
from edge.troubles import TroubleKind
from tests.support.line_to_central import FakeCentral, Said, commit, link_to
from tests.support.links import run_until
from wire.events import PersonSigned
from wire.ids import PersonId, WorkplaceId


def rolled_back(tmp_path: Path) -> tuple[FakeCentral, Journal]:
    """Central holds six facts of which this journal has the first three and then three others."""
    central = FakeCentral()
    first = Journal(tmp_path / "first", now_us=lambda: 1)
    commit(first, 6)
    run_until(link := link_to(central, first, []), lambda: link.state.acknowledged == 5)
    first.close()
    copy = Journal(tmp_path / "copy", now_us=lambda: 1)
    commit(copy, 3)
    copy.set_mark("acknowledged", "2")
    for number in range(3):
        copy.commit(
            None, [PersonSigned(workplace=WorkplaceId("right"), person=PersonId(str(number)))], 2
        )
    return central, copy


def test_a_journal_that_ends_before_what_central_holds_is_branched(tmp_path: Path) -> None:
    """Seen at once, before anything is sent."""
    central = FakeCentral()
    first = Journal(tmp_path / "first", now_us=lambda: 1)
    commit(first, 6)
    run_until(link := link_to(central, first, []), lambda: link.state.acknowledged == 5)
    first.close()
    batches = len(central.batches)
    copy = Journal(tmp_path / "copy", now_us=lambda: 1)
    commit(copy, 3)
    copy.set_mark("acknowledged", "2")
    said = Said()
    run_until(link_to(central, copy, [], said), lambda: len(said.waits) > 2)
    assert "holds facts up to 5, this journal ends at 2" in said.troubles[TroubleKind.BRANCHED]
    assert len(central.batches) == batches
    assert copy.mark("acknowledged") == "2"
    copy.close()


def test_a_journal_that_has_overtaken_central_with_other_facts_is_branched(tmp_path: Path) -> None:
    """No mark moves, so nothing is forgotten, and central is asked less and less often."""
    central, copy = rolled_back(tmp_path)
    central.conflicts = (3, 4, 5)
    said = Said()
    link = link_to(central, copy, [], said)
    run_until(link, lambda: len(said.waits) > 5)
    assert "central holds other facts from 3 on" in said.troubles[TroubleKind.BRANCHED]
    assert set(said.waits) == {NOT_TAKEN_LONGEST_S}
    assert copy.mark("acknowledged") == "2"
    assert link.state.acknowledged == 2
    copy.close()


def test_the_hash_alone_shows_another_history(tmp_path: Path) -> None:
    central, copy = rolled_back(tmp_path)
    said = Said()
    run_until(link_to(central, copy, [], said), lambda: len(said.waits) > 2)
    assert "central holds another fact 5" in said.troubles[TroubleKind.BRANCHED]
    copy.close()


def test_central_is_told_of_the_other_history(tmp_path: Path) -> None:
    """Nothing is sent, so only the next look can say it: our hash at central's mark."""
    central, copy = rolled_back(tmp_path)
    run_until(link_to(central, copy, [], said := Said()), lambda: len(said.waits) > 2)
    told = [
        request for request in central.requests if "high-water" in request and "hash=" in request
    ]
    assert told and f"at=5&hash={copy.hash_at(5)}" in told[0]
    copy.close()


def test_a_branch_is_known_again_at_the_next_start_without_central(tmp_path: Path) -> None:
    central, copy = rolled_back(tmp_path)
    run_until(link_to(central, copy, [], before := Said()), lambda: len(before.waits) > 2)
    said = Said()
    link_to(central, copy, [], said)
    assert said.troubles == before.troubles
    copy.close()


def test_a_branch_ends_when_central_holds_a_beginning_of_this_journal_again(tmp_path: Path) -> None:
    central, copy = rolled_back(tmp_path)
    run_until(link_to(central, copy, [], said := Said()), lambda: len(said.waits) > 2)
    del central.entries[3:]
    link = link_to(central, copy, [], said)
    run_until(link, lambda: link.state.acknowledged == 5)
    assert said.troubles == {}
    assert copy.mark("branched") == ""
    assert [e.hash for e in central.entries] == [e.hash for e in copy.entries(-1, 100)]
    copy.close()


def test_the_same_facts_again_are_no_branch(journal: Journal) -> None:
    """Answers are lost, the mark is lost: all is sent again, and nothing is said of it."""
    central = FakeCentral()
    central.fail = ["after", "after", "", "after"]
    commit(journal, 9)
    said = Said()
    run_until(link := link_to(central, journal, [], said), lambda: link.state.acknowledged == 8)
    journal.set_mark("acknowledged", "-1")
    again = link_to(central, journal, [], said)
    run_until(again, lambda: again.state.acknowledged == 8)
    assert said.troubles == {}
