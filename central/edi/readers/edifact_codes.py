"""What qualifiers of EDIFACT schedules mean here. Our own small tables: only codes that are read;
a partner's profile overrides them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from central.edi.model.schedule import Bucket, Demand, Function, Resource, Status
from central.edi.readers import values
from central.edi.readers.values import Period

QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("1", "21", "113", "131"), "demand"),
        "3": "cumulative",
        "70": "received",
        **dict.fromkeys(("12", "48", "194"), "receipt"),
        "83": "backlog",
        "84": "immediate",
        **dict.fromkeys(
            ("11", "17", "33", "52", "53", "54", "59", "72", "73", "77", "145", "171", "189"),
            "ignore",
        ),
    }
)
COMMITMENTS: Mapping[str, tuple[Status, Demand, Resource | None]] = MappingProxyType(
    {
        "1": (Status.FIRM, Demand.DATED, None),
        "2": (Status.FORECAST, Demand.DATED, Resource.FABRICATE),
        "3": (Status.FORECAST, Demand.DATED, Resource.MATERIAL),
        "4": (Status.FORECAST, Demand.DATED, None),
        "5": (Status.FIRM, Demand.BACKLOG, None),
        "10": (Status.FIRM, Demand.IMMEDIATE, None),
        "12": (Status.FORECAST, Demand.DATED, None),
        "14": (Status.INFORMATION, Demand.DATED, None),
    }
)
FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "1": Function.CANCEL,
        "4": Function.CHANGE,
        "5": Function.REPLACE,
        "7": Function.DUPLICATE,
        "9": Function.ORIGINAL,
        "": Function.NOT_STATED,
    }
)
BUCKETS: Mapping[str, Bucket] = MappingProxyType({"W": Bucket.WEEK, "M": Bucket.MONTH})
"""Frequencies of a commitment that widen a single day; others leave it."""

DATES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("2", "10", "11", "17", "69", "76", "200"), "on"),
        **dict.fromkeys(("64", "158", "194"), "first"),
        **dict.fromkeys(("63", "159", "206"), "last"),
        "51": "since",
        "52": "until",
        "50": "arrived",
        **dict.fromkeys(("137", "171"), "noted"),
    }
)
"""Date qualifiers of a quantity."""
PARTIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ST", "CN", "DP", "PD"), "ship_to"),
        **dict.fromkeys(("SU", "SE", "SF"), "supplier"),
        **dict.fromkeys(("BY", "MI"), "customer"),
    }
)
PARTS: Mapping[str, str] = MappingProxyType({"IN": "part", "BP": "part", "SA": "part_of_supplier"})
"""Item number types; a number in LIN without one is the customer's part."""
PLACES: Mapping[str, str] = MappingProxyType(
    {"11": "unloading_point", "159": "consumption_point", "7": "ship_to", "19": "ship_to"}
)
REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ON", "OP", "BO", "CT"), "order"),
        **dict.fromkeys(("AAK", "AAU", "DQ", "SI"), "note"),
        "AIF": "previous",
        "AAN": "reference",
    }
)
_DIRECTORY = re.compile(r"D\.([0-9]{2})([A-C])")


def directory(version: str) -> tuple[int, str] | None:
    """Year and letter of a directory (``D.97A`` is 1997, A), so that two compare; None for what
    is none.
    """
    match = _DIRECTORY.fullmatch(version)
    if not match:
        return None
    return int(match[1]) + (1900 if int(match[1]) >= 88 else 2000), match[2]


def period(text: str, form: str) -> Period:
    """A DTM value by its format. Raises ValueError."""
    match form:
        case "101" | "102":
            if len(text) != (6 if form == "101" else 8):
                raise ValueError(f"{text!r} has not the length of format {form}")
            found = values.day(text)
            return Period(first=found, last=found)
        case "201" | "203" | "204":
            digits = 6 if form == "201" else 8
            found = values.day(text[:digits])
            at = values.clock(text[digits:])
            return Period(first=found, last=found, at=at)
        case "609" | "610":
            return values.month(text)
        case "615" | "616":
            return values.week(text)
        case "711" | "718":
            first, last = (text[:8], text[8:]) if form == "711" else _halves(text)
            return values.span(values.day(first), values.day(last))
        case "713" | "719":
            first, last = (text[:12], text[12:]) if form == "713" else _halves(text)
            whole = values.span(values.day(first[:8]), values.day(last[:8]))
            return Period(
                first=whole.first,
                last=whole.last,
                at=values.clock(first[8:]),
                to=values.clock(last[8:]),
            )
        case _:
            raise ValueError(f"date format {form!r} is not read here")


def bucket_of(form: str, found: Period) -> Bucket | None:
    """What a date's own format says about how wide it is."""
    if form in ("609", "610"):
        return Bucket.MONTH
    if form in ("615", "616"):
        return Bucket.WEEK
    return Bucket.PERIOD if found.last - found.first > timedelta(0) else None


def _halves(text: str) -> tuple[str, str]:
    first, dash, last = text.partition("-")
    if not dash:
        raise ValueError(f"{text!r} is no period")
    return first, last
