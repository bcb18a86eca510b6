"""Scanner, printer, disk and process misbehave."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

import pytest

from hardware_sim.scanner import Slip, byte_script, supplier_label
from hardware_sim.scanner_port import SerialScanner
from tests.support.faults.little_plant import PARTS
from tests.support.faults.rig import Rig
from tests.support.faults.surroundings import free_port
from tests.support.waiting import soon


def label_states(rig: Rig) -> list[str]:
    return [row["state"] for row in rig.get("/labels")]


def printer_health(rig: Rig) -> dict[str, Any]:
    found: dict[str, Any] = rig.status()["health"]["printers"][0]
    return found


# -- process


def test_a_second_process_on_the_same_journal_is_refused(rig: Rig) -> None:
    """The real command line; it says what is wrong and leaves the first one alone."""
    second = subprocess.run(
        [sys.executable, "-m", "edge", "run", "--config", rig.config],
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
    )
    assert second.returncode == 3, second.stderr
    assert "another process" in second.stderr
    assert "Traceback" not in second.stderr
    rig.pick(1)
    rig.check()


def test_a_process_that_stood_still_goes_on(rig: Rig) -> None:
    """SIGSTOP for three seconds: the scan made meanwhile is answered after, once."""
    rig.pick(1)
    pick = soon(rig.current)
    os.kill(rig.pid, signal.SIGSTOP)
    go_on = threading.Timer(3.0, os.kill, (rig.pid, signal.SIGCONT))
    go_on.start()
    rig.send(9)
    answer = rig.scan(supplier_label(pick["part"], "STOPPED1"), serial="STOPPED1")
    go_on.join()
    assert answer == "right part.right"
    soon(lambda: rig.feed()["vehicles"] == 9)
    rig.check()


# -- disk


def test_a_disk_that_is_nearly_full_refuses_loudly_and_recovers(
    make_rig: Callable[..., Rig],
) -> None:
    rig = make_rig()
    rig.start()
    rig.begin_shift()
    rig.pick(1)
    rig.stop()
    rig.sections["journal"]["free_disk_mb_min"] = 10**9
    rig.write_config()
    rig.start(wait=False)
    soon(lambda: refuses(rig), "the cell refuses")
    facts = len(rig.evidence().rows)
    raw = len(rig.evidence().raw)
    assert rig.scan("LS:CMD:HELP") == "unreadable cell.refusing"
    rig.place_and_publish(9)
    answer = rig.act("help", workplace="A1", kind="help")
    assert (answer.status_code, answer.json()["code"]) == (409, "cell.refusing")
    assert (len(rig.evidence().rows), len(rig.evidence().raw)) == (facts, raw)
    rig.stop()
    rig.sections["journal"]["free_disk_mb_min"] = 1
    rig.write_config()
    rig.start()
    soon(lambda: rig.feed()["vehicles"] == 9, "what was refused comes again")
    rig.pick(1)
    rig.check()


def refuses(rig: Rig) -> bool:
    return rig.running() and "cell.refusing" in rig.scan("LS:CMD:RESUME", timeout_s=1)


def test_a_write_that_fails_ends_the_cell_and_costs_nothing(rig: Rig) -> None:
    """The kernel refuses to let any file grow: no tone for what was not written, exit status 3,
    and the same journal goes on where there is room.
    """
    rig.pick(1)
    rig.stop()
    largest = max(path.stat().st_size for path in rig.data.iterdir())
    rig.start(wait=False, file_bytes_max=largest + 40_000)
    soon(lambda: rig.current() is not None or not rig.running())
    for _ in range(60):
        if not rig.running() or not rig.try_pick(timeout_s=0.5):
            break
        rig.send(len(rig.central.telegrams) + 1)
    for _ in range(200):
        if not rig.running():
            break
        rig.scan("nonsense " * 20, timeout_s=0.2)
    assert rig.exit_status() == 3, rig.log_tail()
    assert rig.log_tail().splitlines()[-1].startswith("lineside edge: ")
    rig.start()
    soon(lambda: rig.feed()["vehicles"] == len(rig.central.telegrams))
    rig.pick(1)
    rig.check()


def test_a_write_that_fails_for_a_person_ends_the_cell_too(rig: Rig) -> None:
    """The same through the screen: an error for the person, and no second try on the handle."""
    rig.stop()
    largest = max(path.stat().st_size for path in rig.data.iterdir())
    rig.start(wait=False, file_bytes_max=largest + 40_000)
    soon(lambda: rig.current() is not None or not rig.running())
    statuses = []
    while rig.running() and len(statuses) < 400:
        try:
            statuses.append(rig.act("help", workplace="A1", kind="help").status_code)
        except OSError:
            break
        except Exception as error:  # noqa: BLE001 - httpx: the cell went away
            assert "httpx" in type(error).__module__
            break
    assert rig.exit_status() == 3, rig.log_tail()
    assert set(statuses) <= {200, 500, 503}
    rig.start()
    rig.check()


# -- scanner


def test_a_scanner_that_comes_back_under_another_path_is_found(rig: Rig) -> None:
    rig.pick(1)
    first = rig.scanner.link.readlink()
    rig.scanner.unplug()
    soon(lambda: rig.status()["health"]["scanners"][0]["state"] == "away")
    between = SerialScanner(rig.folder / "another")  # takes the path that became free
    rig.scanner.plug_in()
    assert rig.scanner.link.readlink() != first
    soon(lambda: rig.status()["health"]["scanners"][0]["state"] == "connected")
    rig.pick(2)
    between.close()
    assert len(rig.check().book.active()) == 3


@pytest.mark.parametrize("slip", [slip for slip in Slip if slip is not Slip.NONE])
def test_a_slip_of_reading_is_never_a_second_part(slip: Slip, rig: Rig) -> None:
    """Two in one trigger, codes glued, split, without terminator, with a control character."""
    pick = pick_before_one_of_the_same_part(rig)
    serial = rig.new_serial()
    rig.scan_bytes(*byte_script(supplier_label(pick["part"], serial), slip), serial=serial)
    soon(lambda: rig.current() is not None)
    rig.pick(1)
    married = [m for m in rig.check().book.active() if serial in (m.get("serial"), m.get("lot"))]
    accepted = slip in (Slip.DOUBLE, Slip.BOUNCE, Slip.SPLIT)
    assert len(married) == int(accepted)


def pick_before_one_of_the_same_part(rig: Rig) -> dict[str, Any]:
    """Picks until the next slot wants the same part, so that a second reading could pass."""
    for _ in range(12):
        soon(rig.current)
        view = rig.get("/workplaces/A1")
        parts = [pick["part"] for pick in (view["current"], *view["next"][:1])]
        if parts in ([PARTS[0]] * 2, [PARTS[1]] * 2):  # mirrors: no serial of their own
            found: dict[str, Any] = view["current"]
            return found
        rig.pick(1)
    raise AssertionError("no two picks of the same part in a row")


# -- printer


SILENT_S = 2.0
"""Where silence is the subject: long enough for a busy machine, short enough to wait for."""


@contextmanager
def odd_printer(answer: bytes) -> Iterator[int]:
    """Takes connections and answers every question with the same bytes; its port."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            try:
                while self.request.recv(4096):
                    self.request.sendall(answer)
            except OSError:
                return

    class Server(ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("answer", "condition"),
    [(b"\x02" + b"9" * 10_000_000, "unknown"), (b"<html>\r\n" * 1000, "unknown"), (b"", "silent")],
    ids=["10 MB", "another language", "silence"],
)
def test_a_printer_that_makes_no_sense_gets_no_label(
    answer: bytes, condition: str, make_rig: Callable[..., Rig]
) -> None:
    with odd_printer(answer) as port:
        rig = make_rig(printer_port=port, printer={"status_s": SILENT_S})
        rig.start()
        rig.begin_shift()
        rig.pick(3)
        soon(lambda: printer_health(rig)["state"] == "paused")
        assert printer_health(rig)["detail"].startswith(condition)
        assert set(label_states(rig)) == {"queued"}
        assert rig.status()["health"]["resident_bytes"] < 400 * 2**20
        rig.check()
        rig.kill()


