"""``central``: serve, migrate, tokens, masters.

A command imports what it needs when it runs: a token is made without the web server.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from central.access import service as access
from central.access.rules import TokenRole
from central.commands.audit import app as audit_app
from central.commands.badge import app as badge_app
from central.commands.block import app as block_app
from central.commands.edi import app as edi_app
from central.commands.masters import app as masters_app
from central.commands.person import app as person_app
from central.commands.session import ConfigPath, faults_said, opened, settings_of
from central.db.clock import now_us
from central.db.database import Actor
from central.migrations.schema import migrate as migrate_database
from settings.files import fault_lines, toml_table

app = typer.Typer(no_args_is_help=True, help="Central: the floor's gateway and the office.")
token_app = typer.Typer(no_args_is_help=True, help="Tokens of cells, feeds and people.")
app.add_typer(token_app, name="token")
app.add_typer(person_app, name="person")
app.add_typer(masters_app, name="masters")
app.add_typer(badge_app, name="badge")
app.add_typer(block_app, name="block")
app.add_typer(edi_app, name="edi")
app.add_typer(audit_app, name="audit")

_DAY_US = 86_400_000_000


@app.callback()
def to_stderr() -> None:
    """What a command answers goes to stdout, what is noted beside it does not."""
    import structlog

    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))


@app.command()
def serve(
    config: ConfigPath,
    migrate: Annotated[bool, typer.Option(help="Bring the database up to date first.")] = False,
) -> None:
    """Serves until it is told to stop."""
    import structlog
    from uvicorn.config import STARTUP_FAILURE

    from central.app import create_app
    from central.discovery import ComposeError
    from httpd.server import Server
    from httpd.throttle import throttle_libraries

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    throttle_libraries()
    with faults_said(ComposeError):
        settings = settings_of(config)
        application = create_app(settings, migrate_first=migrate)
        server = Server(
            application,
            host=settings.host,
            port=settings.port,
            settings=settings.http,
            traffic=application.state.traffic,
            log_level="warning",
        )
        with suppress(KeyboardInterrupt):
            server.run()
        if not server.started:
            raise typer.Exit(STARTUP_FAILURE)


@app.command("check-config")
def check_config(config: ConfigPath) -> None:
    """Says everything that is wrong with the configuration and the secrets it names, and what it
    names that is not here. Exit status 2: it cannot be used; 1: something is not here now.
    """
    from central.commands.surroundings import absent

    settings = settings_of(config)
    if missing := absent(settings):
        typer.echo(fault_lines(config, toml_table(config), missing), err=True)
        raise typer.Exit(1)
    feeds = ", ".join(settings.feeds) or "none"
    database = settings.database.render_as_string()
    typer.echo(f"{config}: good, database {database}, feeds: {feeds}")


@app.command()
def migrate(config: ConfigPath) -> None:
    """Brings the database to this program's version. No central may serve it meanwhile."""
    with faults_said(), opened(settings_of(config), checked=False, alone=True) as db:
        typer.echo(f"database is at version {migrate_database(db)}")


@app.command("import")
def bring_in(
    config: ConfigPath,
    path: Annotated[Path, typer.Argument(help="A TOML file, or a folder of them.")],
    why: Annotated[str, typer.Option(help="Stands in the history of what changes.")] = "",
) -> None:
    """Brings in calendars, customers, agreements and partners: all of them or nothing."""
    from central.office.files import OfficeFilesError
    from central.office.importing import bring_in as store
    from central.office.kinds import office_kinds

    with faults_said(OfficeFilesError), opened(settings_of(config)) as db:
        done = store(db, path, by=Actor(who="command line", why=why), now_us=now_us())
        for kind in office_kinds():
            new, changed, same = (part.get(kind, 0) for part in (done.new, done.changed, done.same))
            if new or changed or same:
                typer.echo(f"{kind}: {new} new, {changed} changed, {same} as before")


@app.command("export")
def write_out(
    config: ConfigPath,
    file: Annotated[Path | None, typer.Argument(help="Without it: to the terminal.")] = None,
) -> None:
    """Writes what import brings in, every option by its own name."""
    from central.office.exporting import write_out as text_of

    with faults_said(), opened(settings_of(config)) as db:
        text = db.read(text_of)
        if file is None:
            typer.echo(text, nl=False)
        else:
            file.write_text(text, "utf-8")


@token_app.command("create")
def create(
    config: ConfigPath,
    role: Annotated[TokenRole, typer.Option()],
    cell: Annotated[str, typer.Option(help="For the role cell.")] = "",
    feed: Annotated[str, typer.Option(help="For the role feed.")] = "",
    name: Annotated[str, typer.Option(help="Whose it is.")] = "",
    days: Annotated[int, typer.Option(min=0, help="Days it is valid; 0: until revoked.")] = 0,
) -> None:
    """Prints a new token, once: only its hash is stored."""
    with faults_said(access.AccessError), opened(settings_of(config)) as db:
        expires_us = now_us() + days * _DAY_US if days else None
        text = access.create_token(
            db,
            role=role,
            bound=access.Bound(cell=cell, feed=feed),
            name=name,
            expires_us=expires_us,
            now_us=now_us(),
        )
        typer.echo(text)


@token_app.command("list")
def list_all(config: ConfigPath) -> None:
    """One line a token: id, role, cell or feed, name, state."""
    with faults_said(), opened(settings_of(config)) as db:
        for token in access.list_tokens(db):
            state = "revoked" if token.revoked_us is not None else "valid"
            if token.expires_us is not None and token.expires_us <= now_us():
                state = "expired"
            bound = token.cell or token.feed or "-"
            typer.echo(f"{token.token_id} {token.role} {bound} {token.name or '-'} {state}")


@token_app.command()
def revoke(config: ConfigPath, token_id: str) -> None:
    """From now on the token opens nothing."""
    with faults_said(access.AccessError), opened(settings_of(config)) as db:
        access.revoke_token(db, token_id, now_us())
        typer.echo(f"{token_id} is revoked")
