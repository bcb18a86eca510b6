"""A report says the same as page, CSV and PDF, whatever stands in its cells."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from sqlalchemy import Connection

from central.access.guard import Guard
from central.access.rules import Right, TokenRole
from central.access.service import create_token
from central.db.clock import now_us
from central.db.listings import Kind
from central.http import problems
from central.http.problems import ProblemError
from central.web import problem_page, sheet
from central.web.frame import Frame
from central.web.printed import figure
from central.words.reasons import RuleRefusedError, because

ROWS = (
    {"what": "=1+1", "quantity": Decimal("1234567.50"), "on": date(2026, 5, 1)},
    {"what": "<b>Škoda</b> & Söhne", "quantity": Decimal("-3"), "on": None},
)
COLUMNS = {"what": Kind.TEXT, "quantity": Kind.FIGURE, "on": Kind.TEXT}


@pytest.fixture
def get(db):
    app = FastAPI()
    problems.install(app)
    frame = Frame(Guard(db, key=b"k" * 32))
    problem_page.install(app, frame)
    router = APIRouter()

    def make(_: Connection, request: Request) -> sheet.Sheet:
        rows = ROWS if request.query_params.get("rows") != "0" else ()
        return sheet.Sheet(name="orders", columns=COLUMNS, rows=rows)

    sheet.add(router, db, frame, "/office/orders", Right.READ_OFFICE, make)

    @router.get("/refused")
    def refused() -> None:
        raise RuleRefusedError(because("a", "first <i>{n}</i>", n=1), because("b", "second"))

    @router.get("/missing")
    def missing() -> None:
        raise ProblemError(404, "not_found", "There is none.")

    app.include_router(router)
    token = create_token(db, role=TokenRole.PLANNER, now_us=now_us())

    def ask(path: str, accept: str = "*/*", *, signed_in: bool = True) -> httpx.Response:
        headers = {"accept": accept}
        if signed_in:
            headers["authorization"] = f"Bearer {token}"

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://central") as http:
                return await http.get(path, headers=headers)

        return asyncio.run(send())

    return ask


def test_a_page_shows_texts_as_they_are_and_figures_as_the_reader_writes_them(get) -> None:
    page = get("/office/orders?lang=de").text
    assert "1.234.567,5" in page
    assert "−3" in page
    assert "&lt;b&gt;Škoda&lt;/b&gt; &amp; Söhne" in page
    assert "1,234,567.5" in get("/office/orders?lang=en").text


def test_csv_is_plain_in_figures_and_safe_in_texts(get) -> None:
    answer = get("/office/orders.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "'=1+1,1234567.5,2026-05-01"
    assert lines[2] == "<b>Škoda</b> & Söhne,-3,"


def test_csv_in_german_is_as_a_german_spreadsheet_opens_it(get) -> None:
    lines = get("/office/orders.csv?lang=de").content.decode("utf-8-sig").splitlines()
    assert lines[1] == "'=1+1;1234567,5;01.05.2026"
    assert lines[2] == "<b>Škoda</b> & Söhne;-3;"


@pytest.mark.parametrize("rows", ["0", "2"])
def test_pdf_is_made_of_any_text(get, rows: str) -> None:
    answer = get(f"/office/orders.pdf?rows={rows}")
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.rstrip().endswith(b"%%EOF")


def test_exports_ask_for_the_same_right_as_the_page(get) -> None:
    for form in ("", ".csv", ".pdf"):
        assert get(f"/office/orders{form}", signed_in=False).status_code == 401


def test_a_browser_reads_a_refusal_as_a_page_and_a_program_as_a_document(get) -> None:
    page = get("/refused", "text/html,*/*")
    assert page.status_code == 409
    assert "first &lt;i&gt;1&lt;/i&gt;" in page.text and "second" in page.text
    document = get("/refused").json()
    assert [reason["code"] for reason in document["reasons"]] == ["a", "b"]
    assert get("/missing", "text/html").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (Decimal("0.10"), "0.1", "0,1"),
        (Decimal("-0.5"), "−0.5", "−0,5"),
        (10**12, "1,000,000,000,000", "1.000.000.000.000"),
        (Decimal("1E+3"), "1,000", "1.000"),
    ],
)
def test_figures(value, english: str, german: str) -> None:
    assert (figure(value, "en"), figure(value, "de")) == (english, german)
