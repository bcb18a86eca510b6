"""Containers come, are used up, are asked for again; and the books are held against the cards."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hardware_sim.plant import Loop
from hardware_sim.store import CARDS, ORDER_AGAIN_S, Store, stock_problems

LOOP = Loop(loop="L", part="N", location="C/N", quantity=10)


def put_all_down(store: Store) -> list[str]:
    found = []
    while text := store.put_down():
        found.append(text)
    return found


def movement(text: str) -> dict[str, Any]:
    _, _, loop, card, kind = text.split(":")
    return {"loop": loop, "card": card, "movement": kind}


def test_a_day_begins_with_filled_containers() -> None:
    store = Store([LOOP])
    assert store.waiting and store.use_up(Random(1)) is None
    assert put_all_down(store) == [f"LS:KB:L:{n:03d}:replenish" for n in range(1, CARDS + 1)]
    assert not store.waiting


def test_the_card_that_was_used_up_comes_back_filled() -> None:
    store = Store([LOOP])
    put_all_down(store)
    assert store.use_up(Random(1)) == "LS:KB:L:001:consume"
    store.bring("L", 1, 0.0)
    assert put_all_down(store) == ["LS:KB:L:001:replenish"]


def test_the_same_demand_is_met_once_until_the_books_can_know() -> None:
    store = Store([LOOP])
    put_all_down(store)
    store.bring("L", 1, 0.0)
    assert put_all_down(store) == [f"LS:KB:L:{CARDS + 1:03d}:replenish"]
    store.bring("L", 1, ORDER_AGAIN_S / 2)
    store.bring("elsewhere", 1, 9.0)
    assert not store.waiting
    store.bring("L", 1, ORDER_AGAIN_S)
    assert store.waiting


@given(st.lists(st.sampled_from(["put", "use", "bring"]), max_size=60), st.randoms())
def test_sound_books_have_no_problem_and_one_card_more_or_less_shows(
    steps: list[str], rng: Random
) -> None:
    store, texts = Store([LOOP]), []
    for now_s, step in enumerate(steps):
        if step == "bring":
            store.bring("L", 2, now_s * ORDER_AGAIN_S)
        elif text := store.put_down() if step == "put" else store.use_up(rng):
            texts.append(text)
    moved = [movement(text) for text in texts]
    counted = Counter(texts)
    pieces = 10 * sum(1 if m["movement"] == "replenish" else -1 for m in moved)
    assert pieces >= 0
    stock = {("C/N", "N"): pieces}
    assert not list(stock_problems([LOOP], moved, counted, counted, stock))
    assert list(stock_problems([LOOP], moved, counted, counted, {("C/N", "N"): pieces + 10}))
    if moved:
        assert list(stock_problems([LOOP], moved[1:], counted, counted, stock))
        assert list(stock_problems([LOOP], [*moved, moved[0]], counted, counted, stock))
