"""Proposals, versions and trials of masters by HTTP. What cells fetch is ``central.cells.api``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.access.signing import Proof
from central.cells import service as cells
from central.cells.rules import Site, without_hashes
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.problems import ProblemError
from central.masters import service, trials
from central.masters.rules import files
from central.masters.rules.difference import differences
from central.masters.rules.files import MastersFileError
from central.masters.rules.trial import Changed
from central.masters.service import PROGRAM, Proposal
from wire.masters import Masters

Text = Annotated[str, Field(max_length=1000)]
Day = Annotated[str, Query(max_length=10)]


class Decision(BaseModel):
    """``revision`` and ``version`` (in force, 0: none) as they were seen. The second person is
    named where the caller wrote the proposal, or a program did.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    revision: Annotated[int, Field(ge=0)]
    version: Annotated[int, Field(ge=0)]
    why: Text = ""
    person: Text = ""
    password: Text = ""
    badge: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    version: int
    at_us: int
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """``masters`` as the message has them, without hashes of badges."""

    cell: str
    revision: int
    authors: tuple[str, ...]
    why: str
    version_in_force: int
    differences: tuple[str, ...]
    faults: tuple[str, ...]
    masters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """See ``Trial``."""

    day: date
    vehicles: int
    changed_vehicles: int
    changed: tuple[Changed, ...]
    held: int
    unsent: tuple[str, ...]
    silent: tuple[str, ...]


class Back(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    to: Annotated[int, Field(ge=1)]
    why: Text


async def _body(request: Request) -> bytes:
    return await request.body()


def author(principal: Principal) -> str:
    """As it stands among the authors: a token is no person."""
    return principal.who if principal.person else f"{PROGRAM}{principal.who}"


def routes(db: Database, site: Site, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/masters", tags=["masters"])
    _reading(router, db, site, guard)
    _trying(router, db, site, guard)
    _proposing(router, db, site, guard, changes)
    _releasing(router, db, site, guard, changes)
    _taking_back(router, db, site, guard, changes)
    return router


def _reading(router: APIRouter, db: Database, site: Site, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_MASTERS))

    @router.get("/{cell}/versions")
    def get_versions(cell: str, principal: Principal = reader) -> list[VersionView]:
        """Every version that was in force, the newest first: who, when, why."""
        _own(principal, cell)
        return [
            VersionView(version=it.version, at_us=it.at_us, by=it.by_whom, why=it.why)
            for it in db.read(lambda c: cells.versions_of(c, cell))
        ]

    @router.get("/{cell}/proposal")
    def get_proposal(cell: str, principal: Principal = reader) -> ProposalView:
        """What is proposed, how it differs from what is in force, and what is wrong with it."""
        _own(principal, cell)

        def work(connection: Connection) -> ProposalView:
            found = _known(service.open_proposal(connection, cell), cell)
            before = service.in_force(connection, cell)
            return told(found, before, site)

        return db.read(work)


def _trying(router: APIRouter, db: Database, site: Site, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_MASTERS))

    @router.get("/{cell}/trial")
    def get_trial(cell: str, against: Day = "today", principal: Principal = reader) -> TrialView:
        """Which vehicles of a day (UTC) change by what is proposed."""
        _own(principal, cell)

        def work(connection: Connection) -> TrialView:
            found = _known(service.open_proposal(connection, cell), cell)
            if faults := site.faults(found.masters):
                detail = f"these masters cannot be used: {'; '.join(faults[:20])}"
                raise ProblemError(409, "masters_refused", detail)
            try:
                day = trials.day_of(against, now_us())
            except ValueError as error:
                raise ProblemError(422, "invalid", str(error)) from error
            before = service.in_force(connection, cell)
            made = trials.try_day(connection, before, found.masters, day)
            return TrialView(
                day=day,
                vehicles=made.vehicles,
                changed_vehicles=made.changed_vehicles,
                changed=made.changed,
                held=made.held,
                unsent=made.unsent,
                silent=made.silent,
            )

        return db.read(work)


