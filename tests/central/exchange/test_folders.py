"""Files of a folder: taken when they stand still, once, whoever looks and whoever dies."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from central.exchange import service
from central.exchange.folders import WRITING_US, PartnerFolder
from central.exchange.rules.states import State
from central.exchange.tables import interchanges
from tests.support.central.exchange import Office, delfor
from tests.support.paths import ROOT
from tests.support.waiting import soon


def open_folder(office: Office, root: Path, **changes: Any) -> PartnerFolder:
    values = {"settle_s": 1.0, "reclaim_s": 60.0, **changes}
    folder = PartnerFolder(root / "acme", "acme", office.db, office.desk, **values)
    folder.look(0)
    return folder


def put(root: Path, name: str, data: bytes) -> Path:
    path = root / "acme" / "in" / name
    path.write_bytes(data)
    return path


def names(root: Path, folder: str) -> list[str]:
    return sorted(p.name for p in (root / "acme" / folder).rglob("*") if p.is_file())


@pytest.fixture
def acme(office: Office) -> Office:
    office.partner()
    return office


def test_a_file_is_taken_when_it_stands_still(acme: Office, tmp_path: Path) -> None:
    folder = open_folder(acme, tmp_path)
    path = put(tmp_path, "a.edi", delfor()[:100])
    assert (folder.look(10.0), folder.look(10.5)) == (0, 0)
    path.write_bytes(delfor())
    assert (folder.look(11.2), folder.look(11.9)) == (0, 0)
    assert folder.look(12.3) == 3  # the file, and the two answers to it
    assert acme.posted() == ["RL000117"]
    (kept,) = names(tmp_path, "done")
    assert kept.endswith("-a.edi") and names(tmp_path, "in") == []


def test_answers_are_written_whole_under_their_name(acme: Office, tmp_path: Path) -> None:
    folder = open_folder(acme, tmp_path, settle_s=0)
    put(tmp_path, "a.edi", delfor())
    folder.look(1)
    assert folder.look(2) == 3
    sent = names(tmp_path, "out")
    assert [name.partition("_")[2] for name in sent] == ["contrl_1.edi", "aperak_2.edi"]
    first = int(sent[0].partition("_")[0])
    row = acme.row(first)
    assert row.state is State.SENT and row.sent_us is not None
    assert folder.look(3) == 0


def test_what_is_refused_is_kept_by_day(acme: Office, tmp_path: Path) -> None:
    folder = open_folder(acme, tmp_path, settle_s=0)
    put(tmp_path, "bad.edi", b"hello")
    folder.look(1)
    folder.look(2)
    (path,) = (tmp_path / "acme" / "refused").rglob("*-bad.edi")
    assert len(path.parent.name) == len("2026-01-01") and path.read_bytes() == b"hello"


def test_names_and_kinds_that_are_not_taken_stay_and_are_shown(
    acme: Office, tmp_path: Path
) -> None:
    folder = open_folder(acme, tmp_path, settle_s=0)
    inbox = tmp_path / "acme" / "in"
    put(tmp_path, "half.edi.part", delfor())
    put(tmp_path, ".hidden", delfor())
    put(tmp_path, "n" * 250, delfor())
    put(tmp_path, "back\\slash", delfor())
    put(tmp_path, "line\nend", delfor())
    (inbox / "folder").mkdir()
    (inbox / "link").symlink_to("/etc/passwd")
    os.mkfifo(inbox / "pipe")
    with (inbox / "large").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    folder.look(1)
    assert folder.look(2) == 0
    assert sorted(folder.line.strange) == sorted(
        ["back\\slash", "folder", "large", "line\nend", "link", "n" * 250, "pipe"]
    )
    assert "MiB" in folder.line.strange["large"].text
    assert folder.line.strange["link"].code == "file.link"
    assert acme.posted() == []


def test_two_pollers_on_one_folder_take_each_file_once(acme: Office, tmp_path: Path) -> None:
    pollers = [open_folder(acme, tmp_path, settle_s=0, reclaim_s=0.0) for _ in range(2)]
    for number in range(12):
        put(tmp_path, f"{number:02}.edi", delfor(str(number), number=f"N{number:02}"))
    for poller in pollers:
        poller._settling.ready(poller._offered()[0], 0)
    gate = threading.Barrier(2, timeout=10)

    def run(poller: PartnerFolder) -> None:
        gate.wait()
        for at in range(1, 4):
            poller.look(at)

    threads = [threading.Thread(target=run, args=(poller,)) for poller in pollers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(acme.posted()) == [f"N{number:02}" for number in range(12)]
    assert len(names(tmp_path, "done")) == 12 and names(tmp_path, "work") == []
    assert len(names(tmp_path, "out")) == 24
    assert not any(poller.line.error for poller in pollers)


def test_a_full_disk_leaves_the_file_and_is_said_once(acme: Office, tmp_path: Path) -> None:
    folder = open_folder(acme, tmp_path, settle_s=0)

    def full() -> None:
        raise OSError(28, "No space left on device")

    acme.desk.waits = full
    put(tmp_path, "a.edi", delfor())
    folder.look(1)
    assert folder.look(2) == 0 and "No space" in folder.line.error
    since = folder.line.error_us
    folder.look(3)
    assert folder.line.error_us == since and len(names(tmp_path, "work")) == 1
    acme.desk.waits = lambda: None
    assert folder.look(4) >= 1 and folder.line.error == ""
    assert acme.posted() == ["RL000117"] and len(names(tmp_path, "done")) == 1


def test_what_cannot_be_written_waits(acme: Office, tmp_path: Path) -> None:
    folder = open_folder(acme, tmp_path, settle_s=0)
    taken = acme.take(delfor())
    out = tmp_path / "acme" / "out"
    out.rmdir()
    out.write_text("in the way")
    assert folder.look(1) == 0 and folder.line.error
    assert [row.state for row, _ in acme.answers(taken.interchange)] == [State.QUEUED] * 2
    out.unlink()
    assert folder.look(2) == 2 and folder.line.error == ""


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from sqlalchemy import make_url
    from central.db.database import Database
    from central.exchange.folders import PartnerFolder
    from tests.support.central.exchange_desk import FakeDesk

    def crash(point):
        if point == {point!r}:
            os.kill(os.getpid(), signal.SIGKILL)

    folder = PartnerFolder(
        Path({root!r}), "acme", Database(make_url({url!r})), FakeDesk(),
        settle_s=0, reclaim_s=60, crash=crash,
    )
    folder.look(1)
    folder.look(2)
"""


