"""Every route says what it needs, and lets in exactly the roles that have it. The list of routes is
the application's own: a new route is swept without being named here.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from central.access.needs import Needs, RouteNeeds, routes_of
from central.access.rules import RIGHTS, Principal, Right, TokenRole

PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/web/sign-in"),
    ("POST", "/web/sign-in"),
    ("POST", "/web/sign-out"),
    ("POST", "/api/v1/access/session"),
    ("POST", "/api/v1/access/enrol"),
}
"""Routes for everybody. A route that is not here and declares nothing is a fault."""
FILES = {"/api/v1/openapi.json", "/web/static", "/web/htmx"}
"""What is answered without being a route of ours: the description and the assets."""
NO_ENDS = {"feed": "L1", "cell": "cell-a", "node": "cell-a"}
BOUND = {TokenRole.CELL: {"cell": "cell-a"}, TokenRole.FEED: {"feed": "L1"}}


def address(route: RouteNeeds) -> str:
    """The path with something in each place."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: NO_ENDS.get(found[1], "1"), route.path)


def needing(app: Any) -> list[RouteNeeds]:
    return [route for route in routes_of(app) if (route.method, route.path) not in PUBLIC]


def test_every_route_declares_what_it_needs_or_is_on_the_list_of_public_ones(swept: Any) -> None:
    silent = {(it.method, it.path) for it in routes_of(swept.app) if not it.rights}
    assert silent == PUBLIC
    others = {
        getattr(context.original_route, "path", None)
        for context in iter_route_contexts(swept.app.routes)
        if not isinstance(context.original_route, APIRoute)
    }
    assert others == FILES


def test_the_whole_interface_is_among_the_routes(swept: Any) -> None:
    described = swept.get("/api/v1/openapi.json").json()["paths"]
    named = {(method.upper(), path) for path, methods in described.items() for method in methods}
    assert named == {(it.method, it.path) for it in routes_of(swept.app) if it.in_schema}


def test_without_a_token_nothing_opens(swept: Any, routes: Any) -> None:
    for route in routes:
        answer = swept.request(route.method, address(route))
        assert answer.status_code == 401, (route.path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture(scope="module")
def routes(swept: Any) -> list[RouteNeeds]:
    return needing(swept.app)


@pytest.mark.parametrize("role", TokenRole)
def test_a_role_opens_what_it_has_the_right_to_and_nothing_else(
    swept: Any, routes: Any, role: TokenRole
) -> None:
    token = swept.token(role, **BOUND.get(role, {}))
    for route in routes:
        if route.streams:
            continue
        answer = swept.request(route.method, address(route), token=token)
        refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
        assert answer.status_code not in (401, 500), (route.path, answer.text)
        assert refused is not (set(route.rights) <= RIGHTS[role]), (route.path, answer.text)


def test_a_route_that_declares_nothing_is_seen_wherever_it_hides() -> None:
    """In a router inside a router, beside routes whose needs come from above."""
    app, outer, inner = FastAPI(), APIRouter(prefix="/a"), APIRouter(prefix="/b")
    needs = Needs(Right.READ_AUDIT, lambda _: Principal(roles=frozenset()))
    outer.add_api_route("/told", lambda: None, dependencies=[Depends(needs)])
    inner.add_api_route("/silent", lambda: None, include_in_schema=False)
    outer.include_router(inner)
    app.include_router(outer)
    app.include_router(inner, prefix="/c", dependencies=[Depends(needs)])
    assert {it.path: it.rights for it in routes_of(app)} == {
        "/a/told": (Right.READ_AUDIT,),
        "/a/b/silent": (),
        "/c/b/silent": (Right.READ_AUDIT,),
    }


def test_a_request_builds_its_own_route_and_no_other(lite: Any) -> None:
    """Thousands of tests have an application each, and all routes take half a second to build."""
    lite.post("/api/v1/access/session", json={})
    routes = [context.original_route for context in iter_route_contexts(lite.app.routes)]
    built = {it.path for it in routes if isinstance(it, APIRoute) and "_waiting" not in vars(it)}
    assert built == {"/api/v1/access/session"}
