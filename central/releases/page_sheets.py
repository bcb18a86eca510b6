"""The long lists of schedules and their changes: pages, CSV and PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from central.access.rules import Right
from central.db.database import Database
from central.db.listings import Kind
from central.http.fields import whole_of
from central.http.problems import ProblemError
from central.releases import service
from central.releases.rules.states import State
from central.releases.schedules import StoredSchedule
from central.releases.views import CompareView
from central.web import sheet
from central.web.frame import Frame, language_of, path, words
from central.web.reasons import told
from central.web.sheet import Look, Sheet

ROWS = 100
EXPORT_ROWS = {".csv": 20_000, ".pdf": 2_000}
NET_CHANGES = 60
"""Schedules that one page compares; an export takes as many as it may have rows, by tens."""
LOOKS = {
    State.RELEASED: Look.OK,
    State.OUT_OF_TOLERANCE: Look.ATTENTION,
    State.NOT_RECONCILED: Look.FAULT,
    State.RELEASE_EXCEPTION: Look.FAULT,
}
FILTERS = ("customer", "agreement", "part", "state")


def add(router: APIRouter, db: Database, frame: Frame) -> None:
    for address, make, template in (
        ("/office/schedules", _schedules, "office_schedules.html"),
        ("/office/net-change", _net_change, "office_net_change.html"),
        ("/office/schedules/{schedule:int}/compared", _compared, "office_sheet.html"),
    ):
        sheet.add(router, db, frame, address, Right.READ_OFFICE, make, template)
    sheet.add_files(router, db, frame, "/office/unprocessed", Right.READ_OFFICE, _unprocessed)


def _schedules(connection: Connection, request: Request) -> Sheet:
    query, texts = request.query_params, words(language_of(request))
    most = _exported(request) or ROWS
    asked = {name: query.get(name, "").strip()[:200] for name in FILTERS}
    wanted = service.SchedulesWanted(**asked, unviewed=query.get("unviewed") == "on")
    before = whole_of(query.get("before", ""))
    found = service.schedule_list(connection, wanted, before=before, most=most)
    following = {"before": str(found[-1].schedule)} if len(found) == most else {}
    return Sheet(
        name="schedules",
        columns={
            "schedule": Kind.TEXT,
            "number": Kind.TEXT,
            "kind": Kind.TEXT,
            "customer": Kind.TEXT,
            "part": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "issued_on": Kind.TEXT,
            "received_us": Kind.MOMENT,
            "state": Kind.TEXT,
            "why": Kind.TEXT,
            "owner": Kind.TEXT,
            "viewed_by": Kind.TEXT,
            "entered_by": Kind.TEXT,
        },
        rows=[_schedule(kept, texts) for kept in found],
        links=dict.fromkeys(("schedule", "number"), _to_schedule),
        looks=lambda row: row["_look"],
        more=str(request.url.include_query_params(**following)) if following else "",
    )


def _schedule(kept: StoredSchedule, texts: Mapping[str, str]) -> dict[str, object]:
    return {
        "schedule": kept.schedule,
        "number": kept.number,
        "kind": texts[f"release.kind.{kept.kind}"],
        "customer": kept.customer,
        "part": kept.part,
        "unloading_point": kept.unloading_point,
        "issued_on": kept.issued_on,
        "received_us": kept.received_us,
        "state": texts[f"release.state.{kept.state}"],
        "why": "; ".join(told(reason, texts) for reason in kept.waits[:3]),
        "owner": kept.owner,
        "viewed_by": kept.viewed_by,
        "entered_by": kept.entered_by,
        "_look": LOOKS.get(kept.state, Look.PLAIN),
    }


def _net_change(connection: Connection, request: Request) -> Sheet:
    query = request.query_params
    most = _exported(request) // 10 or NET_CHANGES
    views = service.net_change_view(
        connection,
        customer=query.get("customer", "").strip()[:200],
        part=query.get("part", "").strip()[:200],
        unviewed=query.get("unviewed") == "on",
        before=whole_of(query.get("before", "")),
        most=most,
    )
    following = {"before": str(views[-1].new.schedule)} if len(views) == most else {}
    texts = words(language_of(request))
    return Sheet(
        name="net_change",
        columns={
            "schedule": Kind.TEXT,
            "customer": Kind.TEXT,
            "part": Kind.TEXT,
            "unloading_point": Kind.TEXT,
            "kind": Kind.TEXT,
            "state": Kind.TEXT,
            **_DAY,
        },
        rows=[row for view in views for row in _days(view, texts)],
        links={"schedule": lambda row: path("office", "schedules", row["_schedule"])},
        looks=lambda row: row["_look"],
        more=str(request.url.include_query_params(**following)) if following else "",
    )


def _compared(connection: Connection, request: Request) -> Sheet:
    schedule = request.path_params["schedule"]
    view = service.compare_view(connection, schedule)
    if view is None:
        raise ProblemError(404, "not_found", f"There is no schedule {schedule}.")
    texts = words(language_of(request))
    old = view.old.number if view.old is not None else "–"
    return Sheet(
        name="compared",
        columns=_DAY,
        rows=list(_days(view, texts)),
        looks=lambda row: row["_look"],
        note=f"{view.new.customer} · {view.new.part} · {old} → {view.new.number}",
    )


def _to_schedule(row: Mapping[str, Any]) -> str:
    return path("office", "schedules", row["schedule"])


def _exported(request: Request) -> int:
    """Rows of a file; 0: it is a page."""
    return next((n for end, n in EXPORT_ROWS.items() if request.url.path.endswith(end)), 0)


def _unprocessed(connection: Connection, request: Request) -> Sheet:
    texts = words(language_of(request))
    found = service.unprocessed_list(
        connection,
        closed=request.query_params.get("closed") == "true",
        most=_exported(request) or ROWS,
    )
    return Sheet(
        name="unprocessed",
        columns={
            "what": Kind.TEXT,
            "customer": Kind.TEXT,
            "part": Kind.TEXT,
            "why": Kind.TEXT,
            "interchange": Kind.FIGURE,
            "owner": Kind.TEXT,
            "received_us": Kind.MOMENT,
            "closed_us": Kind.MOMENT,
            "state": Kind.TEXT,
        },
        rows=[
            {
                "what": texts[f"release.what.{row.what}"],
                "customer": row.customer or row.partner,
                "part": row.part,
                "why": "; ".join(told(reason, texts) for reason in row.reasons),
                "interchange": row.interchange,
                "owner": row.owner,
                "received_us": row.opened_us,
                "closed_us": row.closed_us,
                "state": _closing(row, texts),
            }
            for row in found
        ],
    )


def _closing(row: service.UnprocessedView, texts: Mapping[str, str]) -> str:
    if row.closed_us is None:
        return texts["release.open"]
    how = texts[f"release.closing.{row.closing}"]
    return f"{how}: {row.closed_by} {row.why}".rstrip(": ")


_DAY = {
    "on": Kind.TEXT,
    "old": Kind.FIGURE,
    "new": Kind.FIGURE,
    "difference": Kind.FIGURE,
    "net_cum": Kind.FIGURE,
    "change": Kind.TEXT,
    "tolerance": Kind.TEXT,
}


def _days(view: CompareView, texts: Any) -> Iterator[dict[str, Any]]:
    for day in view.rows:
        mark = texts[f"release.mark.{day.mark}"] if day.mark else ""
        yield {
            "schedule": view.new.number,
            "customer": view.new.customer,
            "part": view.new.part,
            "unloading_point": view.new.unloading_point,
            "kind": texts[f"release.kind.{view.new.kind}"],
            "state": texts[f"release.state.{view.new.state}"],
            "on": f"{day.on} {day.at}".strip(),
            "old": day.old,
            "new": day.new,
            "difference": day.net,
            "net_cum": day.net_cum,
            "change": texts[f"release.change.{day.change}"],
            "tolerance": f"{mark} {day.horizon}".strip(),
            "_schedule": view.new.schedule,
            "_look": Look.FAULT if day.mark == "out" else Look.PLAIN,
        }
