"""Both drivers on real descriptors: pseudo-terminals, sockets and fifos. One contract suite runs
on every way to connect.
"""

import asyncio
import os
import pty
import socket
import tty
from pathlib import Path

import pytest

from edge.scanners import Problem
from tests.support.scanner import keys, running, settings_for, texts
from tests.support.waiting import eventually


def open_descriptors():
    """Without the one that lists them."""
    return {link.name for link in Path("/proc/self/fd").iterdir() if link.exists()}


class PtyEnd:
    """A scanner on a pseudo-terminal, behind a path that survives replugging."""

    def __init__(self, folder):
        self.path = folder / "scanner"
        self.plug()

    def plug(self):
        self.fd, device = pty.openpty()
        tty.setraw(device)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(device))
        self.device = device

    async def send(self, text):
        os.write(self.fd, text.encode())

    async def unplug(self):
        self.path.unlink()
        os.close(self.device)
        os.close(self.fd)

    settings = property(lambda self: settings_for("serial_port", name="s1", device=str(self.path)))

    async def close(self):
        await self.unplug()


class TcpEnd:
    """A networked scanner that listens."""

    def __init__(self, _folder):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.address = self.listener.getsockname()
        self.link = None

    async def send(self, text):
        loop = asyncio.get_running_loop()
        if self.link is None:
            self.link, _ = await loop.sock_accept(self.listener)
        await loop.sock_sendall(self.link, text.encode())

    async def unplug(self):
        if self.link is not None:
            self.link.close()
        self.link = None
        self.listener.close()

    def plug(self):
        self.listener = socket.create_server(self.address)
        self.listener.setblocking(False)

    settings = property(
        lambda self: settings_for(
            "serial_port", name="s1", device=f"tcp://127.0.0.1:{self.address[1]}"
        )
    )

    async def close(self):
        await self.unplug()


class FifoEnd:
    """Key events through a fifo."""

    def __init__(self, folder):
        self.path = folder / "event0"
        self.plug()

    def plug(self):
        os.mkfifo(self.path)
        self.fd = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    async def send(self, text):
        os.write(self.fd, keys(text))

    async def unplug(self):
        self.path.unlink()
        os.close(self.fd)

    settings = property(lambda self: settings_for("evdev_wedge", name="s1", device=str(self.path)))

    async def close(self):
        await self.unplug()


@pytest.fixture(params=[PtyEnd, TcpEnd, FifoEnd])
def make_end(request, tmp_path):
    return lambda: request.param(tmp_path)


def upper(values):
    """Keys without shift arrive as small letters."""
    return [value.upper() for value in values]


def test_codes_arrive_in_order_and_the_state_counts_them(make_end):
    async def scenario():
        end = make_end()
        async with running(end.settings) as (scanner, frames):
            assert scanner.state.path is None
            assert scanner.state.last_frame_age_s is None
            first = asyncio.ensure_future(texts(frames, 3))
            await eventually(lambda: scanner.state.path)
            await end.send("A1\rB2\r")
            await end.send("C")
            await end.send("1\r")
            assert upper(await first) == ["A1", "B2", "C1"]
            assert scanner.state.frames == 3
            assert scanner.state.refused == 0
            assert 0 <= scanner.state.last_frame_age_s < 4
            assert 0 <= scanner.state.connected_for_s < 4
        await end.close()

    asyncio.run(scenario())


def test_unplugged_and_back_it_goes_on(make_end):
    async def scenario():
        end = make_end()
        async with running(end.settings) as (scanner, frames):
            first = asyncio.ensure_future(texts(frames, 1))
            await eventually(lambda: scanner.state.path)
            await end.send("A\r")
            assert upper(await first) == ["A"]
            second = asyncio.ensure_future(texts(frames, 1))
            await end.unplug()
            await eventually(lambda: scanner.state.path is None)
            await eventually(lambda: scanner.state.last_error)
            end.plug()
            await eventually(lambda: scanner.state.path)
            assert scanner.state.connects == 2
            assert scanner.state.last_error is None
            await end.send("B\r")
            assert upper(await second) == ["B"]
        await end.close()

    asyncio.run(scenario())


def test_a_code_cut_by_silence_is_refused(make_end):
    async def scenario():
        end = make_end()
        async with running(end.settings) as (scanner, frames):
            got = asyncio.ensure_future(anext(frames))
            await eventually(lambda: scanner.state.path)
            await end.send("A1")
            frame = await got
            assert frame.problem is Problem.NO_TERMINATOR
            assert frame.raw.upper() == b"A1"
            assert scanner.state.refused == 1
        await end.close()

    asyncio.run(scenario())


