"""A capability is one folder: a sample is dropped beside the others and works, and what does not go
together is said when central starts.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import Connection

import central
from central import discovery
from central.access.needs import routes_of
from central.access.rules import Right, TokenRole
from central.app import create_app
from central.config import Config
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.work import Work
from central.discovery import ComposeError, Question
from central.office import exporting, importing, kinds
from central.office.files import OfficeFilesError
from central.partners.rules.customers import Currency, Customer
from central.partners.service import write
from central.web import catalogue
from tests.support.central.sample_capability import SAMPLE

HTML = {"accept": "text/html"}
_INSTALL = "def install(house):\n"


@pytest.fixture
def database_url(tmp_path: Path, migrated_file: Path) -> str:
    """A file alone: what is composed is the same on every database."""
    copy = tmp_path / "central.db"
    copy.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{copy}"


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Puts the sample beside the capabilities, with ``changes`` to its files; its folder."""
    place = tmp_path / "beside"
    monkeypatch.setattr(central, "__path__", [*central.__path__, str(place)])

    def put(**changes: str) -> Path:
        files = SAMPLE | {name.replace("__", "/"): text for name, text in changes.items()}
        for name, text in files.items():
            file = place / "docks" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        _look_again()
        return place / "docks"

    yield put
    for name in [name for name in sys.modules if name.startswith("central.docks")]:
        del sys.modules[name]
    vars(central).pop("docks", None)
    monkeypatch.undo()
    _look_again()


def _look_again() -> None:
    importlib.invalidate_caches()
    catalogue.catalogues.cache_clear()
    discovery.packages.cache_clear()
    discovery.replies.cache_clear()
    kinds.office_kinds.cache_clear()


@pytest.fixture
def dropped(drop: Callable[..., Path]) -> None:
    drop()


@pytest.fixture
def docks(dropped: None, client: Any) -> Any:
    """Central with the sample among its capabilities."""
    return client


def test_its_page_is_served_in_each_language_and_named_in_the_navigation(docks: Any) -> None:
    token = docks.token("planner")
    english = docks.get("/office/docks", token=token)
    german = docks.get("/office/docks?lang=de", token=token)
    assert english.status_code == german.status_code == 200
    assert "<h1>Docks</h1><p>0 arrivals</p>" in english.text
    assert "<h1>Tore</h1><p>0 Ankünfte</p>" in german.text
    other = docks.get("/office/customers?lang=de", token=token).text
    places = [
        other.index(f'<a href="/office/{name}"')
        for name in ("customers", "docks", "people")
        if f'<a href="/office/{name}"' in other
    ]
    assert places == sorted(places) and '<a href="/office/docks">Tore</a>' in other
    assert 'href="/office/docks" aria-current="page"' in english.text


def test_its_rule_refuses_in_the_language_of_who_asks(docks: Any) -> None:
    token = docks.token("planner")
    german = docks.get("/office/docks/south?lang=de", token=token, headers=HTML)
    assert german.status_code == 409 and "ein Tor south gibt es nicht" in german.text
    assert "there is no dock south" in docks.get("/office/docks/south", token=token).text


def test_its_routes_are_guarded_and_described_like_all_others(docks: Any) -> None:
    rights = {it.path: it.rights for it in routes_of(docks.app) if "docks" in it.path}
    assert rights["/office/docks"] == rights["/api/v1/docks"] == (Right.READ_OFFICE,)
    assert docks.get("/api/v1/docks").status_code == 401
    cell = docks.token("cell", cell="cell-a")
    assert docks.get("/office/docks", token=cell).status_code == 403
    viewer = docks.token("viewer")
    assert docks.get("/api/v1/docks", token=viewer).status_code == 403
    assert docks.post("/api/v1/docks/notes", token=viewer, content=b"1").status_code == 403
    described = docks.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/docks" in described and "/office/docks" not in described
    signing_in = docks.get("/office/docks", headers=HTML)
    assert (signing_in.status_code, signing_in.headers["location"]) == (
        303,
        "/web/sign-in?next=%2Foffice%2Fdocks",
    )


def test_it_hears_the_bus_by_the_name_of_the_topic(docks: Any) -> None:
    docks.central.changes.publish("edi")
    docks.central.changes.publish("edi")
    docks.central.changes.publish("kanban")
    token = docks.token("planner")
    assert docks.get("/api/v1/docks", token=token).json() == {"arrivals": 2}


def test_it_takes_bodies_of_the_size_that_it_says(docks: Any) -> None:
    token = docks.token(TokenRole.SHIPPING)
    taken = docks.post("/api/v1/docks/notes", token=token, content=b"1" * 1_900_000)
    assert taken.json() == {"bytes": 1_900_000}
    large = docks.post("/api/v1/docks/notes", token=token, content=b"1" * 2_000_001)
    assert large.status_code == 413


def test_a_page_of_another_capability_shows_its_panel(docks: Any) -> None:
    by = Actor(who="test")
    wanted = Customer(customer="NW", name="Nordwerk")

    def work(connection: Connection) -> None:
        write.save_currency(connection, Currency(currency="EUR", digits=2))
        write.save_customer(Work(connection, by, now_us()), wanted)

    docks.central.db.write(work, by=by)
    page = docks.get("/office/customers/NW", token=docks.token("planner"))
    assert '<p id="docks">2 Docks, Nordwerk</p>' in page.text


