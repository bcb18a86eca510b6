"""Judged before it is read; bounded in size, in time, and all together. The clock is a virtual one:
it jumps to the next thing that is waited for.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Request

from httpd.bodies import SILENCE_S, STRANGERS_BYTES_MAX, Bodies
from httpd.settings import MB, HttpSettings
from httpd.traffic import Traffic

SETTINGS = HttpSettings(body_s=60, bodies_mb=1)
LIMIT = 800_000


class _Jump(selectors.SelectSelector):
    """Nothing ever comes from outside: instead of waiting, time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if not found and timeout:
            self.now += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work())  # type: ignore[arg-type]


class Refused(Exception):
    pass


def judge(request: Request) -> None:
    if request.headers.get("authorization") != "yes":
        raise Refused


judge.before_body = judge  # type: ignore[attr-defined]


async def content(request: Request) -> bytes:
    return await request.body()


def made(traffic: Traffic) -> FastAPI:
    app = FastAPI()

    @app.exception_handler(Refused)
    async def _(request: Request, error: Exception) -> Any:
        from httpd.answers import problem

        return problem(401, "unauthenticated", "who are you?")

    @app.post("/own")
    async def own(
        data: Annotated[bytes, Depends(content)], _: Annotated[None, Depends(judge)]
    ) -> dict[str, int]:
        return {"size": len(data), "carried": traffic.body_bytes}

    @app.post("/json")
    async def table(data: dict[str, Any], _: Annotated[None, Depends(judge)]) -> int:
        return len(data)

    @app.post("/public")
    async def public(data: Annotated[bytes, Depends(content)]) -> int:
        return len(data)

    app.add_middleware(Bodies, bytes_max=lambda _: LIMIT, settings=SETTINGS, traffic=traffic)
    return app


class Ask:
    """One request; ``body`` gives its pieces, and what it waits for passes."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.read = 0

    async def __call__(
        self,
        path: str,
        body: Any = (),
        *,
        length: int | None = None,
        authorization: str = "yes",
        kind: str = "text/plain",
    ) -> tuple[int, dict[str, str], bytes]:
        headers = [(b"authorization", authorization.encode()), (b"content-type", kind.encode())]
        if length is None:
            headers.append((b"transfer-encoding", b"chunked"))
        else:
            headers.append((b"content-length", str(length).encode()))
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "http_version": "1.1",
            "scheme": "http",
        }
        pieces = iter(body)
        sent: list[Any] = []

        async def receive() -> Any:
            self.read += 1
            piece = next(pieces, b"")
            if isinstance(piece, float | int):
                await asyncio.sleep(piece)
                piece = next(pieces, b"")
            return {"type": "http.request", "body": piece, "more_body": piece != b""}

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        names = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
        return sent[0]["status"], names, b"".join(m.get("body", b"") for m in sent[1:])


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture
def ask(traffic: Traffic) -> Ask:
    return Ask(made(traffic))


@pytest.mark.parametrize("path", ["/own", "/json"])
@pytest.mark.parametrize("length", [LIMIT, None])
def test_who_may_not_is_told_so_before_anything_is_read(
    ask: Ask, traffic: Traffic, path: str, length: int | None
) -> None:
    status, *_ = run(lambda: ask(path, [b"x"] * 10, length=length, authorization="no"))
    assert (status, ask.read, traffic.body_bytes) == (401, 0, 0)


def test_what_is_announced_too_large_is_refused_unread(ask: Ask) -> None:
    assert run(lambda: ask("/own", [b"x"], length=LIMIT + 1))[0] == 413
    assert run(lambda: ask("/public", [b"x"], length=STRANGERS_BYTES_MAX + 1))[0] == 413
    assert run(lambda: ask("/nowhere", [b"x"], length=STRANGERS_BYTES_MAX + 1))[0] == 413
    assert ask.read == 0


def test_what_comes_in_pieces_is_refused_when_it_is_too_large(ask: Ask, traffic: Traffic) -> None:
    assert run(lambda: ask("/own", [b"x" * 100_000] * 9))[0] == 413
    assert ask.read == 9 and traffic.body_bytes == 0
    assert run(lambda: ask("/public", [b"x" * 10_000] * 9))[0] == 413


def test_room_is_held_until_the_answer_and_given_back(ask: Ask, traffic: Traffic) -> None:
    status, _, body = run(lambda: ask("/own", [b"x" * 500], length=500))
    assert (status, body) == (200, b'{"size":500,"carried":500}')
    status, _, body = run(lambda: ask("/own", [b"x" * 300, b"x" * 400]))
    assert (status, body) == (200, b'{"size":700,"carried":700}')
    assert traffic.body_bytes == 0


def test_over_the_budget_of_all_bodies_is_try_again(ask: Ask, traffic: Traffic) -> None:
    assert traffic.carry(MB - 1000, most=MB)
    status, headers, _ = run(lambda: ask("/own", [b"x" * 1001], length=1001))
    assert (status, headers["retry-after"], ask.read) == (503, "2", 0)
    status, headers, _ = run(lambda: ask("/own", [b"x" * 600] * 2))
    assert (status, headers["retry-after"]) == (503, "2")
    assert run(lambda: ask("/own", [b"x" * 1000], length=1000))[0] == 200
    assert (traffic.body_bytes, traffic.refused_bodies) == (MB - 1000, 2)


def test_a_body_that_trickles_is_given_up_though_it_never_falls_silent(ask: Ask) -> None:
    trickle = [step for _ in range(100) for step in (5, b"x")]

    async def work() -> tuple[int, float]:
        status, *_ = await ask("/own", trickle, length=100)
        return status, asyncio.get_running_loop().time()

    status, at = run(work)
    assert status == 408 and at == pytest.approx(SETTINGS.body_s)


def test_a_body_that_falls_silent_is_given_up_earlier(ask: Ask, traffic: Traffic) -> None:
    async def work() -> tuple[int, float]:
        status, *_ = await ask("/own", [b"x", 1000, b"x"], length=2)
        return status, asyncio.get_running_loop().time()

    status, at = run(work)
    assert status == 408 and at == pytest.approx(SILENCE_S) and traffic.body_bytes == 0


@pytest.mark.parametrize("pieces", [1, 7], ids=["whole", "in pieces"])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"a": 1, "b": 2}', 200),
        (b'{"a": 1, "a": 2}', 422),
        (b'{"a": {"b": [{"c": 1, "c": 1}]}}', 422),
        (b'{"a": 1, "\\u0061": 2}', 422),
        (b'{"a": 1,', 422),
        (b"[" * 100_000, 400),
        (b"\xff", 400),
    ],
    ids=["good", "twice", "deep", "spelt otherwise", "cut", "too deep", "no text"],
)
def test_a_key_that_stands_twice_is_refused(
    ask: Ask, traffic: Traffic, body: bytes, status: int, pieces: int
) -> None:
    size = -(-len(body) // pieces)
    cut = [body[start : start + size] for start in range(0, len(body), size)]
    answered, _, said = run(lambda: ask("/json", cut, kind="application/json"))
    assert (answered, traffic.body_bytes) == (status, 0)
    twice = b'"a"' in body and status == 422 and body[-1:] == b"}"
    assert (b"stands twice: leave it once" in said) is twice


def test_a_route_that_reads_its_body_itself_judges_it_itself(ask: Ask) -> None:
    assert run(lambda: ask("/own", [b'{"a": 1, "a": 2}']))[0] == 200