def test_closing_ends_the_frames_and_leaves_no_descriptor(make_end):
    async def scenario():
        end = make_end()
        before = open_descriptors()
        async with running(end.settings) as (scanner, frames):
            rest = asyncio.ensure_future(anext(frames, None))
            await eventually(lambda: scanner.state.path)
            await scanner.aclose()
            async with asyncio.timeout(4):
                assert await rest is None
        assert open_descriptors() <= before
        await end.close()

    asyncio.run(scenario())


def test_feedback_goes_back_on_the_same_line(tmp_path):
    async def scenario():
        end = PtyEnd(tmp_path)
        async with running(end.settings) as (scanner, frames):
            assert not scanner.answer(b"LS right part.right\r\n")
            got = asyncio.ensure_future(texts(frames, 1))
            await eventually(lambda: scanner.state.path)
            await end.send("A\r")
            assert await got == ["A"]
            assert scanner.answer(b"LS right part.right\r\n")
            assert os.read(end.fd, 100) == b"LS right part.right\r\n"
        await end.close()

    asyncio.run(scenario())


def test_feedback_goes_back_on_a_network_line_too(tmp_path):
    async def scenario():
        end = TcpEnd(tmp_path)
        async with running(end.settings) as (scanner, frames):
            got = asyncio.ensure_future(texts(frames, 1))
            await end.send("A\r")
            assert await got == ["A"]
            assert scanner.answer(b"LS right part.right\r\n")
            loop = asyncio.get_running_loop()
            assert await loop.sock_recv(end.link, 100) == b"LS right part.right\r\n"
        await end.close()

    asyncio.run(scenario())


def test_feedback_never_waits_for_a_device_that_does_not_read(tmp_path):
    async def scenario():
        end = PtyEnd(tmp_path)
        async with running(end.settings) as (scanner, frames):
            got = asyncio.ensure_future(texts(frames, 1))
            await eventually(lambda: scanner.state.path)
            assert not all(scanner.answer(b"x" * 1000) for _ in range(1000))
            await end.send("A\r")
            assert await got == ["A"]
        await end.close()

    asyncio.run(scenario())


def test_a_wedge_takes_no_feedback(tmp_path):
    async def scenario():
        end = FifoEnd(tmp_path)
        async with running(end.settings) as (scanner, frames):
            waiting = asyncio.ensure_future(anext(frames, None))
            await eventually(lambda: scanner.state.path)
            assert not scanner.answer(b"LS right\r\n")
            await scanner.aclose()
            assert await waiting is None
        await end.close()

    asyncio.run(scenario())


def test_a_device_that_is_not_there_is_waited_for(tmp_path):
    async def scenario():
        settings = settings_for(
            "serial_port", name="s1", device=str(tmp_path / "scanner"), silence_ms=50
        )
        async with running(settings) as (scanner, frames):
            got = asyncio.ensure_future(texts(frames, 1))
            await eventually(lambda: scanner.state.last_error)
            end = PtyEnd(tmp_path)
            await eventually(lambda: scanner.state.path)
            await end.send("A\r")
            assert await got == ["A"]
            await end.close()

    asyncio.run(scenario())


def test_a_noisy_device_is_counted_and_goes_on(tmp_path):
    async def scenario():
        end = PtyEnd(tmp_path)
        async with running(end.settings) as (scanner, frames):
            got = asyncio.ensure_future(texts(frames, 2))
            await eventually(lambda: scanner.state.path)
            for _ in range(12):
                await end.send("x" * 1000)
                await asyncio.sleep(0)
            await eventually(lambda: scanner.state.noisy)
            await end.send("\rOK\r")
            assert await got == ["", "OK"]
            assert scanner.state.noisy == 1
        await end.close()

    asyncio.run(scenario())


def test_a_slow_consumer_loses_nothing(tmp_path):
    async def scenario():
        end = TcpEnd(tmp_path)
        async with running(end.settings) as (scanner, frames):
            first = asyncio.ensure_future(texts(frames, 1))
            await eventually(lambda: scanner.state.path)
            await end.send("first\r")
            assert await first == ["first"]
            many = [f"code-{number}" for number in range(3000)]
            await end.send("".join(text + "\r" for text in many))
            await eventually(lambda: scanner.state.frames > 256)
            assert scanner.state.frames < 2000
            assert await texts(frames, 3000) == many
        await end.close()

    asyncio.run(scenario())
