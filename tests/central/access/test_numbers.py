"""No number in an address is an error of ours, however large: routes by the application's own list.

Where a page reads its query itself, it is asked under every name that central's code reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from annotated_types import Ge, Le
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from central.access.needs import routes_of
from tests.support.paths import ROOT

READ = re.compile(r"(?:query_params|query|asked)(?:\.get\(|\[)\"(\w+)\"")
LARGEST = 2**63 - 1
"""That a column holds."""


def read_by_hand() -> list[str]:
    """What is read in a file that takes whole numbers from a query itself."""
    texts = [file.read_text() for file in (ROOT / "central").rglob("*.py")]
    return sorted({name for text in texts if "whole_of" in text for name in READ.findall(text)})


def below(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from below(each)


def numbers(app: Any) -> Iterator[tuple[str, str, Any]]:
    """Address, name and field of each whole number in a path or a query."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            for each in below(context.dependant):
                for param in (*each.path_params, *each.query_params):
                    kind = param.field_info.annotation
                    if kind is int or int in get_args(kind):
                        yield context.path, param.alias, param.field_info


def limits(field: Any, kind: type) -> list[int]:
    """``annotated_types.Ge`` or ``Le`` of a field."""
    name = kind.__name__.lower()
    return [getattr(it, name) for it in field.metadata if isinstance(it, kind)]


def test_every_number_of_an_address_has_both_ends(swept: Any) -> None:
    found = list(numbers(swept.app))
    open_ones = {
        (path, name)
        for path, name, field in found
        if not limits(field, Ge) or not limits(field, Le) or max(limits(field, Le)) > LARGEST
    }
    assert not open_ones
    assert len(found) > 60


@pytest.mark.parametrize("digits", [f"{2**63}", "9" * 5000], ids=len)
def test_no_number_in_a_query_is_an_error_of_ours(swept: Any, digits: str) -> None:
    token, failed, asked = swept.token("planner"), [], 0
    for route in routes_of(swept.app):
        page = route.method == "GET" and route.path.startswith("/office")
        if not page or route.path.endswith((".csv", ".pdf")):
            continue
        path = re.sub(r"\{(\w+)(?::\w+)?\}", "1", route.path)
        for name in read_by_hand():
            asked += 1
            if swept.get(path, params={name: digits}, token=token).status_code >= 500:
                failed.append((route.path, name))
    assert not failed
    assert asked > 200
