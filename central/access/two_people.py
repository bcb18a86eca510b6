"""What two people who correct cums send: by HTTP and in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Request
from pydantic import Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.access.signing import Proof
from central.db.database import Actor
from central.http.fields import Strict, Why

WHY_MAX = 500
Secret = Annotated[str, Field(max_length=200)]


class TwoIn(Strict):
    """``second``: a second person with a password, or a badge."""

    why: Why
    second: Secret = ""
    second_password: Secret = ""
    second_badge: Secret = ""


def both(guard: Guard, request: Request, first: Principal, given: TwoIn) -> Actor:
    proof = Proof(person=given.second, password=given.second_password, badge=given.second_badge)
    return guard.second_person(request, first, Right.CORRECT_CUMS, proof, why=given.why)


def proof_of(form: Mapping[str, str]) -> Proof:
    return Proof(
        person=form.get("second", ""),
        password=form.get("second_password", ""),
        badge=form.get("second_badge", ""),
    )