@pytest.mark.parametrize(
    "point", ["folder.claimed", "edi.stored", "edi.processed", "folder.written"]
)
def test_killed_between_two_steps_nothing_is_lost_or_doubled(
    acme: Office, database_url: str, tmp_path: Path, point: str
) -> None:
    open_folder(acme, tmp_path)
    put(tmp_path, "a.edi", delfor())
    script = textwrap.dedent(KILLED).format(
        point=point,
        root=str(tmp_path / "acme"),
        url=database_url,
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=40)
    assert done.returncode == -9, done.stderr.decode()
    after = open_folder(acme, tmp_path, settle_s=0, reclaim_s=0.0)
    after.look(3)
    acme.db.write(lambda c: c.execute(_unleased()))
    after.look(4)
    assert acme.posted() == ["RL000117"] and not acme.unprocessed()
    assert len(names(tmp_path, "done")) == 1 and names(tmp_path, "work") == []
    assert [name.partition("_")[2] for name in names(tmp_path, "out")] == [
        "contrl_1.edi",
        "aperak_2.edi",
    ]


def _unleased() -> Any:
    """As if the time of whoever had it in hand were over."""
    return update(interchanges).values(claimed_us=None)


def test_what_is_being_sent_is_nobody_elses_until_its_time_is_over(acme: Office) -> None:
    acme.take(delfor())
    now = acme.now_us
    first = service.lease_out(acme.db, "acme", now)
    second = service.lease_out(acme.db, "acme", now)
    assert first is not None and second is not None
    assert first.row.interchange != second.row.interchange
    assert service.lease_out(acme.db, "acme", now) is None
    again = service.lease_out(acme.db, "acme", now + service.SENDING_US)
    assert again is not None and again.row.interchange == first.row.interchange


def test_what_is_written_into_a_folder_is_free_sooner_than_what_goes_to_a_server(
    acme: Office,
) -> None:
    acme.take(delfor())
    now = acme.now_us
    first, second = (service.lease_out(acme.db, "acme", now) for _ in range(2))
    assert first is not None and second is not None
    early = now + WRITING_US - 1
    assert service.lease_out(acme.db, "acme", early, WRITING_US) is None
    again = service.lease_out(acme.db, "acme", now + WRITING_US, WRITING_US)
    assert again is not None and again.row.interchange == first.row.interchange


def test_a_folder_of_nobody_keeps_its_files_as_refused(office: Office, tmp_path: Path) -> None:
    folder = open_folder(office, tmp_path, settle_s=0)
    put(tmp_path, "a.edi", delfor())
    folder.look(1)
    assert folder.look(2) == 1
    assert office.unprocessed() == ["unknown_partner"]
    assert len(names(tmp_path, "refused")) == 1


WORKING = """
    import sys, time
    from pathlib import Path
    from sqlalchemy import make_url
    from central.db.database import Database
    from central.exchange.folders import PartnerFolder
    from tests.support.central.exchange_desk import FakeDesk

    folder = PartnerFolder(
        Path({root!r}), "acme", Database(make_url({url!r})), FakeDesk(),
        settle_s=0, reclaim_s=0.5,
    )
    print("up", flush=True)
    while True:
        folder.look(time.monotonic())
        time.sleep(0.01)
"""


def test_processes_that_are_killed_again_and_again_post_every_file_once(
    acme: Office, database_url: str, tmp_path: Path
) -> None:
    """Two at a time on PostgreSQL; SQLite takes one."""
    open_folder(acme, tmp_path)
    numbers = [f"N{number:02}" for number in range(24)]
    for at, number in enumerate(numbers):
        put(tmp_path, f"{number}.edi", delfor(str(at), number=number))
    script = textwrap.dedent(WORKING).format(
        root=str(tmp_path / "acme"),
        url=database_url,
    )

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)

    at_once = 1 if acme.db.is_sqlite else 2
    running = [start() for _ in range(at_once)]
    try:
        for kill_at in (4, 14):
            soon(lambda k=kill_at: len(names(tmp_path, "done")) >= k)
            running[0].kill()
            running.pop(0).communicate()
            running.append(start())
        soon(lambda: len(names(tmp_path, "done")) == len(numbers))
    finally:
        for process in running:
            process.kill()
            process.communicate()
    assert sorted(acme.posted()) == numbers and not acme.unprocessed()
    assert names(tmp_path, "work") == [] and names(tmp_path, "in") == []


def test_a_name_that_is_no_text_stays_and_is_shown_as_text(acme: Office, tmp_path: Path) -> None:
    folder = open_folder(acme, tmp_path, settle_s=0)
    put(tmp_path, os.fsdecode(b"bad\xff.edi"), delfor())
    assert folder.look(1) == 0
    (name,) = folder.line.strange
    assert name == "bad\\xff.edi" and name.encode("utf-8")
