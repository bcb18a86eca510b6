"""What is pushed to a page: the view after every change (joined when they come fast), each answer
to a scan, and a heartbeat by which the page knows its own age.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

import msgspec
from fastapi.sse import ServerSentEvent

from edge.cell.inputs import Answer
from edge.screen.port import CellPort
from edge.screen.status import AnswerView, TerminalView
from wire.readable import readable

BEAT_S = 2.0
JOIN_S = 0.05
"""At most 20 views a second, however fast the cell is."""
ANSWERS_MAX = 50


def answer_view(answer: Answer, at_us: int, serial_no: int) -> AnswerView:
    """The answer as screens see it."""
    return AnswerView(
        workplace=answer.workplace,
        device=answer.device,
        verdict=answer.verdict,
        code=answer.code,
        text=readable(answer.text),
        expected=answer.expected,
        at_us=at_us,
        serial_no=serial_no,
        values=dict(answer.values),
    )


class LastAnswers:
    """The newest answer of each workplace, for a page that opens after it."""

    def __init__(self) -> None:
        self._by_workplace: dict[str, AnswerView] = {}
        self._count = 0

    def of(self, workplace: str) -> AnswerView | None:
        return self._by_workplace.get(workplace)

    async def follow(self, port: CellPort) -> None:
        """Runs as long as the cell does."""
        async for change in port.changes():
            if change.answer is None:
                continue
            self._count += 1
            at_us = change.at_us or port.now_us()
            seen = answer_view(change.answer, at_us, self._count)
            self._by_workplace[change.answer.workplace] = seen


class _Inbox:
    """Changes of one page, read beside its pushing so that a slow page holds up nothing."""

    def __init__(self, workplace: str) -> None:
        self.workplace = workplace
        self.moved = asyncio.Event()
        self.answers: deque[tuple[Answer, int]] = deque(maxlen=ANSWERS_MAX)
        self.ended = False

    async def read(self, port: CellPort) -> None:
        try:
            async for change in port.changes():
                if change.answer is not None and change.answer.workplace == self.workplace:
                    self.answers.append((change.answer, change.at_us or port.now_us()))
                self.moved.set()
        finally:
            self.ended = True
            self.moved.set()


async def events(
    port: CellPort,
    workplace: str,
    view: Callable[[], TerminalView],
    *,
    beat_s: float = BEAT_S,
) -> AsyncIterator[ServerSentEvent]:
    """Endless until the cell stops: ``view``, ``answer`` and ``beat`` events."""
    inbox = _Inbox(workplace)
    reading = asyncio.create_task(inbox.read(port))
    count = 0
    try:
        yield _event("view", view())
        while not inbox.ended:
            try:
                async with asyncio.timeout(beat_s):
                    await inbox.moved.wait()
            except TimeoutError:
                yield ServerSentEvent(raw_data=f'{{"at_us":{port.now_us()}}}', event="beat")
                continue
            inbox.moved.clear()
            while inbox.answers:
                count += 1
                answer, at_us = inbox.answers.popleft()
                yield _event("answer", answer_view(answer, at_us, count))
            if not inbox.ended:
                yield _event("view", view())
                await asyncio.sleep(JOIN_S)
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


def _event(name: str, data: msgspec.Struct) -> ServerSentEvent:
    return ServerSentEvent(raw_data=msgspec.json.encode(data).decode(), event=name)
