"""TOML in and out: all or nothing, every fault with file, table and key, the same twice."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from central.agreements.model.resolver import OPTIONS
from central.agreements.model.terms import Terms
from central.agreements.service import contracts as agreements
from central.agreements.service import prices as price_book
from central.audit import service as audit
from central.commands.central import app
from central.db.database import Actor, Database
from central.db.work import Work
from central.exchange import partners as edi
from central.office.exporting import write_out
from central.office.files import OfficeFilesError, load
from central.office.importing import Imported, bring_in
from central.orders.rules.release_plan import ReleasePlan, Wanted
from central.orders.service.write import Writing, write_all
from central.partners.rules.calendar import industry_month
from central.partners.service import customers as partners
from settings.toml_text import written
from tests.support.paths import CONTRACTS

ANN = Actor(who="ann")


def take(db: Database, path: Path, now_us: int = 1) -> Imported:
    return bring_in(db, path, by=ANN, now_us=now_us)


def contents(db: Database) -> tuple[Any, ...]:
    def work(connection: Any) -> tuple[Any, ...]:
        return (
            partners.customers(connection),
            partners.calendars(connection),
            agreements.all_agreements(connection),
            [price_book.prices_of(connection, it.agreement) for it in _all(connection)],
            [it.table for it in edi.all_of(connection)],
        )

    def _all(connection: Any) -> Any:
        return agreements.all_agreements(connection)

    return db.read(work)


def test_the_examples_come_in_once_and_out_the_same(db: Database, tmp_path: Path) -> None:
    first = take(db, CONTRACTS)
    assert sum(first.new.values()) == 12 and not first.changed and not first.same
    before = contents(db)
    again = take(db, CONTRACTS, 2)
    assert again.same == first.new and not again.new and not again.changed
    assert contents(db) == before
    text = db.read(write_out)
    out = tmp_path / "out.toml"
    out.write_text(text, "utf-8")
    assert take(db, out, 3).same == first.new
    assert contents(db) == before and db.read(write_out) == text


def test_what_was_written_out_fills_an_empty_database(
    db: Database, tmp_path: Path, migrated_file: Path
) -> None:
    from sqlalchemy import make_url

    take(db, CONTRACTS)
    out = tmp_path / "out.toml"
    out.write_text(db.read(write_out), "utf-8")
    (tmp_path / "other.db").write_bytes(migrated_file.read_bytes())
    other = Database(make_url(f"sqlite:///{tmp_path / 'other.db'}"))
    take(other, out, 9)
    assert other.read(write_out) == db.read(write_out)
    other.close()


EACH_OTHERS = """
[[currency]]
currency = "EUR"
[[division]]
division = "D"
ranges = [{ kind = "despatch_note", customer = "acme", prefix = "4", width = 7 }]
[[customer]]
customer = "acme"
name = "Acme"
division = "D"
"""


def test_a_division_and_the_customer_of_its_range_come_in_one_file(
    db: Database, tmp_path: Path
) -> None:
    (tmp_path / "in.toml").write_text(EACH_OTHERS, "utf-8")
    take(db, tmp_path / "in.toml")
    (tmp_path / "out.toml").write_text(db.read(write_out), "utf-8")
    assert take(db, tmp_path / "out.toml", 2).same == Counter(currency=1, division=1, customer=1)
    wrong = EACH_OTHERS.replace('customer = "acme", prefix', 'customer = "nobody", prefix')
    (tmp_path / "wrong.toml").write_text(wrong, "utf-8")
    with pytest.raises(OfficeFilesError, match=r"division\]\] D: .*nobody"):
        take(db, tmp_path / "wrong.toml", 3)


def test_every_option_is_written_by_its_own_name(db: Database) -> None:
    take(db, CONTRACTS)
    document = tomllib.loads(db.read(write_out))
    for agreement in document["agreement"]:
        left_out = set(OPTIONS) - set(agreement["terms"])
        assert left_out <= {"tolerance_days"}, "what is nothing has no form in TOML"


OTHERWISE = """
[[currency]]
currency = "EUR"
[[customer]]
customer = "acme"
name = "Acme"
[[agreement]]
agreement = "A1"
customer = "acme"
[agreement.terms]
reconcile = "use_cumulative_quantity"
[agreement.terms.plan]
approval = "auto"
[agreement.terms.call_off]
[[agreement.parts]]
part = "P1"
terms = { quantum = 5, call_off = { release = "automatic", line_types = [] } }
[[agreement.parts]]
part = "P2"
"""


def test_what_is_agreed_otherwise_goes_in_and_out(db: Database, tmp_path: Path) -> None:
    (tmp_path / "in.toml").write_text(OTHERWISE, "utf-8")
    take(db, tmp_path / "in.toml")
    text = db.read(write_out)
    (agreement,) = tomllib.loads(text)["agreement"]
    assert agreement["terms"]["plan"] == {"approval": "auto"}
    assert "call_off" not in agreement["terms"]
    assert agreement["parts"][0]["terms"] == {
        "quantum": 5,
        "call_off": {"release": "automatic", "line_types": []},
    }
    assert "terms" not in agreement["parts"][1]
    (tmp_path / "out.toml").write_text(text, "utf-8")
    assert take(db, tmp_path / "out.toml", 2).same == Counter(agreement=1, customer=1, currency=1)
    wrong = OTHERWISE.replace("quantum = 5", 'references = "use_references"')
    (tmp_path / "wrong.toml").write_text(wrong, "utf-8")
    with pytest.raises(OfficeFilesError) as refused:
        take(db, tmp_path / "wrong.toml", 3)
    said = "A1: parts P1 terms.plan: references = use_references contradicts reconcile = "
    assert said in refused.value.faults[0]


def test_the_examples_are_two_customers_that_agreed_otherwise(db: Database) -> None:
    take(db, CONTRACTS)
    lakeside, nordwerk = db.read(agreements.all_agreements)
    same = [
        name for name in OPTIONS if getattr(lakeside.terms, name) == getattr(nordwerk.terms, name)
    ]
    assert len(same) <= 10, same
    found = db.read(lambda c: agreements.find(c, "nordwerk", "8E5035411", "EMD"))
    assert [it.our_part for it in found] == ["8E5-035-411"]
    windows = db.read(lambda c: partners.windows_of(c, "nordwerk", "EMD"))
    assert [int(it.percent) for it in windows] == [70, 30]
    day, many = date(2026, 11, 2), Decimal(5000)
    price = db.read(lambda c: price_book.price_of(c, "NW-EMD-26", "8E5035411", day, many))
    assert price.each == Decimal("7.05")
    months = db.read(lambda c: partners.industry_months_of(c, "lakeside", "FLT"))
    month = industry_month(months, day)
    assert month is not None and month.name == "2026-11"


def test_a_change_in_a_file_is_told_with_the_files_name(db: Database, tmp_path: Path) -> None:
    take(db, CONTRACTS)
    text = (CONTRACTS / "nordwerk.toml").read_text("utf-8")
    changed = text.replace('approval = "auto"', 'approval = "manual"').replace("7.31", "7.29")
    (tmp_path / "new.toml").write_text(changed, "utf-8")
    with pytest.raises(OfficeFilesError, match=r"7\.31 EUR, its price number 2 by ann"):
        take(db, tmp_path / "new.toml", 6)
    changed = re.sub(r"(each = 7\.29)", r"\1\ncorrects = 2", changed)
    (tmp_path / "new.toml").write_text(changed, "utf-8")
    done = take(db, tmp_path / "new.toml", 7)
    assert done.changed == Counter(agreement=1)
    history = db.read(lambda c: agreements.history_of(c, "NW-EMD-26"))
    assert [(it.what, it.who, it.why) for it in history[:2]] == [
        ("price", "ann", "import of new.toml"),
        ("terms", "ann", "import of new.toml"),
    ]
    (recorded, *_) = db.read(lambda c: audit.history(c, of="agreements:NW-EMD-26", rows=5))
    assert (recorded.who, recorded.why) == ("ann", "import of new.toml")


def test_an_import_does_not_move_a_part_away_from_its_open_orders(
    db: Database, tmp_path: Path
) -> None:
    """50 are open in the first contract: the customer's next schedule would ask for them again in
    the second one. Whichever comes first in the file, nothing of it is taken.
    """
    take(db, CONTRACTS)
    part = "8E5035411"

    def order(connection: Any) -> None:
        found = agreements.agreement_part(connection, "NW-EMD-26", part)
        assert found is not None
        plan = ReleasePlan(
            create=(Wanted(on=date(2026, 12, 1), quantity=Decimal(50)),),
            rewrite=(),
            take_out=(),
            forecast=(),
            exceptions=(),
            reasons=(),
        )
        whole = Writing(plan=plan, schedule=1, kind="call_off", part=found, first=date(2026, 1, 1))
        write_all(Work(connection, ANN, 1), [whole])

    db.write(order)
    text = (CONTRACTS / "nordwerk.toml").read_text("utf-8")
    head = f'[[agreement.parts]]\npart = "{part}"\n'
    assert head in text
    off = text.replace(head, head + "active = false\n")
    new = (
        '\n[[agreement]]\nagreement = "AA-NEW"\ncustomer = "nordwerk"\nplant = "EMD"\n'
        f'currency = "EUR"\n[[agreement.parts]]\npart = "{part}"\n'
    )
    for name, files in (("both", off + new), ("later", off)):
        (tmp_path / f"{name}.toml").write_text(files, "utf-8")
    with pytest.raises(OfficeFilesError) as refused:
        take(db, tmp_path / "both.toml", 7)
    assert "NW-EMD-26 50 are open" in str(refused.value)
    assert db.read(lambda c: agreements.agreement_of(c, "AA-NEW")) is None
    assert take(db, tmp_path / "later.toml", 8).changed == Counter(agreement=1), "it only ends"


FAULTY = """
[[custmer]]
customer = "x"
[[customer]]
name = "nameless"
[[customer]]
customer = "acme"
name = "Acme"
zone = "Mars/Base"
vat = "red"
plants = [{ plant = "W1", windows = [{ at = "6 am", percent = 100 }] }]
[[agreement]]
agreement = "A1"
customer = "acme"
version = 3
[agreement.terms]
approval = "autom"
tolerence_check = "manual"
[[agreement.prices]]
part = "P1"
valid_from = "soon"
each = 1
[calendar]
calendar = "x"
"""


def test_every_fault_names_file_table_and_key(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(FAULTY)
    (tmp_path / "b.toml").write_text("[[currency")
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(OfficeFilesError) as error:
        load(tmp_path)
    kinds = (
        "[[currency]], [[division]], [[calendar]], [[customer]], [[agreement]], [[partner]], "
        "[[purchase_order]], [[floor_feed]]"
    )
    said = [fault for fault in error.value.faults if fault.startswith("a.toml")]
    assert said == [
        f"a.toml: custmer is unknown; there are: {kinds}",
        "a.toml: [[customer]]: customer: is missing or no text: give it its name",
        "a.toml: [[customer]] acme: vat: is unknown; there are: customer, name, currency, "
        "language, country, subdivision, zone, calendar, division, note, "
        "identity, sold_to, invoice_to, payer, parent, active, windows, plants, "
        "version",
        "a.toml: [[customer]] acme: plants[1].windows[1].at: '6 am' is no time of day: "
        "write it as 06:30",
        "a.toml: [[agreement]] A1: version: is counted by central: leave it out",
        "a.toml: [[agreement]] A1: terms.tolerence_check: is unknown (do you mean "
        "tolerance_check?); there are: " + ", ".join(get_type_hints(Terms)),
        "a.toml: [[agreement]] A1: terms.approval: 'autom' is none of manual, auto, unconditional",
        "a.toml: [[agreement]] A1: prices[1].valid_from: 'soon' is no date: write it as 2026-01-31",
        "a.toml: calendar: write it as [[calendar]]",
    ]
    others = [fault for fault in error.value.faults if not fault.startswith("a.toml")]
    assert [fault[:21] for fault in others] == ["b.toml: is not TOML: ", "c.toml: is not TOML: "]


REFUSED = """
[[customer]]
customer = "acme"
name = "Acme"
[[agreement]]
agreement = "A1"
customer = "acme"
[[agreement]]
agreement = "A2"
customer = "nobody"
[agreement.terms]
match_required = "required"
[[partner]]
partner = "acme"
customer = "acme"
[[partner]]
partner = "else"
customer = "nobody"
"""


def test_rules_are_asked_for_all_and_nothing_is_stored(db: Database, tmp_path: Path) -> None:
    """What hangs on a refused customer says nothing more of its own."""
    before = contents(db)
    (tmp_path / "ok.toml").write_text('[[currency]]\ncurrency = "USD"\n')
    (tmp_path / "bad.toml").write_text(REFUSED)
    with pytest.raises(OfficeFilesError) as error:
        take(db, tmp_path)
    assert error.value.faults == (
        "bad.toml: [[customer]] acme: currency = 'EUR' is not known: enter it first",
        "bad.toml: [[agreement]] A2: customer = 'nobody' is not known: enter it first",
        "bad.toml: [[agreement]] A2: match_required = required contradicts reconcile = "
        "no_reconcile: nothing is compared, so nothing can match: take not_required or a way to "
        "reconcile",
        "bad.toml: [[partner]] else: customer = 'nobody' is not known: enter it first",
    )
    assert contents(db) == before and db.read(partners.currencies) == ()


def test_one_thing_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('[[currency]]\ncurrency = "USD"\n')
    with pytest.raises(
        OfficeFilesError, match=r"b\.toml: \[\[currency\]\] USD: appears twice, in a"
    ):
        load(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(OfficeFilesError, match="has no file"):
        load(empty)
    with pytest.raises(OfficeFilesError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_the_command_line_brings_in_and_writes_out(tmp_path: Path) -> None:
    config = tmp_path / "central.toml"
    config.write_text('[central]\ndata_dir = "data"\n')
    runner = CliRunner()

    def run(*words: object) -> Any:
        return runner.invoke(app, [*map(str, words), "--config", str(config)])

    assert run("migrate").exit_code == 0
    done = run("import", CONTRACTS, "--why", "first day")
    assert done.exit_code == 0, done.output
    assert "customer: 2 new, 0 changed, 0 as before" in done.output
    assert "agreement: 0 new, 0 changed, 2 as before" in run("import", CONTRACTS).output
    shown = run("export")
    assert shown.exit_code == 0 and "[[agreement]]" in shown.output
    assert run("export", tmp_path / "out.toml").exit_code == 0
    assert (tmp_path / "out.toml").read_text("utf-8") == shown.output
    (tmp_path / "bad.toml").write_text("[[nothing]]\n")
    refused = run("import", tmp_path / "bad.toml")
    assert refused.exit_code == 2 and "bad.toml: nothing is unknown" in refused.output


PLAIN = (
    st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.dates()
    | st.decimals(-1000, 1000, places=3)
)
NAMES = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=5)
TABLES = st.recursive(
    st.dictionaries(NAMES, PLAIN | st.lists(PLAIN, max_size=3), max_size=5),
    lambda inner: st.dictionaries(NAMES, PLAIN | inner | st.lists(inner, max_size=3), max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(table=TABLES)
def test_whatever_is_written_is_read_again(table: dict[str, Any]) -> None:
    text = written("kind", table) + written("kind", table)
    assert tomllib.loads(text, parse_float=Decimal)["kind"] == [table, table]
