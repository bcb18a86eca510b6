"""Years, cums, net change and what no schedule can mean, one table a rule."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from central.agreements.model import options as o
from central.cums.model import Authorisation, Use
from central.cums.rules import year_change
from central.cums.rules.authorisation import Highest, begin_period, raise_to
from central.cums.rules.ledger import Ledger, load, record
from central.cums.rules.movements import (
    Despatched,
    DespatchUndone,
    ResetExecuted,
    ResetPlanned,
)
from central.demand.lines import LineStatus, Schedule, ScheduleKind
from central.releases.rules.net_change import Change, compare
from central.releases.rules.plausible import faults_of
from central.words.reasons import RuleRefusedError
from tests.support.central.cum_arithmetic import discrete, in_transit, open_quantity
from tests.support.central.decisions import (
    D,
    despatches,
    line,
    on,
    schedule,
)
from tests.support.paths import ROOT

NEW_YEAR = date(2026, 1, 1)


def two_years() -> Ledger:
    ledger = record(Ledger(), Despatched(note="A", on=date(2025, 11, 3), quantity=D(1000))).ledger
    return record(ledger, Despatched(note="B", on=date(2026, 1, 5), quantity=D(200))).ledger


@pytest.mark.parametrize(
    ("cum", "since", "last", "option", "verdict", "code"),
    [
        (200, NEW_YEAR, 1000, o.YearChange.ANNOUNCED, "change", "year.announced"),
        (201, NEW_YEAR, 1000, o.YearChange.ANNOUNCED, "mismatch", "year.announced_above"),
        (1100, date(2025, 8, 1), 1000, o.YearChange.ANNOUNCED, "no_change", "year.same"),
        (1100, None, 1000, o.YearChange.INFERRED, "no_change", "year.same"),
        (1000, None, 1000, o.YearChange.INFERRED, "no_change", "year.same"),
        (150, None, 1000, o.YearChange.INFERRED, "change", "year.despatched_since"),
        (150, None, 1000, o.YearChange.ANNOUNCED, "mismatch", "year.not_announced"),
        (500, None, 1000, o.YearChange.INFERRED, "mismatch", "year.despatched_since"),
        (1201, None, 1000, o.YearChange.INFERRED, "mismatch", "year.above"),
        (0, None, None, o.YearChange.INFERRED, "no_change", "year.same"),
    ],
)
def test_a_year_change_is_seen_or_said(
    cum: int,
    since: date | None,
    last: int | None,
    option: o.YearChange,
    verdict: str,
    code: str,
) -> None:
    found = year_change.judge(
        two_years(),
        received_cum=D(cum),
        counted_since=since,
        before=year_change.CountBefore(
            cum=None if last is None else D(last), issued_on=date(2025, 12, 20)
        ),
        year_start=NEW_YEAR,
        option=option,
    )
    assert found.verdict == verdict
    assert code in {reason.code for reason in found.reasons}


@pytest.mark.parametrize(
    ("told_on", "verdict"),
    [(NEW_YEAR - timedelta(days=1), "change"), (NEW_YEAR, "mismatch"), (on(1), "mismatch")],
)
def test_a_year_that_began_before_the_higher_cum_was_told_does_not_explain_its_fall(
    told_on: date, verdict: str
) -> None:
    found = year_change.judge(
        two_years(),
        received_cum=D(50),
        counted_since=None,
        before=year_change.CountBefore(cum=D(1000), issued_on=told_on),
        year_start=NEW_YEAR,
        option=o.YearChange.INFERRED,
    )
    assert found.verdict == verdict
    assert (found.reasons[-1].code == "year.told_since") is (verdict == "mismatch")


def test_a_customer_who_still_counts_the_old_year_is_a_mismatch() -> None:
    ledger = two_years()
    ledger = record(ledger, ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR)).ledger
    ledger = record(ledger, ResetExecuted(on=NEW_YEAR)).ledger
    for since, code in ((date(2025, 8, 1), "year.customer_behind"), (None, "year.we_reset")):
        found = year_change.judge(
            ledger,
            received_cum=D(1100),
            counted_since=since,
            before=year_change.CountBefore(cum=D(1000), issued_on=date(2025, 12, 20)),
            year_start=NEW_YEAR,
        )
        assert found.verdict is year_change.Verdict.MISMATCH
        assert code in {reason.code for reason in found.reasons}


def test_a_year_is_not_begun_twice() -> None:
    ledger = record(two_years(), ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR)).ledger
    ledger = record(ledger, ResetExecuted(on=NEW_YEAR)).ledger
    with pytest.raises(RuleRefusedError, match="not after the last one, from 2026-01-01"):
        record(ledger, ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR))
    found = year_change.judge(
        ledger,
        received_cum=D(100),
        counted_since=None,
        before=year_change.CountBefore(cum=D(150), issued_on=date(2025, 12, 20)),
        year_start=NEW_YEAR,
        option=o.YearChange.INFERRED,
    )
    assert found.verdict is year_change.Verdict.MISMATCH
    assert "no year begins in our current period" in found.reasons[-1].text


def test_a_planned_reset_that_another_takes_the_place_of_is_named() -> None:
    ledger = record(two_years(), ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR)).ledger
    later = ResetPlanned(synchronise_on=on(1), execute_on=on(2))
    assert "instead of the one from 2026-01-01" in record(ledger, later).reasons[0].text


def test_the_highest_authorised_cums_are_kept_for_each_period() -> None:
    raised, reasons = raise_to(
        Highest(start=NEW_YEAR),
        [
            Authorisation(use=Use.FABRICATE, cum=D(5000)),
            Authorisation(use=Use.RAW_MATERIAL, cum=D(9000)),
            Authorisation(use=Use.FABRICATE, cum=D(4200)),
        ],
    )
    assert raised.liability(Use.FABRICATE, D(4600)) == 400
    assert raised.liability(Use.RAW_MATERIAL, D(9500)) == 0
    assert "does not lower the highest, 5000" in reasons[2].text
    begun = begin_period(raised, date(2027, 1, 1), D(4600))
    assert (begun.fabricate, begun.closed[0].fabricate) == (0, 5000)
    with pytest.raises(RuleRefusedError, match="does not follow"):
        begin_period(begun, date(2027, 1, 1), D(0))


def test_cums_and_quantities_are_each_others_inverse() -> None:
    assert discrete([D(29599), D(38699), D(40799)], D(21199)) == (8400, 9100, 2100)
    with pytest.raises(RuleRefusedError, match="line 2 is 4, below 5"):
        discrete([D(5), D(4)])
    assert open_quantity(received_cum=D(1000), demand_to_date=D(500), despatched_cum=D(1300)) == 200
    with pytest.raises(RuleRefusedError, match="above despatched cum 900 by 100"):
        in_transit(D(900), D(1000))


def test_net_change_shows_each_day() -> None:
    before = schedule(line(1, 9, 100), line(2, 10, 50), line(3, 11, 5), line(4, 12, 5))
    after = schedule(
        line(1, 9, 120), line(2, 11, 5), line(3, 12, 5, status=LineStatus.FORECAST), line(4, 13, 30)
    )
    assert [(row.change, row.net, row.net_cum) for row in compare(before, after)] == [
        (Change.INCREASED, 20, 20),
        (Change.REMOVED, -50, -30),
        (Change.SAME, 0, -30),
        (Change.STATUS, 0, -30),
        (Change.ADDED, 30, 0),
    ]
    assert {row.change for row in compare(None, after)} == {Change.ADDED}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (schedule(line(1, 9, -5)), "quantity -5"),
        (schedule(line(1, 9, 10**12)), "quantity 1000000000000"),
        (schedule(replace(line(1, 9, 1), quantity=D("NaN"))), "quantity NaN"),
        (schedule(replace(line(1, 9, 1), on=date(2999, 1, 1))), "2999-01-01"),
        (schedule(replace(line(1, 9, 1), until=on(8))), "ends on 2026-03-08"),
        (schedule(received_cum=D(-1)), "received cum -1"),
        (
            schedule(authorisations=(Authorisation(use=Use.FABRICATE, cum=D("Infinity")),)),
            "fabricate cum Infinity",
        ),
    ],
)
def test_what_no_schedule_can_mean(given: Schedule, words: str) -> None:
    (fault,) = faults_of(given)
    assert words in fault.text


def test_a_plausible_schedule_goes_on() -> None:
    assert faults_of(schedule(line(1, 9, 0), received_cum=D(0), kind=ScheduleKind.CALL_OFF)) == ()


def test_an_undone_note_is_none_that_the_customer_can_name() -> None:
    ledger = record(despatches(100, 80), DespatchUndone(note="N0", on=on(1))).ledger
    assert ledger.after_note("N0") is None
    assert load(ledger.movements) == ledger


def test_rules_know_no_clock_and_no_device() -> None:
    forbidden = {"asyncio", "sqlite3", "sqlalchemy", "socket", "fastapi", "time", "threading"}
    forbidden |= {"subprocess", "random", "structlog", "pathlib", "os", "httpx"}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    named = next(c for c in contracts["contracts"] if c["name"].startswith("pure rooms"))
    rooms = [module.split(".") for module in named["source_modules"] if "*" not in module]
    pure = [ROOT / "central" / "words" / "reasons.py"]
    pure += [ROOT.joinpath(*room).with_suffix(".py") for room in rooms if room[0] == "central"]
    pure += [*(ROOT / "central").glob("*/rules.py"), *(ROOT / "central").glob("*/rules/*.py")]
    assert len(pure) > 40
    for path in (path for path in pure if path.exists()):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.partition(".")[0] for name in names} & forbidden, path
            assert not (isinstance(node, ast.Attribute) and node.attr in {"today", "now"}), path