def _proposing(router: APIRouter, db: Database, site: Site, guard: Guard, changes: Changes) -> None:
    writer = Depends(guard.requires(Right.WRITE_MASTERS))
    body = Depends(_body)

    @router.put("/{cell}/proposal")
    def put_proposal(
        cell: str,
        data: bytes = body,
        principal: Principal = writer,
        why: Annotated[str, Query(max_length=1000)] = "",
    ) -> ProposalView:
        """Masters as JSON, strictly read; the whole content of the open proposal."""
        try:
            wanted = files.masters_of("body.json", data, cell)
        except MastersFileError as error:
            detail = f"these masters cannot be read: {'; '.join(error.faults)}"
            raise ProblemError(422, "masters_refused", detail) from error
        by = Actor(who=author(principal), why=why)

        def work(connection: Connection) -> ProposalView:
            found = service.propose(connection, wanted, site, by=by, now_us=now_us())
            return told(found, service.in_force(connection, cell), site)

        answer = db.write(work, by=by)
        changes.publish("masters")
        return answer

    @router.delete("/{cell}/proposal")
    def withdraw(
        cell: str,
        principal: Principal = writer,
        why: Annotated[str, Query(max_length=1000)] = "",
    ) -> Response:
        by = Actor(who=author(principal), why=why)
        db.write(lambda c: service.withdraw(c, cell, revision=None, by=by, now_us=now_us()), by=by)
        changes.publish("masters")
        return Response(status_code=204)


def _releasing(router: APIRouter, db: Database, site: Site, guard: Guard, changes: Changes) -> None:
    writer = Depends(guard.requires(Right.WRITE_MASTERS))

    @router.post("/{cell}/proposal/release")
    def release(
        request: Request, cell: str, given: Decision, principal: Principal = writer
    ) -> dict[str, int | str]:
        """Puts what is proposed in force; a second person must take part."""
        by = Actor(who=author(principal), why=given.why)
        if given.person or given.badge:
            by = guard.second_person(
                request,
                principal,
                Right.WRITE_MASTERS,
                Proof(person=given.person, password=given.password, badge=given.badge),
                why=given.why,
            )

        def work(connection: Connection) -> cells.StoredMasters:
            return service.release(
                connection,
                cell,
                site,
                revision=given.revision,
                seen_version=given.version,
                by=by,
                now_us=now_us(),
            )

        stored = db.write(work, by=by)
        changes.publish("masters")
        return {"version": stored.version, "etag": stored.etag}


def _taking_back(
    router: APIRouter, db: Database, site: Site, guard: Guard, changes: Changes
) -> None:
    writer = Depends(guard.requires(Right.WRITE_MASTERS))

    @router.post("/{cell}/rollback")
    def roll_back(cell: str, given: Back, principal: Principal = writer) -> dict[str, int | str]:
        """An earlier version in force again, as a new one."""
        by = Actor(who=author(principal), why=given.why)
        stored = db.write(
            lambda c: service.roll_back(c, cell, given.to, site, by=by, now_us=now_us()), by=by
        )
        changes.publish("masters")
        return {"version": stored.version, "etag": stored.etag}


def told(found: Proposal, before: Masters | None, site: Site) -> ProposalView:
    """Without hashes of badges."""
    base = before or Masters(cell=found.masters.cell, version=0)
    return ProposalView(
        cell=found.cell,
        revision=found.revision,
        authors=found.authors,
        why=found.why,
        version_in_force=base.version,
        differences=tuple(str(it) for it in differences(base, found.masters)),
        faults=tuple(site.faults(found.masters)),
        masters=msgspec.to_builtins(without_hashes(found.masters)),
    )


def _own(principal: Principal, cell: str) -> None:
    if not principal.is_cell(cell):
        raise ProblemError(404, "not_found", f"There are no such masters of {cell}.")


def _known(found: Proposal | None, cell: str) -> Proposal:
    if found is None:
        raise ProblemError(404, "not_found", f"Nothing is proposed for {cell}.")
    return found
