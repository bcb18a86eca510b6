"""The queue of one printer: order, what is told when, and that nothing is ever sent twice."""

import asyncio

import pytest

from edge.printers import Condition, Outcome, SendResult
from edge.printers.spooler import JobState
from tests.support.spooler import bench, failed, status, unknown


def test_jobs_go_in_order_and_each_step_is_told_before_the_next():
    async def scenario():
        async with bench() as b:
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: b.states("b")[-1:] == [JobState.SENT])
            assert b.log == [
                ("a", JobState.SENDING),
                ("first byte", b"1"),
                ("a", JobState.SENT),
                ("b", JobState.SENDING),
                ("first byte", b"2"),
                ("b", JobState.SENT),
            ]

    asyncio.run(scenario())


def test_one_job_is_in_the_printer_at_a_time():
    async def scenario():
        async with bench() as b:
            b.printer.statuses.extend(
                [status(formats=1), status(remaining=1), status(Condition.PAUSED), status()]
            )
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: b.printer.sent == [b"1"])
            assert b.spooler.state.in_printer == "a"
            assert b.spooler.state.queued == 1
            await b.until(lambda: b.printer.sent == [b"1", b"2"])
            assert not b.printer.statuses

    asyncio.run(scenario())


def test_confirmed_by_scan_back_only_once():
    async def scenario():
        async with bench() as b:
            assert not await b.spooler.confirm("a")
            b.spooler.submit("a", b"1")
            await b.until(lambda: b.states("a")[-1:] == [JobState.SENT])
            assert await b.spooler.confirm("a")
            assert not await b.spooler.confirm("a")
            assert b.states("a") == [JobState.SENDING, JobState.SENT, JobState.CONFIRMED]

    asyncio.run(scenario())


def test_confirmed_by_status_needs_two_clean_answers():
    async def scenario():
        async with bench(confirm="status") as b:
            b.printer.statuses.extend([status(), status(formats=1), status(), status()])
            b.spooler.submit("a", b"1")
            await b.until(lambda: b.states("a")[-1:] == [JobState.CONFIRMED])
            assert not b.printer.statuses

    asyncio.run(scenario())


def test_scanned_back_while_the_printer_is_asked():
    async def scenario():
        async with bench(confirm="status") as b:
            b.printer.statuses.extend([status(formats=1)] * 1000)
            b.spooler.submit("a", b"1")
            await b.until(lambda: b.states("a")[-1:] == [JobState.SENT])
            assert await b.spooler.confirm("a")
            await b.until(lambda: b.spooler.state.in_printer is None)
            assert b.states("a")[-1] is JobState.CONFIRMED
            assert b.spooler.state.paused is None

    asyncio.run(scenario())


@pytest.mark.parametrize("confirm", ["scan", "status"])
@pytest.mark.parametrize(
    "condition",
    [
        Condition.SILENT,
        Condition.PAPER_OUT,
        Condition.RIBBON_OUT,
        Condition.HEAD_OPEN,
        Condition.UNREACHABLE,
        Condition.UNKNOWN,
    ],
)
def test_trouble_after_sending_is_unknown_and_waits_for_a_person(confirm, condition):
    async def scenario():
        async with bench(confirm=confirm) as b:
            b.printer.statuses.extend([status(formats=1), status(condition)])
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: JobState.UNKNOWN in b.states("a"))
            assert condition.value in b.spooler.state.paused
            assert b.printer.sent == [b"1"]
            b.spooler.resume()
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.printer.sent == [b"1", b"2"]
            assert b.states("a") == [JobState.SENDING, JobState.SENT, JobState.UNKNOWN]
            assert await b.spooler.confirm("a")

    asyncio.run(scenario())


def test_silence_right_behind_the_job_is_unknown_even_if_it_answers_later():
    async def scenario():
        async with bench(confirm="status") as b:
            b.printer.results.append(
                SendResult(outcome=Outcome.SENT, condition=Condition.SILENT, detail="no answer")
            )
            b.spooler.submit("a", b"1")
            await b.until(lambda: JobState.UNKNOWN in b.states("a"))
            assert b.states("a") == [JobState.SENDING, JobState.SENT, JobState.UNKNOWN]

    asyncio.run(scenario())


def test_a_job_that_never_leaves_the_printer_is_unknown():
    async def scenario():
        async with bench(confirm="status") as b:
            b.printer.statuses.extend([status(formats=1)] * 100_000)
            b.spooler.submit("a", b"1")
            await b.until(lambda: JobState.UNKNOWN in b.states("a"))
            assert "not out within 0.1 s" in b.spooler.state.paused

    asyncio.run(scenario())


def test_cut_after_the_first_byte_is_unknown_and_never_sent_again():
    async def scenario():
        async with bench() as b:
            b.printer.results.append(unknown())
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: JobState.UNKNOWN in b.states("a"))
            assert b.spooler.state.paused == "cut"
            b.spooler.resume()
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.printer.sent == [b"1", b"2"]

    asyncio.run(scenario())


def test_a_driver_that_says_failed_after_the_first_byte_is_not_believed():
    async def scenario():
        async with bench() as b:

            async def lies(job, *, before_first_byte):
                await before_first_byte()
                return failed(Condition.UNREACHABLE)

            b.printer.print = lies
            b.spooler.submit("a", b"1")
            await b.until(lambda: JobState.UNKNOWN in b.states("a"))

    asyncio.run(scenario())
