"""What the line to central asks for exactly, and what it reads in an answer: ranges, tags, clocks,
keys, problem documents.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge.journal.store import Checkpoint, Journal
from edge.retry import Retry
from edge.sync.answers import CentralError, badge_key_of, other_history, problem_of, refused_facts
from edge.sync.central import CentralAddress
from edge.sync.hooks import Hooks, Range
from edge.sync.link import CentralLink
from edge.troubles import TroubleKind
from tests.support.links import run_until
from wire.badges import KEY_BYTES
from wire.codec import decode_batch, encode
from wire.events import PersonSigned
from wire.heartbeat import Heartbeat
from wire.ids import NodeId, PersonId, WorkplaceId
from wire.sync import GENESIS, Acknowledgement, Refusal

KEY = bytes(range(KEY_BYTES))
THERE_S = 1_800_000_000


class Answers(httpx.AsyncBaseTransport):
    """A central by hand: ``status`` of an answer by the end of its path."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.status: dict[str, int] = {}
        self.high_water = -1
        self.anchor = GENESIS
        self.etag = '"v1"'

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        last = request.url.path.rpartition("/")[2]
        headers = {"Date": formatdate(THERE_S, usegmt=True)}
        status = self.status.get(last, 200)
        if last == "facts":
            batch = decode_batch(await request.aread())
            self.high_water, self.anchor = batch.entries[-1].offset, batch.entries[-1].hash
        content = b""
        if last in ("facts", "high-water"):
            content = encode(
                Acknowledgement(
                    node=NodeId("cell-a"),
                    epoch=7,
                    high_water=self.high_water,
                    anchor=self.anchor,
                    incarnation="one",
                )
            )
        elif last == "badge-key":
            content = KEY.hex().encode()
        elif last == "cell-a":
            headers["ETag"] = self.etag
            content = b"masters"
            if request.headers.get("If-None-Match") == self.etag:
                status = 304
        return httpx.Response(status, headers=headers, content=content, request=request)

    def asked(self, last: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path.endswith("/" + last)]


class QuickRetry(Retry):
    async def wait(self, longest_s: float | None = None) -> None:
        await asyncio.sleep(0)


class Line:
    """A link and all that it told the node."""

    def __init__(self, journal: Journal, central: Answers, *, now_s: float = THERE_S) -> None:
        self._journal, self._central, self._now_s = journal, central, now_s
        self.told: list[tuple[str, Any]] = []
        self.crashes: list[str] = []
        self.troubles: dict[TroubleKind, str] = {}
        self.owed: list[Range] = []
        self.link = self._made()

    def _made(self, tag: str = "") -> CentralLink:
        made = CentralLink(
            address=CentralAddress(
                url="http://central",
                token="secret",
                timeout_s=3,
                masters_interval_s=0.001,
                batch_facts=2,
            ),
            node="cell-a",
            feeds=(),
            journal=self._journal,
            hooks=Hooks(
                take_masters=lambda body, tag: self.told.append(("masters", (body, tag))),
                take_badge_key=lambda key: self.told.append(("key", key)),
                take_withheld=lambda body: False,
                withheld_after=lambda: 0,
                take_telegram=lambda feed, body: None,
                take_head=lambda feed, body: None,
                missing=lambda: self.owed,
                take_refusals=lambda refused: None,
                set_trouble=self._set_trouble,
                heartbeat=lambda: Heartbeat(node=NodeId("cell-a"), at_us=1),
            ),
            crash=self.crashes.append,
            monotonic=lambda: 12.5,
            now_s=lambda: self._now_s,
            retry=lambda peer: QuickRetry(peer, random.Random(1)),
            transport=self._central,
        )
        made.masters.tag = tag
        return made

    def _set_trouble(self, kind: TroubleKind, text: str) -> None:
        if text:
            self.troubles[kind] = text

    def again(self, done: Callable[[], bool]) -> None:
        """In another loop, by a link that knows the masters' tag."""
        self.link = self._made(self.link.masters.tag)
        self.run_until(done)

    def run_until(self, done: Callable[[], bool]) -> None:
        run_until(self.link, done)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path, now_us=lambda: 7)
    yield opened
    opened.close()


