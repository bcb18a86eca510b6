"""A code from the supervisor becomes the token of one cell, once."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from central.access import attempts, codes, enrolment
from central.access.service import authenticate, list_tokens
from edge.commands.cell import app as edge
from tests.support.central.people import BY

AT = 1_700_000_000_000_000
S = 1_000_000
CODE = codes.with_check(b"\x01\x23\x45\x67\x89")


@given(st.binary(min_size=5, max_size=5))
def test_a_code_is_read_as_people_write_it(random: bytes) -> None:
    code = codes.with_check(random)
    assert len(code) == 9 and codes.read(code) == code
    assert codes.read(f" {codes.spelled(code).lower()} ") == code
    assert codes.read(code.replace("0", "O").replace("1", "l")) == code


@given(st.binary(min_size=5, max_size=5), st.integers(0, 8), st.sampled_from(codes.ALPHABET))
def test_any_one_wrong_character_is_found(random: bytes, place: int, other: str) -> None:
    code = codes.with_check(random)
    changed = code[:place] + other + code[place + 1 :]
    assert codes.read(changed) == (code if changed == code else None)


@given(st.binary(min_size=5, max_size=5), st.integers(0, 8), st.integers(0, 8))
def test_any_two_characters_that_changed_places_are_found(
    random: bytes, one: int, other: int
) -> None:
    code = codes.with_check(random)
    mixed = list(code)
    mixed[one], mixed[other] = mixed[other], mixed[one]
    assert codes.read("".join(mixed)) == (code if mixed == list(code) else None)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    assert codes.read(text) is None or len(codes.read(text) or "") == 9


def exchange(db: Any, code: str, at: int = AT, cell: str = "", source: str = "10.0.0.1") -> Any:
    return enrolment.exchange(db, code, cell=cell, source=source, now_us=at)


def refusal(db: Any, code: str, at: int = AT, **more: str) -> str:
    with pytest.raises(enrolment.CodeRefusedError) as refused:
        exchange(db, code, at, **more)
    return refused.value.code


def test_a_code_gives_the_token_of_its_cell_once(db: Any) -> None:
    asked = enrolment.ask(db, "cell-a", by=BY, now_us=AT)
    assert refusal(db, asked.code, cell="cell-b") == "code_elsewhere"
    enrolled = exchange(db, asked.code, cell="cell-a")
    assert (enrolled.cell, enrolled.revoked) == ("cell-a", 0)
    found = authenticate(db, enrolled.token, AT)
    assert found is not None and found.cell == "cell-a" and found.roles == {"cell"}
    assert refusal(db, asked.code) == "code_used"
    told = db.read(enrolment.list_enrolments)[0]
    assert (told.cell, told.used_us, told.created_by) == ("cell-a", AT, "test")


def test_a_code_is_good_for_ten_minutes_and_until_the_next_one_is_asked_for(db: Any) -> None:
    first = enrolment.ask(db, "cell-a", by=BY, now_us=AT)
    second = enrolment.ask(db, "cell-a", by=BY, now_us=AT + 1)
    other = enrolment.ask(db, "cell-b", by=BY, now_us=AT + 1)
    assert refusal(db, first.code, AT + 2) == "code_expired"
    assert refusal(db, second.code, AT + 1 + 600 * S) == "code_expired"
    assert exchange(db, second.code, AT + 600 * S).cell == "cell-a"
    assert exchange(db, other.code, AT + 2).cell == "cell-b"
    assert refusal(db, CODE) == "code_unknown"


def test_a_cell_that_enrols_again_leaves_its_earlier_token_behind(db: Any) -> None:
    tokens = []
    for step in range(2):
        asked = enrolment.ask(db, "cell-a", by=BY, now_us=AT + step)
        tokens.append(exchange(db, asked.code, AT + step))
    assert [it.revoked for it in tokens] == [0, 1]
    assert authenticate(db, tokens[0].token, AT + 2) is None
    assert authenticate(db, tokens[1].token, AT + 2) is not None


def test_a_few_wrong_codes_lock_the_address_even_for_a_right_one(db: Any) -> None:
    asked = enrolment.ask(db, "cell-a", by=BY, now_us=AT)
    for code in (CODE, "nonsense", CODE, "", CODE):
        assert refusal(db, code) == "code_unknown"
    with pytest.raises(attempts.LockedError):
        exchange(db, asked.code)
    assert exchange(db, asked.code, source="10.0.0.2").cell == "cell-a"


def test_only_one_of_two_cells_gets_the_token(db: Any) -> None:
    asked = enrolment.ask(db, "cell-a", by=BY, now_us=AT)
    outcomes: list[str] = []

    def ask(number: int) -> None:
        try:
            outcomes.append(exchange(db, asked.code, source=f"10.0.0.{number}").cell)
        except enrolment.CodeRefusedError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["cell-a", "code_used", "code_used", "code_used"]
    assert len(list_tokens(db)) == 1


@contextmanager
def over_the_network(client: Any) -> Iterator[str]:
    """The application on a loopback port: each request is passed to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {"content-type": self.headers["content-type"]}
            answer = client.post(self.path, content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def enrol(url: str, code: str, file: Path, *more: str) -> Any:
    given = ["enrol", "--central", url, "--code", code, "--token-file", str(file), *more]
    return CliRunner().invoke(edge, given)


def test_the_command_writes_a_token_that_opens_the_door(lite: Any, tmp_path: Path) -> None:
    supervisor = lite.token("supervisor")
    asking = {"token": supervisor, "json": {"cell": "cell-a"}}
    code = lite.post("/api/v1/access/enrolments", **asking).json()["code"]
    file = tmp_path / "token"
    with over_the_network(lite) as url:
        done = enrol(url, code, file)
        assert done.exit_code == 0, done.output
        assert "token of cell-a" in done.output and "lineside edge run" in done.output
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        token = file.read_text().strip()
        path = "/api/v1/nodes/cell-a/high-water?epoch=0"
        assert lite.get(path, token=token).status_code == 200
        again = enrol(url, code, file)
        assert again.exit_code == 2 and "--replace" in again.output
        used = enrol(url, code, file, "--replace")
        assert used.exit_code == 1 and "was used already" in used.output
        assert file.read_text().strip() == token
        second = lite.post("/api/v1/access/enrolments", **asking).json()["code"]
        nowhere = enrol(url, second, tmp_path / "none" / "token")
        assert nowhere.exit_code == 2 and "cannot be written" in nowhere.output
        renewed = enrol(url, second, file, "--replace")
        assert renewed.exit_code == 0 and "1 earlier token(s)" in renewed.output
    assert lite.get(path, token=token).status_code == 401
    gone = enrol(url, second, tmp_path / "other")
    assert gone.exit_code == 2 and "still good" in gone.output
    assert [it.name for it in tmp_path.iterdir() if "token" in it.name] == ["token"]


def test_only_a_supervisor_or_an_administrator_asks_for_a_code(lite: Any) -> None:
    for role, status in (("team_lead", 403), ("planner", 403), ("administrator", 201)):
        answer = lite.post(
            "/api/v1/access/enrolments", token=lite.token(role), json={"cell": "cell-a"}
        )
        assert answer.status_code == status
    bad = lite.post(
        "/api/v1/access/enrolments", token=lite.token("supervisor"), json={"cell": "../x"}
    )
    assert (bad.status_code, bad.json()["code"]) == (422, "cell_name")
