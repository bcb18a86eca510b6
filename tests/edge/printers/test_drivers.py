"""Drivers against printers written here: on TCP, on a pseudo-terminal, behind a fake lpr."""

import asyncio
import os
import pty
import stat
import tty
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import edge.printers
from edge.discovery import Unavailable, settings_kind
from edge.printers import (
    Condition,
    Outcome,
    PrinterError,
    PrinterSettings,
    available_drivers,
    open_printer,
    tcp_9100,
    zpl,
)
from tests.support.waiting import eventually, turns

JOB = b"^XA^FO1,1^FDhello^FS^XZ"
READY = b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n"
SECOND = b"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n"
THIRD = b"\x021234,0\x03\r\n"
WELL = READY + SECOND + THIRD


class FakePrinter:
    """A printer on TCP. Habits are attributes; ``received`` is every byte that is no ~HS."""

    def __init__(self):
        self.received = b""
        self.answer = WELL
        self.answers_after_job = None
        self.close_after = None
        self.connections = 0
        self.asked = 0
        self._writers = []
        self._tasks = []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        self.hang_up()
        await asyncio.gather(*self._tasks)

    def hang_up(self):
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader, writer):
        self.connections += 1
        self._tasks.append(asyncio.current_task())
        self._writers.append(writer)
        try:
            while data := await reader.read(65536):
                self.asked += data.count(b"~HS")
                self.received += data.replace(b"~HS", b"")
                if self.close_after is not None and len(self.received) >= self.close_after:
                    self.received = self.received[: self.close_after]
                    writer.transport.abort()
                    return
                if self.received and self.answers_after_job is not None:
                    self.answer = self.answers_after_job
                if b"~HS" in data and self.answer:
                    writer.write(self.answer)
                    await writer.drain()
        except OSError:
            return
        finally:
            writer.close()


def settings_for(port, **changes):
    given = {
        "name": "p1",
        "kind": "tcp_9100",
        "device": f"127.0.0.1:{port}",
        "status_s": 0.1,
        "write_s": 0.3,
    } | changes
    made = settings_kind("edge.printers", PrinterSettings, given["kind"])
    return made(**given)


@asynccontextmanager
async def fake_and_driver(**changes):
    async with FakePrinter() as fake:
        printer = open_printer(settings_for(fake.port, **changes))
        try:
            yield fake, printer
        finally:
            await printer.aclose()


def run(scenario):
    async def limited():
        async with asyncio.timeout(4):
            await scenario()

    asyncio.run(limited())


def open_descriptors():
    """Without the one that lists them."""
    return {link.name for link in Path("/proc/self/fd").iterdir() if link.exists()}


async def send(printer, job=JOB):
    begun = []

    async def begin():
        begun.append(1)

    result = await printer.print(job, before_first_byte=begin)
    assert len(begun) == (result.outcome is not Outcome.FAILED)
    return result


def test_a_job_arrives_byte_for_byte():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            result = await send(printer)
            assert (result.outcome, result.condition) == (Outcome.SENT, Condition.READY)
            assert fake.received == JOB
            status = await printer.status()
            assert status.idle
            assert fake.connections == 1

    run(scenario)


def test_the_first_byte_is_announced_before_it_leaves():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            seen = []

            async def begin():
                await turns()
                seen.append(fake.received)

            await printer.print(JOB, before_first_byte=begin)
            assert seen == [b""]

    run(scenario)


def test_an_error_of_the_caller_sends_nothing():
    async def scenario():
        async with fake_and_driver() as (fake, printer):

            async def fails():
                raise LookupError("journal is full")

            with pytest.raises(LookupError):
                await printer.print(JOB, before_first_byte=fails)
            assert fake.received == b""
            assert (await send(printer)).outcome is Outcome.SENT

    run(scenario)


@pytest.mark.parametrize(
    ("answer", "condition"),
    [
        (READY.replace(b"030,0", b"030,1") + SECOND + THIRD, Condition.PAPER_OUT),
        (READY.replace(b"030,0,0", b"030,0,1") + SECOND + THIRD, Condition.PAUSED),
        (READY + SECOND.replace(b"000,0,0", b"000,0,1", 1) + THIRD, Condition.HEAD_OPEN),
        (READY + SECOND.replace(b"000,0,0,0", b"000,0,0,1", 1) + THIRD, Condition.RIBBON_OUT),
        (READY.replace(b",000,0,0", b",200,1,0", 1) + SECOND + THIRD, Condition.BUFFER_FULL),
        (READY.replace(b"0,0\x03", b"0,1\x03") + SECOND + THIRD, Condition.PAUSED),
        (b"", Condition.SILENT),
        (b"\x02half an answer", Condition.SILENT),
        (b"HTTP/1.1 400\x03\x03\x03", Condition.UNKNOWN),
        (b"x" * 10_000_000, Condition.UNKNOWN),
    ],
    ids=lambda value: value.name if isinstance(value, Condition) else "",
)
def test_a_printer_that_is_not_fit_gets_no_byte(answer, condition):
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            fake.answer = answer
            result = await send(printer)
            assert (result.outcome, result.condition) == (Outcome.FAILED, condition)
            status = await printer.status()
            assert status.condition is condition
            assert not status.idle
            assert fake.received == b""

    run(scenario)


