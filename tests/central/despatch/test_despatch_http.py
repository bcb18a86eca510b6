"""From a unit to a departed load by HTTP: what is asked twice is done once, what is refused changes
nothing, and lists and pages show it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from central.agreements.model.agreement import Part
from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.service.ledger_store import balances_of
from tests.support.central import orders as office

pytestmark = pytest.mark.both_databases

NOW = datetime.now(UTC)
TODAY = NOW.date()
LEFT = (NOW - timedelta(minutes=5)).isoformat()
HERE = "/api/v1/despatch"


class Desk:
    """Shipping, who asks; ``line`` is an order line of 100 of today."""

    def __init__(self, client: Any) -> None:
        self.client, self.db = client, client.central.db
        office.agreement(self.db, "A", Part(part="P", unit="KGM"))
        self.line = office.line(self.db, 100, on=TODAY)
        self.token = client.token("shipping")

    def ask(self, path: str, body: dict[str, Any] | None = None, **more: Any) -> tuple[int, Any]:
        more.setdefault("token", self.token)
        answer = self.client.post(f"{HERE}/{path}", json=body, **more)
        return answer.status_code, answer.json()

    def did(self, path: str, body: dict[str, Any] | None = None) -> Any:
        status, said = self.ask(path, body)
        assert status == 200, said
        return said

    def refused(self, path: str, body: dict[str, Any] | None = None) -> None:
        status, said = self.ask(path, body)
        assert (status, said["code"]) == (409, "refused_by_rule")

    def told(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{HERE}/{path}", params=query, token=self.token).json()

    def cum(self) -> int:
        found = self.db.read(lambda c: balances_of(c, CumKey("A", "P"), Returns.KEEP_CUM))
        return int(found[-1].despatched) if found else 0

    def of(self, quantity: object) -> list[dict[str, Any]]:
        return [{"line": self.line, "quantity": str(quantity)}]


@pytest.fixture
def desk(client: Any) -> Desk:
    return Desk(client)


def free(desk: Desk) -> tuple[str, str, str]:
    (row,) = desk.told("open")["rows"]
    return row["open"], row["awaiting"], row["free"]


def test_from_a_unit_to_a_departed_load(desk: Desk) -> None:
    unit = {"key": "k1", "unit": "U/1", "lines": desk.of(20)}
    assert desk.did("units", unit) == {"name": "U/1", "repeated": False}
    assert desk.did("units", {**unit, "lines": desk.of("20.0")})["repeated"]
    desk.refused("units", {**unit, "lines": desk.of(21)})
    assert free(desk) == ("100", "20", "80")
    (shown,) = desk.told("units", customer="C")["rows"]
    assert (shown["unit"], shown["contents"][0]["quantity"]) == ("U/1", "20")
    note = {"key": "k1", "note": "N/1", "on": TODAY.isoformat(), "units": ["U/1"]}
    note["lines"] = desk.of(10)
    assert desk.did("notes", note) == {"name": "N/1", "repeated": False}
    assert desk.did("notes", note)["repeated"]
    assert [it["unit"] for it in desk.told("units", note="N/1")["rows"]] == ["U/1"]
    desk.refused("units/U%2F1/unpacked")
    assert desk.did("ready-notes/N%2F1")["state"] == "ready"
    assert desk.did("reopened-notes/N%2F1")["state"] == "draft"
    desk.refused("loaded-notes/N%2F1", {"load": 1})
    desk.did("ready-notes/N%2F1")
    load = {"key": "k1", "truck": "B-LS 1", "planned": f"{TODAY}T10:00:00+02:00"}
    number = desk.did("loads", load)["name"]
    again = {**load, "planned": f"{TODAY}T08:00:00Z"}
    assert desk.did("loads", again) == {"name": number, "repeated": True}
    assert desk.did("loaded-notes/N%2F1", {"load": int(number)})["state"] == "loaded"
    desk.refused("departed-notes/N%2F1", {"at": LEFT})
    assert desk.did("unloaded-notes/N%2F1")["state"] == "ready"
    desk.refused(f"departed-loads/{number}", {"at": LEFT})  # nothing is on it
    desk.did("loaded-notes/N%2F1", {"load": int(number)})
    assert desk.cum() == 0
    assert desk.did(f"departed-loads/{number}", {"at": LEFT})["state"] == "posted"
    assert "left before" in desk.did(f"departed-loads/{number}", {"at": LEFT})["reasons"][0]
    assert desk.cum() == 30 and free(desk) == ("70", "0", "70")
    desk.refused("void-notes/N%2F1", {"why": "too late"})
    (loaded,) = desk.told("loads")["rows"]
    assert (loaded["notes"], loaded["departed_us"] is None) == (["N/1"], False)


def test_a_note_that_leaves_alone_one_that_is_void_and_what_came_back(desk: Desk) -> None:
    for name in ("N1", "N2"):
        body = {"key": name, "note": name, "on": TODAY.isoformat(), "lines": desk.of(40)}
        desk.did("notes", body)
        desk.did(f"ready-notes/{name}")
    assert desk.did("void-notes/N2", {"why": "wrong door"})["state"] == "voided"
    assert desk.did("departed-notes/N1", {"at": LEFT})["state"] == "posted" and desk.cum() == 40
    back = {"key": "b1", "line": desk.line, "quantity": "15", "on": TODAY.isoformat(), "why": "w"}
    address = "/api/v1/orders/undone-parts/N1"

    def undo(**changes: Any) -> tuple[int, Any]:
        answer = desk.client.post(address, json=back | changes, token=desk.token)
        return answer.status_code, answer.json()

    assert (undo()[1]["repeated"], undo()[1]["repeated"]) == (False, True)
    assert undo(quantity="15.0")[1]["repeated"] and desk.cum() == 25
    assert undo(quantity="16")[0] == 409
    assert undo(key="b2", quantity="26")[0] == 409
    assert undo(key="b2", quantity="0")[0] == 422
    assert desk.cum() == 25 and free(desk) == ("75", "0", "75")


def test_a_key_is_of_whoever_asked(desk: Desk) -> None:
    other = desk.client.token("shipping", name="other")
    desk.did("units", {"key": "k", "unit": "U1", "lines": desk.of(1)})
    body = {"key": "k", "unit": "U2", "lines": desk.of(2)}
    assert desk.ask("units", body, token=other) == (200, {"name": "U2", "repeated": False})
    lines = [*desk.of(1), *desk.of(2)]
    desk.did("units", {"key": "m", "unit": "U3", "lines": lines})
    assert desk.did("units", {"key": "m", "unit": "U3", "lines": lines[::-1]})["repeated"]


def test_an_empty_load_is_cancelled_and_one_with_a_note_is_not(desk: Desk) -> None:
    first, second = (desk.did("loads", {"key": k, "truck": k})["name"] for k in ("t1", "t2"))
    desk.did("notes", {"key": "n", "note": "N1", "on": TODAY.isoformat(), "lines": desk.of(1)})
    desk.did("ready-notes/N1")
    desk.did("loaded-notes/N1", {"load": int(first)})
    desk.refused(f"cancelled-loads/{first}", {"why": "broken down"})
    why = {"why": "broken down"}
    answer = {"state": "cancelled", "repeated": False, "reasons": []}
    assert desk.did(f"cancelled-loads/{second}", why) == answer
    desk.refused(f"cancelled-loads/{second}", why)
    desk.did("unloaded-notes/N1")
    desk.refused("loaded-notes/N1", {"load": int(second)})
    desk.refused(f"departed-loads/{second}", {"at": LEFT})
    assert [row["why"] for row in desk.told("loads")["rows"]] == ["", "broken down"]
    assert "broken down" in desk.client.get("/office/loads", token=desk.token).text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("loads", {"truck": "B-LS 1", "planned": "9999-12-31T23:59:59-12:00"}),
        ("loads", {"truck": "B-LS 1", "planned": "0001-01-01T00:00:00+14:00"}),
        ("loads", {"truck": "B-LS 1", "planned": "2026-05-04T10:00:00"}),
        ("departed-loads/1", {"at": "9999-12-31T23:59:59-12:00"}),
        ("departed-loads/9999999999999999999", {"at": LEFT}),
        ("departed-notes/N1", {"at": "0001-01-01T00:00:00+14:00"}),
    ],
)
def test_a_moment_that_no_page_can_show_is_refused(
    desk: Desk, path: str, body: dict[str, str]
) -> None:
    key = {"key": "k"} if path == "loads" else {}
    assert desk.ask(path, body | key)[0] == 422
    assert desk.told("loads") == {"rows": [], "next": None}


def everything(desk: Desk, path: str, after: str, **query: Any) -> list[Any]:
    """Of a list, read two rows at a time."""
    found: list[Any] = []
    asked: dict[str, Any] = {"limit": 2, **query}
    while True:
        page = desk.told(path, **asked)
        assert len(page["rows"]) <= 2
        found += page["rows"]
        if page["next"] is None:
            return found
        asked[after] = page["next"]


def test_long_lists_are_read_to_their_end(desk: Desk) -> None:
    lines = [desk.line, *(office.line(desk.db, 5, on=TODAY - timedelta(days=n)) for n in range(4))]
    assert sorted(row["line"] for row in everything(desk, "open", "after")) == lines
    for n in range(5):
        desk.did("units", {"key": f"{n}", "unit": f"U{n}", "lines": desk.of(1)})
        desk.did("loads", {"key": f"{n}", "truck": f"T{n}"})
    desk.did("units", {"key": "outer", "unit": "R", "level": "rack", "inside": ["U0", "U1"]})
    units = everything(desk, "units", "before")
    assert sorted(row["unit"] for row in units) == ["R", "U2", "U3", "U4"]
    assert {row["unit"]: (row["inside"], len(row["contents"])) for row in units} == {
        "R": (2, 2), "U2": (0, 1), "U3": (0, 1), "U4": (0, 1),
    }  # fmt: skip
    loads = [int(row["load"]) for row in desk.told("loads")["rows"]]
    desk.did(f"cancelled-loads/{loads[0]}", {"why": "w"})
    desk.did(f"cancelled-loads/{loads[2]}", {"why": "w"})
    read = [row["load"] for row in everything(desk, "loads", "before")]
    assert read == [loads[1], loads[3], loads[4], loads[2], loads[0]]


@pytest.mark.parametrize(
    ("language", "title", "column"),
    [("en", "Warehouse despatch list", "Cancelled"), ("de", "Versandliste", "Storniert")],
)
def test_both_pages_show_it_in_both_languages(
    desk: Desk, language: str, title: str, column: str
) -> None:
    desk.did("units", {"key": "k", "unit": "U1", "lines": desk.of("20.5")})
    desk.did("loads", {"key": "k", "truck": "B-LS 1", "planned": f"{date(2026, 5, 4)}T10:00:00Z"})
    said = {"Accept-Language": language}
    pages = [
        desk.client.get(f"/office/{name}", token=desk.token, headers=said).text
        for name in ("despatch-list", "loads")
    ]
    assert title in pages[0] and ("79.5" if language == "en" else "79,5") in pages[0]
    assert column in pages[1] and "B-LS 1" in pages[1]


def test_who_may_not_ship_changes_nothing(desk: Desk) -> None:
    body = {"key": "k", "unit": "U1", "lines": desk.of(20)}
    assert desk.ask("units", body, token=desk.client.token("viewer"))[0] == 403
    assert free(desk) == ("100", "0", "100")
