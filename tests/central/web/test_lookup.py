"""The search over everything: who may see what, what it costs, and that no capability with pages
was forgotten.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite

from central.access.rules import Principal, TokenRole
from central.agreements.tables import agreements, parts
from central.db.database import Database
from central.despatch.tables import units
from central.discovery import modules, packages
from central.orders.tables import lines, notes
from central.partners.tables import customers
from central.releases.tables import SCHEDULES
from central.tracking.tables import vehicles
from central.web import lookup
from central.web.catalogue import languages, words
from central.web.lookup import SHOWN, finds, search

PLANNER = Principal(roles=frozenset({TokenRole.PLANNER}), person="pia")
VIEWER = Principal(roles=frozenset({TokenRole.VIEWER}), person="vic")
EMPTY = {"TEXT": "", "BIGINT": 0, "INTEGER": 0, "BLOB": b"", "BYTEA": b"", "BOOLEAN": False}


def row(table: Any, **known: Any) -> dict[str, Any]:
    """With something in every column that must have it."""
    made = dict(known)
    for column in table.columns:
        if column.name not in made and not column.nullable and column.server_default is None:
            kind = column.type.compile(dialect=sqlite.dialect()).upper()
            made[column.name] = EMPTY.get(kind, 0)
    return made


def put(db: Database, table: Any, *rows: dict[str, Any]) -> None:
    db.write(lambda c: c.execute(insert(table), [row(table, **it) for it in rows]))


def found(db: Database, visitor: Principal, asked: str) -> dict[str, list[str]]:
    groups = db.read(lambda c: search(c, visitor, asked))
    return {it.name: [hit.text for hit in it.hits] for it in groups}


@pytest.fixture
def filled(db: Database) -> Database:
    put(db, customers, {"customer": "northworks", "name": "Northworks Motor"})
    put(db, agreements, {"agreement": "NW-EMD", "customer": "northworks"})
    put(db, parts, {"agreement": "NW-EMD", "part": "8E5035411", "our_part": "M-RED"})
    many = [
        {"feed": "L1", "node": "a", "call_number": f"RL-{n:04d}", "vin": f"VW{n:04d}"}
        for n in range(SHOWN + 3)
    ]
    put(db, vehicles, *many)
    return db


@pytest.mark.parametrize(
    ("asked", "kind", "text"),
    [
        ("8E5035411", "part", "8E5035411"),
        ("8e5 035 411", "part", "8E5035411"),
        ("8E503", "part", "8E5035411"),
        ("m-red", "part", "M-RED"),
        ("NW-EMD", "contract", "NW-EMD"),
        ("northworks", "customer", "northworks"),
        ("Motor", "customer", "Northworks Motor"),
        ("VW0003", "vehicle", "VW0003"),
        ("RL-0003", "vehicle", "RL-0003"),
    ],
)
def test_what_a_person_types_is_found(filled: Database, asked: str, kind: str, text: str) -> None:
    assert text in found(filled, PLANNER, asked)[kind]


def test_each_sees_only_what_they_may(filled: Database) -> None:
    assert "part" in found(filled, PLANNER, "8E5035411")
    assert found(filled, VIEWER, "8E5035411") == {}
    assert found(filled, replace(PLANNER, roles=frozenset()), "VW0003") == {}


def test_the_exact_stands_first_and_a_group_is_bounded(filled: Database) -> None:
    put(filled, vehicles, {"feed": "L1", "node": "b", "call_number": "RL-", "vin": "X"})
    (group,) = filled.read(lambda c: search(c, VIEWER, "RL-"))
    assert group.hits[0].text == "RL-" and group.hits[0].exact
    assert len(group.hits) == SHOWN and group.more and group.listed == "/lists/vehicles"


def test_things_that_share_a_page_are_hits_of_their_own(db: Database) -> None:
    """Units on no note stand on the desk, pieces of a lot on one vehicle; a part is one hit."""
    put(
        db,
        units,
        *(
            {"unit": f"AB{n}", "customer": "C", "level": "pack", "state": "packed"}
            for n in range(3)
        ),
    )
    put(db, parts, {"agreement": "A", "part": "AB-P", "our_part": "AB-Q"})
    assert found(db, PLANNER, "AB") == {"unit": ["AB0", "AB1", "AB2"], "part": ["AB-P"]}


def test_no_sign_of_a_pattern_finds_everything(filled: Database) -> None:
    for asked in ("%", "_", "%%", "__", "\\", ""):
        assert found(filled, PLANNER, asked) == {}


def test_every_kind_is_found_by_an_index(db: Database) -> None:
    """Of tables that grow: neither database reads them through."""
    asked = 0
    for find in finds():
        if find.small:
            continue
        for column in find.columns:
            for _, query in _queries(db, find, column):
                plan = _plan(db, query)
                assert ("SCAN " if db.is_sqlite else "Seq Scan") not in plan, (find.name, plan)
                asked += 1
    assert asked > 30


def _queries(db: Database, find: Any, column: Any) -> Any:
    return db.read(lambda c: lookup._queries(c, find, column, "RL0002"))


def _plan(db: Database, query: Any) -> str:
    kind = sqlite.dialect() if db.is_sqlite else postgresql.dialect()
    plain = str(query.limit(9).compile(dialect=kind, compile_kwargs={"literal_binds": True}))
    word = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"

    def work(connection: Any) -> str:
        if not db.is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        said = connection.exec_driver_sql(f"{word} {plain.replace('%', '%%')}")
        return "\n".join(str(tuple(it)) for it in said)

    return db.read(work)


def test_a_capability_with_pages_says_what_the_search_finds_of_it() -> None:
    with_pages = {name for name, folder in packages().items() if list(folder.glob("*pages*.py"))}
    known = modules("finds")
    assert with_pages - {"web"} <= known.keys()
    for name, module in known.items():
        assert getattr(module, "FINDS", ()) or len(module.NOTHING) > 20, name


def test_every_kind_has_its_words_and_stands_once() -> None:
    names = [it.name for it in finds()]
    assert len(set(names)) == len(names) > 15
    for language in languages():
        assert {f"find.{name}" for name in names} <= words(language).keys()


def test_tables_that_grow_are_among_what_is_found() -> None:
    columns = {column for it in finds() for column in it.columns}
    assert {SCHEDULES.c.number, notes.c.note, lines.c.reference, vehicles.c.vin} <= columns
