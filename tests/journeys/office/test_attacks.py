"""Hostile and broken files in a customer's folder, and hands that meet: nothing is posted that
should not be, nothing is lost, nothing is done twice, and the file after it flows.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.central.customer import day, firm
from tests.support.central.messages import Item, Message, edifact, x12_830

pytestmark = pytest.mark.both_databases

Make = Callable[..., Any]
Spoil = Callable[[bytes], bytes]


def written(customer: Any, *, sender: str = "", quantity: Any = 10, part: str = "P") -> bytes:
    said = Message(
        sender=sender or customer.name,
        number=f"X{customer.next_number()}",
        issued=day(4),
        items=[Item(part=part, lines=[firm(5, quantity)])],
    )
    return edifact(said)


def swap(old: bytes, new: bytes) -> Spoil:
    def spoil(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new)

    return spoil


SPOILT: dict[str, tuple[Spoil, str]] = {
    "quantity -5": (swap(b"113:10", b"113:-5"), "refused"),
    "quantity 10^12": (swap(b"113:10", b"113:1000000000000"), "refused"),
    "quantity implausible": (swap(b"113:10", b"113:10000001"), "posted"),
    "quantity 1E9": (swap(b"113:10", b"113:1E9"), "refused"),
    "quantity NaN": (swap(b"113:10", b"113:NaN"), "refused"),
    "year 2999": (swap(b"DTM+2:2026", b"DTM+2:2999"), "refused"),
    "year 2090": (swap(b"DTM+2:2026", b"DTM+2:2090"), "posted"),
    "unknown part": (swap(b"++P:IN", b"++NOPE:IN"), "posted"),
    "part with markup": (swap(b"++P:IN", b"++<img src=x>:IN"), "posted"),
    "half of it": (lambda data: data[: len(data) // 2], "refused"),
    "nothing": (lambda _: b"", "unreadable"),
    "zeros": (lambda _: b"\0" * 5_000, "unreadable"),
    "letters as delimiters": (swap(b"UNA:+.? '", b"UNAabcdef"), "unreadable"),
    "one delimiter for all": (swap(b"UNA:+.? '", b"UNA++++++"), "unreadable"),
    "a short ISA": (lambda _: b"ISA*00*          *00~", "unreadable"),
    "no terminator": (lambda data: data[:60] + b"A" * 200_000, "refused"),
    "escapes without end": (lambda data: data[:60] + b"?" * 100_001, "refused"),
    "an XML bomb": (lambda _: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "unreadable"),
    "a test": (swap(b"'\nUNH", b"++++++1'\nUNH"), "held"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_wrong_waits_with_its_reason(make_lite_customer: Make, what: str) -> None:
    customer = make_lite_customer()
    spoil, state = SPOILT[what]
    data = spoil(written(customer))
    customer.drop(data)
    (kept,) = customer.interchanges()
    assert kept["state"] == state and kept["schedules"] == 0
    (entry,) = customer.held()
    assert entry[0] and entry[1], "what it is, and why"
    assert (customer.schedules(), customer.orders()) == ([], {})
    assert customer.raw(kept) == data
    customer.drop(written(customer))
    assert customer.orders() == {5: 10}


def test_another_partners_name_in_my_folder(make_customer: Make) -> None:
    mine, other = make_customer(), make_customer()
    mine.drop(written(mine, sender=other.name))
    assert [row["state"] for row in mine.interchanges()] == ["refused"]
    assert mine.schedules() == other.schedules() == []


def test_a_control_number_again(make_customer: Make) -> None:
    customer = make_customer()
    first = written(customer)
    customer.drop(first)
    customer.drop(first)
    customer.drop(first.replace(b"113:10", b"113:99"))
    states = [row["state"] for row in customer.interchanges()]
    assert states == ["refused", "duplicate", "posted"]
    assert customer.orders() == {5: 10} and [what for what, _ in customer.held()] == ["duplicate"]


def test_a_cum_that_goes_down(make_customer: Make) -> None:
    customer = make_customer()
    customer.says(firm(5, 10), cum=500)
    customer.says(firm(5, 20), cum=499)
    assert customer.held() == [("implausible", "receive.cum_fell")]
    assert customer.orders() == {5: 10}


def test_one_bad_part_of_a_message_stops_only_itself(make_customer: Make) -> None:
    customer = make_customer(parts=("P", "Q"))
    items = [Item(part=part, lines=[firm(5, 10)]) for part in ("P", "NOPE", "Q")]
    customer.says(items=items)
    assert [customer.orders(part) for part in ("P", "Q")] == [{5: 10}, {5: 10}]
    assert customer.held() == [("unknown_part", "receive.unknown_part")]


NAMES = ["..edi ", "-rf", "a b.edi", "'; DROP TABLE.edi", "<img onerror=x>.edi", "=1+1.edi"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(make_lite_customer: Make, name: str) -> None:
    customer = make_lite_customer()
    if name.startswith("."):
        (customer.folder / "in" / name).write_bytes(written(customer))
        customer.look()
        assert customer.interchanges() == [] and (customer.folder / "in" / name).exists()
        return
    customer.drop(written(customer), name)
    assert [row["name"] for row in customer.interchanges()] == [name]
    assert customer.orders() == {5: 10}


def test_what_is_no_plain_file_is_left_alone(make_customer: Make) -> None:
    customer = make_customer()
    inside = customer.folder / "in"
    (inside / "link.edi").symlink_to("/etc/passwd")
    (inside / "folder.edi").mkdir()
    os.mkfifo(inside / "pipe.edi")
    customer.look()
    assert len(list(inside.iterdir())) == 3 and customer.interchanges() == []


def test_several_release_one_schedule(make_customer: Make) -> None:
    customer = make_customer(release="manual")
    customer.says(firm(5, 10))
    kept = customer.schedule()
    where = f"/releases/schedules/{kept['schedule']}"
    body = {"version": kept["version"], "unviewed": True}
    answers = [customer.status("POST", f"{where}/release", body) for _ in range(2)]
    assert answers == [200, 409] and customer.orders() == {5: 10}
    assert customer.status("POST", f"{where}/reject", body | {"why": "late"}) == 422
    stale = {"version": kept["version"], "why": "late"}
    assert customer.status("POST", f"{where}/reject", stale) == 409


def test_two_looks_at_one_folder_take_a_file_once(make_customer: Make) -> None:
    customer = make_customer()
    for number in range(12):
        path = customer.folder / "in" / f"{number}.edi"
        path.write_bytes(written(customer, quantity=number + 1))
    others = [customer.another_look() for _ in range(3)]
    threads = [threading.Thread(target=look) for look in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    customer.run()
    states = [row["state"] for row in customer.interchanges()]
    assert states == ["posted"] * 12 and len(customer.schedules()) == 12
    assert list((customer.folder / "in").iterdir()) == []
    assert list((customer.folder / "work").iterdir()) == []


def test_twenty_thousand_lines_of_one_day(make_lite_customer: Make) -> None:
    customer = make_lite_customer()
    data = written(customer)
    segments = b"".join(b"QTY+113:1:PCE'\nDTM+2:20260505:102'\n" for _ in range(20_000))
    head, tail = data.split(b"UNT+")
    count = int(tail.split(b"+")[0])
    tail = tail.replace(b"%d" % count, b"%d" % (count + 40_000), 1)
    customer.drop(head + segments + b"UNT+" + tail)
    assert customer.state() == "released" and customer.orders() == {5: 20_010}


def test_an_830_in_the_folder_of_an_edifact_customer(make_customer: Make) -> None:
    mine, other = make_customer(), make_customer()
    said = Message(
        sender=other.name, number="1", issued=day(4), items=[Item(part="P", lines=[firm(5, 1)])]
    )
    mine.drop(x12_830(said))
    assert mine.interchanges()[0]["state"] == "refused" and mine.schedules() == []
