"""Settings and addresses of printers, and those on a serial line or behind a queue."""

import asyncio
import os
import pty
import stat
import tty
from pathlib import Path

import pytest

import edge.printers
from edge.printers import (
    Condition,
    Outcome,
    PrinterError,
    available_drivers,
    open_printer,
    tcp_9100,
    zpl,
)
from settings.drivers import Unavailable
from tests.support.printer import JOB, WELL, fake_and_driver, run, send, settings_for


def open_descriptors():
    """Without the one that lists them."""
    return {link.name for link in Path("/proc/self/fd").iterdir() if link.exists()}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"device": "10.0.0.7"}, "10.0.0.7 is not inside allow"),
        ({"device": "8.8.8.8:9100", "allow": ("10.0.0.0/8", "::1")}, "not inside allow"),
        ({"device": "[::ffff:8.8.8.8]:9100", "allow": ("127.0.0.0/8",)}, "not inside allow"),
        ({"allow": ()}, "empty"),
        ({"allow": ("everywhere",)}, "allow: "),
        ({"device": "127.0.0.1:http"}, "host:port"),
        ({"device": "127.0.0.1:0"}, "host:port"),
        ({"device": "127.0.0.1/x"}, "host:port"),
        ({"device": ""}, "empty"),
        ({"kind": "carrier_pigeon"}, "serial_printer, tcp_9100, zebra_queue"),
        ({"confirm": "hope"}, "confirm"),
        ({"confirm": "status", "answers_status": False}, "answers_status"),
        ({"write_s": 0}, "above 0"),
        ({"kind": "zebra_queue", "device": "q; rm -rf", "allow": ("q",)}, "not a name"),
        ({"kind": "zebra_queue", "device": "-Pq", "allow": ("-Pq",)}, "not a name"),
        ({"kind": "zebra_queue", "device": "q2", "allow": ("q1",)}, "'q2' is not in allow"),
        ({"kind": "serial_printer", "device": "/dev/ttyS9"}, "not in allow"),
    ],
)
def test_errors_of_configuration_come_at_start(changes, says):
    with pytest.raises(PrinterError, match=says):
        open_printer(settings_for(9100, **changes))


def test_addresses_that_are_understood():
    def address(device):
        return tcp_9100._address(settings_for(1, device=device))

    assert address("10.1.2.3") == ("10.1.2.3", 9100)
    assert address("tcp://printer.plant:6101") == ("printer.plant", 6101)
    assert address("::1") == ("::1", 9100)
    assert address("[::1]:9101") == ("::1", 9101)


def test_a_name_that_leads_elsewhere_gets_no_byte():
    async def scenario():
        async with fake_and_driver(device="localhost", allow=("10.0.0.0/8",)) as (fake, printer):
            result = await send(printer)
            assert (result.outcome, result.condition) == (Outcome.FAILED, Condition.UNREACHABLE)
            assert "not inside allow" in result.detail
            assert fake.connections == 0

    run(scenario)


def test_drivers_are_found_by_file_name_and_a_missing_library_is_a_reason(tmp_path, monkeypatch):
    found = set(available_drivers())
    assert found >= {"tcp_9100", "zebra_queue", "serial_printer"}
    assert not found & {"labels", "spooler", "zpl"}
    (tmp_path / "ours_new.py").write_text("def open_printer(settings):\n    return settings.name\n")
    (tmp_path / "ours_missing.py").write_text("import a_library_nobody_has\n")
    monkeypatch.setattr(edge.printers, "__path__", [*edge.printers.__path__, str(tmp_path)])
    missing = available_drivers()["ours_missing"]
    assert missing == Unavailable("No module named 'a_library_nobody_has'")
    assert open_printer(settings_for(1, kind="ours_new")) == "p1"
    with pytest.raises(PrinterError, match="unavailable"):
        open_printer(settings_for(1, kind="ours_missing"))


def test_a_serial_printer_speaks_the_same(tmp_path):
    async def scenario():
        ours, device = pty.openpty()
        tty.setraw(device)
        os.set_blocking(ours, False)
        path = tmp_path / "printer"
        path.symlink_to(os.ttyname(device))
        received = bytearray()
        loop = asyncio.get_running_loop()

        def readable():
            data = os.read(ours, 4096)
            received.extend(data.replace(b"~HS", b""))
            if b"~HS" in data:
                os.write(ours, WELL)

        loop.add_reader(ours, readable)
        before = open_descriptors()
        printer = open_printer(
            settings_for(1, kind="serial_printer", device=str(path), allow=(str(path),))
        )
        assert (await send(printer)).outcome is Outcome.SENT
        assert received == JOB
        assert (await printer.status()).idle
        await printer.aclose()
        await asyncio.sleep(0)
        assert open_descriptors() == before
        loop.remove_reader(ours)
        os.close(device)
        os.close(ours)
        path.unlink()
        assert (await send(printer)).condition is Condition.UNREACHABLE

    run(scenario)


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """Programs named lpr and lpstat that write down what they get and do as files tell them."""

    def program(name, script):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    program("lpr", 'echo "$@" > arguments; cat > job; echo lpr: said >&2; exit $(cat lpr_exit)')
    program(
        "lpstat",
        'test $1 = -p && cat printer || cat jobs; test "$2" = labels || exit 1; '
        "exit $(cat lpstat_exit)",
    )
    (tmp_path / "lpr_exit").write_text("0")
    (tmp_path / "lpstat_exit").write_text("0")
    (tmp_path / "printer").write_text("printer labels is idle.  enabled since Mon\n")
    (tmp_path / "jobs").write_text("")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def open_queue():
    return open_printer(
        settings_for(1, kind="zebra_queue", device="labels", allow=("labels",), status_s=3)
    )


def test_a_queue_gets_bytes_as_they_are(queue):
    async def scenario():
        printer = open_queue()
        job = JOB + bytes(range(256))
        assert (await send(printer, job)).outcome is Outcome.SENT
        assert (queue / "job").read_bytes() == job
        assert (queue / "arguments").read_text() == "-Plabels -oraw\n"
        assert (await printer.status()).idle
        (queue / "jobs").write_text("labels-1 root 1024 Mon\nlabels-2 root 1024 Mon\n")
        assert (await printer.status()).formats_in_buffer == 2
        await printer.aclose()

    run(scenario)


def test_a_queue_that_is_not_there_or_stopped_gets_nothing(queue):
    async def scenario():
        printer = open_queue()
        (queue / "printer").write_text("printer labels disabled since Mon -\n\tout of paper\n")
        result = await send(printer)
        assert (result.outcome, result.condition) == (Outcome.FAILED, Condition.PAUSED)
        assert "out of paper" in result.detail
        (queue / "printer").write_text("what?\n")
        assert (await send(printer)).condition is Condition.UNKNOWN
        (queue / "lpstat_exit").write_text("1")
        assert (await send(printer)).condition is Condition.UNREACHABLE
        (queue / "lpstat").unlink()
        assert (await printer.status()).condition is Condition.UNREACHABLE
        assert not (queue / "job").exists()

    run(scenario)


def test_an_lpr_that_fails_is_unknown_not_a_silent_success(queue):
    async def scenario():
        (queue / "lpr_exit").write_text("1")
        result = await send(open_queue())
        assert result.outcome is Outcome.UNKNOWN
        assert "lpr: said" in result.detail

    run(scenario)


def test_status_request_is_what_the_manual_says():
    assert zpl.STATUS_REQUEST == b"~HS"
