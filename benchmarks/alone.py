"""One real cell on a quiet machine: scan to feedback, and telegram to the last byte of its label.

The process is ``lineside edge run``, the scanner a pseudo-terminal, the broker Mosquitto, the
printer a TCP socket that
answers ``~HS`` at once. Every scan is of the part that its slot expects, so decision, marriage,
durable write and answer
are all in the figure; a telegram's time begins when it is given to the broker.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import aiomqtt
import msgspec

from edge.journal.store import Journal
from hardware_sim.printer import PrinterBrain
from hardware_sim.printer_server import PrinterServer
from hardware_sim.scanner_port import SerialScanner
from wire.masters import Masters
from wire.telegram import Telegram

PROGRAM = str(Path(sys.executable).with_name("lineside"))
BADGE = "bench"
PAUSE_S = 0.05
"""Between two telegrams and between two scans: the cell is never behind."""
TOUR_WAITS = 100
SETTLE_S = 5.0
"""After the start, until the kernels are loaded."""


def rows(*, full: bool) -> list[dict[str, Any]]:
    """Nothing where Mosquitto is not installed."""
    return latencies(vehicles=1000 if full else 240)


def latencies(
    *, vehicles: int, journal: Callable[[Path], None] | None = None, name: str = ""
) -> list[dict[str, Any]]:
    """``journal`` fills the cell's folder before it starts. Nothing without Mosquitto."""
    broker = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if broker is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        if journal is not None:
            journal(Path(folder) / "data")
        labels, scans = asyncio.run(_measure(broker, Path(folder), vehicles))
    return [
        *_percentiles(f"telegram to last byte of its label{name}", labels),
        *_percentiles(f"scan to feedback{name}", scans),
    ]


def _percentiles(name: str, times_ms: list[float]) -> list[dict[str, Any]]:
    ordered = sorted(times_ms)
    return [
        {
            "name": f"{name} p{percent}",
            "n": len(ordered),
            "ours_ms": ordered[max(0, -(-percent * len(ordered) // 100) - 1)],
        }
        for percent in (50, 99)
    ]


async def _measure(broker: str, folder: Path, vehicles: int) -> tuple[list[float], list[float]]:
    brain = PrinterBrain("zebra")
    scanner = SerialScanner(folder / "scanner")
    async with PrinterServer(brain) as printer, _broker(broker, folder) as port:
        async with _cell(folder, broker_port=port, printer_port=printer.port):
            await asyncio.sleep(SETTLE_S)
            labels = await _labels(port, brain, vehicles)
            scans = await asyncio.to_thread(_scans, scanner, vehicles)
    scanner.close()
    return labels, scans


async def _labels(port: int, brain: PrinterBrain, vehicles: int) -> list[float]:
    sent: list[float] = []
    async with aiomqtt.Client("127.0.0.1", port) as client:
        for number in range(1, vehicles + 1):
            telegram = msgspec.json.encode(_telegram(number))
            sent.append(time.time())
            await client.publish("lineside/v1/L1/telegram", telegram, qos=1)
            await asyncio.sleep(PAUSE_S)
    await asyncio.sleep(1.0)
    taken = brain.take_labels(vehicles)
    if len(taken) != vehicles:
        raise SystemExit(f"{len(taken)} labels for {vehicles} telegrams")
    return [(label.last_byte_s - at) * 1e3 for label, at in zip(taken, sent, strict=True)]


def _scans(scanner: SerialScanner, vehicles: int) -> list[float]:
    scanner.scan([f"LS:BADGE:{BADGE}\r\n".encode()], 5.0)
    times = []
    for number in range(vehicles):
        time.sleep(PAUSE_S)
        code = f"[)>\x1e06\x1dPP1\x1dSS{number:07d}\x1e\x04\r\n".encode()
        heard = scanner.scan([code], 5.0)
        for _ in range(TOUR_WAITS):
            if heard is None or heard.feedback.code != "tour.none":
                break
            time.sleep(PAUSE_S)  # the next tour is being planned: nobody scans before it is shown
            heard = scanner.scan([code], 5.0)
        if heard is None or heard.feedback.verdict != "right":
            raise SystemExit(f"scan {number}: {heard}")
        times.append(heard.after_ms)
    return times


@asynccontextmanager
async def _broker(program: str, folder: Path) -> AsyncIterator[int]:
    port = _free_port()
    config = folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = subprocess.Popen([program, "-c", config], stderr=subprocess.DEVNULL)
    try:
        await _listens(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@asynccontextmanager
async def _cell(folder: Path, *, broker_port: int, printer_port: int) -> AsyncIterator[None]:
    body = msgspec.json.encode(_masters())
    journal = Journal(folder / "data", now_us=lambda: time.time_ns() // 1000)
    journal.keep_masters(1, "bench", body)
    journal.close()
    (folder / "token").write_text("none")
    screen = _free_port()
    config = folder / "cell.toml"
    config.write_text(
        f'[cell]\nnode = "bench"\ndata_dir = "{folder}/data"\n'
        f'[central]\nurl = "http://127.0.0.1:1"\ntoken_file = "{folder}/token"\n'
        f'[broker]\nhost = "127.0.0.1"\nport = {broker_port}\n[broadcast]\nfeeds = ["L1"]\n'
        f'[screen]\nport = {screen}\n[labels]\nslot_printer = "zebra"\n'
        '[[workplace]]\nname = "left"\nscanner = "hand"\n'
        f'[[scanner]]\nname = "hand"\nkind = "serial_port"\ndevice = "{folder}/scanner"\n'
        "feedback = true\n"
        '[[printer]]\nname = "zebra"\nkind = "tcp_9100"\n'
        f'device = "127.0.0.1:{printer_port}"\n'
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, "edge", "run", "--config", config], stdout=log)
    try:
        await _listens(screen)
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)


def _masters() -> Masters:
    badge_hash = blake2b(BADGE.encode(), digest_size=16).hexdigest()
    return msgspec.convert(
        {
            "type": "masters",
            "cell": "bench",
            "version": 1,
            "feeds": [{"feed": "L1"}],
            "families": [
                {
                    "family": "F",
                    "name": "Mirror",
                    "rack_family": "R",
                    "variants": [{"rule": "*", "part": "P1"}],
                    "serial_tracked": True,
                }
            ],
            "rack_families": [
                {
                    "rack_family": "R",
                    "name": "Mirrors",
                    "feed": "L1",
                    "point_of_fit": "F1",
                    "size": 12,
                    "label_on": "telegram",
                }
            ],
            "faces": [{"face": "A01", "part": "P1", "aisle": 0, "position": 1}],
            "fits": [
                {"point_of_fit": "F1", "offset_vehicles": 40, "transport_s": 60, "safety_s": 60}
            ],
            "people": [{"person": "p", "name": "P", "role": "picker", "badge_hash": badge_hash}],
        },
        Masters,
    )


def _telegram(number: int) -> Telegram:
    return msgspec.convert(
        {
            "type": "cat3",
            "feed": "L1",
            "call_number": f"{number:07d}",
            "sequence_number": f"{number:04d}",
            "status": "final",
            "position": number,
        },
        Telegram,
    )


async def _listens(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        await asyncio.sleep(0.01)
    raise SystemExit(f"nothing listens on port {port}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
