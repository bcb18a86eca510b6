"""The simulated printer: what it reads, what it answers, and when it says nothing."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from hardware_sim.printer import PrinterBrain, host_status
from hardware_sim.printer_server import PrinterServer
from hardware_sim.zpl import Command, ZplLabel, ZplReader

LABEL = (
    b"^XA^CI28^PW812^FO10,20^A0N,60,60^FH_^FDPart _5E_7E A_C3_A4^FS"
    b"^FO10,90^BY2^BCN,80,N,N,N^FH_^FD>:AB>0C^FS"
    b"^FO300,90^BXN,6,200,,,,_^FH_^FD[)>_1E06_1DP1_1DS2_1E_04 __5F^FS"
    b"^FO300,300^BQN,2,4^FDQA,hello^FS^PQ2^XZ"
)


def test_fields_read_back_as_a_reader_would_read_them() -> None:
    (label,) = ZplReader().feed(LABEL)
    assert isinstance(label, ZplLabel)
    assert label.texts() == ["Part ^~ Aä"]
    assert [field.kind for field in label.fields] == ["text", "code128", "datamatrix", "qr"]
    assert [field.data for field in label.fields][1:] == [
        "AB>C",
        "[)>\x1e06\x1dP1\x1dS2\x1e\x04 _",
        "hello",
    ]
    assert label.quantity == 2
    assert (label.fields[1].x, label.fields[1].y) == (10, 90)


@given(st.lists(st.integers(1, 40), max_size=60))
def test_slicing_changes_nothing(sizes: list[int]) -> None:
    data = b"noise~HS" + LABEL + b"\r\n~HS" + LABEL
    reader, out, place = ZplReader(), [], 0
    for size in sizes:
        out += reader.feed(data[place : place + size])
        place += size
    out += reader.feed(data[place:])
    assert out == ZplReader().feed(data)
    assert [type(item) for item in out] == [Command, ZplLabel, Command, ZplLabel]


@given(st.binary(max_size=300))
def test_garbage_never_breaks_the_reader(data: bytes) -> None:
    reader = ZplReader()
    reader.feed(data)
    out = reader.feed(b"^XA^FO1,1^FDx^FS^XZ")
    assert isinstance(out[-1], ZplLabel)


def test_paper_out_is_silence_and_the_buffer_comes_out_on_reload() -> None:
    brain = PrinterBrain("p1")
    brain.load_paper(1, 0.0)
    one = b"^XA^FO1,1^FDone^FS^XZ"
    assert brain.handle(one + b"~HS", 1.0) == (host_status(formats=0), False)
    assert brain.handle(one.replace(b"one", b"two") + b"~HS", 2.0) == (b"", False)
    assert [label.label.texts() for label in brain.take_labels()] == [["one"]]
    brain.load_paper(None, 3.0)
    assert [label.label.texts() for label in brain.take_labels()] == [["two"]]
    assert [label.last_byte_s for label in brain.printed] == [1.0, 2.0]


def test_a_slow_printer_reports_what_waits() -> None:
    brain = PrinterBrain("p1")
    brain.habits.print_s = 1.0
    one = b"^XA^FO1,1^FDone^FS^XZ"
    assert brain.handle(one + one + b"~HS", 0.0)[0] == host_status(formats=2)
    brain.step(1.5)
    assert len(brain.printed) == 1
    brain.step(2.0)
    assert len(brain.printed) == 2


def test_a_cut_loses_what_follows_and_the_begun_label_is_never_printed() -> None:
    brain = PrinterBrain("p1")
    brain.habits.cut_after_bytes = 30
    assert brain.handle(LABEL, 0.0) == (b"", True)
    assert brain.handle(b"^XA^FO1,1^FDnext^FS^XZ", 1.0) == (b"", False)
    assert [label.label.texts() for label in brain.printed] == [["next"]]
    assert brain.partial_labels == 1


def test_on_a_socket() -> None:
    async def talk() -> bytes:
        async with PrinterServer(PrinterBrain("p1")) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(LABEL + b"~HS")
            reply = await reader.readexactly(len(host_status(formats=0)))
            writer.close()
            await writer.wait_closed()
            assert len(server.brain.printed) == 2
            return reply

    assert asyncio.run(talk()) == host_status(formats=0)