def test_its_tables_stand_in_files_of_the_office(docks: Any, tmp_path: Path) -> None:
    db, file = docks.central.db, tmp_path / "docks.toml"
    file.write_text('[[dock]]\ndock = "north"\ngates = 3\n')
    done = importing.bring_in(db, file, by=Actor(who="test"), now_us=now_us())
    assert done.new == {"dock": 1}
    assert '[[dock]]\ndock = "north"\ngates = 3\n' in db.read(exporting.write_out)
    file.write_text('[[dock]]\ndock = "north"\nquays = 3\n')
    with pytest.raises(OfficeFilesError, match=r"\[\[dock\]\] north: quays"):
        importing.bring_in(db, file, by=Actor(who="test"), now_us=now_us())


def test_two_kinds_of_one_name_are_said(drop: Callable[..., Path]) -> None:
    drop(**{"office_kinds.py": SAMPLE["office_kinds.py"].replace('name="dock"', 'name="calendar"')})
    with pytest.raises(ComposeError, match=r"two capabilities declare \[\[calendar\]\]"):
        kinds.office_kinds()
    drop(**{"office_kinds.py": "x = 1"})
    sys.modules.pop("central.docks.office_kinds", None)
    kinds.office_kinds.cache_clear()
    with pytest.raises(ComposeError, match="has no KINDS"):
        kinds.office_kinds()


def test_without_it_nothing_of_it_is_there(client: Any) -> None:
    assert client.get("/office/docks", token=client.token("viewer")).status_code == 404
    assert not [it for it in routes_of(client.app) if "docks" in it.path]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"texts__de.json": '{"office.docks": "Tore"}'}, "'docks.arrivals' of en.json is missing"),
        ({"texts__en.json": "{"}, "docks/texts/en.json: "),
        (
            {
                "texts__en.json": '{"office.docks": "D", "docks.arrivals": "a", "empty": "-"}',
                "texts__de.json": '{"office.docks": "T", "docks.arrivals": "A", "empty": "-"}',
            },
            "'empty' stands in ",
        ),
        ({"templates__office.html": ""}, "a template's name stands once in central"),
        ({"capability.py": "x = 1"}, "central/docks/capability.py has no install(house)"),
        ({"replies.py": "x = 1"}, "central/docks/replies.py has no REPLIES"),
        (
            {"capability.py": _INSTALL + '    house.page("/office/docks", "office.docks", 310)\n'},
            "/office/docks and /office/contracts both have the place 310",
        ),
        (
            {"capability.py": _INSTALL + '    house.body("/api/v1/facts/of", 1)\n'},
            "a limit of bodies for /api/v1/facts and one for /api/v1/facts/of",
        ),
        (
            {"capability.py": _INSTALL + '    house.work("exchange", lambda: None)\n'},
            "two tasks are named 'exchange'",
        ),
        (
            {"capability.py": _INSTALL + '    house.page("/office/docks", "office.quays", 350)\n'},
            "/office/docks: its name 'office.quays' stands in no texts/en.json",
        ),
        (
            {"capability.py": _INSTALL + '    house.page("/office/docks", "office.docks", 850)\n'},
            "/office/docks: no subject has the hundred of the place 850",
        ),
        (
            {"capability.py": _INSTALL + '    house.page("/office/orders", "office.docks", 350)\n'},
            "/office/orders stands twice in the navigation, as ",
        ),
        (
            {"texts__en.json": '{"office.docks": "D", "office.docks": "d"}'},
            "'office.docks' stands twice: leave it once",
        ),
        (
            {
                "api.py": SAMPLE["api.py"].replace("/api/v1/docks", "/api/v1/cums"),
            },
            "two routes answer GET /api/v1/cums: ",
        ),
    ],
)
def test_what_does_not_go_together_is_said_at_the_start(
    drop: Callable[..., Path],
    make_config: Callable[..., Config],
    database_url: str,
    changes: dict[str, str],
    said: str,
) -> None:
    drop(**changes)
    with pytest.raises(ComposeError, match=re.escape(said)):
        create_app(make_config(database_url))


_FAILING = """
def install(house):
    async def fall():
        raise RuntimeError("a defect")

    def never():
        raise RuntimeError("another")

    house.work("lorries", fall)
    house.at_end.append(never)
    house.readings["docks"] = lambda: 1 // 0
"""


def test_what_fails_in_a_capability_is_named_and_takes_nothing_else_with_it(
    drop: Callable[..., Path], make_config: Callable[..., Config], database_url: str
) -> None:
    drop(**{"capability.py": _FAILING})
    app = create_app(make_config(database_url))

    async def run() -> None:
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app=app), base_url="http://central") as http,
        ):
            answer = await http.get("/readyz")
            assert answer.status_code == 200
            assert answer.json()["ended"] == ["lorries"]
            assert (answer.json()["failing"], answer.json()["docks"]) == (["docks"], None)

    with pytest.raises(RuntimeError, match="another"):
        asyncio.run(run())
    create_app(make_config(database_url)).state.central.close()  # the lock was left


def test_a_language_that_a_capability_lacks_is_named(drop: Callable[..., Path]) -> None:
    (drop() / "texts" / "de.json").unlink()
    _look_again()
    with pytest.raises(ComposeError, match=r"docks/texts/de\.json: No such file"):
        catalogue.catalogues()


def test_a_question_that_one_must_answer_is_not_left_without_an_answer() -> None:
    with pytest.raises(ComposeError, match=r"0 capabilities answer 'docks\.nobody'"):
        Question("docks.nobody").answer()


def test_what_a_neighbour_keeps_is_found_by_its_class_alone(client: Any) -> None:
    with pytest.raises(ComposeError, match="no capability keeps a Database"):
        client.central.house.find(Database)
