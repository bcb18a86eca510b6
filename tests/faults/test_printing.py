"""Node, printing and spooler together, with a printer on TCP: what the node refuses is not sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from edge.cell.inputs import Reprint
from edge.cell.model import Label
from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.node.printing import Printing
from edge.node.recovery import recover
from edge.printers import PrinterSettings
from edge.troubles import TroubleKind
from hardware_sim.label_code import label_id
from tests.support.faults.little_plant import FEED, masters
from tests.support.faults.little_plant import telegram as make_telegram
from tests.support.faults.surroundings import PrinterThread
from tests.support.outlets import outlets
from tests.support.waiting import BOUND_S, eventually
from wire.codec import encode
from wire.events import LabelKind, LabelState, Source
from wire.ids import DeviceId, FamilyId, LabelId, PersonId, RackId

LABELS = DeviceId("labels")


class Bench:
    """A node whose labels go to a real printer; words of cancelling may be lost on the way."""

    def __init__(self, folder: Path, port: int, *, cancelling: bool) -> None:
        self.journal = Journal(folder, now_us=lambda: 1)
        settings = PrinterSettings(
            name=LABELS, kind="tcp_9100", device=f"127.0.0.1:{port}", confirm="status"
        )
        self.printing = Printing({LABELS: settings}, rng=Random(1))
        state = recover(self.journal).state

        def cancel(label: LabelId) -> None:
            if cancelling:
                self.printing.cancel(label, LABELS)

        self.node = Node(
            "cell-a",
            chain=Chain(
                self.journal,
                state,
                outlets(
                    print_label=lambda label: self.printing.print(state.labels[label]),
                    cancel_print=cancel,
                    label_seen=lambda label: self.printing.seen(label, LABELS),
                    start_printer=self.printing.resume,
                ),
                crash=no_crash,
                now_us=lambda: 1_795_000_000_000_000,
            ),
            printers={kind: LABELS for kind in LabelKind},
            subscription=Subscription(feeds=(FEED,), direct=(), replay_after_s=60.0),
            monotonic=lambda: 1.0,
        )
        self.node.take_masters(encode(masters()), "v1")

    def state(self, label: str) -> LabelState:
        return self.node.state.labels[LabelId(label)].state

    async def print_until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as group:
            self.printing.start(group, self.node.report_label)
            await eventually(done)
            for task in asyncio.all_tasks():
                if task.get_name().startswith("printer "):
                    task.cancel()
        await self.printing.aclose()


@pytest.fixture
def printer() -> Iterator[PrinterThread]:
    running = PrinterThread()
    yield running
    running.close()


def printed(printer: PrinterThread) -> list[str]:
    return [label_id(physical.first_code()) for physical in printer.brain.printed]


async def first_label(bench: Bench) -> LabelId:
    bench.node.take_telegram(FEED, encode(make_telegram(1, position=1)), Source.MQTT)
    return next(iter(bench.node.state.labels))


async def reprint(bench: Bench, label: LabelId) -> LabelId:
    """The first copy is cancelled while it waits for the printer; the second one is queued."""
    await bench.node.submit(
        Reprint(
            label=label, person=PersonId("ben"), second_person=PersonId("anna"), reason="smudged"
        )
    )
    return LabelId(label.removesuffix("-1") + "-2")


@pytest.mark.parametrize("cancelling", [True, False], ids=["told", "word lost"])
def test_a_label_that_the_node_cancelled_is_not_sent(
    cancelling: bool, tmp_path: Path, printer: PrinterThread
) -> None:
    """Even if the spooler never heard of it: the node refuses SENDING, and nothing goes out."""

    async def main() -> None:
        bench = Bench(tmp_path, printer.port, cancelling=cancelling)
        first = await first_label(bench)
        second = await reprint(bench, first)
        await bench.print_until(lambda: bench.state(second) is LabelState.CONFIRMED)
        assert bench.state(first) is LabelState.CANCELLED
        assert printed(printer) == [second]
        bench.journal.close()

    asyncio.run(main())


def test_a_label_that_was_sending_is_not_sent_a_second_time(
    tmp_path: Path, printer: PrinterThread
) -> None:
    """Whoever gives it to the spooler again: SENDING twice is refused."""

    async def main() -> None:
        bench = Bench(tmp_path, printer.port, cancelling=True)
        first = await first_label(bench)
        assert bench.node.report_label(first, LabelState.SENDING, "")
        second = await first_of(bench, 2)
        await bench.print_until(lambda: bench.state(second) is LabelState.CONFIRMED)
        assert bench.state(first) is LabelState.SENDING
        assert printed(printer) == [second]
        bench.journal.close()

    asyncio.run(main())


def test_on_a_branched_journal_nothing_is_printed(tmp_path: Path, printer: PrinterThread) -> None:
    """It may have been printed already, by the journal that central knows."""

    async def main() -> None:
        bench = Bench(tmp_path, printer.port, cancelling=True)
        first = await first_label(bench)
        bench.node.set_trouble(TroubleKind.BRANCHED, "an old copy")
        refused = asyncio.Event()

        def report(label: LabelId, state: LabelState, detail: str) -> bool:
            taken = bench.node.report_label(label, state, detail)
            refused.set()
            return taken

        async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as group:
            bench.printing.start(group, report)
            await refused.wait()
            for task in asyncio.all_tasks():
                if task.get_name().startswith("printer "):
                    task.cancel()
        await bench.printing.aclose()
        assert bench.state(first) is LabelState.QUEUED
        assert printed(printer) == []
        bench.journal.close()

    asyncio.run(main())


async def first_of(bench: Bench, number: int) -> LabelId:
    """The label of the next vehicle."""
    known = set(bench.node.state.labels)
    bench.node.take_telegram(FEED, encode(make_telegram(number, position=number)), Source.MQTT)
    return next(label for label in bench.node.state.labels if label not in known)


def test_each_printer_prints_its_own_labels_and_speaks_for_itself(printer: PrinterThread) -> None:
    """Of two, one is out of paper: its label waits there and is withdrawn there, whatever becomes
    of the other's.
    """
    other = PrinterThread()
    names = {DeviceId("left"): printer, DeviceId("right"): other}
    settings = {
        name: PrinterSettings(
            name=name, kind="tcp_9100", device=f"127.0.0.1:{at.port}", confirm="status"
        )
        for name, at in names.items()
    }
    printer.brain.paper_out = True
    said: dict[str, list[LabelState]] = {}

    def report(label: LabelId, state: LabelState, detail: str) -> bool:
        said.setdefault(label, []).append(state)
        return True

    async def main() -> None:
        printing = Printing(settings, rng=Random(1))
        left, right = _label("LEFT", DeviceId("left")), _label("RIGHT", DeviceId("right"))
        async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as group:
            printing.start(group, report)
            printing.print(left)
            printing.print(right)
            await eventually(lambda: LabelState.CONFIRMED in said.get(right.label, []))
            at = {of.name: state for of, state in printing.states()}
            assert [getattr(at[name], "queued", None) for name in names] == [1, 0]
            printing.cancel(left.label, DeviceId("right"))
            printing.cancel(right.label, DeviceId("left"))
            await asyncio.sleep(0)
            assert LabelState.CANCELLED not in said.get(left.label, []) + said[right.label]
            printing.cancel(left.label, DeviceId("left"))
            await eventually(lambda: LabelState.CANCELLED in said.get(left.label, []))
            for task in asyncio.all_tasks():
                if task.get_name().startswith("printer "):
                    task.cancel()
        await printing.aclose()

    try:
        asyncio.run(main())
        assert (printed(printer), printed(other)) == ([], ["RIGHT"])
        assert said["RIGHT"] == [LabelState.SENDING, LabelState.SENT, LabelState.CONFIRMED]
    finally:
        other.close()


def _label(name: str, at: DeviceId) -> Label:
    fields = {"sequence": "0001", "slot": "1", "code": f"LS:PART:{name}", "label": name}
    return Label(
        label=LabelId(name),
        kind=LabelKind.SLOT,
        copy=1,
        printer=at,
        rack=RackId("SEAT-1-0001"),
        slot=1,
        family=FamilyId(""),
        piece=0,
        state=LabelState.QUEUED,
        fields=fields,
        requested_us=1,
        moved_us=1,
    )