def test_what_waits_in_the_printer_is_reported():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            fake.answer = (
                READY.replace(b",000,0,0,0", b",002,0,0,1", 1)
                + SECOND.replace(b"00000000", b"00000017")
                + THIRD
            )
            status = await printer.status()
            assert (status.formats_in_buffer, status.labels_remaining) == (3, 17)
            assert status.condition is Condition.READY
            assert not status.idle
            assert status.age_s(status.at_monotonic_ns + 2_000_000_000) == 2

    run(scenario)


def test_an_answer_in_pieces_is_understood():
    async def scenario():
        tasks = []

        async def dribble(reader, writer):
            tasks.append(asyncio.current_task())
            await reader.readexactly(3)
            for byte in WELL:
                writer.write(bytes([byte]))
                await writer.drain()
            await reader.read()
            writer.close()

        server = await asyncio.start_server(dribble, "127.0.0.1", 0)
        printer = open_printer(settings_for(server.sockets[0].getsockname()[1]))
        assert (await printer.status()).idle
        await printer.aclose()
        server.close()
        await asyncio.gather(*tasks)

    run(scenario)


def test_nobody_there_is_a_failure_before_the_first_byte():
    async def scenario():
        async with FakePrinter() as fake:
            port = fake.port
        printer = open_printer(settings_for(port))
        result = await send(printer)
        assert (result.outcome, result.condition) == (Outcome.FAILED, Condition.UNREACHABLE)
        assert (await printer.status()).condition is Condition.UNREACHABLE

    run(scenario)


def test_closed_after_k_bytes_is_unknown_and_never_sent_again():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            fake.close_after = 10
            result = await send(printer, JOB * 1000)
            assert (result.outcome, result.condition) == (Outcome.UNKNOWN, Condition.UNREACHABLE)
            assert len(fake.received) == 10

    run(scenario)


def test_a_short_job_closed_after_k_bytes_is_unknown_too():
    """The kernel took every byte; only the answer behind the job shows that it was not read."""

    async def scenario():
        async with fake_and_driver() as (fake, printer):
            fake.close_after = len(JOB) - 1
            assert (await send(printer)).outcome is Outcome.UNKNOWN

    run(scenario)


def test_paper_out_in_the_job_is_sent_with_silence_behind_it():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            fake.answers_after_job = b""
            result = await send(printer)
            assert (result.outcome, result.condition) == (Outcome.SENT, Condition.SILENT)

    run(scenario)


def test_a_printer_that_takes_no_more_bytes_is_unknown():
    async def scenario():
        tasks = []

        async def deaf(reader, writer):
            tasks.append(asyncio.current_task())
            await reader.readexactly(3)
            writer.write(WELL)
            reader._transport.pause_reading()
            await stop.wait()
            writer.transport.abort()

        stop = asyncio.Event()
        server = await asyncio.start_server(deaf, "127.0.0.1", 0)
        printer = open_printer(settings_for(server.sockets[0].getsockname()[1]))
        result = await send(printer, b"x" * 30_000_000)
        assert (result.outcome, result.condition) == (Outcome.UNKNOWN, Condition.SILENT)
        stop.set()
        await printer.aclose()
        server.close()
        await asyncio.gather(*tasks)

    run(scenario)


def test_a_dead_kept_connection_is_replaced_before_a_job_but_shown_to_who_watches():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            assert (await printer.status()).idle
            fake.hang_up()
            await asyncio.sleep(0)
            assert (await send(printer)).outcome is Outcome.SENT
            assert fake.connections == 2
            fake.hang_up()
            assert (await printer.status()).condition is Condition.UNREACHABLE
            assert (await printer.status()).idle

    run(scenario)


def test_a_late_answer_is_never_taken_for_the_next_one():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            fake.answer = b""
            assert (await printer.status()).condition is Condition.SILENT
            fake.answer = READY.replace(b"030,0", b"030,1") + SECOND + THIRD
            assert (await printer.status()).condition is Condition.PAPER_OUT
            assert fake.connections == 2

    run(scenario)


def test_status_does_not_wait_for_a_job():
    async def scenario():
        async with fake_and_driver() as (fake, printer):
            fake.answer = b""
            sending = asyncio.ensure_future(send(printer))
            await asyncio.sleep(0)
            assert (await printer.status()).detail == "not asked yet"
            await sending
            assert fake.asked == 1

    run(scenario)


def test_a_printer_that_is_not_asked_gets_its_job_on_a_new_connection():
    async def scenario():
        async with fake_and_driver(answers_status=False) as (fake, printer):
            fake.answer = b""
            assert (await send(printer)).outcome is Outcome.SENT
            assert (await send(printer)).outcome is Outcome.SENT
            assert (await printer.status()).condition is Condition.UNKNOWN
            assert fake.asked == 0
            await eventually(lambda: fake.received == JOB * 2)

    run(scenario)


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
