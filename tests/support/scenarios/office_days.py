"""What happens at an office day by day, as tables of text: played by a customer's files, faxes
and our notes, and what people and programs then read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

from tests.support.central.customer import Customer
from tests.support.central.messages import Line
from tests.support.scenarios.asked import row
from tests.support.scenarios.pages import Row, Tables, record

Make = Callable[..., Customer]
FIGURES = ("despatched", "received", "in_transit", "differing")
DAYS = 31


def play(make: Make, given: Tables) -> Tables:
    """Everything of **What happens** by the customer's terms; then the figures."""
    customer = make(**_said(given))
    refused = ""
    for (on, what, number), rows in groupby(given["What happens"], key=_event):
        refused = _happens(customer, what, number, _day(on), list(rows)) or refused
    shown = customer.ask("GET", f"/cums/{customer.agreement}?part=P")
    told = shown["customers_count"]
    then = {
        "state": customer.state(),
        "waits": _first(customer.waits()) if customer.schedules() else "",
        "held": ", ".join(code for _, code in customer.held()),
        "refused": refused,
        "customers_count": "" if told is None else told["cum"],
        "reset": shown["period_start"] is not None,
        **{name: shown[name] for name in FIGURES},
    }
    return {
        "Then": [row(field=name, value=value) for name, value in then.items()],
        "Then orders": [
            row(
                on=each["on_day"],
                due=each["due_on"],
                at=each["at_time"],
                point=each["unloading_point"],
                reference=each["reference"],
                quantity=each["open"],
            )
            for each in customer.lines()
        ],
        "Then forecast": [
            row(on=date(2026, 5, on), quantity=left) for on, left in customer.forecasts().items()
        ],
    }


def _said(given: Tables) -> dict[str, Any]:
    """Terms, and whatever else the customer and the contract are made of."""
    said: dict[str, Any] = dict(record(given.get("Terms", [])))
    if "Customer" in given:
        said["customer"] = dict(record(given["Customer"]))
    if "Years" in given:
        said["years"] = given["Years"]
    return said


def _event(said: Row) -> tuple[str, str, str]:  # of one message: its lines follow each other
    return said["day"], said["what"], said["number"]


def _day(text: str) -> int:
    on = date.fromisoformat(text)
    assert (on.year, on.month) == (2026, 5), f"the days are of May 2026, not {text}"
    return on.day


def _first(codes: list[str]) -> str:
    return codes[0] if codes else ""


def _happens(customer: Customer, what: str, number: str, on: int, rows: list[Row]) -> str:
    """Returns the code of the refusal; empty: it was taken."""
    first = rows[0]
    match what:
        case "plan" | "call-off":
            _asks(customer, what, number, on, rows)
        case "despatch":
            customer.today = max(customer.today, date(2026, 5, on))
            customer.despatch(number, first["quantity"], on)
        case "receipt":
            customer.receives(number, int(first["quantity"]), on)
        case "undo":
            customer.takes_off(number, on)
        case "undo refused":
            return customer.undo(number, on)[0]
        case "switched off":
            customer.switched(on=False)
        case _:
            raise AssertionError(what)
    return ""


def _asks(customer: Customer, what: str, number: str, on: int, rows: list[Row]) -> None:
    first = rows[0]
    if any(said.get("at") or said.get("point") for said in rows):
        _typed(customer, what, number, on, rows)
        return
    customer.says(
        *(
            Line(
                on=date.fromisoformat(said["for"]),
                quantity=said["quantity"],
                status=said.get("status") or "firm",
                reference=said.get("reference", ""),
            )
            for said in rows
        ),
        number=number,
        issued=on,
        call_off=what == "call-off",
        **({"cum": first["cum"]} if first.get("cum") else {}),
        **({"note": first["note"]} if first.get("note") else {}),
    )


def _typed(customer: Customer, what: str, number: str, on: int, rows: list[Row]) -> None:
    """By fax: a DELFOR of D.97A has no place for a time of the day."""
    customer.today = date(2026, 5, on)
    body = {
        "agreement": customer.agreement,
        "part": "P",
        "kind": what.replace("-", "_"),
        "number": number,
        "issued_on": str(customer.today),
        "unloading_point": rows[0].get("point", ""),
        "lines": [
            {"on": said["for"], "quantity": said["quantity"]}
            | ({"at": said["at"]} if said.get("at") else {})
            for said in rows
        ],
    }
    customer.ask("POST", "/releases/schedules", body)
    customer.run()
