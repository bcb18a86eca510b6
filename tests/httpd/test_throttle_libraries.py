"""A flood of one line is one line a minute."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket

from httpd.throttle import Throttle, Throttled, first_line
from tests.support.waiting import eventually


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def test_the_same_line_is_let_through_once_in_a_period_and_then_counted() -> None:
    now = 0.0
    logger, kept = logging.getLogger("test.seldom"), Kept()
    logger.propagate = False
    logger.addHandler(kept)
    throttle = Throttle(lines=1, period_s=60.0, monotonic=lambda: now)
    logger.addFilter(Throttled(throttle, first_line))
    for number in range(1000):
        logger.error("out of system resource\nsocket %s", number)
        logger.error("something else")
    assert [line.partition("\n")[0] for line in kept.lines] == [
        "out of system resource",
        "something else",
    ]
    now = 61.0
    logger.error("something else")
    assert kept.lines[-1] == "something else (999 more of these)"


def test_connections_that_cannot_be_accepted_are_one_line() -> None:
    """As the event loop says it when there are no file descriptors left."""
    logger, kept = logging.getLogger("asyncio"), Kept()
    seldom = Throttled(Throttle(lines=1), first_line)
    logger.addFilter(seldom)
    logger.addHandler(kept)

    class Full(socket.socket):
        def accept(self) -> tuple[socket.socket, object]:
            raise OSError(errno.EMFILE, "Too many open files")

    async def main() -> None:
        listener = Full()
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        listener.setblocking(False)
        server = await asyncio.start_server(lambda reader, writer: None, sock=listener)
        with socket.create_connection(listener.getsockname()):
            await eventually(lambda: kept.lines)
            await asyncio.sleep(0)
        server.close()

    try:
        asyncio.run(main())
    finally:
        logger.removeFilter(seldom)
        logger.removeHandler(kept)
    assert len(kept.lines) == 1
    assert "out of system resource" in kept.lines[0]
