"""Keyboards that scan, and which device a configuration means."""

import asyncio
import socket
import struct
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace

import pytest

import edge.scanners
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
from tests.support.scanner import keys, running, settings_for, texts
from tests.support.waiting import eventually


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
