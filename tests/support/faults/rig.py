"""One real cell process with a real broker, a little central, a scanner on a pseudo-terminal and a
printer on TCP; and a picker who does what the cell's own screen says. Collects the evidence that
the invariants look at.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from pathlib import Path
from typing import Any

import httpx

from hardware_sim.folders import toml_text
from hardware_sim.scanner import badge_label, supplier_label
from hardware_sim.scanner_port import Heard, SerialScanner
from tests.support.faults.forks import Forks
from tests.support.faults.invariants import Evidence, HeardAnswer, check_all
from tests.support.faults.little_central import LittleCentral
from tests.support.faults.little_plant import (
    FEED,
    LEAD_BADGE,
    NODE,
    PICKER_BADGE,
    PLACE,
    expected_parts,
    masters,
)
from tests.support.faults.little_plant import telegram as make_telegram
from tests.support.faults.surroundings import BrokerProcess, PrinterThread, free_port
from tests.support.waiting import BOUND_S, soon
from wire.codec import encode
from wire.sync import Head
from wire.telegram import Telegram

ANSWER_S = 5.0
TOPIC = f"lineside/v1/{FEED}"

PRINTER_SILENT_S = 30.0
"""The simulated printer answers from the test's own process: on a busy machine that it is late does
not mean that paper is out, and a queue that is paused for it waits for a person.
"""


class Rig:
    """Everything around one cell. ``start`` and ``kill`` are about the cell alone."""

    def __init__(
        self,
        folder: Path,
        forks: Forks,
        mosquitto: Path,
        *,
        printer_port: int | None = None,
        printer: dict[str, Any] | None = None,
        journal: dict[str, Any] | None = None,
        broadcast: dict[str, Any] | None = None,
        http: dict[str, Any] | None = None,
        window: int = 50,
    ) -> None:
        """The keyword arguments change the sections of the cell's configuration."""
        folder.mkdir(parents=True)
        self.folder = folder
        self._forks = forks
        self.central = LittleCentral(masters(window=window))
        self.central.start()
        self.broker = BrokerProcess(folder, mosquitto)
        self.broker.start()
        self.printers = PrinterThread()
        self.scanner = SerialScanner(folder / "scanner")
        self.screen_port = free_port()
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.screen_port}", timeout=5, trust_env=False
        )
        self.pid = 0
        self.heard: list[HeardAnswer] = []
        self.announced: dict[str, dict[str, str]] = {}
        self.bad_bytes: list[bytes] = []
        self.serials = 0
        self.sections: dict[str, dict[str, Any]] = {
            "journal": {"checkpoint_facts": 100, **(journal or {})},
            "printer": {
                "device": f"127.0.0.1:{printer_port or self.printers.port}",
                **(printer or {}),
            },
            "broadcast": broadcast or {},
            "http": http or {},
        }
        self.config = folder / "cell.toml"
        self.data = folder / "data"
        self.write_config()

    def write_config(self) -> None:
        (self.folder / "token").write_text("a token of this test\n")
        self.config.write_text(
            toml_text(
                {
                    "cell": {"node": NODE, "data_dir": str(self.data)},
                    "central": {
                        "url": f"http://127.0.0.1:{self.central.port}",
                        "token_file": str(self.folder / "token"),
                        "masters_interval_s": 0.5,
                        "timeout_s": 2.0,
                        "batch_facts": 20,
                    },
                    "broker": {"host": "127.0.0.1", "port": self.broker.port},
                    "broadcast": {
                        "feeds": [FEED],
                        "replay_after_s": 0.05,
                        **self.sections["broadcast"],
                    },
                    "screen": {"port": self.screen_port},
                    "http": self.sections["http"],
                    "journal": self.sections["journal"],
                    "labels": {
                        "part_printer": "labels",
                        "slot_printer": "labels",
                        "rack_printer": "labels",
                    },
                    "workplace": [{"name": PLACE, "scanner": "hand"}],
                    "scanner": [
                        {
                            "name": "hand",
                            "kind": "serial_port",
                            "device": str(self.scanner.link),
                            "feedback": True,
                        }
                    ],
                    "printer": [
                        {
                            "name": "labels",
                            "kind": "tcp_9100",
                            "confirm": "status",
                            "status_s": PRINTER_SILENT_S,
                            "allow": ["127.0.0.0/8"],
                            **self.sections["printer"],
                        }
                    ],
                }
            ),
            "utf-8",
        )

    # -- the process

    def start(
        self,
        *,
        crash: str = "",
        wait: bool = True,
        file_bytes_max: int | None = None,
        files_max: int | None = None,
    ) -> None:
        self.pid = self._forks.start(
            self.config,
            self.folder / "cell.log",
            crash=crash,
            file_bytes_max=file_bytes_max,
            files_max=files_max,
        )
        if wait:
            soon(self.ready, f"ready\n{self.log_tail()}")

    def limit_files(self, most: int) -> None:
        """From now on the cell may have so many files open."""
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, (most, most))

    def log_size(self) -> int:
        return (self.folder / "cell.log").stat().st_size

    def running(self) -> bool:
        return self.pid != 0 and self._forks.status(self.pid) is None

    def exit_status(self, within_s: float = BOUND_S) -> int:
        """Waits for the end of the process."""
        soon(lambda: not self.running(), "the process ends", within_s)
        status = self._forks.status(self.pid)
        assert status is not None
        return status

    def kill(self) -> None:
        if self.running():
            os.kill(self.pid, signal.SIGKILL)
        self.exit_status()

    def stop(self) -> int:
        """SIGTERM; its exit status."""
        if self.running():
            os.kill(self.pid, signal.SIGTERM)
        return self.exit_status()

    def ready(self) -> bool:
        assert self.running(), f"the cell ended\n{self.log_tail()}"
        with contextlib.suppress(httpx.HTTPError):
            return self.http.get("/readyz").is_success and self.subscribed()
        return False

    def subscribed(self) -> bool:
        """Whether the cell has heard the broker. A cell that dies at the question has not."""
        with contextlib.suppress(httpx.HTTPError):
            return self.status()["health"]["broker_age_s"] is not None
        return False

    def log_tail(self) -> str:
        path = self.folder / "cell.log"
        return path.read_text("utf-8", "replace")[-3000:] if path.exists() else ""

    # -- the line

    def send(self, *numbers: int, **values: Any) -> None:
        """Vehicles in order: each gets its position, is kept at central, and is broadcast."""
        for number in numbers:
            self.publish(encode(self.place(make_telegram(number, **values))))
        self.send_head()

    def place(self, telegram: Telegram) -> Telegram:
        """As the gateway does: position and replay, but nothing on the broker yet."""
        number = int(telegram.sequence_number or 0)
        self.announced[telegram.call_number] = expected_parts(number)
        return self.central.announce(telegram)

    def publish(
        self, payload: bytes, topic: str = f"{TOPIC}/telegram", retain: bool = False
    ) -> None:
        self.broker.publish(topic, payload, retain=retain)

    def place_and_publish(self, number: int) -> None:
        self.publish(encode(self.place(make_telegram(number))))

    def publish_bad(self, payload: bytes) -> None:
        """Bytes that must end in quarantine."""
        self.bad_bytes.append(payload)
        self.publish(payload)

    def send_head(self, head: Head | None = None) -> None:
        self.publish(encode(head or self.central.head()), f"{TOPIC}/head", retain=True)

    def begin_shift(self, vehicles: int = 8) -> None:
        self.send(*range(1, vehicles + 1))
        self.sign_in()
        soon(self.current, "a first pick")

    # -- the picker

    def scan_bytes(
        self, *writes: bytes, serial: str = "", timeout_s: float = ANSWER_S
    ) -> Heard | None:
        """What a scanner writes; the answer heard is kept as evidence."""
        heard = self.scanner.scan(writes, timeout_s)
        self._keep(heard, serial)
        for late in self.scanner.late():
            self.heard.append(HeardAnswer(verdict=late.verdict, code=late.code))
        return heard

    def scan(self, text: str, *, serial: str = "", timeout_s: float = ANSWER_S) -> str:
        """The verdict and its code, e.g. ``right part.right``; empty: nothing was heard."""
        heard = self.scan_bytes(text.encode() + b"\r\n", serial=serial, timeout_s=timeout_s)
        return f"{heard.feedback.verdict} {heard.feedback.code}" if heard else ""

    def sign_in(self) -> None:
        soon(
            lambda: (
                self.scan(badge_label(PICKER_BADGE), timeout_s=1) == "confirmed badge.signed_in"
            ),
            "signing in",
        )

    def current(self) -> dict[str, Any] | None:
        """The pick that the terminal shows, if the cell answers."""
        with contextlib.suppress(httpx.HTTPError):
            answer = self.http.get(f"/api/v1/workplaces/{PLACE}")
            if answer.is_success:
                found: dict[str, Any] | None = answer.json()["current"]
                return found
        return None

    def new_serial(self) -> str:
        self.serials += 1
        return f"SN{self.serials:06d}"

    def pick(self, count: int = 1) -> None:
        """Picks what the screen says, each with a serial number of its own."""
        for _ in range(count):
            pick = soon(self.current, "a pick")
            serial = self.new_serial()
            answer = self.scan(supplier_label(pick["part"], serial), serial=serial)
            assert answer == "right part.right", (answer, pick, self.log_tail())

    def try_pick(self, timeout_s: float = 1.0) -> bool:
        """One pick that may go wrong because the cell dies under it."""
        pick = self.current()
        if pick is None:
            return False
        serial = self.new_serial()
        text = supplier_label(pick["part"], serial)
        return self.scan(text, serial=serial, timeout_s=timeout_s) == "right part.right"

    def picked(self) -> int:
        """Pieces married, as the cell says."""
        slots = [slot for rack in self.racks() for slot in rack["slots"]]
        return sum(slot["done"] for slot in slots)

    # -- the screen

    def get(self, path: str) -> Any:
        answer = self.http.get(f"/api/v1{path}")
        answer.raise_for_status()
        return answer.json()

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/status")
        return found

    def racks(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/racks")
        return found

    def feed(self) -> dict[str, Any]:
        """The feed's row in the status."""
        return next((row for row in self.status()["feeds"] if row["feed"] == FEED), {})

    def act(self, name: str, badge: str = LEAD_BADGE, **body: Any) -> httpx.Response:
        return self.http.post(
            f"/api/v1/actions/{name}", json=body, headers={"Authorization": f"Badge {badge}"}
        )

    # -- the end

    def settled(self) -> bool:
        """Central has acknowledged all that the journal holds."""
        return self.status()["unsent_facts"] == 0

    def evidence(self) -> Evidence:
        return Evidence(
            journal=self.data / "journal.sqlite3",
            central=self.central.as_it_is(),
            heard=tuple(self.heard),
            announced=self.announced,
            physical=tuple(self.printers.brain.printed),
            racks=tuple(self.racks()),
            feed=self.feed(),
            bad_bytes=tuple(self.bad_bytes),
            node=NODE,
        )

    def check(self) -> Evidence:
        """Waits until central has everything, then looks at every invariant."""
        found: Evidence = soon(self._evidence_of_a_quiet_moment, "central has every fact")
        check_all(found)
        return found

    def _evidence_of_a_quiet_moment(self) -> Evidence | None:
        """All of it from between two facts, with nothing under way to central."""
        before = self.status()
        if before["unsent_facts"]:
            return None
        found = self.evidence()
        counts = {len(found.rows), found.book.facts, self.status()["facts"], before["facts"]}
        return found if len(counts) == 1 else None

    def close(self) -> None:
        if self.pid:
            self.kill()
        self.http.close()
        self.scanner.close()
        self.printers.close()
        self.broker.stop()
        self.central.stop()

    def _keep(self, heard: Heard | None, serial: str) -> None:
        if heard is not None:
            self.heard.append(
                HeardAnswer(verdict=heard.feedback.verdict, code=heard.feedback.code, serial=serial)
            )
