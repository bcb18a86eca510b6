"""A printer on TCP that answers as it is told, and its driver."""

import asyncio
from contextlib import asynccontextmanager

from edge.printers import Outcome, PrinterSettings, open_printer
from settings.drivers import settings_kind

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


async def send(printer, job=JOB):
    begun = []

    async def begin():
        begun.append(1)

    result = await printer.print(job, before_first_byte=begin)
    assert len(begun) == (result.outcome is not Outcome.FAILED)
    return result
