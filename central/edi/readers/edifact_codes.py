"""What qualifiers of EDIFACT schedules mean here. Our own small tables: only codes that are read;
a partner's profile overrides them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
BUCKETS: Mapping[str, Bucket] = MappingProxyType(
    {
        "W": Bucket.WEEK,
        "M": Bucket.MONTH,
        **dict.fromkeys(("", "B", "C", "D", "E", "F", "J", "Y"), Bucket.DAY),
    }
)
"""Frequencies of a commitment: those that widen a single day, and those that leave it."""

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
        **dict.fromkeys(("ST", "CN", "DP"), "ship_to"),
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
    """A DTM value by its format; periods are read with and without the hyphen that the format's
    name has. Raises ValueError.
    """
    match form:
        case "101" | "102":
            if len(text) != (6 if form == "101" else 8):
                raise ValueError(f"{text!r} has not the length of format {form}")
            return _one_day(text)
        case "201" | "203" | "204":
            digits = 6 if form == "201" else 8
            found = values.day(text[:digits])
            at = values.clock(text[digits:])
            return Period(first=found, last=found, at=at)
        case "609" | "610":
            return values.month(text)
        case "615" | "616":
            return values.week(text)
        case "713" | "719":
            digits = 10 if form == "713" and len(text.replace("-", "")) == 20 else 12
            return _timed(text, digits)
    if form not in _SPANS:
        raise ValueError(f"date format {form!r} is not read here")
    read, digits = _SPANS[form]
    first, last = map(read, _halves(text, digits))
    return values.span(first.first, last.last)


def bucket_of(form: str, found: Period) -> Bucket | None:
    """What a date's own format says about how wide it is."""
    if form in ("609", "610"):
        return Bucket.MONTH
    if form in ("615", "616"):
        return Bucket.WEEK
    return Bucket.PERIOD if found.last - found.first > timedelta(0) else None


def _one_day(text: str) -> Period:
    found = values.day(text)
    return Period(first=found, last=found)


def _timed(text: str, digits: int) -> Period:
    """From one time to another; the last four of the digits of each are the time."""
    first, last = _halves(text, digits)
    whole = values.span(values.day(first[:-4]), values.day(last[:-4]))
    at, to = values.clock(first[-4:]), values.clock(last[-4:])
    return Period(first=whole.first, last=whole.last, at=at, to=to)


def _halves(text: str, digits: int) -> tuple[str, str]:
    first, last = text[:digits], text[digits:].removeprefix("-")
    if len(first) != digits or len(last) != digits:
        raise ValueError(f"{text!r} is no period of twice {digits} digits")
    return first, last


_SPANS: Mapping[str, tuple[Callable[[str], Period], int]] = MappingProxyType(
    {
        "709": (values.month, 4),
        "710": (values.month, 6),
        "711": (_one_day, 8),
        "715": (values.week, 4),
        "716": (values.week, 6),
        "717": (_one_day, 6),
        "718": (_one_day, 8),
    }
)
"""Formats from one day, week or month to another: how each is read, and its digits."""
FORMS = frozenset(
    {"101", "102", "201", "203", "204", "609", "610", "615", "616", "713", "719", *_SPANS}
)
"""Formats of dates that are read."""
