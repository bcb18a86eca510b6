"""The ``lineside`` command: one door to every process of the project.

Each part is imported only when it is asked for, so that a cell needs no central and central no
kernels installed.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

PARTS = {
    "demo": ("hardware_sim.cli", "demo", "Run a whole plant on this machine."),
    "edge": ("edge.commands.cell", "app", "The cell: run, check-config, enrol, warm."),
    "central": (
        "central.commands.central",
        "app",
        "The releasing server: serve, migrate, import, people, tokens, history.",
    ),
    "masters": ("central.commands.masters", "app", "What cells pick by: get, check, try, put."),
    "sim": ("hardware_sim.cli", "app", "The simulated plant, piece by piece."),
    "warm": ("edge.commands.cell", "warm_kernels", "Compile the planner's kernels, at install."),
    "plan": ("edge.commands.plan", "app", "Plan a day from a file, with its proof."),
    "check": ("lineside", "check", "Say what is wrong with a file of telegrams or an EDI file."),
    "replay": ("edge.commands.replay", "app", "Fold a journal again and show what the cell knew."),
}
"""Subcommand: module, its typer application, and the line that help shows."""
EXTRAS = {"central": "central", "masters": "central", "demo": "demo", "sim": "demo"}
"""What to install where a part cannot be loaded; the others are the cell's."""


class Parts(TyperGroup):
    """Subcommands that are imported when they run; help needs none of them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(PARTS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in PARTS:
            return None
        module, name, text = PARTS[cmd_name]
        try:
            command = get_command(_application(getattr(import_module(module), name)))
        except ImportError as error:
            raise typer.Exit(_missing(cmd_name, error)) from error
        command.name = cmd_name
        command.help = command.help or text
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in PARTS.items()])


EDI_BEGINS = (b"UNA", b"UNB", b"ISA", b"511", b"551")
"""EDIFACT, X12, and the first records of VDA 4905 and 4915."""

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
Feed = Annotated[str, typer.Option(help="Telegrams: which feed the file is of.")]
Feeds = Annotated[
    Path | None, typer.Option(exists=True, help="Telegrams: TOML with the [[feed]] tables.")
]
Partner = Annotated[
    str,
    typer.Option(
        help="EDI: TOML with the profile, a shipped one's name, or a partner of --config."
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="EDI: central's, to know its partners."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")]


def check(
    file: File,
    feed: Feed = "L1",
    feeds: Feeds = None,
    partner: Partner = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Says what is wrong with a file, line by line or segment by segment; sends none of it.

    What the file is shows in its first bytes; with a partner it is EDI. Exit status 0: clean; 1:
    refused; 2: cannot be asked.
    """
    with file.open("rb") as opened:
        begin = opened.read(64).lstrip()
    if partner or config or begin.startswith(EDI_BEGINS):
        import_module("central.commands.check").check(file, partner, config, as_json)
    else:
        import_module("edge.commands.check").check(file, feed, feeds, as_json)


def _application(found: Any) -> typer.Typer:
    """A part is a typer application, or one function that is a command by itself."""
    if isinstance(found, typer.Typer):
        return found
    alone = typer.Typer(rich_markup_mode=None)
    alone.command()(found)
    return alone


def _missing(part: str, error: ImportError) -> int:
    extra = EXTRAS.get(part, "edge")
    typer.echo(
        f"lineside {part}: {error}. Install what it needs: pip install 'lineside[{extra}]'",
        err=True,
    )
    return 2


main = typer.Typer(
    cls=Parts,
    help="Just-in-sequence supply for a shop floor.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@main.callback()
def _root() -> None:
    """Just-in-sequence supply for a shop floor."""


if __name__ == "__main__":
    main()
