"""A customer of the office, as both sides meet it: their files fall into a folder, we act and
read by HTTP. Nothing is reached into.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from central.db.database import Actor
from central.exchange import folders
from central.orders.service.despatch import despatch
from central.releases import flow
from central.releases import post as receive
from tests.support.central.messages import Item, Line, Message, edifact, recadv

MAY = 5
YEAR = 2026
_CUSTOMERS = count(1)
_TOKENS: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
BY_ITSELF = {"approval": "auto", "release": "automatic"}


def day(n: int, month: int = MAY, year: int = YEAR) -> date:
    """The n-th of May 2026, whose 4th is a Monday."""
    return date(year, month, n)


def firm(n: int, quantity: Any, **more: Any) -> Line:
    return Line(on=day(n), quantity=quantity, **more)


def forecast(n: int, quantity: Any, until: int | None = None) -> Line:
    last = day(until) if until is not None else None
    return Line(on=day(n), quantity=quantity, status="forecast", until=last)


def horizon(name: str, days: int, minus: Any, plus: Any) -> dict[str, Any]:
    return {
        "name": name,
        "length": {"count": days, "unit": "days"},
        "minus_percent": minus,
        "plus_percent": plus,
    }


def _tokens(client: Any) -> dict[str, str]:
    """Of those who act in the office; made once."""
    if client not in _TOKENS:
        _TOKENS[client] = {role: client.token(role, name=role) for role in ("planner", "shipping")}
    return _TOKENS[client]


class Customer:
    """``terms`` by option name; what is left out is the default, except that schedules flow by
    themselves.
    """

    def __init__(
        self,
        client: Any,
        root: Path,
        monkeypatch: Any,
        *,
        parts: Sequence[str] = ("P",),
        years: Sequence[dict[str, Any]] = (),
        customer: dict[str, Any] | None = None,
        profile: dict[str, Any] | None = None,
        answers: Sequence[str] = (),
        **terms: Any,
    ) -> None:
        self.name = f"C{next(_CUSTOMERS):03d}"
        self.agreement = f"A-{self.name}"
        self.today = day(4)
        self._client, self._numbers, self._files = client, count(1), count(1)
        self._tokens = _tokens(client)
        monkeypatch.setattr(folders, "now_us", lambda: self.now_us)
        self.ask("PUT", "/partners/currencies/EUR", {"digits": 2})
        said = {"name": self.name, "currency": "EUR", "version": 0, **(customer or {})}
        self.ask("PUT", f"/partners/customers/{self.name}", said)
        self.made(parts, years, {**BY_ITSELF, **terms})
        ids = [f"{self.name}:ZZ", f"ZZ:{self.name}", self.name]
        table = {
            "customer": self.name,
            "name": self.name,
            "profile": {"ids": ids, **(profile or {})},
            "answers": list(answers),
        }
        self.ask("PUT", f"/edi/partners/{self.name}", table)
        self.folder = root / self.name
        self._folder = self._opened()
        self._folder.look(0)

    def made(
        self, parts: Sequence[str], years: Sequence[dict[str, Any]], terms: dict[str, Any]
    ) -> None:
        body = {**self._body(parts, terms), "years": list(years)}
        self.ask("PUT", f"/agreements/{self.agreement}", body)

    def _body(self, parts: Sequence[str], terms: dict[str, Any]) -> dict[str, Any]:
        rows = [{"part": part, "unit": "PCE"} for part in parts]
        own = {"customer": self.name, "currency": "EUR", "state": "active", "version": 0}
        return {**own, "terms": terms, "parts": rows}

    def changes(self, **sides: Any) -> None:
        """``years`` or ``parts`` of the agreement."""
        for side, rows in sides.items():
            version = self.ask("GET", f"/agreements/{self.agreement}")["version"]
            body = {side: rows, "version": version, "why": "agreed"}
            self.ask("PUT", f"/agreements/{self.agreement}/{side}", body)

    def agrees(self, agreement: str, status: int) -> Any:
        """On another agreement for P."""
        return self.ask("PUT", f"/agreements/{agreement}", self._body("P", {}), status=status)

    def switched(self, *, on: bool) -> None:
        where = f"/partners/customers/{self.name}"
        self.ask("PUT", where, {**self.ask("GET", where), "active": on})

    @property
    def now_us(self) -> int:
        at = datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)
        return int(at.timestamp()) * 1_000_000

    def ask(self, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        role = "shipping" if path.startswith(("/orders/notes", "/orders/lines/")) else "planner"
        more = {} if body is None else {"json": body}
        found = self._client.request(method, f"/api/v1{path}", token=self._tokens[role], **more)
        wanted = (200, 201, 204) if status is None else (status,)
        assert found.status_code in wanted, f"{method} {path}: {found.status_code} {found.text}"
        return found.json() if found.content else None

    def status(self, method: str, path: str, body: Any) -> int:
        token = self._tokens["planner"]
        found = self._client.request(method, f"/api/v1{path}", token=token, json=body)
        return int(found.status_code)

    # -- what the customer does

    def says(
        self,
        *lines: Line,
        issued: int | date | None = None,
        number: str = "",
        call_off: bool = False,
        items: Sequence[Item] = (),
        part: str = "P",
        first: date | None = None,
        last: date | None = None,
        **of_item: Any,
    ) -> dict[str, Any]:
        """A message falls into the folder, flows as far as it does; the schedule of ``part``.
        ``note``: as in ``despatch``.
        """
        if of_item.get("note"):
            of_item["note"] = self.note(of_item["note"])
        if issued is not None:
            self.today = issued if isinstance(issued, date) else day(issued)
        self.drop(
            edifact(
                Message(
                    sender=self.name,
                    number=number or f"S{next(self._numbers)}",
                    issued=self.today,
                    items=items or (Item(part=part, lines=lines, **of_item),),
                    call_off=call_off,
                    first=first,
                    last=last,
                )
            )
        )
        return self.schedule(part)

    def receives(self, note: str, quantity: int, on: int) -> None:
        """Sends a receiving advice."""
        self.today = day(on)
        number = f"R{next(self._numbers)}"
        said = Message(sender=self.name, number=number, issued=self.today, items=[Item(part="P")])
        self.drop(recadv(said, self.note(note), quantity))

    def drop(self, data: bytes, name: str = "") -> None:
        """Falls into the folder and is taken; then all runs that are due."""
        path = self.folder / "in" / (name or f"{next(self._files)}.edi")
        path.write_bytes(data)
        self.look()
        assert not path.exists(), "it was taken"
        self.run()

    def look(self) -> None:
        """As often as it takes for a file to stand still."""
        self._folder.look(1)
        self._folder.look(2)

    def another_look(self) -> Callable[[], None]:
        """Of another process, to be called."""
        folder = self._opened()

        def look() -> None:
            for n in range(8):
                folder.look(n)

        return look

    def _opened(self) -> folders.PartnerFolder:
        db = self._client.central.db
        return folders.PartnerFolder(self.folder, self.name, db, receive, settle_s=0, reclaim_s=60)

    def next_number(self) -> int:
        return next(self._numbers)

    def run(self) -> None:
        flow.Flow(self._client.central.db).run(self.now_us)

    # -- what our people do

    def act(self, action: str, number: str = "", status: int = 200, **more: Any) -> Any:
        """approve, reject, rerun, remove, release, or ``step`` by name."""
        kept = self.schedule(number=number)
        body: dict[str, Any] = {"version": kept["version"], "why": "looked at it", **more}
        if action == "release":
            body = {"unviewed": True, **body}
        found = self.ask(
            "POST", f"/releases/schedules/{kept['schedule']}/{action}", body, status=status
        )
        self.run()
        return found

    def despatch(
        self, note: str, quantity: Any, on: int | date, part: str = "P", point: str = ""
    ) -> None:
        """A note over the earliest lines that stand for the unloading point; its number is the
        customer's alone.
        """
        taken, left = [], Decimal(str(quantity))
        for row in (it for it in self.lines(part) if it["unloading_point"] == point):
            portion = min(left, Decimal(row["open"]))
            if portion > 0:
                taken.append({"line": row["line"], "quantity": str(portion)})
                left -= portion
        assert not left, f"{left} more than stands"
        on_day = on if isinstance(on, date) else day(on)
        self.ask(
            "POST", "/orders/notes", {"note": self.note(note), "on": str(on_day), "lines": taken}
        )

    def release_at_once(self) -> Callable[[], None]:
        """By somebody beside whoever asks the application, which answers one at a time here."""
        kept, now_us = self.schedule(), self.now_us
        db, who = self._client.central.db, Actor(who="planner")

        def release() -> None:
            flow.release(
                db,
                kept["schedule"],
                by=who,
                now_us=now_us,
                version=kept["version"],
                unviewed=True,
            )

        return release

    def despatch_at_once(self, note: str, quantity: Any, on: int) -> Callable[[], None]:
        (row,) = self.lines()
        db, now_us, number = self._client.central.db, self.now_us, self.note(note)
        wanted = [(row["line"], Decimal(str(quantity)))]

        def post() -> None:
            despatch(db, note=number, on=day(on), lines=wanted, by=Actor(who="dock"), now_us=now_us)

        return post

    def takes_off(self, note: str, on: int) -> None:
        """The note is undone: it never left."""
        said = {"on": str(day(on)), "why": "no truck came"}
        path = f"/api/v1/orders/undone-notes/{self.note(note)}"
        done = self._client.request("POST", path, token=self._tokens["shipping"], json=said)
        assert done.status_code == 200, done.text

    def undo(self, note: str, on: int) -> list[str]:
        """Of a note that may not be undone: the codes of the reasons why."""
        said = {"on": str(day(on)), "why": "no truck came"}
        path = f"/api/v1/orders/undone-notes/{self.note(note)}"
        done = self._client.request("POST", path, token=self._tokens["shipping"], json=said)
        assert done.status_code == 409, done.text
        return [reason["code"] for reason in done.json()["reasons"]]

    def note(self, name: str) -> str:
        return f"{self.name}-{name}"

    def pick(self, on: int, part: str = "P") -> None:
        for row in self.lines(part):
            if row["on_day"] == str(day(on)):
                self.ask("POST", f"/orders/lines/{row['line']}/picked", {"picked": True})

    def takes_back(self, quantity: Any, on: int) -> None:
        said = {"part": "P", "quantity": str(quantity), "on": str(day(on)), "why": "scratched"}
        self.ask("POST", f"/cums/{self.agreement}/returns", said)

    # -- what is read

    def schedules(self, part: str = "P") -> list[dict[str, Any]]:
        """The newest first."""
        where = f"/releases/schedules?agreement={self.agreement}&part={part}"
        found = self.ask("GET", where)
        return list(found["schedules"] if isinstance(found, dict) else found)

    def schedule(self, part: str = "P", number: str = "") -> dict[str, Any]:
        found = [row for row in self.schedules(part) if number in ("", row["number"])]
        return found[0] if found else {}

    def state(self, number: str = "", part: str = "P") -> str:
        return str(self.schedule(part, number).get("state", ""))

    def steps(self, kept: dict[str, Any]) -> list[dict[str, Any]]:
        """Of a schedule, the first one first."""
        return list(self.ask("GET", f"/releases/schedules/{kept['schedule']}")["steps"])

    def waits(self, number: str = "") -> list[str]:
        found = self.schedule(number=number)["waits"]
        return [reason["code"] for reason in found]

    def reconciliation(self, number: str = "") -> dict[str, Any]:
        kept = self.schedule(number=number)
        found: dict[str, Any] = self.ask(
            "GET", f"/releases/schedules/{kept['schedule']}/reconciliation"
        )
        return found

    def compared(self) -> dict[str, Any]:
        kept = self.schedule()
        found: dict[str, Any] = self.ask("GET", f"/releases/schedules/{kept['schedule']}/compare")
        return found

    def lines(self, part: str = "P", state: str = "standing") -> list[dict[str, Any]]:
        where = f"/orders/lines?agreement={self.agreement}&part={part}&state={state}"
        return list(self.ask("GET", where)["rows"])

    def orders(self, part: str = "P") -> dict[int, int]:
        """Open, by day of the month."""
        found: dict[int, int] = {}
        for row in self.lines(part):
            n = date.fromisoformat(row["on_day"]).day
            found[n] = found.get(n, 0) + int(row["open"])
        return found

    def order_numbers(self) -> dict[str, int]:
        """Open, by purchase order."""
        return {row["purchase_order"]: int(row["open"]) for row in self.lines()}

    def references(self) -> dict[tuple[int, str], int]:
        """Open, by day of the month and reference."""
        return {
            (date.fromisoformat(row["on_day"]).day, row["reference"]): int(row["open"])
            for row in self.lines()
        }

    def forecasts(self, part: str = "P") -> dict[int, int]:
        """What is left of them, by day of the month."""
        found: dict[int, int] = {}
        for row in self.ask("GET", f"/orders/forecasts?agreement={self.agreement}&part={part}"):
            if left := int(row["left"]):
                n = date.fromisoformat(row["on_day"]).day
                found[n] = found.get(n, 0) + left
        return found

    def cums(self, part: str = "P") -> tuple[int, int]:
        """Despatched and received."""
        found = self.ask("GET", f"/cums/{self.agreement}?part={part}")
        return int(found["despatched"]), int(found["received"])

    def held(self) -> list[tuple[str, str]]:
        """What waits for people outside the flow: what it is, and the first reason's code."""
        found = self.ask("GET", "/releases/unprocessed?limit=1000")
        return [
            (row["what"], row["reasons"][0]["code"]) for row in found if row["partner"] == self.name
        ]

    def interchanges(self) -> list[dict[str, Any]]:
        """Those in, the newest first."""
        where = f"/edi/interchanges?partner={self.name}&direction=in"
        return list(self.ask("GET", where)["interchanges"])

    def raw(self, interchange: dict[str, Any]) -> bytes:
        return self.page(f"/api/v1/edi/interchanges/{interchange['interchange']}/raw")

    def page(self, path: str) -> bytes:
        return bytes(self._client.get(path, token=self._tokens["planner"]).content)
