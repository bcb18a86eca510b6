"""FastAPI's routes built when they are first asked for, in the processes of tests.

To build central's routes takes half a second of processor, most tests make an application of their
own, and ask a handful of its routes. ``tests/central/access/test_routes.py`` builds each.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name

_build = APIRoute.__init__
_compiled = cache(compile_path)


def install() -> None:
    """For every route from now on."""
    replaced: Any = APIRoute
    replaced.__init__, replaced.__getattr__ = _wait, _built


def _wait(self: Any, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
    """Only what a router and a list of routes look at."""
    self._waiting = path, endpoint, options
    self.path, self.endpoint = path, endpoint
    self.path_regex, self.path_format, self.param_convertors = _compiled(path)
    self.methods = {method.upper() for method in options.get("methods") or ["GET"]}
    self.name = options.get("name") or get_name(endpoint)
    self.include_in_schema = options.get("include_in_schema", True)


def _built(self: Any, name: str) -> Any:
    """Asked for what is not there yet."""
    waiting = self.__dict__.pop("_waiting", None)
    if waiting is None:
        raise AttributeError(name)
    path, endpoint, options = waiting
    _build(self, path, endpoint, **options)
    return getattr(self, name)
