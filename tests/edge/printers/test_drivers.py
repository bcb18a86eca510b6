"""A printer on TCP that is written here: jobs, answers, connections that break."""

import asyncio

import pytest

from edge.printers import Condition, Outcome, open_printer
from tests.support.printer import (
    JOB,
    READY,
    SECOND,
    THIRD,
    WELL,
    FakePrinter,
    fake_and_driver,
    run,
    send,
    settings_for,
)
from tests.support.waiting import eventually, turns


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
