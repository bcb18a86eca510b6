"""The cums as a picture and as rows: what they show is what the ledger says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from central.agreements.model.options import Returns
from central.cums.pages import day_text
from central.cums.rules.cum_chart import CumChart, draw
from central.cums.rules.ledger import Ledger, record
from central.cums.rules.movements import (
    Corrected,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    ResetExecuted,
    ResetPlanned,
    Returned,
    Side,
)
from central.cums.rules.running_cums import after_each, by_day
from central.web.frame import words
from central.web.printed import figure
from central.words.reasons import RuleRefusedError
from tests.support.examples import examples

START = date(2026, 1, 1)


def picture(chart: CumChart, language: str = "en") -> str:
    return draw(
        chart,
        words(language),
        number=lambda value: figure(value, language),
        day=lambda on: day_text(on, language),
    )


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def steps(*cums: int, first: date = START) -> tuple[tuple[date, Decimal], ...]:
    return tuple((first + timedelta(days=7 * n), Decimal(cum)) for n, cum in enumerate(cums))


FULL = CumChart(
    ours=steps(100, 250, 400),
    customers=steps(0, 100, 250),
    fabricate=steps(500),
    raw_material=steps(700),
    resets=(date(2026, 1, 20),),
    until=date(2026, 1, 31),
)


def test_every_series_has_its_word_its_line_and_its_mark() -> None:
    svg = picture(FULL)
    parsed(svg)
    for text in ("our despatched cum", "customer&#x27;s cum", "authorised to buy", "in transit"):
        assert text in svg
    looks = re.findall(r'class="(ours|customers|fabricate|raw_material)"[^>]*?stroke="(\S+)"', svg)
    assert len({colour for _, colour in looks}) == 4
    dashes = set(re.findall(r'stroke-dasharray="([^"]+)"', svg))
    assert {"7 4", "10 3 2 3", "2 4"} <= dashes
    for mark in ("<circle", "<rect", "<polygon"):
        assert mark in svg
    assert "counted anew from 20 Jan 26" in svg


def test_it_speaks_german() -> None:
    svg = picture(FULL, "de")
    assert "Fertigungsfreigabe" in svg and "neu gezählt ab 20.01.26" in svg
    assert "1.000" in picture(CumChart(ours=steps(1000)), "de")
    assert "1,000" in picture(CumChart(ours=steps(1000)))


def test_nothing_moved_is_said() -> None:
    assert "Nothing has moved yet." in picture(CumChart())


def test_texts_are_no_markup() -> None:
    texts = dict.fromkeys(words("en"), "<script>&")
    svg = draw(FULL, texts, number=lambda _: "<b>", day=lambda _: "<i>")
    parsed(svg)
    assert "<script" not in svg and "<b>" not in svg


cums = st.lists(st.tuples(st.integers(0, 900), st.decimals(0, 10**9, places=2)), max_size=30).map(
    lambda rows: tuple((START + timedelta(days=n), cum) for n, cum in sorted(rows))
)


@settings(max_examples=examples(80), deadline=None)
@given(
    chart=st.builds(
        CumChart,
        ours=cums,
        customers=cums,
        fabricate=cums,
        raw_material=cums,
        resets=st.lists(st.integers(0, 900), max_size=4, unique=True).map(
            lambda found: tuple(START + timedelta(days=n) for n in sorted(found))
        ),
        until=st.none() | st.integers(0, 1000).map(lambda n: START + timedelta(days=n)),
    )
)
def test_whatever_is_drawn_stays_inside_the_picture(chart: CumChart) -> None:
    root = parsed(picture(chart))
    for points in (it.get("points", "") for it in root.iter() if it.tag.endswith("polyline")):
        for pair in points.split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= 1240 and 0 <= y <= 500


days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
pieces = st.integers(1, 50).map(Decimal)
names = st.sampled_from(["N1", "N2", "N3", "N4"])
movements: st.SearchStrategy[Movement] = st.one_of(
    st.builds(Despatched, note=names, on=days, quantity=pieces),
    st.builds(DespatchUndone, note=names, on=days),
    st.builds(Received, note=names | st.just(""), on=days, quantity=pieces),
    st.builds(Returned, on=days, quantity=pieces),
    st.builds(
        Corrected,
        side=st.sampled_from(Side),
        on=days,
        quantity=st.integers(-20, 20).map(Decimal),
        person=st.just("ann"),
        why=st.just("count"),
    ),
    st.builds(ResetPlanned, synchronise_on=days, execute_on=st.just(START + timedelta(days=61))),
    st.builds(ResetExecuted, on=st.just(START + timedelta(days=62))),
)


@settings(max_examples=examples(200), deadline=None)
@given(wanted=st.lists(movements, max_size=25), option=st.sampled_from(Returns))
def test_rows_and_days_end_where_the_ledger_ends(wanted: list[Movement], option: Returns) -> None:
    ledger = Ledger(returns=option)
    for movement in wanted:
        try:
            ledger = record(ledger, movement).ledger
        except RuleRefusedError:
            continue
        row = after_each(ledger.movements, option)[-1]
        assert row.balance == ledger.balances()[row.period]
        assert row.balance.in_transit >= 0
    balances = ledger.balances()
    last = {ledger.period_of(day.on): day for day in by_day(ledger)}
    for period, day in last.items():
        assert (day.despatched, day.received) == (
            balances[period].despatched,
            balances[period].received,
        )
