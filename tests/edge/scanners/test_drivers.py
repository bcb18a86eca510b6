"""Both drivers on real descriptors: pseudo-terminals, sockets and fifos. One contract suite runs
on every way to connect.
"""

import asyncio
import os
import pty
import socket
import struct
import tty
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

import edge.scanners
from edge.discovery import settings_kind
from edge.scanners import (
    Problem,
    ScannerError,
    ScannerSettings,
    Unavailable,
    available_drivers,
    evdev_wedge,
    open_scanner,
    serial_port,
)
from edge.scanners.endless import EndlessScanner, OpenDevice
from tests.support.waiting import eventually

US = {"A": 30, "B": 48, "C": 46, "1": 2, "2": 3, "\r": 28}


def keys(text):
    return b"".join(
        struct.pack("qqHHi", 0, 0, 1, US[char], value) for char in text for value in (1, 0)
    )


def settings_for(kind, **keys_):
    """The settings that the driver of that kind takes."""
    made = settings_kind("edge.scanners", ScannerSettings, kind)
    return made(kind=kind, **keys_)


@asynccontextmanager
async def running(settings):
    scanner = open_scanner(settings)
    try:
        yield scanner, scanner.frames()
    finally:
        await scanner.aclose()


async def texts(frames, count):
    async with asyncio.timeout(4):
        return [(await anext(frames)).payload for _ in range(count)]


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


def test_wedge_reads_an_open_descriptor():
    async def scenario():
        ours, theirs = socket.socketpair()
        with ours, theirs:
            settings = settings_for(
                "evdev_wedge", name="w", device=f"fd:{ours.fileno()}", layout="fr"
            )
            async with running(settings) as (_, frames):
                got = asyncio.ensure_future(texts(frames, 2))
                data = keys("A12\rB\r")
                for start in range(0, len(data), 7):
                    theirs.send(data[start : start + 7])
                    await asyncio.sleep(0)
                assert await got == ["q&é", "b"]

    asyncio.run(scenario())


def test_wedge_reports_dropped_events_as_damage():
    async def scenario():
        ours, theirs = socket.socketpair()
        with ours, theirs:
            settings = settings_for("evdev_wedge", name="w", device=f"fd:{ours.fileno()}")
            async with running(settings) as (_, frames):
                got = asyncio.ensure_future(anext(frames))
                dropped = struct.pack("qqHHi", 0, 0, 0, 3, 0) + struct.pack("qqHHi", 0, 0, 0, 0, 0)
                theirs.send(keys("A") + dropped + keys("B\r"))
                assert (await got).problem is Problem.DAMAGED

    asyncio.run(scenario())


def test_a_character_device_that_cannot_be_grabbed_is_refused():
    async def scenario():
        settings = settings_for("evdev_wedge", name="w", device="/dev/null")
        async with running(settings) as (scanner, frames):
            waiting = asyncio.ensure_future(anext(frames, None))
            await eventually(lambda: scanner.state.last_error)
            assert scanner.state.path is None
            await scanner.aclose()
            assert await waiting is None

    asyncio.run(scenario())


def test_back_off_doubles_to_its_limit_and_is_jittered():
    @dataclass
    class Decoder:
        pending: bool = False
        noisy: int = 0

    asked = []

    class LeastRandom(Random):
        def uniform(self, a, b):
            asked.append((a, b))
            return a

    async def never():
        raise FileNotFoundError("gone")

    async def scenario():
        scanner = EndlessScanner(
            ScannerSettings(name="s", kind="x", device="x"),
            open_device=never,
            decoder=Decoder(),
            rng=LeastRandom(),
            first_delay_s=0.001,
            longest_delay_s=0.004,
        )
        waiting = asyncio.ensure_future(anext(scanner.frames(), None))
        await eventually(lambda: len(asked) > 5)
        await scanner.aclose()
        assert await waiting is None
        assert scanner._delay_s == 0.004
        assert set(asked) == {(0.5, 1.0)}

    asyncio.run(scenario())


