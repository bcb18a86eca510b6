"""The broker as a process and the printer as a thread, and how to wait for either."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import threading
import time
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from hardware_sim.printer import PrinterBrain
from hardware_sim.printer_server import PrinterServer
from tests.support.faults.forks import die_with_parent
from tests.support.waiting import soon


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class BrokerProcess:
    """Mosquitto without any memory: killed and started again, it knows nobody and nothing."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.port = free_port()
        self._program = program
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
            "max_queued_messages 0\n"
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._client: paho.Client | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "-c", self._config],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        soon(self._listens, "the broker listens")

    def stop(self) -> None:
        """kill -9: whatever it had is gone."""
        if self._client is not None:
            self._client.disconnect()
            self._client.loop_stop()
            self._client = None
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Returns when the broker has it."""
        if self._client is None:
            self._client = paho.Client(CallbackAPIVersion.VERSION2)
            self._client.connect("127.0.0.1", self.port)
            self._client.loop_start()
            soon(self._client.is_connected, "the sender is connected")
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class PrinterThread:
    """The simulated printer on an event loop of its own."""

    def __init__(self) -> None:
        self.brain = PrinterBrain("labels")
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    def _run(self) -> None:
        async def serve() -> None:
            async with PrinterServer(self.brain) as server:
                self.port = server.port
                self._ready.set()
                await self._stop.wait()

        with contextlib.closing(self._loop):
            self._loop.run_until_complete(serve())

    def load_paper(self) -> None:
        """A new roll."""
        self._loop.call_soon_threadsafe(self.brain.load_paper, None, time.time())

    def close(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(5)
