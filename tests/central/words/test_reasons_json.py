from __future__ import annotations

from datetime import date
from decimal import Decimal

from central.words.reasons import Figure, because, spoken
from central.words.reasons_json import ALIKE_MAX, bounded, from_json, to_json, words


def test_a_reason_comes_back_with_its_words_and_its_quantities() -> None:
    told = because("x.y", "{n} of {part} on {on}", n=Decimal("7.50"), part="5", on=date(2026, 1, 2))
    (back,) = from_json(to_json([told]))
    assert (back.code, back.text) == ("x.y", "7.5 of 5 on 2026-01-02")
    assert dict(back.figures) == {"n": Decimal("7.5"), "part": "5", "on": "2026-01-02"}


def test_a_quantity_is_spoken_without_exponent_and_without_idle_zeros() -> None:
    said: list[tuple[Figure, str]] = [
        (Decimal("1E+3"), "1000"),
        (Decimal("0.500"), "0.5"),
        (Decimal("-0.0"), "0"),
        (Decimal("100"), "100"),
        (7, "7"),
    ]
    assert [spoken(figure) for figure, _ in said] == [text for _, text in said]


def test_a_long_row_of_like_reasons_is_counted_and_others_are_not_lost() -> None:
    row = [because("a", "{n}", n=n) for n in range(ALIKE_MAX + 3)]
    kept = bounded([*row, because("b", "other")])
    assert [it.code for it in kept] == ["a"] * ALIKE_MAX + ["b", "told.more"]
    assert words(kept[-2:]) == "other; 3 more of this kind: a"
    assert bounded(row[:ALIKE_MAX]) == tuple(row[:ALIKE_MAX])