def commit(journal: Journal, count: int, at_us: int = 1) -> None:
    for n in range(count):
        fact = PersonSigned(workplace=WorkplaceId("left"), person=PersonId(f"p{n}"))
        journal.commit(None, [fact], at_us)


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [
        (7, 7, [("7", "7")]),
        (1, 500, [("1", "500")]),
        (1, 1001, [("1", "500"), ("501", "1000"), ("1001", "1001")]),
    ],
)
def test_what_the_broadcast_owes_is_asked_for_in_pieces_without_a_hole(
    journal: Journal, first: int, last: int, asked: list[tuple[str, str]]
) -> None:
    central = Answers()
    line = Line(journal, central)
    line.owed = [Range(feed="L1", first=first, last=last)]
    line.link.wake_replay()
    line.run_until(lambda: len(central.asked("replay")) >= len(asked))
    found = [request.url.params for request in central.asked("replay")]
    assert [(one["first"], one["last"]) for one in found][: len(asked)] == asked


def test_every_request_carries_the_token_and_goes_past_no_proxy(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    central = Answers()
    commit(journal, 1)
    line = Line(journal, central)
    line.run_until(lambda: bool(central.asked("facts")) and bool(central.asked("masters/cell-a")))
    assert {request.headers["Authorization"] for request in central.requests} == {"Bearer secret"}
    (batch, *_) = central.asked("facts")
    assert batch.headers["Content-Type"] == "application/json"
    (mark, *_) = central.asked("high-water")
    assert dict(mark.url.params) == {"epoch": "7", "last": "0"}
    assert mark.extensions["timeout"]["read"] == 3


def test_masters_are_taken_with_their_tag_and_not_sent_again(journal: Journal) -> None:
    central = Answers()
    line = Line(journal, central)
    line.run_until(lambda: len(central.asked("masters/cell-a")) >= 3)
    assert line.told == [("key", KEY), ("masters", (b"masters", '"v1"'))]
    tags = [request.headers.get("If-None-Match") for request in central.asked("masters/cell-a")]
    assert tags[:3] == [None, '"v1"', '"v1"']
    central.etag = '"v2"'
    line.again(lambda: len(line.told) >= 4)
    assert line.told[2:] == [("key", KEY), ("masters", (b"masters", '"v2"'))]


def test_a_central_that_cannot_say_the_key_now_is_asked_again_before_any_masters(
    journal: Journal,
) -> None:
    central = Answers()
    central.status["badge-key"] = 500
    line = Line(journal, central)
    line.run_until(lambda: len(central.asked("badge-key")) >= 3)
    assert line.told == [] and line.link.masters.badge_key_asked is False
    central.status.clear()
    line.again(lambda: len(line.told) == 2)
    assert line.told == [("key", KEY), ("masters", (b"masters", '"v1"'))]


def test_a_central_of_before_the_key_keeps_no_masters_from_us(journal: Journal) -> None:
    central = Answers()
    central.status["badge-key"] = 404
    line = Line(journal, central)
    line.run_until(lambda: bool(line.told))
    assert line.told == [("masters", (b"masters", '"v1"'))]


@pytest.mark.parametrize(
    ("ahead_s", "offset_s"),
    [(-0.5, 0.0), (-0.75, -0.75), (0.0, 0.0), (1.5, 0.0), (1.75, 1.75), (90.0, 90.0)],
)
def test_clocks_are_compared_as_far_as_a_header_of_whole_seconds_can(
    journal: Journal, ahead_s: float, offset_s: float
) -> None:
    line = Line(journal, Answers(), now_s=THERE_S + ahead_s)
    line.run_until(lambda: line.link.state.clock_offset_s is not None)
    state = line.link.state
    assert state.clock_offset_s == offset_s
    assert (state.answered_at, state.clock_compared_at) == (12.5, 12.5)


def test_a_batch_passes_each_point_where_the_cell_may_die(journal: Journal) -> None:
    commit(journal, 3)
    line = Line(journal, Answers())
    line.run_until(lambda: line.link.state.acknowledged == 2)
    batch = ["sync.before_send", "sync.after_reply", "sync.after_watermark"]
    assert line.crashes == batch * 2


def test_facts_that_are_forgotten_and_wanted_are_named(journal: Journal) -> None:
    """A central of long ago: retention has taken what it lacks."""
    commit(journal, 4)
    journal.keep_checkpoint(Checkpoint(offset=3, state=b"s"))
    journal.forget_before(2, acknowledged=1)
    line = Line(journal, Answers())
    line.run_until(lambda: TroubleKind.NOT_TAKEN in line.troubles)
    oldest = journal.entries(-1, 1)[0].offset
    assert oldest == 2
    text = line.troubles[TroubleKind.NOT_TAKEN]
    assert f"wants facts from 0, the oldest kept is {oldest}; restore central" in text


def answer(high_water: int, anchor: str = "h", conflicts: tuple[int, ...] = ()) -> Acknowledgement:
    return Acknowledgement(
        node=NodeId("cell-a"),
        epoch=7,
        high_water=high_water,
        anchor=anchor,
        incarnation="one",
        conflicts=conflicts,
    )


@pytest.mark.parametrize(
    ("said", "last", "ours", "words"),
    [
        (answer(5), 5, "h", ""),
        (answer(5), 9, "h", ""),
        (answer(5), 9, "", ""),
        (answer(-1, GENESIS), -1, "", ""),
        (answer(6), 5, "", "facts up to 6, this journal ends at 5"),
        (answer(5), 9, "other", "holds another fact 5"),
        (answer(5, conflicts=(3, 4)), 9, "h", "holds other facts from 3 on"),
    ],
)
def test_whose_history_central_holds(
    said: Acknowledgement, last: int, ours: str, words: str
) -> None:
    found = other_history(said, last_offset=last, ours=ours)
    assert words in found and bool(found) == bool(words)
    assert not found or found.endswith("call support, do not pick")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"code": "chain_broken", "detail": "at 3"}', ("chain_broken", "at 3")),
        (b'{"code": 5}', ("5", "")),
        (b"{}", ("", "")),
        (b"[]", ("", "")),
        (b"<html>", ("", "")),
        (b'{"code": "%s", "detail": "%s"}' % (b"c" * 101, b"d" * 301), ("c" * 100, "d" * 300)),
    ],
)
def test_a_problem_document_is_read_as_far_as_it_is_one(
    body: bytes, found: tuple[str, str]
) -> None:
    assert problem_of(httpx.Response(422, content=body)) == found


@pytest.mark.parametrize("body", [b"", b"zz", KEY.hex().encode()[:-2], "é".encode(), KEY])
def test_what_is_no_key_is_not_taken_for_one(body: bytes) -> None:
    with pytest.raises(CentralError, match=r"^the answer to badge-key is no key$"):
        badge_key_of(body)
    assert badge_key_of(KEY.hex().encode()) == KEY


def test_a_refused_fact_is_told_with_its_kind_and_reason() -> None:
    refused = [
        Refusal(offset=4, code="divorce.unknown", detail="none"),
        Refusal(offset=9, code="x", detail="y"),
    ]
    kinds = {4: "part_divorced"}
    first, second = refused_facts(refused, lambda offset: kinds.get(offset, ""))
    assert (first.offset, first.kind, first.code, first.detail) == (
        4,
        "part_divorced",
        "divorce.unknown",
        "none",
    )
    assert (second.offset, second.kind) == (9, "")
