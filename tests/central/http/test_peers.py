"""What peers may and may not do by HTTP; every refusal is a problem document."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from central.access.needs import routes_of
from central.db.clock import now_us
from tests.support.central.journal import FEED, RACK, Journal, label, plain_day, telegram
from wire.codec import decode_acknowledgement, encode
from wire.masters import FeedRules, Masters

pytestmark = pytest.mark.both_databases

TELEGRAMS = f"/api/v1/broadcast/feeds/{FEED}/telegrams"


def assert_problem(response: Any, status: int, code: str = "") -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert {"type", "title", "detail", "code"} <= set(document)
    if code:
        assert document["code"] == code


def test_a_cell_speaks_only_for_itself(client: Any) -> None:
    token = client.token("cell", cell="cell-a")
    foreign = encode(Journal("cell-b").write(*plain_day()).batch())
    assert_problem(client.post("/api/v1/facts", token=token, content=foreign), 403, "foreign_node")
    assert_problem(client.get("/api/v1/nodes/cell-b/high-water?epoch=0", token=token), 404)
    assert_problem(client.get("/api/v1/masters/cell-b", token=token), 404)
    assert client.get("/api/v1/nodes/cell-a/high-water?epoch=0", token=token).status_code == 200


def test_facts_are_acknowledged_with_the_incarnation(client: Any) -> None:
    token = client.token("cell", cell="cell-a")
    body = encode(Journal().write(*plain_day()).batch())
    answer = decode_acknowledgement(client.post("/api/v1/facts", token=token, content=body).content)
    assert (answer.applied, answer.high_water) == (10, 9)
    assert answer.incarnation == client.central.incarnation
    mark = client.get("/api/v1/nodes/cell-a/high-water?epoch=0", token=token)
    assert decode_acknowledgement(mark.content).anchor == answer.anchor


def test_broken_batch_is_a_problem_and_not_a_trace(client: Any) -> None:
    token = client.token("cell", cell="cell-a")
    journal = Journal().write(*plain_day())
    broken = msgspec.structs.replace(journal.batch(1), previous_hash="0" * 32)
    answer = client.post("/api/v1/facts", token=token, content=encode(broken))
    assert_problem(answer, 422, "chain_broken")
    for body in (b"", b"{", b"[" * 100_000, b'{"type":"fact_batch"}', b"\xff"):
        assert_problem(client.post("/api/v1/facts", token=token, content=body), 422)


def test_tokens_that_open_nothing(client: Any) -> None:
    path = "/api/v1/tracking/counts"
    good = client.token("viewer")
    assert client.get(path, token=good).status_code == 200
    expired = client.token("viewer", expires_us=now_us() - 1)
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    for text in ("", "x", "ls_", expired, wrong, "ls_000000000000_x", good * 50, "a.b.c"):
        assert_problem(client.get(path, token=text), 401, "unauthenticated")
    from central.access.service import list_tokens, revoke_token

    for token in list_tokens(client.central.db):
        if token.expires_us is None:
            revoke_token(client.central.db, token.token_id, now_us())
    assert_problem(client.get(path, token=good), 401)


def test_no_get_changes_state(client: Any) -> None:
    token = client.token("cell", cell="cell-a")
    administrator = client.token("administrator")
    journal = Journal().write(*plain_day())
    client.post("/api/v1/facts", token=token, content=encode(journal.batch()))

    def content() -> list[Any]:
        from central.db.database import METADATA

        # the history seals itself, whoever reads it
        tables = [table for table in METADATA.sorted_tables if table.name != "audit_seals"]
        return client.central.db.read(
            lambda c: [c.execute(table.select()).all() for table in tables]
        )

    before = content()
    for route in routes_of(client.app):
        if route.method == "GET" and not route.streams:
            for holder in (administrator, token):
                client.get(re.sub(r"{\w+}", _filled, route.path), token=holder)
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path).status_code == 200
    assert content() == before


def _filled(place: re.Match[str]) -> str:
    """Something that is there, in each place of an address."""
    there = {"feed": FEED, "cell": "cell-a", "node": "cell-a", "rack": RACK, "call": "C0001"}
    return there.get(place[0].strip("{}"), "1")


def test_errors_of_the_frame_are_problem_documents(client: Any) -> None:
    assert_problem(client.get("/nowhere"), 404, "not_found")
    assert_problem(client.put("/healthz"), 405, "method_not_allowed")
    token = client.token("viewer")
    for query in ("limit=1000000000", "limit=0", "after=-1", "after=x"):
        assert_problem(client.get(f"/api/v1/tracking/facts?{query}", token=token), 422, "invalid")
    assert_problem(client.get("/api/v1/tracking/vin/%00", token=token), 400)
    assert_problem(client.get("/api/v1/tracking/facts?node=%00", token=token), 400)


def test_bodies_are_bounded(client: Any) -> None:
    feed = client.token("feed", feed=FEED)
    assert_problem(client.post(TELEGRAMS, token=feed, content=b"x" * 300_000), 413, "too_large")

    async def endless() -> Any:
        for _ in range(400):
            yield b"x" * 1000

    assert_problem(client.post(TELEGRAMS, token=feed, content=endless()), 413, "too_large")
    liar = {"content-length": "ten"}
    assert_problem(client.post(TELEGRAMS, token=feed, content=b"x", headers=liar), 413)


def test_an_error_of_ours_is_a_problem_without_a_trace(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from central.tracking.service import cells

    def fail(_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(cells, "counts", fail)
    answer = client.get("/api/v1/tracking/counts", token=client.token("viewer"))
    assert_problem(answer, 500, "internal")
    assert "secret" not in answer.text and "Traceback" not in answer.text


def masters(**changes: Any) -> Masters:
    return Masters(**{"cell": "cell-a", "version": 0, "feeds": (FeedRules(feed=FEED),), **changes})


def test_masters_are_numbered_by_central_and_fetched_by_etag(client: Any) -> None:
    administrator, cell = client.token("administrator"), client.token("cell", cell="cell-a")
    path = "/api/v1/masters/cell-a"
    put = client.put(path, token=administrator, content=encode(masters(version=77)))
    assert put.json()["version"] == 1
    got = client.get(path, token=cell)
    assert got.headers["etag"] == put.json()["etag"] and got.json()["version"] == 1
    match = {"If-None-Match": got.headers["etag"]}
    assert client.get(path, token=cell, headers=match).status_code == 304
    same = client.put(path, token=administrator, content=encode(masters()))
    assert same.json() == put.json()
    other = encode(masters(feeds=(FeedRules(feed=FEED, takt_s=90),)))
    stale = {"If-Match": '"v0-0"'}
    assert_problem(client.put(path, token=administrator, content=other, headers=stale), 412)
    assert client.put(path, token=administrator, content=other).json()["version"] == 2
    assert client.get(path, token=cell, headers=match).json()["version"] == 2
    assert client.get(f"{path}?version=1", token=cell).json()["feeds"][0]["takt_s"] == 60


def test_masters_that_name_what_is_not_there_are_refused(client: Any) -> None:
    administrator = client.token("administrator")
    path = "/api/v1/masters/cell-a"
    for bad in (
        masters(feeds=(FeedRules(feed="L9"),)),
        masters(cell="cell-b"),
        masters(feeds=(FeedRules(feed=FEED), FeedRules(feed=FEED))),
    ):
        assert_problem(client.put(path, token=administrator, content=encode(bad)), 422)
    assert_problem(client.put(path, token=administrator, content=b"{}"), 422)
    misspelt = b'{"type":"masters","cell":"cell-a","version":0,"rack_familes":[]}'
    said = client.put(path, token=administrator, content=misspelt)
    assert_problem(said, 422, "masters_refused")
    assert "rack_familes is unknown; is 'rack_families' meant?" in said.json()["detail"]


def test_search_goes_from_every_key_down_to_the_raw_telegram(client: Any) -> None:
    feed, cell, viewer = (
        client.token("feed", feed=FEED),
        client.token("cell", cell="cell-a"),
        client.token("viewer"),
    )
    raw = encode(telegram(2, position=None))
    assert client.post(TELEGRAMS, token=feed, content=raw).json() == {"position": 1}
    journal = Journal().write(*plain_day(), label(f"{RACK}-P01"), label(f"{RACK}-P01", 2))
    client.post("/api/v1/facts", token=cell, content=encode(journal.batch()))

    def find(kind: str, value: str) -> Any:
        return client.get(f"/api/v1/tracking/{kind}/{value}", token=viewer).json()

    vin = find("vin", "VXN00000000000002")
    assert [view["call_number"] for view in vin["vehicles"]] == ["C0002"]
    assert [view["serial"] for view in vin["marriages"]] == ["S2"]
    assert [fact["kind"] for fact in vin["facts"]] == ["telegram_taken", "scanned"]
    assert vin["facts"][0]["body"]["telegram"]["call_number"] == "C0002"
    assert [view["position"] for view in vin["telegrams"]] == [1]
    serial = find("serial", "S3")
    assert [view["vin"] for view in serial["marriages"]] == ["VXN00000000000003"]
    rack = find("rack", RACK)
    assert [slot["state"] for slot in rack["racks"][0]["slots"]] == ["picked"] * 4
    assert [view["superseded"] for view in rack["labels"]] == [True, False]
    assert [view["call_number"] for view in find("number", "0004")["vehicles"]] == ["C0004"]
    assert find("number", "4")["vehicles"] == find("number", "0004")["vehicles"]
    assert len(find("label", f"{RACK}-P01-1")["labels"]) == 2
    assert find("call", "C0001")["vehicles"][0]["needs"][0]["part"] == "P1"
    assert_problem(client.get("/api/v1/tracking/vin/NOBODY", token=viewer), 404)


def test_pages_of_facts_and_marriages_follow_each_other(client: Any) -> None:
    cell, viewer = client.token("cell", cell="cell-a"), client.token("viewer")
    journal = Journal().write(*plain_day())
    client.post("/api/v1/facts", token=cell, content=encode(journal.batch()))
    seen, after = [], 0
    while rows := client.get(f"/api/v1/tracking/facts?after={after}&limit=3", token=viewer).json():
        seen += [row["offset"] for row in rows]
        after = rows[-1]["fact"]
    assert seen == list(range(10))
    first = client.get("/api/v1/tracking/marriages?limit=2", token=viewer).json()
    rest = client.get(
        f"/api/v1/tracking/marriages?after={first[-1]['marriage']}", token=viewer
    ).json()
    assert [row["serial"] for row in first + rest] == ["S1", "S2", "S3", "S4"]


def test_loops_stock_and_demand(client: Any) -> None:
    supervisor, cell = client.token("supervisor"), client.token("cell", cell="cell-a")
    loop = {"loop": "K1", "part": "P1", "location": "B1", "quantity": 10, "minimum": 25}
    for bad in ([{**loop, "role": "x"}], [loop, loop], [{**loop, "quantity": 0}], {}, [{}]):
        assert_problem(client.put("/api/v1/kanban/loops", token=supervisor, json=bad), 422)
    put = client.put("/api/v1/kanban/loops", token=supervisor, json=[loop])
    assert put.json() == {"loops": 1}
    from wire.events import KanbanMoved, Movement

    journal = Journal()
    for movement in (Movement.REPLENISH, Movement.REPLENISH, Movement.CONSUME):
        journal.write(
            KanbanMoved(
                loop="K1",
                card="1",
                movement=movement,
                location="B1",
                part="P1",
                quantity=10,
                person="ann",
            )
        )
    client.post("/api/v1/facts", token=cell, content=encode(journal.batch()))
    stock = client.get("/api/v1/kanban/stock?location=B1", token=supervisor).json()
    assert [(row["part"], row["quantity"], row["moves"]) for row in stock] == [("P1", 10, 3)]
    demand = client.get("/api/v1/kanban/demand", token=supervisor).json()
    assert [(row["cards"], row["pieces"], row["reason"]) for row in demand] == [
        (2, 20, "below_minimum")
    ]
