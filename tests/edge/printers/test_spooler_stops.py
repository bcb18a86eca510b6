"""What waits at a spooler: for a printer that is away or unfit, for a person; what is cancelled."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.printers import Condition, Outcome, SendResult
from edge.printers.spooler import JobState, JobWithdrawnError, SpoolerTimes
from tests.support.examples import examples
from tests.support.spooler import SENT, Bench, bench, failed, status, unknown
from tests.support.waiting import turns


@pytest.mark.parametrize("condition", [Condition.UNREACHABLE, Condition.BUFFER_FULL])
def test_a_printer_that_is_away_is_tried_again_by_itself(condition):
    async def scenario():
        async with bench() as b:
            b.printer.results.append(failed(condition))
            b.printer.statuses.extend([status(condition)] * 5)
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.printer.sent == [b"1", b"2"]
            assert b.states("a") == [JobState.SENDING, JobState.SENT]
            assert b.spooler.state.waiting_for is None

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "condition",
    [Condition.SILENT, Condition.PAPER_OUT, Condition.PAUSED, Condition.UNKNOWN],
)
def test_a_printer_that_is_not_fit_waits_for_a_person_and_the_job_is_first_again(condition):
    async def scenario():
        async with bench() as b:
            b.printer.results.append(failed(condition))
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: b.spooler.state.paused)
            assert b.log == []
            assert b.spooler.state.paused == f"{condition.value}: why"
            assert b.spooler.state.queued == 2
            assert b.printer.sent == []
            b.spooler.resume()
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.printer.sent == [b"1", b"2"]

    asyncio.run(scenario())


def test_what_has_not_begun_can_be_cancelled():
    async def scenario():
        async with bench() as b:
            b.printer.gate = asyncio.Event()
            for name in "abc":
                b.spooler.submit(name, name.encode())
            assert await b.spooler.cancel("b", "vehicle withdrawn")
            assert not await b.spooler.cancel("x", "unknown")
            b.printer.gate.set()
            await b.until(lambda: JobState.SENT in b.states("c"))
            assert not await b.spooler.cancel("a", "too late")
            assert b.printer.sent == [b"a", b"c"]
            assert b.states("b") == [JobState.CANCELLED]

    asyncio.run(scenario())


def test_a_job_can_be_cancelled_until_its_first_byte():
    async def scenario():
        async with bench() as b:
            b.printer.gate = asyncio.Event()
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await turns()
            assert await b.spooler.cancel("a", "changed")
            b.printer.gate.set()
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.printer.sent == [b"2"]
            assert b.states("a") == [JobState.CANCELLED]

    asyncio.run(scenario())


def test_the_owner_may_withdraw_a_job_at_the_last_moment():
    async def scenario():
        async with bench() as b:
            tell = b.spooler._on_state

            async def on_state(job_id, state, detail):
                if job_id == "a":
                    raise JobWithdrawnError
                await tell(job_id, state, detail)

            b.spooler._on_state = on_state
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.printer.sent == [b"2"]
            assert b.spooler.state.paused is None

    asyncio.run(scenario())


def test_the_last_job_may_be_cancelled_while_the_printer_is_away():
    async def scenario():
        async with bench() as b:
            b.printer.results.append(failed(Condition.UNREACHABLE))
            b.printer.statuses.extend([status(Condition.UNREACHABLE)] * 1000)
            b.spooler.submit("a", b"1")
            await b.until(lambda: b.spooler.state.waiting_for)
            assert await b.spooler.cancel("a", "not needed")
            await b.until(lambda: b.spooler.state.waiting_for is None)
            b.printer.statuses.clear()
            b.spooler.submit("b", b"2")
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.printer.sent == [b"2"]

    asyncio.run(scenario())


def test_paused_by_a_person():
    async def scenario():
        async with bench() as b:
            b.spooler.pause("new ribbon")
            b.spooler.submit("a", b"1")
            await turns()
            assert b.spooler.state.paused == "new ribbon"
            assert b.log == []
            b.spooler.resume()
            await b.until(lambda: JobState.SENT in b.states("a"))

    asyncio.run(scenario())


def test_a_job_id_is_taken_once():
    async def scenario():
        async with bench() as b:
            b.spooler.submit("a", b"1")
            with pytest.raises(ValueError, match="before"):
                b.spooler.submit("a", b"1")
            await b.until(lambda: JobState.SENT in b.states("a"))
            with pytest.raises(ValueError, match="before"):
                b.spooler.submit("a", b"1")

    asyncio.run(scenario())


def test_a_printer_that_is_not_asked_stays_sent_and_the_next_job_goes():
    async def scenario():
        async with bench(answers_status=False) as b:
            b.printer.statuses.extend([status(Condition.UNKNOWN)] * 10)
            b.spooler.submit("a", b"1")
            b.spooler.submit("b", b"2")
            await b.until(lambda: JobState.SENT in b.states("b"))
            assert b.states("a") == [JobState.SENDING, JobState.SENT]
            assert await b.spooler.confirm("a")

    asyncio.run(scenario())


def test_an_idle_printer_is_asked_for_its_age():
    async def scenario():
        async with bench(times=SpoolerTimes(check_every_s=0.001)) as b:
            assert b.spooler.state.status_age_s is None
            b.printer.statuses.extend([status(Condition.PAPER_OUT)] * 1000)
            await b.until(lambda: b.spooler.state.status.condition is Condition.PAPER_OUT)
            assert 0 <= b.spooler.state.status_age_s < 3
            assert b.spooler.state.paused is None

    asyncio.run(scenario())


def test_an_error_while_writing_down_sends_nothing():
    async def scenario():
        made = Bench()

        async def journal_fails(job_id, state, detail):
            raise LookupError("disk full")

        made.spooler._on_state = journal_fails
        made.spooler.submit("a", b"1")
        with pytest.raises(LookupError):
            await made.spooler.run()
        assert made.printer.sent == []

    asyncio.run(scenario())


EVENTS = st.sampled_from(["ok", "away", "silent", "cut", "mute"])
FOLLOWS = {
    None: {JobState.SENDING, JobState.CANCELLED},
    JobState.SENDING: {JobState.SENT, JobState.UNKNOWN},
    JobState.SENT: {JobState.CONFIRMED, JobState.UNKNOWN},
    JobState.UNKNOWN: {JobState.CONFIRMED},
}


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(EVENTS, max_size=12), st.sampled_from(["scan", "status"]))
def test_whatever_happens_each_job_is_sent_at_most_once_and_in_order(events, confirm):
    async def scenario():
        async with bench(confirm=confirm) as b:
            b.printer.results.extend(
                {
                    "ok": SENT,
                    "away": failed(Condition.UNREACHABLE),
                    "silent": failed(Condition.SILENT),
                    "cut": unknown(),
                    "mute": SendResult(outcome=Outcome.SENT, condition=Condition.SILENT),
                }[event]
                for event in events
            )
            jobs = [str(number) for number in range(6)]
            for job in jobs:
                b.spooler.submit(job, job.encode())
            ended = (JobState.SENT, JobState.CONFIRMED, JobState.UNKNOWN)

            def done():
                b.spooler.resume()
                return all(set(ended) & set(b.states(job)) for job in jobs)

            await b.until(lambda: done() and b.spooler.state.in_printer is None)
            assert b.printer.sent == [job.encode() for job in jobs]
            for job in jobs:
                before = None
                for state in b.states(job):
                    assert state in FOLLOWS[before]
                    before = state

    asyncio.run(scenario())
