"""The journal's identity: a folder that came back from a copy, a fact that rotted, a text that
central cannot keep, a label of which nobody knows. Nothing behind an OK tone is lost, and what
cannot be taken is said where people look.
"""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing

import httpx

from hardware_sim.journal_reader import read_journal
from hardware_sim.label_code import label_id
from hardware_sim.printer import PhysicalLabel
from hardware_sim.scanner import supplier_label
from tests.support.faults.little_plant import NODE
from tests.support.faults.rig import Rig
from tests.support.waiting import soon

Make = Callable[..., Rig]


def terminal(rig: Rig) -> dict[str, object]:
    found: dict[str, object] = rig.get("/workplaces/A1")
    return found


def kinds(rig: Rig) -> list[str]:
    return [row["kind"] for row in rig.get("/exceptions")]


def stopped(rig: Rig, kind: str) -> bool:
    message = terminal(rig)["message"]
    return isinstance(message, dict) and message["code"] == kind


def married(rig: Rig) -> int:
    with closing(sqlite3.connect(rig.data / "journal.sqlite3")) as direct:
        rows = direct.execute("SELECT fact FROM facts").fetchall()
    return sum(b'"part.right"' in body for (body,) in rows)


def says_so(rig: Rig, kind: str) -> None:
    """On the terminal, at the scanner, on the health page, to a monitor, as an exception."""
    message = terminal(rig)["message"]
    assert isinstance(message, dict)
    assert (message["code"], message["level"]) == (kind, "fault")
    assert terminal(rig)["current"] is None
    before = married(rig)
    heard = rig.scan(supplier_label("M-RED-01", "NEVER1"), serial="NEVER1")
    assert heard == "unreadable cell.refusing"
    assert married(rig) == before
    ready = rig.http.get("/readyz")
    assert (ready.status_code, ready.json()["code"]) == (503, kind)
    assert kind in kinds(rig)
    assert rig.status()["exceptions"] >= 1
    page = rig.http.get("/health").text
    assert message["values"]["text"][:40] in page


def rolled_back(rig: Rig, picks_before: int, picks_after: int) -> None:
    """The data folder of some picks ago is put back while the cell stands."""
    rig.pick(picks_before)
    rig.stop()
    shutil.copytree(rig.data, rig.folder / "copy")
    rig.start()
    rig.pick(picks_after)
    soon(rig.settled, "central has all")
    rig.kill()
    shutil.rmtree(rig.data)
    shutil.copytree(rig.folder / "copy", rig.data)


def test_a_folder_that_came_back_from_a_copy_gives_no_tone(rig: Rig) -> None:
    rolled_back(rig, 1, 2)
    held = dict(rig.central.facts)
    rig.start(wait=False)
    soon(lambda: answers(rig) and stopped(rig, "journal_branched"), "the cell has stopped")
    says_so(rig, "journal_branched")
    assert rig.central.facts == held


def test_one_that_overtook_central_unheard_stops_as_soon_as_it_hears(rig: Rig) -> None:
    """Picks made while central was away are in the journal; from the first word on nothing more
    is taken, no fact is forgotten, and central is left in peace.
    """
    rolled_back(rig, 1, 2)
    with rig.central.away():
        rig.start(wait=False)
        soon(lambda: answers(rig) and rig.current() is not None, "picking without central")
        rig.pick(4)
    soon(lambda: stopped(rig, "journal_branched"), "the cell has stopped")
    says_so(rig, "journal_branched")
    batches = rig.central.batches
    rig.kill()
    with rig.central.away():
        rig.start(wait=False)
        soon(lambda: answers(rig) and stopped(rig, "journal_branched"), "known without central")
    assert rig.central.batches - batches < 10


def test_with_the_right_folder_back_it_goes_on(rig: Rig) -> None:
    rig.pick(1)
    rig.stop()
    shutil.copytree(rig.data, rig.folder / "copy")
    rig.start()
    rig.pick(2)
    soon(rig.settled)
    rig.stop()
    rig.data.rename(rig.folder / "right")
    shutil.copytree(rig.folder / "copy", rig.data)
    rig.start(wait=False)
    soon(lambda: answers(rig) and stopped(rig, "journal_branched"))
    rig.stop()
    shutil.rmtree(rig.data)
    (rig.folder / "right").rename(rig.data)
    rig.start()
    rig.pick(1)
    rig.check()


def test_answers_that_were_lost_stop_nobody(rig: Rig) -> None:
    """Everything comes twice to central: duplicates are no other history."""
    rig.central.replies_to_drop = 3
    rig.pick(3)
    rig.kill()
    rig.start()
    rig.pick(1)
    assert rig.status()["health"]["troubles"] == []
    rig.check()
    assert rig.central.duplicates > 0


def test_a_damaged_fact_that_central_lacks_stops_the_picking(rig: Rig) -> None:
    """What stands before it still goes to central."""
    soon(rig.settled)
    with rig.central.away():
        rig.pick(3)
        rig.kill()
        last = damage_last_scan(rig)
        rig.start(wait=False)
        soon(lambda: answers(rig) and stopped(rig, "journal_damaged"), "the cell has stopped")
        says_so(rig, "journal_damaged")
    soon(lambda: rig.central.offsets()[-1] == last - 1, "what is whole is at central")
    assert rig.central.broken_chain == 0
    assert f"mismatch at {last}" in rig.get("/exceptions")[0]["text"]


