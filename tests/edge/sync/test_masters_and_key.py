"""Masters that are pulled, and the key of badges before them."""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from pathlib import Path

import httpx
import pytest

from edge.journal.store import Journal
from edge.sync.answers import CentralError
from edge.sync.link import CentralLink
from tests.support.line_to_central import FakeCentral, link_to


def pulled(answers: list[httpx.Response]) -> tuple[list[object], list[str]]:
    """What the link took of a central that answers so, in order, and what it asked."""
    taken: list[object] = []
    asked: list[str] = []

    class Answering(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            return answers.pop(0) if answers else httpx.Response(304, request=request)

    async def main(link: CentralLink) -> None:
        async with httpx.AsyncClient(base_url="http://central", transport=Answering()) as client:
            while answers:
                try:
                    await link.masters.pull(client)
                except CentralError as error:
                    taken.append(type(error))

    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder), now_us=lambda: 1)
        link = link_to(FakeCentral(), journal, [])
        link.masters.interval_s = 0
        link.masters.hooks = dataclasses.replace(
            link.hooks,
            take_masters=lambda body, tag: taken.append(body),
            take_badge_key=taken.append,
        )
        asyncio.run(main(link))
        journal.close()
    return taken, asked


def masters_answer(body: bytes, tag: str) -> httpx.Response:
    return httpx.Response(200, content=body, headers={"ETag": tag})


def test_the_key_of_badges_comes_before_the_masters_that_need_it() -> None:
    key = bytes(range(32))
    taken, asked = pulled(
        [
            masters_answer(b"one", '"1"'),
            httpx.Response(200, text=key.hex()),
            httpx.Response(304),
            masters_answer(b"two", '"2"'),
            httpx.Response(200, text=key.hex()),
        ]
    )
    assert taken == [key, b"one", key, b"two"]
    assert asked[1] == "/api/v1/masters/cell-a/badge-key"


@pytest.mark.parametrize("status", [404, 403])
def test_a_central_without_the_key_keeps_no_masters_from_the_cell(status: int) -> None:
    taken, _ = pulled([masters_answer(b"one", '"1"'), httpx.Response(status)])
    assert taken == [b"one"]


def test_an_answer_that_is_no_key_is_not_taken_for_one_and_asked_again() -> None:
    taken, _ = pulled(
        [
            masters_answer(b"one", '"1"'),
            httpx.Response(200, text="<html>"),
            masters_answer(b"one", '"1"'),
            httpx.Response(503),
            masters_answer(b"one", '"1"'),
            httpx.Response(200, text=bytes(32).hex()),
        ]
    )
    assert taken == [CentralError, CentralError, bytes(32), b"one"]