def test_paper_out_in_the_middle_loses_no_label_and_prints_none_twice(
    make_rig: Callable[..., Rig],
) -> None:
    rig = make_rig(printer={"status_s": SILENT_S})
    rig.start()
    rig.begin_shift()
    soon(lambda: set(label_states(rig)) == {"confirmed"})
    rig.printers.brain.habits.labels_on_roll = 1
    rig.send(9, 10, 11)
    soon(lambda: printer_health(rig)["state"] == "paused")
    rig.pick(2)
    rig.printers.load_paper()
    assert rig.act("resume-printer", printer="labels").status_code == 200
    soon(lambda: "queued" not in label_states(rig), "the rest is printed")
    evidence = rig.check()
    assert {s.state for s in evidence.book.labels.values()} <= {"confirmed", "unknown", "sent"}


def test_a_printer_that_cuts_off_in_the_middle_makes_one_unknown_label(rig: Rig) -> None:
    soon(lambda: set(label_states(rig)) == {"confirmed"})
    rig.printers.brain.habits.cut_after_bytes = 100
    rig.send(9)
    soon(lambda: "unknown" in label_states(rig))
    assert printer_health(rig)["state"] == "paused"
    rig.act("resume-printer", printer="labels")
    rig.send(10)
    soon(lambda: label_states(rig).count("confirmed") >= 9)
    assert label_states(rig).count("unknown") == 1
    rig.check()


def test_a_printer_outside_the_allow_list_is_refused(make_rig: Callable[..., Rig]) -> None:
    rig = make_rig(printer={"device": f"10.9.8.7:{free_port()}"})
    rig.start()
    rig.begin_shift()
    soon(lambda: set(label_states(rig)) == {"cancelled"})
    assert printer_health(rig)["state"] == "unavailable"
    assert "allow" in printer_health(rig)["detail"]
    rig.pick(1)
    rig.check()


# -- old and new files


def test_a_journal_of_a_newer_lineside_is_refused_and_not_touched(rig: Rig) -> None:
    rig.stop()
    path = rig.data / "journal.sqlite3"
    with closing(sqlite3.connect(path)) as direct, direct:
        direct.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    rig.start(wait=False)
    assert rig.exit_status() == 3
    assert "newer Lineside" in rig.log_tail()
    assert path.read_bytes() == before
