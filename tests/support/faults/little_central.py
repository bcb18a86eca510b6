"""A central in a thread, as small as the contract allows: masters, idempotent facts, head and
replay. Its faults are switched on by hand.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from tests.support.faults.little_plant import FEED
from wire.codec import chain_hash, decode_batch, encode
from wire.ids import FeedId, NodeId
from wire.masters import Masters
from wire.sync import GENESIS, Acknowledgement, Entry, Head, Refusal
from wire.telegram import Telegram


class LittleCentral:
    """``facts`` are its effects: (epoch, offset) to the entry, applied once."""

    def __init__(self, masters: Masters) -> None:
        self.masters = masters
        self.facts: dict[tuple[int, int], Entry] = {}
        self.duplicates = 0
        self.conflicts = 0
        self.broken_chain = 0
        self.telegrams: list[Telegram] = []
        """Position minus one is the place."""
        self.head_lies: int | None = None
        self.incarnation = "first"
        self.replies_to_drop = 0
        """So many batches are committed and their answers lost."""
        self.refusing = ""
        """The code with which facts are kept and refused for good."""
        self.failing = False
        """503 to everything."""
        self.replay_requests: list[tuple[int, int]] = []
        self.batches = 0
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    def as_it_is(self) -> LittleCentral:
        """What is held now, while the cell goes on."""
        now = copy(self)
        now.facts = dict(self.facts)
        return now

    # -- the server

    def start(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Nothing listens any more; what was applied stays."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None

    @contextmanager
    def away(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    # -- what a test does to it

    def announce(self, telegram: Telegram) -> Telegram:
        """The gateway gives it the next position and keeps it for replay."""
        placed = msgspec.structs.replace(telegram, position=len(self.telegrams) + 1)
        self.telegrams.append(placed)
        return placed

    def head(self) -> Head:
        position = len(self.telegrams) if self.head_lies is None else self.head_lies
        return Head(feed=FeedId(FEED), position=position, at_us=1)

    def restore_older(self, keep: int) -> None:
        """The copy of some time ago: facts from offset ``keep`` on are forgotten."""
        with self._lock:
            self.facts = {k: entry for k, entry in self.facts.items() if k[1] < keep}
            self.incarnation += "+"

    def offsets(self) -> list[int]:
        with self._lock:
            return sorted(offset for _, offset in self.facts)

    # -- answers

    def take(self, body: bytes) -> bytes:
        batch = decode_batch(body)
        with self._lock:
            self.batches += 1
            applied = duplicates = 0
            refused = []
            conflicts = []
            previous = batch.previous_hash
            for entry in batch.entries:
                if chain_hash(previous, entry.offset, entry.at_us, bytes(entry.fact)) != entry.hash:
                    self.broken_chain += 1
                previous = entry.hash
                known = self.facts.get((batch.epoch, entry.offset))
                if known is None:
                    if entry.offset != self._high_water(batch.epoch) + 1:
                        continue  # not ours to fill: the mark tells the cell where to go on
                    self.facts[batch.epoch, entry.offset] = entry
                    applied += 1
                    if self.refusing:
                        refused.append(entry.offset)
                elif known.hash == entry.hash:
                    duplicates += 1
                else:
                    conflicts.append(entry.offset)
            self.duplicates += duplicates
            self.conflicts += len(conflicts)
            return self._acknowledge(
                batch.node, batch.epoch, applied, duplicates, conflicts, refused
            )

    def high_water(self, node: str, epoch: int) -> bytes:
        with self._lock:
            return self._acknowledge(node, epoch, 0, 0, [])

    def replay(self, first: int, last: int) -> bytes:
        self.replay_requests.append((first, last))
        return b"".join(encode(t) + b"\n" for t in self.telegrams[first - 1 : last])

    def _high_water(self, epoch: int) -> int:
        return max((o for e, o in self.facts if e == epoch), default=-1)

    def _acknowledge(
        self,
        node: str,
        epoch: int,
        applied: int,
        duplicates: int,
        conflicts: list[int],
        refused: Sequence[int] = (),
    ) -> bytes:
        high = self._high_water(epoch)
        return encode(
            Acknowledgement(
                node=NodeId(node),
                epoch=epoch,
                high_water=high,
                anchor=self.facts[epoch, high].hash if high >= 0 else GENESIS,
                incarnation=self.incarnation,
                applied=applied,
                duplicates=duplicates,
                conflicts=tuple(conflicts),
                refused=tuple(
                    Refusal(offset=offset, code=self.refusing, detail="refused by the test")
                    for offset in refused
                ),
            )
        )


class _Server(ThreadingHTTPServer):
    """Connections that the cell keeps open end with the server, as with a process that dies."""

    daemon_threads = True

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.open: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for request in list(self.open):
            self.shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A cell that was killed leaves broken connections; nothing to say."""


def _handler(central: LittleCentral) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            if central.failing:
                self._answer(503, b"")
            elif url.path.endswith("/badge-key"):
                self._answer(404, b"")  # of before the key: its masters hold plain hashes
            elif url.path.startswith("/api/v1/masters/"):
                tag = f'"v{central.masters.version}"'
                if self.headers.get("If-None-Match") == tag:
                    self._answer(304, b"", ETag=tag)
                else:
                    self._answer(200, encode(central.masters), ETag=tag)
            elif url.path.endswith("/high-water"):
                node = url.path.split("/")[4]
                self._answer(200, central.high_water(node, int(asked["epoch"])))
            elif url.path.endswith("/replay"):
                self._answer(200, central.replay(int(asked["first"]), int(asked["last"])))
            elif url.path.endswith("/head"):
                self._answer(200, encode(central.head()))
            else:
                self._answer(404, b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if central.failing:
                self._answer(503, b"")
                return
            answer = central.take(body)
            if central.replies_to_drop:
                central.replies_to_drop -= 1
                self.close_connection = True
                return
            self._answer(200, answer)

        def _answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *given: Any) -> None:
            """Silent."""

    return Handler


def fact_of(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(entry.fact))
    return found
