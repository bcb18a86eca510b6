"""Masters come into force by two people, checked against what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from central.access.badges import floor_key
from central.cells import service as cells
from central.cells.rules import Site
from central.cells.service import FeedsInForce
from central.db.database import Actor, Database
from central.db.work import transact
from central.kanban.service import LoopView, against_masters, list_loops, put_loops
from central.masters import service
from central.masters.rules import files
from central.words.reasons import RuleRefusedError
from tests.support.paths import MASTERS
from wire.codec import decode_masters
from wire.ids import FeedId
from wire.masters import Column, FeedRules, Loop, Masters
from wire.telegram import Status

COLUMNS = (
    Column(field="call_number", start=0, length=10),
    Column(field="status", start=10, length=4),
)
KEY = floor_key(b"k" * 32)
SITE = Site(feeds={FeedId("L1"): FeedRules(feed="L1")}, badge_key=KEY)
ANN, BOB, TOOL = (Actor(who=who, why="trim") for who in ("ann", "bob", "program: erp"))


def example() -> Masters:
    return files.masters_of("cell-a.toml", MASTERS.read_bytes())


def slower(takt_s: int = 90) -> Masters:
    return replace(example(), feeds=(replace(example().feeds[0], takt_s=takt_s),))


@pytest.fixture
def begun(db: Database) -> Iterator[Database]:
    """The example is in force as version 1."""
    done = put(db, example(), ANN)
    assert isinstance(done, cells.StoredMasters) and done.version == 1
    yield db


def put(db: Database, masters: Masters, by: Actor) -> Any:
    return db.write(lambda c: service.begin_or_propose(c, masters, SITE, by=by, now_us=7), by=by)


def released(db: Database, by: Actor, revision: int = 1, seen: int = 1) -> cells.StoredMasters:
    return db.write(
        lambda c: service.release(
            c, "cell-a", SITE, revision=revision, seen_version=seen, by=by, now_us=9
        ),
        by=by,
    )


def refused(error: pytest.ExceptionInfo[RuleRefusedError]) -> str:
    return error.value.reasons[0].code


def test_later_masters_are_proposed_and_a_second_person_puts_them_in_force(begun: Database) -> None:
    proposal = put(begun, slower(), ANN)
    assert (proposal.revision, proposal.authors) == (1, ("ann",))
    newest = cells.masters_of(begun, "cell-a")
    assert newest is not None and newest.version == 1
    with pytest.raises(RuleRefusedError) as error:
        released(begun, ANN)
    assert refused(error) == "masters.alone"
    stored = released(begun, BOB)
    assert (stored.version, stored.by_whom, stored.why) == (2, "ann+bob", "trim")
    assert decode_masters(stored.body).feeds[0].takt_s == 90
    assert begun.read(lambda c: service.open_proposal(c, "cell-a")) is None


@pytest.mark.parametrize(
    ("authors", "by", "done"),
    [
        ([ANN], "ann+bob", True),
        ([ANN, BOB], "bob", False),
        ([ANN, BOB], "bob+cyd", True),
        ([TOOL], "bob", False),
        ([TOOL], "ann+bob", True),
        ([TOOL], "program: other", False),
        ([ANN], "program: other", False),
    ],
)
def test_whoever_wrote_it_does_not_release_it_alone(
    begun: Database, authors: list[Actor], by: str, done: bool
) -> None:
    for n, author in enumerate(authors):
        put(begun, slower(100 + n), author)
    if done:
        assert released(begun, Actor(who=by), revision=len(authors)).version == 2
        return
    with pytest.raises(RuleRefusedError) as error:
        released(begun, Actor(who=by), revision=len(authors))
    assert refused(error) == "masters.alone"


def test_what_was_not_seen_is_not_released(begun: Database) -> None:
    put(begun, slower(), ANN)
    put(begun, slower(91), ANN)
    for revision, seen in ((1, 1), (2, 0)):
        with pytest.raises(RuleRefusedError) as error:
            released(begun, BOB, revision, seen)
        assert refused(error) == "masters.moved"
    assert released(begun, BOB, 2, 1).version == 2


def test_masters_with_faults_are_not_put_and_a_proposal_with_faults_is_not_released(
    begun: Database,
) -> None:
    broken = replace(example(), faces=example().faces[1:])
    with pytest.raises(RuleRefusedError, match="part 'S-LEA-01' lies in no face"):
        put(begun, broken, ANN)
    begun.write(lambda c: service.propose(c, broken, SITE, by=ANN, now_us=8))
    with pytest.raises(RuleRefusedError) as error:
        released(begun, BOB)
    assert refused(error) == "masters.fault"


def test_an_earlier_version_comes_back_as_a_new_one_and_all_are_kept(begun: Database) -> None:
    put(begun, slower(), ANN)
    released(begun, BOB)
    back = Actor(who="ann", why="the line stood")
    stored = begun.write(
        lambda c: service.roll_back(c, "cell-a", 1, SITE, by=back, now_us=11), by=back
    )
    assert (stored.version, stored.why) == (3, "= v1: the line stood")
    assert decode_masters(stored.body).feeds[0].takt_s == 75
    kept = begun.read(lambda c: cells.versions_of(c, "cell-a"))
    assert [(it.version, it.by_whom) for it in kept] == [(3, "ann"), (2, "ann+bob"), (1, "ann")]
    for to, why, code in ((9, "x", "masters.no_version"), (1, " ", "masters.no_why")):
        with pytest.raises(RuleRefusedError) as error:
            begun.write(
                lambda c, to=to, why=why: service.roll_back(  # type: ignore[misc]
                    c, "cell-a", to, SITE, by=Actor(who="ann", why=why), now_us=12
                )
            )
        assert refused(error) == code


def test_a_withdrawn_proposal_is_kept_and_changes_nothing(begun: Database) -> None:
    put(begun, slower(), ANN)
    begun.write(lambda c: service.withdraw(c, "cell-a", revision=1, by=BOB, now_us=9), by=BOB)
    (kept,) = begun.read(lambda c: service.closed_proposals(c, "cell-a"))
    assert (kept.state, kept.decided_by, kept.version) == ("withdrawn", "bob", None)
    newest = cells.masters_of(begun, "cell-a")
    assert newest is not None and newest.version == 1


@pytest.mark.parametrize(
    ("configured", "said"),
    [
        (FeedRules(feed="L1", last_number=9999), ""),
        (FeedRules(feed="L1", last_number=999), ""),
        (FeedRules(feed="L1", last_number=998), "last_number is 999 here and 998 in central's"),
        (
            FeedRules(feed="L1", format="fixed_width", columns=COLUMNS),
            "",
        ),
        (FeedRules(feed="L1", status_map={"X": Status.FINAL}), "status_map is another here and"),
        (FeedRules(feed="L1", takt_s=61), "takt_s is 75 here and 61 in central's [[feed]]"),
    ],
)
def test_what_the_configuration_still_says_of_a_feed_must_be_the_same(
    configured: FeedRules, said: str
) -> None:
    faults = Site(feeds={FeedId("L1"): configured}, badge_key=KEY).faults(
        replace(example(), people=())
    )
    assert (said in faults[0]) if said else faults == []


def test_a_feed_is_read_as_the_masters_in_force_say(begun: Database) -> None:
    rules = FeedsInForce(begun, SITE.feeds)
    assert list(rules) == ["L1"]
    assert rules[FeedId("L1")].status_map == {"A500": "final", "A700": "fitted"}
    put(begun, replace(slower(), feeds=(FeedRules(feed="L1", takt_s=44),)), ANN)
    assert rules[FeedId("L1")].takt_s == 75
    released(begun, BOB)
    assert rules[FeedId("L1")].takt_s == 44
    with pytest.raises(KeyError):
        rules[FeedId("L9")]


def test_what_central_was_configured_with_stands_beside_masters_of_before(begun: Database) -> None:
    """They say nothing of the format: the line's bytes are read as yesterday."""
    configured = FeedRules(feed="L1", format="fixed_width", columns=COLUMNS, takt_s=61)
    found = FeedsInForce(begun, {FeedId("L1"): configured})[FeedId("L1")]
    assert (found.format, found.columns, found.takt_s) == ("fixed_width", COLUMNS, 61)
    assert found.last_number == 999, "of which only the masters say anything"


