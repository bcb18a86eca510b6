"""The line: whatever goes wrong on the way, the last word on each vehicle is the plan's."""

from __future__ import annotations

import json
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.catalogue import OPTION_NAMES, change_options, draw_vehicles
from hardware_sim.line import QUIET, Line, Rates
from hardware_sim.plant import FeedRules
from hardware_sim.wire_formats import encode, fixed_width_columns
from tests.support.examples import examples

share = st.floats(0, 0.4)
rates = st.builds(
    Rates,
    duplicate=share,
    withheld=share,
    lost=share,
    amended=share,
    swapped=share,
    cancelled=share,
    preview=share,
    restarts=st.integers(0, 2),
)


def broadcast(line: Line) -> list[dict[str, object]]:
    sent = []
    while not line.done:
        sent += line.advance()
    return sent + line.finish()


def day(seed: int, rates: Rates, count: int = 60, first: int = 1) -> Line:
    feed = FeedRules(window=10, max_jump=20, last_number=99)
    return Line(
        draw_vehicles(count, seed), feed, rates, Random(seed), change_options, first_number=first
    )


@settings(max_examples=examples(60))
@given(seed=st.integers(0, 1000), rates=rates, first=st.integers(1, 99))
def test_highest_transmission_of_each_vehicle_is_the_truth(
    seed: int, rates: Rates, first: int
) -> None:
    line = day(seed, rates, first=first)
    latest: dict[object, dict[str, object]] = {}
    for telegram in broadcast(line):
        if telegram["status"] != "preview":
            known = latest.get(telegram["call_number"])
            if known is None or known["transmission"] < telegram["transmission"]:
                latest[telegram["call_number"]] = telegram
    for record in line.records:
        if record.lost:
            assert record.vehicle.call_number not in latest
            assert line.read_out(record.number)
            continue
        last = latest[record.vehicle.call_number]
        assert last["sequence_number"] == f"{record.final_number:04d}"
        assert last["options"] == record.vehicle.options
        assert (last["status"] == "cancelled") == record.cancelled


@given(seed=st.integers(0, 1000))
def test_the_same_seed_is_the_same_day(seed: int) -> None:
    usual = Rates(duplicate=0.1, withheld=0.1, amended=0.1, swapped=0.1, restarts=1)
    assert broadcast(day(seed, usual)) == broadcast(day(seed, usual))


def test_a_quiet_day_is_one_telegram_a_vehicle_in_order_with_wrap() -> None:
    line = day(3, QUIET, first=95)
    numbers = [telegram["sequence_number"] for telegram in broadcast(line)]
    assert numbers[:7] == ["0095", "0096", "0097", "0098", "0099", "0001", "0002"]
    assert len(numbers) == 60
    assert {record.run for record in line.records} == {0, 1}


def test_fixed_width_line_has_every_field_in_its_column() -> None:
    feed = FeedRules(format="fixed_width", columns=fixed_width_columns(OPTION_NAMES))
    telegram = day(1, QUIET).advance()[0]
    line = encode(telegram, feed).decode()
    for column in feed.columns:
        text = line[column["start"] : column["start"] + column["length"]].strip()
        name = column["field"]
        expected = (
            telegram["options"].get(name[7:], "") if name.startswith("option:") else telegram[name]
        )
        assert text == str(expected)
    assert json.loads(encode(telegram, FeedRules())) == telegram
