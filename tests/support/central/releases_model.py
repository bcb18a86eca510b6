"""The release flow as a page of plain dictionaries: what each schedule is, what is to be delivered
by day, what is forecast, what is called off. Quantities are whole numbers, days are ordinals.
"""

from __future__ import annotations

from typing import Any

AWAITING = ("received", "reconciled", "in_tolerance", "out_of_tolerance")
OVER = ("released", "replaced", "rejected")


class Model:
    def __init__(self, **terms: Any) -> None:
        self.terms = terms
        self.schedules: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []  # kind, day, q, picked
        self.forecasts: dict[str, dict[int, int]] = {"plan": {}, "call_off": {}}
        self.called: dict[int, int] = {}
        self.authorised = 0

    def post(self, number: str, kind: str, issued: int, lines: dict[int, tuple[int, str]]) -> None:
        """``lines``: day -> (quantity, status)."""
        first = min([issued, *lines])
        self.schedules.append(
            {
                "number": number,
                "kind": kind,
                "issued": issued,
                "first": first,
                "lines": lines,
                "state": "received",
                "viewed": False,
                "removed": set(),
                "excepted": set(),
                "due": True,
            }
        )

    def earlier(self, s: dict[str, Any]) -> list[dict[str, Any]]:
        before = self.schedules[: self.schedules.index(s)]
        return [e for e in before if e["kind"] == s["kind"]]

    def advance(self, s: dict[str, Any]) -> None:
        """As far as it flows by itself."""
        while s["state"] not in OVER and (step := self.next(s)) is not None:
            self.take(s, step)

    def next(self, s: dict[str, Any], *, person: bool = False) -> str | None:
        state, by_hand = s["state"], person
        if state == "received":
            waits = any(e["state"] in AWAITING for e in self.earlier(s))
            return None if waits else "reconcile"
        if state == "reconciled" and self.terms["tolerance"]:
            return "check_tolerance"
        if state in ("reconciled", "in_tolerance", "out_of_tolerance") and not s["lines"]:
            return "approve" if by_hand else None
        if state in ("reconciled", "in_tolerance"):
            return "approve" if by_hand or self.terms["approval"] != "manual" else None
        if state == "out_of_tolerance":
            return "approve" if by_hand or self.terms["approval"] == "unconditional" else None
        if state == "approved":
            return "release" if by_hand or self.terms["release"] == "automatic" else None
        return None

    def take(self, s: dict[str, Any], step: str) -> None:
        match step:
            case "reconcile":
                s["state"] = "reconciled"
            case "check_tolerance":
                s["state"] = "in_tolerance" if self.within(s) else "out_of_tolerance"
            case "approve":
                s["state"] = "approved"
            case "release":
                self.release(s)

    def within(self, s: dict[str, Any]) -> bool:
        """Open demand up to each day against the schedule before it, 50 percent either way. Days
        before this one begins are not its to change.
        """
        before = [e for e in self.earlier(s) if e["state"] != "rejected"]
        if not before:
            return True
        old, new = before[-1]["lines"], s["lines"]
        for day in {max(d, s["issued"]) for d in (*old, *new)}:
            was = sum(q for d, (q, _) in old.items() if s["first"] <= d <= day)
            now = sum(q for d, (q, _) in new.items() if d <= day)
            if was != now and not was <= 2 * now <= 3 * was:
                return False
        return True

    def left(self, plan: dict[str, Any], called: dict[int, int]) -> dict[int, int]:
        """Of each line of a plan; its period ends where the next one begins."""
        left = {day: q for day, (q, _) in plan["lines"].items()}
        touched: dict[int, int] = {}
        for day, quantity in called.items():
            starts = [start for start in left if start <= day]
            if quantity and day >= plan["issued"] and starts:
                touched[max(starts)] = touched.get(max(starts), 0) + quantity
        for start, quantity in touched.items():
            full = self.terms["consumption"] == "full"
            left[start] = 0 if full else max(0, left[start] - quantity)
        return left

    def orders_of(self, kind: str, status: str) -> bool:
        """Whether such a line becomes an order."""
        plans = self.terms["plans_deliver"] and not self.terms["authorised_too"]
        return status == "firm" and (kind == "call_off" or plans)

    def forecast(self, s: dict[str, Any], left: dict[int, int]) -> dict[int, int]:
        found = {}
        for day, (_, status) in s["lines"].items():
            firm_too = status == "firm" and self.terms["authorised_too"]
            if (firm_too or status == "forecast") and not self.orders_of(s["kind"], status):
                found[day] = left[day]
        return found

    def release(self, s: dict[str, Any]) -> None:
        kind, removed = s["kind"], s["removed"]
        left = {day: q for day, (q, _) in s["lines"].items()}
        called, changed = dict(self.called), {}
        plan = None
        if kind == "plan":
            left = self.left(s, called)
        else:
            called = {day: q for day, q in called.items() if day < s["first"]}
            called |= {day: q for day, (q, _) in s["lines"].items()}
            released = [
                e for e in self.schedules if (e["kind"], e["state"]) == ("plan", "released")
            ]
            plan = released[-1] if released else None
        wanted = {
            day: left[day]
            for day, (_, status) in s["lines"].items()
            if self.orders_of(kind, status)
        }
        present = {x["day"] for x in self.lines if x["kind"] == kind and x["day"] >= s["first"]}
        days = ({*wanted, *present}) - removed
        excepted = {day for day in days if self.picked(kind, day) > wanted.get(day, 0)}
        if plan is not None:
            was, now = self.left(plan, self.called), self.left(plan, called)
            for day in was:
                status = plan["lines"][day][1]
                if was[day] != now[day] and self.orders_of("plan", status):
                    changed[day] = max(0, self.open("plan", day) + now[day] - was[day])
            out = removed | plan["removed"]
            changed = {day: q for day, q in changed.items() if day not in out}
            excepted |= {day for day, q in changed.items() if self.picked("plan", day) > q}
        if excepted:
            s["state"], s["excepted"] = "release_exception", excepted
            return
        for day in days:
            self.settle(kind, day, wanted.get(day, 0))
        for day, quantity in changed.items():
            self.settle("plan", day, quantity)
        kept = {day: q for day, q in self.forecasts[kind].items() if day < s["first"]}
        self.forecasts[kind] = kept | self.forecast(s, left)
        if plan is not None:
            self.forecasts["plan"] |= {
                day: q
                for day, q in self.forecast(plan, self.left(plan, called)).items()
                if day in self.forecasts["plan"]
            }
        self.called = called
        for other in self.earlier(s):
            if other["state"] in ("released", "approved", "release_exception"):
                other["state"] = "replaced"
        s["state"] = "released"

    def picked(self, kind: str, day: int) -> int:
        return sum(
            x["q"] for x in self.lines if (x["kind"], x["day"], x["picked"]) == (kind, day, 1)
        )

    def open(self, kind: str, day: int) -> int:
        return sum(x["q"] for x in self.lines if (x["kind"], x["day"]) == (kind, day))

    def settle(self, kind: str, day: int, quantity: int) -> None:
        rest = quantity - self.picked(kind, day)
        free = [x for x in self.lines if (x["kind"], x["day"], x["picked"]) == (kind, day, 0)]
        if rest == sum(x["q"] for x in free):
            return
        for each in free:
            self.lines.remove(each)
        if rest:
            self.lines.append({"kind": kind, "day": day, "q": rest, "picked": 0})
