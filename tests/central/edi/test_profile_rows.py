"""Entry by entry of the profiles of VDA 4984 and 4985, and that the loss of one is seen."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from central.edi import profiles
from central.edi.profiles.profile import from_table
from tests.central.edi.rows import vda_4984, vda_4985
from tests.support.edi.row_trials import table_of
from tests.support.edi.rows import Case, outcome

CASES = {"vda_4984": vda_4984.CASES, "vda_4985": vda_4985.CASES}
MESSAGES = {"vda_4984": "delfor", "vda_4985": "deljit"}
OTHER_WAY = {"GIS"}
"""Refused whether it may stand there or not: the processing indicator of these is GEI."""
OTHERWISE = {"before": "after", "after": "before", "plan": "call-off", "call-off": "plan"}


def entries(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the profile says, and the profile that does not say that."""
    message, whole = MESSAGES[name], profiles.table(name)
    for key, value in whole["messages"][message].items():
        for entry, changed in other(value, key, message):
            table = copy.deepcopy(whole)
            table["messages"][message][key] = changed
            yield f"{key}.{entry}", table


def other(value: Any, key: str, message: str) -> Iterator[tuple[str, Any]]:
    """An entry, and the value with another in its place or without it."""
    if isinstance(value, str):
        yield value, OTHERWISE[value]
    elif isinstance(value, dict):
        for code, meaning in value.items():
            if meaning == "ignore":
                yield code, {it: means for it, means in value.items() if it != code}
            else:
                yield code, {**value, code: OTHERWISE.get(meaning, "ignore")}
    else:
        for entry in value:
            less = [it for it in value if it != entry]
            yield entry, less or ["XYZ"]
        if key == "allowed":
            tags = {*table_of(message).tags, *table_of(message).unread} - {*value, *OTHER_WAY}
            yield from ((f"no {tag}", [*value, tag]) for tag in sorted(tags))


def noticed(cases: list[Case], table: dict[str, Any]) -> bool:
    profile = from_table(table)
    return any(not case.agrees(outcome(case.form.write(case.body), profile)) for case in cases)


@pytest.mark.parametrize("name", CASES)
def test_what_the_profile_says_is_so(name: str) -> None:
    wrong = [f"{case}: {case.outcome()}" for case in CASES[name] if not case.holds()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", CASES)
def test_an_entry_that_is_lost_is_noticed(name: str) -> None:
    unseen = [entry for entry, table in entries(name) if not noticed(CASES[name], table)]
    assert not unseen, "\n".join(unseen)
