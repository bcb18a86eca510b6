"""Each segment in words: what it means by the standard, what of it is read, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from central.edi import meanings
from central.edi.meanings import LANGUAGES
from central.edi.message_names import names
from central.edi.profiles.profile import ANY, from_table
from central.edi.profiles.vda_layouts import LAYOUTS
from central.edi.readers.field_table import Table
from central.edi.readers.vda_schedule import FIELDS
from central.edi.segment_view import segments
from tests.support.paths import MESSAGES

DELFOR = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
TABLES = ("edifact", "x12", "vda", "common")


def said(data: bytes, language: str, begins: str, profile=ANY):
    """The first segment that begins so."""
    rows = segments(data, profile, language=language)
    return next(row.said for row in rows if row.text.startswith(begins))


OF_DELFOR = {
    "QTY+113:300:PCE": ("asked for: 300 pieces", "angefordert: 300 Stück"),
    "DTM+2:20261124:102": (
        "delivery wanted on 24 November 2026", "Lieferung gewünscht am 24. November 2026",
    ),
    "DTM+64:202647:616": (
        "delivery at the earliest in week 47 of 2026", "Lieferung frühestens in KW 47 2026",
    ),
    "DTM+2:202611240600:203": (
        "delivery wanted on 24 November 2026 at 06:00",
        "Lieferung gewünscht am 24. November 2026 um 06:00",
    ),
    "QTY+113:20000000.5:PCE": (
        "asked for: 20,000,000.5 pieces", "angefordert: 20.000.000,5 Stück",
    ),
    "QTY+113:7:XYZ": (
        "asked for: 7 code XYZ, not known to us", "angefordert: 7 Code XYZ, uns nicht bekannt",
    ),
    "QTY+9Z:7:PCE": (
        "quantity, code 9Z, not known to us: 7 pieces",
        "Menge, Code 9Z, uns nicht bekannt: 7 Stück",
    ),
    "DTM+2:20261399:102": (
        "delivery wanted 20261399 (no date of format 102)",
        "Lieferung gewünscht 20261399 (kein Datum im Format 102)",
    ),
    "RFF+ON:4500?+1": ("order: 4500+1", "Bestellung: 4500+1"),
    "LOC+11+DOCK 4": ("unloading point: DOCK 4", "Abladestelle: DOCK 4"),
    "SCC+4++W": ("forecast: weekly", "Vorschau: wöchentlich"),
    "ZZZ+1": ("not known to us", "uns nicht bekannt"),
}  # fmt: skip


@pytest.mark.parametrize(("segment", "expected"), OF_DELFOR.items())
def test_a_segment_of_edifact_says_what_it_means(segment: str, expected: tuple[str, str]) -> None:
    data = DELFOR.replace(b"QTY+113:8400:PCE", segment.encode())
    for language, words in zip(LANGUAGES, expected, strict=True):
        assert said(data, language, segment).text == words


OF_OTHERS = (
    ("x12_830_weekly.edi", "FST*500*C*W*990906", "firm: 500 (a week), on 6 September 1999"),
    ("x12_830_weekly.edi", "SHP*02",
     "cum: 1,000, count begins on 1 January 1999, to 28 August 1999"),
    ("x12_861.edi", "RCD*2", "received: 44 pieces, 4 (over), line 2"),
    ("x12_997.edi", "AK5*R", "rejected: code 5"),
    ("contrl.edi", "UCM+2",
     "answer to a message: reference 2, despatch advice, rejected"),
    ("recadv_d97a.edi", "QTY+195", "received, not accepted, goes back: 5 pieces"),
    ("vda_4905.txt", "51301",
     "plan: cum and first dates: booked 3 January 2026; last note 00081234; of 2 January 2026; "
     "quantity of the note 400; received, cum 400; backlog: 50; on 12 January 2026: 200; on 13 "
     "January 2026: 200; from here on weeks or months; in February 2026: 4,000"),
    ("vda_4905.txt", "51401", "plan: further dates: from 2 March 2026 to 29 March 2026: 4,400"),
)  # fmt: skip


@pytest.mark.parametrize(("file", "begins", "expected"), OF_OTHERS)
def test_a_segment_of_another_message_says_what_it_means(
    file: str, begins: str, expected: str
) -> None:
    assert said((MESSAGES / file).read_bytes(), "en", begins).text == expected


def test_what_is_read_and_what_is_not_is_told_apart() -> None:
    asked = said(DELFOR, "en", "QTY+113")
    assert asked.read == ("line, quantity", "part, unit") and not asked.unread
    supplier = said(DELFOR, "de", "NAD+SU")
    assert supplier.read == ("Beleg, Lieferant",) and supplier.unread == ("Element 2.3: 92",)
    text = said(DELFOR.replace(b"LOC+11", b"FTX+AAI+++hello'\nLOC+11"), "en", "FTX")
    assert not text.read and not text.framing and text.text == "general: hello"
    assert said(DELFOR, "en", "UNB").framing


def test_the_same_date_is_read_by_what_it_follows() -> None:
    rows = [row.said for row in segments(DELFOR, language="en") if row.text.startswith("DTM+")]
    assert [row.read for row in rows][:4] == [
        ("document, date",), ("document, horizon, from",), ("document, horizon, until",),
        ("quantity, day",),
    ]  # fmt: skip


def test_a_quantity_that_the_partner_leaves_out_is_not_read() -> None:
    profile = from_table({"messages": {"delfor": {"quantities": {"113": "ignore"}}}})
    asked = said(DELFOR, "en", "QTY+113", profile)
    assert not asked.read
    assert asked.text == "code 113, in this partner's profile: left out: 8,400 pieces"


def test_every_code_that_is_read_and_every_segment_has_a_meaning() -> None:
    missing = []
    for name in names():
        table = import_module(f"central.edi.messages.{name}").TABLE
        if not isinstance(table, Table):
            continue
        syntax = "x12" if name.startswith("x12") else "edifact"
        for tag in (*table.tags, *table.unread):
            if meanings.segment(syntax, tag) is None:
                missing.append((name, tag))
        missing += [(name, tag, code) for tag, code in coded(table) if not known(syntax, tag, code)]
    assert not missing


def coded(table: Table) -> Iterator[tuple[str, str]]:
    for tag, codes in table.codes.items():
        for ours in codes.keys.values():
            yield from ((tag, code) for code in ours if code)
    yield from ((one.segment, one.means[1:]) for one in table.rows if one.means.startswith("="))


def known(syntax: str, tag: str, code: str) -> bool:
    found = meanings.segment(syntax, tag)
    kinds = [place.kind for place in found.places] if found else []
    return any(code in meanings.tables(syntax).get(f"codes.{kind}", {}) for kind in kinds)


def test_every_field_that_is_filled_has_words() -> None:
    into = {i for name in names() for i in fields_of(name)}
    for name in into - {"nothing"}:
        owner, *rest = name.split(".")
        for language in LANGUAGES:
            assert meanings.word("common", "owners", owner, language), name
            assert all(meanings.word("common", "into", each, language) for each in rest), name
    for layout in LAYOUTS.values():
        fields = {name.partition(".")[0] for name in layout.fields}
        assert meanings.segment("vda", layout.type)
        named = {name for name in fields if not name.startswith("count_")}
        assert all(meanings.word("vda", "fields", name, "de") for name in named), layout.type


def fields_of(name: str) -> list[str]:
    table = import_module(f"central.edi.messages.{name}").TABLE
    if isinstance(table, Table):
        return [one.into for one in table.rows]
    return [into for fields in FIELDS.values() for into in fields.values()]


@pytest.mark.parametrize("name", TABLES)
def test_every_line_of_the_tables_has_both_languages(name: str) -> None:
    for table, lines in meanings.tables(name).items():
        if table in ("envelope", "segments"):
            continue
        for key, line in lines.items():
            words = line.split(" | ")
            assert len(words) == len(LANGUAGES) and all(words), (table, key)


@pytest.mark.parametrize("file", sorted(MESSAGES.glob("*.*")), ids=lambda f: f.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_a_file_that_is_read_says_something(file, language: str) -> None:
    if file.suffix == ".md":
        return
    rows = segments(file.read_bytes(), language=language)
    assert all(row.said and row.said.text for row in rows)
