"""Two real ``central serve`` processes on one PostgreSQL, and what is asked of them."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import aiomqtt
import httpx
from sqlalchemy import make_url

from central.access.rules import TokenRole
from central.access.service import Bound, create_token
from central.db.clock import now_us
from central.db.database import Database
from tests.support.waiting import soon
from wire.codec import decode_telegram

FEED = "L1"


class Serving:
    """One process. ``start`` does not wait for it."""

    def __init__(
        self,
        folder: Path,
        database: str,
        port: int,
        broker: tuple[str, int] | None,
        more: str = "",
    ) -> None:
        self._folder, self.port = folder, port
        folder.mkdir()
        self._config = folder / "central.toml"
        broker_section = f'[broker]\nhost = "{broker[0]}"\nport = {broker[1]}\n' if broker else ""
        self._config.write_text(
            f'[central]\ndata_dir = "data"\nport = {port}\ndatabase = "{database}"\n'
            f"{broker_section}"
            "[broadcast]\nheartbeat_s = 0.3\n"
            f'[[feed]]\nfeed = "{FEED}"\n'
            f"{more}"
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.reader: dict[str, str] = {}
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20)

    def start(self) -> None:
        command = [sys.executable, "-m", "central", "serve", "--migrate", "--config"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, str(self._config)], stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "log").read_text()
        try:
            return self.http.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """As the machine does it when it is out of memory."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)
        self.http.close()

    def ask(self, path: str) -> Any:
        answer = self.http.get(path, headers=self.reader)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def publishes(self) -> bool:
        return self.ask("/readyz")["broker_answer_age_s"] is not None


class Pair:
    """``a`` and ``b``; tokens are of the database that they share. ``more`` of both their files."""

    def __init__(
        self, folder: Path, database: str, broker: tuple[str, int] | None, more: str = ""
    ) -> None:
        self.a, self.b = (
            Serving(folder / name, database, port, broker, more)
            for name, port in zip("ab", free_ports(2), strict=True)
        )
        self.database = database

    def start(self) -> None:
        """Both at the same moment, on a database that has no tables."""
        for one in (self.a, self.b):
            one.start()
        for one in (self.a, self.b):
            soon(one.is_ready, within_s=50)
            one.reader = self.token("viewer")

    def stop(self) -> None:
        for one in (self.a, self.b):
            one.stop()

    def token(self, role: str, *, cell: str = "", feed: str = "") -> dict[str, str]:
        db = Database(make_url(self.database))
        text = create_token(
            db, role=TokenRole(role), now_us=now_us(), bound=Bound(cell=cell, feed=feed)
        )
        db.close()
        return {"Authorization": f"Bearer {text}"}


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@contextmanager
def a_broker(folder: Path) -> Iterator[tuple[str, int] | None]:
    """None where Mosquitto is absent."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        yield None
        return
    port = free_ports(1)[0]
    settings = folder / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = subprocess.Popen([program, "-c", str(settings)], stderr=subprocess.DEVNULL)
    try:
        soon(lambda: _listens(port))
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Listener:
    """The telegrams of a feed as the broker hands them on, while the block lasts."""

    def __init__(self, broker: tuple[str, int], feed: str) -> None:
        self._broker, self._feed = broker, feed
        self.bodies: list[bytes] = []
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)

    def positions(self) -> list[int]:
        found = [decode_telegram(body).position for body in list(self.bodies)]
        return [position for position in found if position is not None]

    def __enter__(self) -> Listener:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(5)

    def _run(self) -> None:
        self._task = self._loop.create_task(self._listen())
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()

    async def _listen(self) -> None:
        async with aiomqtt.Client(*self._broker) as client:
            await client.subscribe(f"lineside/v1/{self._feed}/telegram", qos=1)
            self._ready.set()
            async for message in client.messages:
                self.bodies.append(bytes(message.payload))  # type: ignore[arg-type]
