"""A flood of one line is one line a minute."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket

import pytest

import central.http.log_limit
import edge.commands.log_limit

FILTERS = (edge.commands.log_limit.SeldomFilter, central.http.log_limit.SeldomFilter)


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.mark.parametrize("seldom", FILTERS, ids=["cell", "central"])
def test_the_same_line_is_let_through_once_in_a_period_and_then_counted(
    seldom: type[edge.commands.log_limit.SeldomFilter],
) -> None:
    now = 0.0
    logger, kept = logging.getLogger(f"test.{seldom.__module__}"), Kept()
    logger.propagate = False
    logger.addHandler(kept)
    logger.addFilter(seldom(period_s=60.0, monotonic=lambda: now))
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


@pytest.mark.parametrize("kind", FILTERS, ids=["cell", "central"])
def test_connections_that_cannot_be_accepted_are_one_line(
    kind: type[edge.commands.log_limit.SeldomFilter],
) -> None:
    """As the event loop says it when there are no file descriptors left."""
    logger, kept = logging.getLogger("asyncio"), Kept()
    seldom = kind()
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
            while not kept.lines:  # noqa: ASYNC110 - the loop has no event for it
                await asyncio.sleep(0.001)
            await asyncio.sleep(0)
        server.close()

    try:
        asyncio.run(main())
    finally:
        logger.removeFilter(seldom)
        logger.removeHandler(kept)
    assert len(kept.lines) == 1
    assert "out of system resource" in kept.lines[0]
