"""``lineside edge``: run a cell, check its configuration, compile its kernels."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer

from edge.commands.enrol import enrol
from edge.config import ConfigError, load
from edge.crash_points import crash_points
from edge.journal.badge_keys import BadgeKeyError
from edge.journal.store import JournalError
from httpd.throttle import throttle_libraries

app = typer.Typer(help="The cell.", no_args_is_help=True, rich_markup_mode=None)
app.command()(enrol)

Config = Annotated[Path, typer.Option("--config", help="The cell's TOML file.")]


@app.callback()
def _edge() -> None:
    """The cell."""


@app.command()
def run(config: Config) -> None:
    """Runs the cell until SIGTERM. Exit status 2: configuration; 3: journal; 1: anything else."""
    from edge.app.composition import run_cell

    _log_as_json()
    try:
        loaded = load(config)
        crash = crash_points(os.environ.get("LINESIDE_CRASH", ""))
        asyncio.run(run_cell(loaded, crash))
    except ConfigError as error:
        typer.echo(f"lineside edge: {error}", err=True)
        raise typer.Exit(2) from error
    except (JournalError, BadgeKeyError) as error:
        typer.echo(f"lineside edge: {error}", err=True)
        raise typer.Exit(3) from error


@app.command()
def check_config(config: Config) -> None:
    """Says everything that is wrong with the configuration, what it names that is not here, and
    which drivers there are. Exit status 2: it cannot be used; 1: something is not here now.
    """
    from edge.commands.surroundings import absent
    from edge.printers import available_drivers as printer_drivers
    from edge.scanners import available_drivers as scanner_drivers
    from settings.files import fault_lines, toml_table

    loaded = None
    try:
        loaded = load(config)
    except ConfigError as error:
        typer.echo(str(error), err=True)
    try:
        table = toml_table(config)
    except ValueError as error:
        raise typer.Exit(2) from error
    missing = absent(table)
    if missing:
        typer.echo(fault_lines(config, table, missing), err=True)
    if loaded is None:
        raise typer.Exit(2)
    if missing:
        raise typer.Exit(1)
    typer.echo(f"{config}: good, cell {loaded.cell.node}")
    for title, drivers in (("scanner", scanner_drivers()), ("printer", printer_drivers())):
        for name, driver in sorted(drivers.items()):
            typer.echo(f"{title} driver {name}: {getattr(driver, 'reason', 'available')}")


@app.command("warm")
def warm_kernels() -> None:
    """Compiles the planner's kernels, so that no start has to. Exit status 1: the reference
    plans.
    """
    from edge.sequencer.warm import warm

    warmth = warm()
    typer.echo(f"kernels in {warmth.cache}" if warmth.ready else f"no kernels: {warmth.reason}")
    raise typer.Exit(0 if warmth.ready else 1)


def _log_as_json() -> None:
    """Lines of JSON on standard output, which the service manager keeps."""
    throttle_libraries()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
