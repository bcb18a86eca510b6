"""What a route needs, readable by programs: the test that sweeps all routes for all roles and the
table in the documents are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from central.access.rules import Principal, Right


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency that lets in whoever has ``right``, and returns the Principal."""

    right: Right
    check: Callable[[Request], Principal]

    def __call__(self, request: Request) -> Principal:
        return self.check(request)

    def before_body(self, request: Request) -> Principal:
        """Asked on the headers, before a body is read (``httpd.door``)."""
        return self.check(request)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteNeeds:
    """One method of one path; ``rights`` are all needed; none: the route declares nothing."""

    method: str
    path: str
    rights: tuple[Right, ...]
    in_schema: bool
    streams: bool
    """Its answer does not end by itself."""


def own_routes(app: FastAPI) -> list[RouteContext]:
    """What this application answers. Mounted files are not among it."""
    contexts = iter_route_contexts(app.routes)
    return [it for it in contexts if isinstance(it.original_route, APIRoute)]


def routes_of(app: FastAPI) -> list[RouteNeeds]:
    """Every method of every route, by path."""
    found = []
    for context in own_routes(app):
        streams = getattr(context.response_class, "__name__", "") == "EventSourceResponse"
        for method in sorted(context.methods or ()):
            found.append(
                RouteNeeds(
                    method=method,
                    path=context.path_format or "",
                    rights=tuple(sorted(set(_rights(context.dependant)))),
                    in_schema=context.include_in_schema,
                    streams=streams,
                )
            )
    return sorted(found, key=lambda it: (it.path, it.method))


def _rights(dependant: Dependant) -> Iterator[Right]:
    for below in dependant.dependencies:
        if isinstance(below.call, Needs):
            yield below.call.right
        yield from _rights(below)
