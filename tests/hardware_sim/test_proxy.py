"""The bad network, and programs that never outlive us."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hardware_sim.processes import Program, stop_all
from hardware_sim.proxy import Proxy, Weather, draw_fate
from tests.support.waiting import soon

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(100):
            writer.write(data)
            await writer.drain()
    writer.close()


async def through(weather: Weather, size: int, wait_s: float = 2.0) -> bytes:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    target = ("127.0.0.1", server.sockets[0].getsockname()[1])
    got = b""
    try:
        async with Proxy(target, weather, Random(1)) as proxy:
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.write(b"x" * size)
            try:
                async with asyncio.timeout(wait_s):
                    while len(got) < size and (data := await reader.read(1000)):
                        got += data
            except (TimeoutError, ConnectionError):
                pass
            writer.close()
    finally:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait_for(asyncio.gather(*others, return_exceptions=True), 3)
    return got


def test_fair_weather_carries_everything() -> None:
    assert asyncio.run(through(Weather(), 5000)) == b"x" * 5000
    assert asyncio.run(through(Weather(slice=1.0, delay_ms_max=2), 500)) == b"x" * 500


def test_cut_dropped_reply_and_half_open() -> None:
    size = 100_000
    assert len(asyncio.run(through(Weather(cut=1.0), size))) < size
    assert len(asyncio.run(through(Weather(drop_reply=1.0), size))) < size
    assert len(asyncio.run(through(Weather(half_open=1.0), size, wait_s=0.3))) < size


@given(seed=st.integers())
def test_the_same_seed_is_the_same_fate(seed: int) -> None:
    weather = Weather(cut=0.3, slice=0.3, half_open=0.3, drop_reply=0.3)
    assert draw_fate(weather, Random(seed)) == draw_fate(weather, Random(seed))


def test_a_program_is_started_killed_started_and_stopped(tmp_path: Path) -> None:
    program = Program(
        name="sleeper",
        command=[sys.executable, "-c", "print('up', flush=True); import signal; signal.pause()"],
        log=tmp_path / "log",
    )
    program.start()
    try:
        first = program.pid
        assert program.running
        wait_until_up(program)
        assert program.resident_mb() > 1
    finally:
        program.kill()
    assert program.exit_status == -9
    program.start()
    assert program.pid != first
    stop_all([program])
    assert not program.running
    assert (program.starts, program.kills) == (2, 1)


def wait_until_up(program: Program) -> None:
    soon(lambda: "up" in program.last_lines())
