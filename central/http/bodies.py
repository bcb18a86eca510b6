"""JSON bodies of the office's interface: read as its files and forms are, described as they are
read. What cannot be read is a 422 with every fault; a code in the body must be that of the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Body
from starlette.responses import Response

from central.http.problems import ProblemError
from central.words.spelling import MisspeltError, read, schema, spell

T = TypeVar("T")
Table = Annotated[dict[str, Any], Body()]


def takes(kind: type, *but: str) -> dict[str, Any]:
    """For ``openapi_extra``: the body is ``kind`` without the fields that the address gives."""
    whole = schema(kind)
    described = {
        **whole,
        "properties": {k: v for k, v in whole["properties"].items() if k not in but},
        "required": [name for name in whole["required"] if name not in but],
    }
    return {"requestBody": {"content": {"application/json": {"schema": described}}}}


def of(kind: type[T], body: Mapping[str, Any], **codes: str) -> T:
    """``codes``: what the address says of it."""
    for name, code in codes.items():
        if body.get(name, code) != code:
            raise ProblemError(422, "invalid", f"{name}: the address says {code!r}: leave it out")
    try:
        return read(kind, {**body, **codes})
    except MisspeltError as error:
        raise ProblemError(422, "invalid", str(error)) from error


def answer(value: object) -> Response:
    """Decimals as texts, so that no digit is lost on the way."""
    content = [spell(item) for item in value] if isinstance(value, list | tuple) else spell(value)
    return Response(msgspec.json.encode(content), media_type="application/json")


def known(found: T | None, what: str) -> T:
    """Or a 404."""
    if found is None:
        raise ProblemError(404, "not_found", f"There is no {what}.")
    return found