def damage_last_scan(rig: Rig) -> int:
    """Another serial in the last accepted scan; its offset."""
    with closing(sqlite3.connect(rig.data / "journal.sqlite3")) as direct, direct:
        rows = direct.execute('SELECT "offset", fact FROM facts ORDER BY "offset" DESC').fetchall()
        offset, body = next((o, b) for o, b in rows if b"part.right" in b)
        changed = body.replace(b"SN0", b"SN9", 1)
        assert changed != body
        direct.execute('UPDATE facts SET fact = ? WHERE "offset" = ?', (changed, offset))
    return int(offset)


def test_a_fact_that_cannot_even_be_read_stops_the_picking(rig: Rig) -> None:
    soon(rig.settled)
    with rig.central.away():
        rig.pick(2)
        rig.kill()
        with closing(sqlite3.connect(rig.data / "journal.sqlite3")) as direct, direct:
            last = direct.execute('SELECT max("offset") FROM facts').fetchone()[0]
            direct.execute(
                'UPDATE facts SET fact = CAST(\'{"type"\' AS BLOB) WHERE "offset" = ?', (last,)
            )
        rig.start(wait=False)
        soon(lambda: answers(rig) and stopped(rig, "journal_damaged"), "the cell has stopped")
        says_so(rig, "journal_damaged")


def test_a_serial_that_central_cannot_keep_gets_no_ok_tone(rig: Rig) -> None:
    pick = rig.current()
    assert pick is not None
    while not pick["part"].startswith("S-"):
        rig.pick(1)
        pick = soon(rig.current)
    before = married(rig)
    long = supplier_label(pick["part"], "S" * 201)
    assert rig.scan(long) == "unreadable barcode.too_long"
    assert married(rig) == before
    enough = "S" * 150
    assert rig.scan(supplier_label(pick["part"], enough), serial=enough) == "right part.right"
    rig.check()


def test_a_fact_that_central_refuses_is_an_exception_until_somebody_closes_it(rig: Rig) -> None:
    rig.central.refusing = "vehicle.unknown"
    rig.pick(1)
    soon(lambda: "fact_refused" in kinds(rig), "the exception")
    rig.central.refusing = ""
    found = next(row for row in rig.get("/exceptions") if row["kind"] == "fact_refused")
    assert "vehicle.unknown" in found["exception"]
    rig.kill()
    rig.start()
    assert "fact_refused" in kinds(rig)
    closed = rig.act("handle-exception", exception=found["exception"], closed=True)
    assert closed.status_code == 200
    assert found["exception"] not in [row["exception"] for row in rig.get("/exceptions")]
    told = list(rig.evidence().facts("fact_refused"))
    assert len({fact["refused"] for fact in told}) == len(told), "each once"
    assert not [fact for fact in told if fact["kind"] == "fact_refused"]


def states(rig: Rig) -> dict[str, str]:
    return {row["label"]: row["state"] for row in rig.get("/labels")}


def test_a_label_whose_bytes_were_out_at_a_crash_is_asked_about_and_never_sent_again(
    rig: Rig,
) -> None:
    """Killed between the printer's having it and the word that it was sent."""
    rig.kill()
    known = {label_of(physical) for physical in rig.printers.brain.printed}
    rig.start(crash="print.before_sent", wait=False)
    soon(lambda: not rig.running() or rig.try_pick(), "a pick", 5)
    soon(lambda: not rig.running() or (rig.try_pick() and not rig.running()), "it dies")
    assert rig.exit_status() == -signal.SIGKILL
    out = soon(lambda: {label_of(p) for p in rig.printers.brain.printed} - known, "it is printed")
    assert len(out) == 1
    rig.start()
    label = next(iter(out))
    assert states(rig)[label] == "unknown"
    assert "label_unknown" in [row["kind"] for row in rig.get("/exceptions?derived=true")]
    rig.pick(2)
    assert [label_of(p) for p in rig.printers.brain.printed].count(label) == 1
    rig.check()


def label_of(physical: PhysicalLabel) -> str:
    return label_id(physical.first_code())


def test_a_label_sent_and_not_counted_out_is_asked_about_after_a_start(rig: Rig) -> None:
    rig.kill()
    rig.start(crash="print.after_sent", wait=False)
    soon(lambda: not rig.running() or (rig.try_pick() and not rig.running()), "it dies")
    assert rig.exit_status() == -signal.SIGKILL
    labels = read_journal(rig.data / "journal.sqlite3", NODE).labels.values()
    sent = [story.label for story in labels if story.state == "sent"]
    assert len(sent) == 1
    rig.start()
    row = next(row for row in rig.get("/labels") if row["label"] == sent[0])
    assert row["state"] == "unknown"
    assert row["detail"] == "the cell stopped before the printer counted it out"
    rig.check()


def test_a_label_that_only_a_scan_confirms_stays_sent(make_rig: Make) -> None:
    rig = make_rig(printer={"confirm": "scan"})
    rig.start()
    rig.begin_shift()
    soon(lambda: "sent" in states(rig).values(), "a label is sent")
    soon(lambda: not {"queued", "sending"} & set(states(rig).values()), "all are sent")
    before = states(rig)
    rig.kill()
    rig.start()
    assert states(rig) == before


def answers(rig: Rig) -> bool:
    """The screen is up, ready or not."""
    assert rig.running(), rig.log_tail()
    try:
        return rig.http.get("/healthz").is_success
    except httpx.HTTPError:
        return False
