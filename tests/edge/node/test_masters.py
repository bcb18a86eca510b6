"""Masters that a cell cannot use: it says so, once, and works on with those it has."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from edge.cell.exceptions import exceptions
from edge.cell.model import CellState
from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.node.recovery import recover
from edge.retry import Retry
from edge.sync.central import CentralAddress
from edge.sync.hooks import Hooks
from edge.sync.link import CentralLink
from tests.support.outlets import outlets
from tests.support.waiting import eventually
from wire.codec import encode
from wire.events import MastersAdopted, MastersRefused
from wire.heartbeat import Heartbeat
from wire.ids import NodeId
from wire.masters import Face, FeedRules, Fit, Masters, PartFamily, RackFamily, Variant


def masters(version: int, rule: str = "AUD2") -> Masters:
    return Masters(
        cell="cell-a",
        version=version,
        feeds=(FeedRules(feed="L1"),),
        fits=(Fit(point_of_fit="F1", offset_vehicles=10, transport_s=60, safety_s=30),),
        rack_families=(
            RackFamily(rack_family="AUDIO", name="Audio", feed="L1", point_of_fit="F1", size=4),
        ),
        families=(
            PartFamily(
                family="audio",
                name="Audio",
                rack_family="AUDIO",
                variants=(Variant(rule=rule, part="A-2"),),
            ),
        ),
        faces=(Face(face="A1", part="A-2", aisle=0, position=0),),
    )


GOOD, BROKEN = masters(10), masters(11, "AUD2 and not")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path, now_us=lambda: 1)
    yield opened
    opened.close()


def node_on(journal: Journal, state: CellState | None = None) -> Node:
    return Node(
        "cell-a",
        chain=Chain(
            journal,
            state or CellState(),
            outlets(),
            crash=no_crash,
            now_us=lambda: 1_700_000_000_000_000,
        ),
        printers={},
        subscription=Subscription(feeds=("L1",), direct=(), replay_after_s=1),
        monotonic=lambda: 5.0,
    )


def told(journal: Journal) -> list[Any]:
    kinds = (MastersAdopted, MastersRefused)
    return [it.fact for it in journal.facts_after(-1) if isinstance(it.fact, kinds)]


def test_refused_masters_are_a_fact_and_the_cell_works_on(journal: Journal) -> None:
    node = node_on(journal)
    node.take_masters(encode(GOOD), '"v10-d"')
    for _ in range(3):
        node.take_masters(encode(BROKEN), '"v11-d"')
    adopted, refused = told(journal)
    assert adopted.version == 10
    assert (refused.version, refused.digest) == (11, '"v11-d"')
    assert "'audio', variant 1" in refused.reason and "position 12" in refused.reason
    assert node.masters == GOOD and node.state.masters_version == 10
    assert journal.masters() == ('"v10-d"', encode(GOOD))
    (found,) = exceptions(node.state, 1_700_000_060_000_000)
    assert (found.kind, found.age_s) == ("masters_refused", 60)
    assert "version 11 cannot be used, the cell works with version 10" in found.text


def test_the_refusal_is_over_when_others_are_adopted(journal: Journal) -> None:
    node = node_on(journal)
    node.take_masters(encode(GOOD), "a")
    node.take_masters(encode(BROKEN), "b")
    node.take_masters(encode(masters(12)), "c")
    assert node.state.masters_refused is None and exceptions(node.state, 0) == ()
    node.take_masters(encode(BROKEN), "b")
    node.take_masters(encode(masters(12)), "c")
    assert node.state.masters_refused is None


def test_a_new_cell_says_why_it_has_none(journal: Journal) -> None:
    node = node_on(journal)
    node.take_masters(b'{"type":"masters","cell":"cell-a"}', '"v3-d"')
    assert node.masters is None
    (refused,) = told(journal)
    assert refused.version == 0 and "version" in refused.reason
    assert recover(journal).state.masters_refused == node.state.masters_refused


def test_feeds_that_the_configuration_does_not_name_are_known(journal: Journal) -> None:
    node = node_on(journal)
    assert node.feeds.unheard() == ()
    more = replace(GOOD, feeds=(*GOOD.feeds, FeedRules(feed="L2")))
    node.take_masters(encode(more), "a")
    assert node.feeds.unheard() == ("L2",)


def test_a_head_that_cannot_be_read_is_counted(journal: Journal) -> None:
    node = node_on(journal)
    node.take_head("L1", b"{")
    node.take_head("L1", b'{"type":"head","feed":"L2","position":3,"at_us":1}')
    assert (node.feeds.unread.count, node.feeds.unread.at) == (2, 5.0)
    assert node.feeds.unread.last == "L1/head: it is of feed L2"


def test_empty_masters_leave_the_cell_those_it_has(journal: Journal) -> None:
    node = node_on(journal)
    node.take_masters(encode(GOOD), '"v10-d"')
    node.take_masters(b'{"type":"masters","cell":"cell-a","version":11}', '"v11-d"')
    assert node.masters == GOOD and journal.masters() == ('"v10-d"', encode(GOOD))
    assert "the masters are empty" in told(journal)[-1].reason


@pytest.mark.parametrize("kept", [b'{"type":"masters","cell":"cell-a","version":9}', b"{"])
def test_kept_masters_that_cannot_be_used_any_more_do_not_end_the_start(
    journal: Journal, kept: bytes
) -> None:
    journal.keep_masters(9, '"v9-d"', kept)
    node = node_on(journal)
    assert not node.use_kept_masters(kept, '"v9-d"')
    assert node.masters is None and node.state.masters_refused is not None
    node.take_masters(encode(GOOD), '"v10-d"')
    assert node.masters == GOOD and node.state.masters_refused is None


class MastersOnly(httpx.AsyncBaseTransport):
    """Central with one version of the masters."""

    def __init__(self, body: bytes, tag: str) -> None:
        self.body, self.tag = body, tag
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if not path.startswith("/api/v1/masters/") or path.endswith("/badge-key"):
            return httpx.Response(404, request=request)
        known = request.headers.get("If-None-Match", "")
        self.asked.append(known)
        if known == self.tag:
            return httpx.Response(304, request=request)
        return httpx.Response(200, content=self.body, headers={"ETag": self.tag}, request=request)


def test_masters_that_are_refused_are_not_a_lost_line(journal: Journal) -> None:
    """They are fetched once, and asked for by their tag from then on at the usual interval."""
    node = node_on(journal)
    central = MastersOnly(encode(BROKEN), '"v11-d"')
    failures: list[str] = []

    class Counting(Retry):
        def failed(self, error: object) -> None:
            failures.append(str(error))

    link = CentralLink(
        address=CentralAddress(
            url="http://central", token="t", timeout_s=1, masters_interval_s=0.01, batch_facts=4
        ),
        node="cell-a",
        feeds=(),
        journal=journal,
        hooks=Hooks(
            take_masters=node.take_masters,
            take_badge_key=lambda key: None,
            take_refusals=lambda refused: None,
            set_trouble=lambda kind, text: None,
            take_withheld=lambda body: False,
            withheld_after=lambda: 0,
            heartbeat=lambda: Heartbeat(node=NodeId("cell-a"), at_us=1),
            take_telegram=lambda feed, body: None,
            take_head=lambda feed, body: None,
            missing=list,
        ),
        crash=no_crash,
        monotonic=lambda: 0.0,
        now_s=lambda: 0.0,
        retry=lambda peer: (Counting if "masters" in peer else Retry)(peer, random.Random(1)),
        transport=central,
    )

    async def main() -> None:
        task = asyncio.create_task(link.run())
        await eventually(lambda: len(central.asked) >= 4)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())
    assert central.asked[:3] == ["", '"v11-d"', '"v11-d"']
    assert failures == [] and len(told(journal)) == 1