def test_loops_of_masters_are_the_offices_and_no_list_says_something_else(
    begun: Database,
) -> None:
    clip = LoopView(
        loop="K-CLIP", part="N-4711", location="cell-a/left", quantity=500, minimum=1000
    )
    assert list_loops(begun) == [clip]
    own = LoopView(loop="K-OWN", part="X", location="store", quantity=1, minimum=2)
    transact(begun, lambda work: put_loops(work, [clip, own]), by=ANN, at_us=8)
    known = begun.read(cells.masters_in_force)
    assert against_masters([clip, own], known) == []
    (fault,) = against_masters([own], known)
    assert fault.startswith("loop K-CLIP is in the masters of cell-a: part N-4711, 500 a card")
    bigger = Loop(loop="K-NEW", part="N-1", location="cell-a/right", quantity=10)
    put(begun, replace(example(), loops=(bigger,)), ANN)
    released(begun, BOB)
    assert [it.loop for it in list_loops(begun)] == ["K-NEW", "K-OWN"]


def test_masters_of_before_have_no_parts_and_are_the_same_when_they_are_put_again(
    db: Database,
) -> None:
    """A message of an older program lacks the new fields; it is no new version."""
    plain = msgspec.to_builtins(replace(example(), people=(), parts=()))
    plain["type"] = "masters"
    del plain["parts"]
    for loop in plain["loops"]:
        del loop["minimum"]
    body = msgspec.json.encode(plain)
    for _ in range(2):
        stored = cells.put_masters(db, "cell-a", body, SITE, by_whom="erp", now_us=5)
        assert stored.version == 1


def test_a_loop_that_another_cell_still_names_stays(begun: Database) -> None:
    other = replace(example(), cell="cell-b", people=())
    put(begun, other, ANN)
    put(begun, replace(example(), loops=()), ANN)
    released(begun, BOB)
    assert [it.loop for it in list_loops(begun)] == ["K-CLIP"]
