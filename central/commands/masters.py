"""``lineside masters``: see, check, compare, try, propose and take back what cells work by.

Exit status 0: in order, or nothing differs. 1: it was looked at, and something is wrong or differs.
2: the question could not be asked.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from central.access.rules import Right
from central.cells import rules as cell_rules
from central.cells import service as cells
from central.cells.rules import with_key
from central.commands.proof import PasswordFile, acting, signed_by
from central.commands.session import ConfigPath, opened, settings_of
from central.config import Config
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.masters import service, trials
from central.masters.rules import files
from central.masters.rules.difference import differences
from central.masters.rules.files import MastersFileError
from central.masters.rules.trial import Effect, Trial, tried
from central.masters.service import PROGRAM, Proposal
from wire.codec import decode_masters
from wire.masters import Masters
from wire.sentences import fault_in_language
from wire.telegram_lines import telegrams_of_lines

app = typer.Typer(no_args_is_help=True, help="Masters: what cells pick by.", rich_markup_mode=None)

MaybeConfig = Annotated[Path | None, typer.Option("--config", help="central.toml")]
Cell = Annotated[str, typer.Option("--cell", help="The cell they are for.")]
File = Annotated[
    Path,
    typer.Argument(
        help="TOML, JSON, a folder of masters.toml and tables, or one table: rules.csv."
    ),
]
Why = Annotated[str, typer.Option("--why", help="Stands in the history.")]
Who = Annotated[
    str, typer.Option("--person", help="Who you are; asks for the password. Empty: a program.")
]
SHOWN = 200
WORDS = {
    Effect.HELD: "waits for a person now",
    Effect.PART: "gets another part",
    Effect.FREE: "can be picked now",
    Effect.RACK: "comes into another rack",
    Effect.FACE: "is picked from another face",
}


@app.command()
def get(
    config: ConfigPath,
    cell: Cell,
    version: Annotated[int | None, typer.Option(help="Without it: what is in force.")] = None,
    proposal: Annotated[bool, typer.Option("--proposal", help="What is proposed.")] = False,
    form: Annotated[str, typer.Option("--format", help="toml, json, or csv (a folder).")] = "toml",
    out: Annotated[Path | None, typer.Option(help="File or folder; else to the terminal.")] = None,
) -> None:
    """Writes masters as a file that put, check, diff and try read again."""
    if form not in files.FORMATS or (form == "csv" and out is None):
        typer.echo(
            f"masters: --format is one of {', '.join(files.FORMATS)}; csv needs --out", err=True
        )
        raise typer.Exit(2)
    with acting(MastersFileError), opened(settings_of(config)) as db:
        found = db.read(lambda c: _found(c, cell, version, proposal))
    texts = files.to_folder(found) if form == "csv" else {}
    if texts and out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(text, "utf-8", newline="")
        typer.echo(f"{out}/: {', '.join(texts)}")
        return
    text = files.to_toml(found) if form == "toml" else files.to_json(found)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")


@app.command()
def check(
    file: File,
    cell: Cell = "",
    config: MaybeConfig = None,
    onto: Annotated[
        Path | None, typer.Option(help="Masters that a single table belongs to.")
    ] = None,
) -> None:
    """Says everything that is wrong with masters. Without --config nothing but the file is needed;
    with it, central's feeds and badges count too.
    """
    with acting(MastersFileError), _maybe_opened(config) as (settings, db):
        found = _read(file, cell, db, onto)
        faults = _faults_of(found, settings)
    for fault in faults:
        typer.echo(f"{file}: {_said(fault)}")
    typer.echo(
        f"{file}: {found.cell}: {len(found.feeds)} feeds, {len(found.families)} families, "
        f"{sum(len(family.variants) for family in found.families)} rules, {len(found.faces)} "
        f"faces, {len(found.people)} people: {len(faults) or 'no'} faults"
    )
    raise typer.Exit(1 if faults else 0)


@app.command()
def diff(
    file: File,
    other: Annotated[
        Path | None, typer.Argument(help="A second file; without it: what is in force.")
    ] = None,
    cell: Cell = "",
    config: MaybeConfig = None,
    version: Annotated[int | None, typer.Option(help="Against an earlier version.")] = None,
) -> None:
    """Says row by row what masters change: against what is in force, or from one file to
    another.
    """
    with acting(MastersFileError), _maybe_opened(config) as (settings, db):
        if other is not None:
            before, after = _read(file, cell, db), _read(other, cell, db)
        else:
            if db is None or settings is None:
                raise MastersFileError(["give a second file, or --config to compare with central"])
            after = with_key(_read(file, cell, db), service.site_of(settings).badge_key)
            before = db.read(lambda c: _found(c, after.cell, version, False))
    found = differences(before, after)
    for difference in found:
        typer.echo(str(difference))
    typer.echo(f"{len(found) or 'no'} differences", err=True)
    raise typer.Exit(1 if found else 0)


@app.command("try")
def try_masters(
    file: File,
    config: MaybeConfig = None,
    cell: Cell = "",
    against: Annotated[str, typer.Option(help="today, or a day as 2026-01-31 (UTC).")] = "today",
    telegrams: Annotated[
        Path | None, typer.Option(help="Telegrams, one a line, instead of a day.")
    ] = None,
    before: Annotated[Path | None, typer.Option(help="Masters to compare with.")] = None,
) -> None:
    """Runs a day's vehicles through the masters and those in force, and says which of them change.
    Exit status 1: some do.
    """
    with acting(MastersFileError), _maybe_opened(config) as (settings, db):
        after = _read(file, cell, db)
        if faults := _faults_of(after, settings):
            raise MastersFileError([f"{file}: {_said(fault)}" for fault in faults])
        old = _read(before, cell, db) if before is not None else None
        if old is None and db is not None:
            old = db.read(lambda c: service.in_force(c, after.cell))
        if telegrams is not None:
            found = tried(old, after, telegrams_of_lines(telegrams.read_bytes()))
        elif db is not None:
            day = trials.day_of(against, now_us())
            found = db.read(lambda c: trials.try_day(c, old, after, day))
        else:
            raise MastersFileError(["give --config for a day of central's, or --telegrams FILE"])
    _tell(found)
    raise typer.Exit(1 if found.changed else 0)


@app.command()
def put(
    config: ConfigPath,
    file: File,
    cell: Cell,
    why: Why = "",
    person: Who = "",
    password_file: PasswordFile = None,
) -> None:
    """Proposes masters; a second person releases them. The first masters of a cell are in force at
    once.
    """
    settings = settings_of(config)
    with acting(MastersFileError), opened(settings) as db:
        found = _read(file, cell, db)
        by = _by(db, person, password_file, why)
        done = db.write(
            lambda c: service.begin_or_propose(
                c, found, service.site_of(settings), by=by, now_us=now_us()
            ),
            by=by,
        )
    if isinstance(done, Proposal):
        typer.echo(
            f"{cell}: proposed as revision {done.revision}; a second person releases it on the "
            f"page /masters/{cell}/proposal or by `lineside masters release`"
        )
    else:
        typer.echo(f"{cell}: version {done.version}, {done.etag}")


@app.command()
def release(
    config: ConfigPath,
    cell: Cell,
    person: Annotated[str, typer.Option("--person", help="Who releases; asks for the password.")],
    second: Annotated[
        str, typer.Option(help="A second one, where a program proposed; asks too.")
    ] = "",
    why: Why = "",
    password_file: PasswordFile = None,
) -> None:
    """Puts what is proposed in force. Who wrote it cannot release it alone."""
    settings = settings_of(config)
    with acting(MastersFileError), opened(settings) as db:
        names = [signed_by(db, person, password_file, Right.WRITE_MASTERS)]
        if second:
            names.append(signed_by(db, second, None, Right.WRITE_MASTERS))
        by = Actor(who="+".join(names), why=why)

        def work(connection: Connection) -> cells.StoredMasters:
            proposal = service.open_proposal(connection, cell)
            newest = cells.version_of(connection, cell)
            return service.release(
                connection,
                cell,
                service.site_of(settings),
                revision=proposal.revision if proposal else 0,
                seen_version=newest.version if newest else 0,
                by=by,
                now_us=now_us(),
            )

        done = db.write(work, by=by)
        typer.echo(f"{cell}: version {done.version}, {done.etag}")


@app.command()
def withdraw(config: ConfigPath, cell: Cell, why: Why = "") -> None:
    """Takes back what is proposed; it is kept in the history."""
    with acting(MastersFileError), opened(settings_of(config)) as db:
        by = Actor(who=_operator(), why=why)
        db.write(lambda c: service.withdraw(c, cell, revision=None, by=by, now_us=now_us()), by=by)
        typer.echo(f"{cell}: nothing is proposed any more")


@app.command()
def rollback(
    config: ConfigPath,
    cell: Cell,
    to: Annotated[int, typer.Option(min=1, help="The version that comes back.")],
    why: Annotated[str, typer.Option("--why", help="Stands in the history.")],
    person: Who = "",
    password_file: PasswordFile = None,
) -> None:
    """Puts an earlier version in force again, as a new version, at once."""
    settings = settings_of(config)
    with acting(MastersFileError), opened(settings) as db:
        by = _by(db, person, password_file, why)
        done = db.write(
            lambda c: service.roll_back(
                c, cell, to, service.site_of(settings), by=by, now_us=now_us()
            ),
            by=by,
        )
        typer.echo(f"{cell}: version {done.version} says what version {to} said")


@app.command()
def history(config: ConfigPath, cell: Cell) -> None:
    """One line a version, the newest first: when, who, why."""
    with acting(MastersFileError), opened(settings_of(config)) as db:
        from central.web.printed import moment

        for it in db.read(lambda c: cells.versions_of(c, cell)):
            typer.echo(f"{it.version:4} {moment(it.at_us, 'en')} {it.by_whom} {it.why}".rstrip())


def _tell(found: Trial) -> None:
    for it in found.changed[:SHOWN]:
        kept = " (keeps its parts: one is picked)" if it.picked else ""
        typer.echo(
            f"{it.feed} {it.sequence_number} {it.call_number} {it.vin or '-'} {it.family}: "
            f"{WORDS[it.effect]}: {it.before or 'none'} -> {it.after or 'none'}{kept}"
        )
    if len(found.changed) > SHOWN:
        typer.echo(f"and {len(found.changed) - SHOWN} more")
    for option in found.unsent:
        typer.echo(f"note: no vehicle has the option {option}, of which rules speak")
    for rule in found.silent:
        typer.echo(f"note: true of no vehicle: {rule}")
    typer.echo(
        f"{found.changed_vehicles} of {found.vehicles} vehicles change; {found.held} wait for a "
        "person by these masters"
    )


def _found(connection: Connection, cell: str, version: int | None, proposal: bool) -> Masters:
    if proposal:
        opened_one = service.open_proposal(connection, cell)
        if opened_one is None:
            raise MastersFileError([f"nothing is proposed for {cell}"])
        return opened_one.masters
    found = cells.version_of(connection, cell, version)
    if found is None:
        known = ", ".join(cells.newest_versions(connection)) or "none"
        which = "masters" if version is None else f"version {version}"
        raise MastersFileError([f"{cell} has no {which}; cells with masters: {known}"])
    return decode_masters(found.body)


def _said(fault: str) -> str:
    """In the language of the shell (LC_ALL, LC_MESSAGES or LANG), its place as it is."""
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return fault_in_language(fault, next(filter(None, named), "")[:2])


def _read(file: Path, cell: str, db: Database | None, onto: Path | None = None) -> Masters:
    try:
        return _found_in(file, cell, db, onto)
    except MastersFileError as error:
        raise MastersFileError([_said(fault) for fault in error.faults]) from error


def _found_in(file: Path, cell: str, db: Database | None, onto: Path | None) -> Masters:
    if file.is_dir():
        found = {it.name: it.read_bytes() for it in sorted(file.iterdir()) if it.is_file()}
        return files.masters_of_folder(found, cell)
    if file.suffix != ".csv":
        return files.masters_of(str(file), file.read_bytes(), cell)
    if onto is not None:
        base = _found_in(onto, cell, db, None)
    elif db is not None and cell:
        base = db.read(lambda c: _found(c, cell, None, False))
    else:
        raise MastersFileError(
            [f"{file}: a table belongs to masters: give --config and --cell, or --onto FILE"]
        )
    return files.masters_with_table(base, str(file), file.read_bytes())


def _faults_of(masters: Masters, settings: Config | None) -> list[str]:
    """By the file alone, or with what central knows."""
    if settings is None:
        return cell_rules.faults_of(masters, [feed.feed for feed in masters.feeds])
    site = service.site_of(settings)
    return site.faults(with_key(masters, site.badge_key))


def _by(db: Database, person: str, password_file: Path | None, why: str) -> Actor:
    who = signed_by(db, person, password_file, Right.WRITE_MASTERS) if person else _operator()
    return Actor(who=who, why=why)


def _operator() -> str:
    return f"{PROGRAM}command line of {getpass.getuser()}"


@contextmanager
def _maybe_opened(config: Path | None) -> Iterator[tuple[Config | None, Database | None]]:
    if config is None:
        yield None, None
        return
    settings = settings_of(config)
    with opened(settings) as db:
        yield settings, db
