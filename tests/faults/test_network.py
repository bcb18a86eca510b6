"""Broker and central away, restarted, wiped, restored from an older copy, or losing answers."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.faults.little_plant import FEED
from tests.support.faults.little_plant import telegram as make_telegram
from tests.support.faults.rig import TOPIC, Rig
from tests.support.waiting import soon
from wire.codec import encode


def vehicles_known(rig: Rig) -> int:
    return int(rig.feed()["vehicles"])


def test_an_answer_lost_after_central_committed_costs_a_duplicate_and_nothing_else(
    rig: Rig,
) -> None:
    rig.check()
    rig.central.replies_to_drop = 3
    rig.pick(3)
    soon(lambda: rig.central.replies_to_drop == 0)
    rig.check()
    assert rig.central.duplicates > 0


def test_errors_after_the_commit_are_no_gaps(rig: Rig) -> None:
    """503 to everything for a while; the same facts come again until they are taken."""
    rig.central.failing = True
    rig.pick(2)
    assert rig.status()["unsent_facts"] > 0
    rig.central.failing = False
    rig.check()


def test_central_restored_from_an_older_copy_gets_the_facts_again(rig: Rig) -> None:
    rig.pick(4)
    before = len(rig.check().rows)
    rig.central.restore_older(keep=before // 2)
    rig.pick(1)
    evidence = rig.check()
    assert len(rig.central.offsets()) == len(evidence.rows) > before
    rig.central.restore_older(keep=0)
    rig.kill()
    rig.start()
    rig.check()


def test_picking_never_waits_for_the_network(rig: Rig) -> None:
    """With broker and central gone a shift goes on at its pace, and nothing is lost after."""
    rig.broker.stop()
    with rig.central.away():
        rig.pick(6)
        assert rig.stop() == 0
        rig.start(wait=False)
        soon(lambda: rig.current() is not None, "picking goes on after a start without network")
        rig.pick(2)
        assert rig.status()["unsent_facts"] > 0
        p99_ms = rig.status()["health"]["feedback_ms_p99"]
    assert p99_ms < 1000, "a scan waited for a peer that was not there"
    rig.broker.start()
    assert len(rig.check().book.active()) == 8


def test_a_broker_that_forgot_everything_owes_nothing_for_long(rig: Rig) -> None:
    """What was sent while it was away, the very last telegram too, comes by head and replay."""
    rig.broker.stop()
    for number in (9, 10, 11):
        rig.place(make_telegram(number))
    rig.broker.start()
    soon(lambda: vehicles_known(rig) == 11, "head of central and replay")
    rig.check()
    soon(rig.subscribed)
    rig.place(make_telegram(12))
    rig.send_head()
    soon(lambda: vehicles_known(rig) == 12, "head of the broker and replay")
    rig.send(13)
    soon(lambda: vehicles_known(rig) == 13, "the broker itself")
    assert rig.check().feed["missing"] == 0


def test_a_lost_telegram_shows_with_the_next_and_is_replayed(rig: Rig) -> None:
    rig.place(make_telegram(9))
    rig.send(10)
    soon(lambda: vehicles_known(rig) == 10)
    assert rig.central.replay_requests
    soon(lambda: rig.feed()["missing"] == 0)
    rig.check()


def test_duplicated_and_reordered_telegrams_end_in_the_same_racks(
    make_rig: Callable[..., Rig],
) -> None:
    """Once in order, once shuffled inside the window and all but one of them twice."""
    in_order = list(range(16))
    shuffled = [0, *range(12, 0, -1), 15, 14, 13, *range(0, 16, 2), *range(15, 0, -2)]
    first, second = (racks_after(make_rig, order) for order in (in_order, shuffled))
    assert first == second


def racks_after(make_rig: Callable[..., Rig], order: list[int]) -> list[tuple[object, ...]]:
    """Every slot with what it holds, after sixteen vehicles were broadcast in this order."""
    rig = make_rig(broadcast={"replay_after_s": 30.0})
    rig.start()
    sent = [encode(rig.place(make_telegram(number))) for number in range(1, 17)]
    for place in order:
        rig.publish(sent[place])
    soon(lambda: sum(rig.feed().get("reactions", {}).values()) == len(order))
    assert (vehicles_known(rig), rig.feed()["missing"]) == (16, 0)
    rig.check()
    found = [
        (rack["rack"], slot["slot"], slot["number"], slot["call_number"], slot["state"])
        for rack in rig.racks()
        for slot in rack["slots"]
    ]
    rig.kill()
    return sorted(found)


def test_damaged_telegrams_are_kept_and_the_stream_goes_on(rig: Rig) -> None:
    """Corrupted, truncated, of another plant: quarantine; then the next good one is taken."""
    good = encode(rig.place(make_telegram(9)))
    rig.publish_bad(good[: len(good) // 2])
    rig.publish_bad(good.replace(b'"final"', b"7"))
    rig.publish_bad(b"\x00" + good)
    rig.publish_bad(encode(make_telegram(9, feed="PLANT2")))
    rig.send(10)
    soon(lambda: vehicles_known(rig) == 10, "number 9 comes by replay")
    soon(lambda: rig.feed()["quarantined"] == 4)
    assert {row["kind"] for row in rig.get("/exceptions")} == {"quarantine"}
    assert rig.check().feed["missing"] == 0


def test_messages_on_other_topics_are_nothing_to_the_cell(rig: Rig) -> None:
    before = rig.status()["facts"]
    rig.publish(encode(make_telegram(9)), f"lineside/v1/{FEED}/telegrams")
    rig.publish(encode(make_telegram(9)), "lineside/v1/L2/telegram")
    rig.publish(b"", f"{TOPIC}/telegram/more")
    rig.send(9)
    soon(lambda: vehicles_known(rig) == 9)
    assert len(rig.check().raw) >= 9
    assert before < rig.status()["facts"]
