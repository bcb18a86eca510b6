"""Who asks is judged on the headers, before the body is read: for every route of an application
whose dependencies say by ``before_body`` that they judge by headers alone.

FastAPI reads a body first and asks the dependencies then. Here the same dependencies are asked
before, so a route declares its right once.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from functools import cached_property

from fastapi import FastAPI, Request, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Scope

Judge = Callable[[Request], object]
"""Raises what the application answers with when the request is not allowed."""
Answer = Callable[[Request, Exception], Awaitable[Response]]


class Entrance:
    """One route: whom it asks and what it reads, looked up when somebody first comes."""

    def __init__(self, route: RouteContext, api: APIRoute) -> None:
        self.methods = frozenset(route.methods or ())
        self.path: re.Pattern[str] = route.path_regex
        self._route, self._api = route, api

    @cached_property
    def takes_json(self) -> bool:
        """The application reads its body into a record."""
        field = self._api.body_field
        return field is not None and not isinstance(field.field_info, params.Form)

    @cached_property
    def judges(self) -> tuple[Judge, ...]:
        """None: it is for everybody."""
        return tuple(dict.fromkeys(_judges(self._route.dependant)))


class Door:
    """Knows the routes of one application, from its first request on."""

    def __init__(self) -> None:
        self._entrances: tuple[Entrance, ...] | None = None

    def entrance(self, scope: Scope) -> Entrance | None:
        """The route that will answer; None: no route reads anything of this. Puts the places of
        its address into the scope, as the router will.
        """
        if self._entrances is None:
            self._entrances = tuple(_entrances(scope["app"]))
        for one in self._entrances:
            if scope["method"] in one.methods and (found := one.path.match(scope["path"])):
                scope["path_params"] = found.groupdict()
                return one
        return None


async def refusal(request: Request, entrance: Entrance) -> Response | None:
    """The application's own answer to who may not; None: all judges let in."""
    for judge in entrance.judges:
        try:
            await run_in_threadpool(judge, request)
        except Exception as error:
            answer = _answer_to(request.app, error)
            if answer is None:
                raise
            return await answer(request, error)
    return None


def _answer_to(app: FastAPI, error: Exception) -> Answer | None:
    handlers: dict[object, Answer] = dict(app.exception_handlers)
    return next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)


def _entrances(app: FastAPI) -> Iterator[Entrance]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            yield Entrance(context, context.original_route)


def _judges(dependant: Dependant) -> Iterator[Judge]:
    for below in dependant.dependencies:
        judge: Judge | None = getattr(below.call, "before_body", None)
        if judge is not None:
            yield judge
        yield from _judges(below)