def test_closed_while_opening_closes_what_was_opened():
    closed = []
    ours, theirs = socket.socketpair()

    async def scenario():
        gate = asyncio.Event()

        async def slow():
            await gate.wait()
            return OpenDevice(fd=ours.fileno(), path="x", close=lambda: closed.append(1))

        settings = settings_for("evdev_wedge", name="s", device="x")
        scanner = EndlessScanner(
            settings, open_device=slow, decoder=evdev_wedge.KeyDecoder(settings), rng=Random(1)
        )
        waiting = asyncio.ensure_future(anext(scanner.frames(), None))
        await asyncio.sleep(0)
        await scanner.aclose()
        gate.set()
        assert await waiting is None
        assert closed == [1]

    with ours, theirs:
        asyncio.run(scenario())


def port(device, serial_number):
    return SimpleNamespace(device=device, serial_number=serial_number)


def test_a_port_is_found_by_its_serial_number():
    ports = [port("/dev/ttyACM0", "A1"), port("/dev/ttyACM1", "B2"), port("/dev/ttyS0", None)]
    assert serial_port.path_of("serial:B2", lambda: ports) == "/dev/ttyACM1"
    assert serial_port.path_of("/dev/ttyACM7", lambda: ports) == "/dev/ttyACM7"
    with pytest.raises(FileNotFoundError, match="C3"):
        serial_port.path_of("serial:C3", lambda: ports)


def test_two_ports_alike_are_ambiguous_not_guessed():
    ports = [port("/dev/ttyACM0", "0000"), port("/dev/ttyACM1", "0000")]
    with pytest.raises(OSError, match="ambiguous: /dev/ttyACM0, /dev/ttyACM1"):
        serial_port.path_of("serial:0000", lambda: ports)


def test_a_wedge_is_found_by_its_name():
    devices = [("/dev/input/event3", "Scanner X"), ("/dev/input/event4", "Keyboard")]
    assert evdev_wedge.path_of("name:Scanner X", lambda: devices) == "/dev/input/event3"
    with pytest.raises(FileNotFoundError):
        evdev_wedge.path_of("name:Scanner Y", lambda: devices)
    with pytest.raises(OSError, match="ambiguous"):
        evdev_wedge.path_of("name:Scanner X", lambda: devices * 2)


def test_drivers_are_found_by_file_name_and_rooms_without_open_are_not_drivers():
    found = set(available_drivers())
    assert found >= {"serial_port", "evdev_wedge"}
    assert not found & {"endless", "framing", "keymap"}


def test_a_new_file_is_a_new_driver_and_a_missing_library_is_a_reason(tmp_path, monkeypatch):
    (tmp_path / "ours_new.py").write_text("def open_scanner(settings):\n    return settings.name\n")
    (tmp_path / "ours_missing.py").write_text("import a_library_nobody_has\n")
    monkeypatch.setattr(edge.scanners, "__path__", [*edge.scanners.__path__, str(tmp_path)])
    drivers = available_drivers()
    assert drivers["ours_missing"] == Unavailable("No module named 'a_library_nobody_has'")
    assert open_scanner(ScannerSettings(name="n", kind="ours_new", device="x")) == "n"
    with pytest.raises(ScannerError, match="unavailable: No module named"):
        open_scanner(ScannerSettings(name="n", kind="ours_missing", device="x"))


@pytest.mark.parametrize(
    ("keys_", "says"),
    [
        ({"kind": "smoke_signal"}, "evdev_wedge, .*serial_port"),
        ({"device": "udp://1.2.3.4:5"}, "only tcp://"),
        ({"device": "tcp://host"}, "tcp://host:port"),
        ({"device": "tcp://host:notaport"}, "tcp://host:port"),
        ({"kind": "evdev_wedge", "device": "fd:x"}, "fd:NUMBER"),
        ({"device": ""}, "empty"),
        ({"kind": "evdev_wedge", "layout": "dvorak"}, "us, de, fr"),
        ({"baud": 0}, "above 0"),
        ({"terminators": ""}, "CR, LF and TAB"),
        ({"terminators": "x"}, "CR, LF and TAB"),
        ({"encoding": "morse"}, "morse"),
        ({"device": "tcp://10.0.0.7:9004", "baud": 9600}, "baud is of a serial line"),
        ({"kind": "evdev_wedge", "feedback": True}, "feedback cannot be: nothing goes back"),
        ({"kind": "evdev_wedge", "encoding": "latin-1"}, "encoding is of a scanner that sends"),
    ],
)
def test_errors_of_configuration_come_at_start(keys_, says):
    with pytest.raises(ScannerError, match=says):
        open_scanner(
            settings_for(**{"name": "s", "kind": "serial_port", "device": "/dev/x"} | keys_)
        )
