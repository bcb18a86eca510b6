"""Writes the documents that are made from the code: ``make docs``. A test compares them with it."""

from __future__ import annotations

import ast
import inspect
import json
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from house_drawing import drawing

import formats
from central.access.needs import routes_of
from central.access.rules import RIGHTS, Right, TokenRole
from central.agreements.forms import choices
from central.agreements.model.contradictions import CONTRADICTIONS
from central.agreements.model.resolver import BY_KIND
from central.agreements.model.terms import Terms
from central.agreements.view import GROUPS
from central.app import create_app
from central.config import load as load_central
from central.edi.message_names import names
from central.edi.profiles.vda_layouts import FAMILIES, LAYOUTS
from central.edi.readers.field_table import ALWAYS, ANY, OTHER, Codes, Row, Table
from central.exchange.rules import states as edi_states
from central.orders.rules.lines import LINE_TRANSITIONS
from central.orders.rules.note_states import NOTE_TRANSITIONS
from central.releases.rules import states as release_rules
from central.ways import WaySettings, available_ways
from central.web.frame import words
from edge.printers import PrinterSettings
from edge.printers import available_drivers as printer_drivers
from edge.scanners import ScannerSettings
from edge.scanners import available_drivers as scanner_drivers
from edge.screen.app import create_screen
from edge.screen.port import CellPort
from formats.options import options_kind
from settings.drivers import settings_kind
from wire.schema import asyncapi, json_schema

HERE = Path(__file__).parent
FOLDER = HERE / "wire"


def documents() -> dict[str, dict[str, Any]]:
    """File name to content."""
    return {
        "schema.json": json_schema(),
        "asyncapi.json": asyncapi(),
        "central.openapi.json": central_openapi(),
        "cell.openapi.json": cell_openapi(),
    }


def pages() -> dict[str, str]:
    """File name to text, for pages that are not data."""
    return {
        "roles.md": roles_page(),
        "terms.md": terms_page(),
        "states.md": states_page(),
        "options.md": options_page(),
        "edi-read.md": edi_page(),
        "images/architecture.svg": drawing(),
    }


@contextmanager
def central_app() -> Iterator[FastAPI]:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "central.toml"
        config.write_text('[central]\ndata_dir = "data"\n')
        app = create_app(load_central(config), migrate_first=True)
        try:
            yield app
        finally:
            app.state.central.close()


def central_openapi() -> dict[str, Any]:
    with central_app() as app:
        return app.openapi()


def roles_page() -> str:
    """Which role has which right, and which route takes it."""
    with central_app() as app:
        routes = routes_of(app)
    lines = [
        "# Roles and rights",
        "",
        "Made from the code by `make docs`. Who has several roles may do what any of them may. "
        "Each route declares its right; a test asks every route as every role.",
        "",
        "| right | " + " | ".join(role.value.replace("_", " ") for role in TokenRole) + " |",
        "|---|" + "---|" * len(TokenRole),
    ]
    for right in Right:
        marks = " | ".join("yes" if right in RIGHTS[role] else "" for role in TokenRole)
        lines.append(f"| `{right.value}` | {marks} |")
    for right in Right:
        lines += ["", f"## `{right.value}`", ""]
        taking = [f"- {it.method} `{it.path}`" for it in routes if right in it.rights]
        lines += taking or ["Nothing yet."]
    free = [f"- {it.method} `{it.path}`" for it in routes if not it.rights]
    lines += ["", "## For everybody", "", *free]
    return "\n".join(lines) + "\n"


def terms_page() -> str:
    """Every option of an agreement, its values in words, and which contradict each other."""
    texts = words("en")
    lines = [
        "# Terms of an agreement",
        "",
        "Made from the code by `make docs`. A file of the office names each option under "
        "`[agreement.terms]`; what is left out takes the default, marked here with `*`. "
        "`lineside central import FILE|FOLDER --config central.toml` brings such files in, all of "
        "them or nothing; `lineside central export` writes them. An example of two customers is in "
        "`hardware_sim/office/contracts`.",
        "",
        "Options that may differ *by kind* are said otherwise for plans under "
        "`[agreement.terms.plan]`, for call-offs under `[agreement.terms.call_off]`. Each option "
        "may differ for a part: `terms = { ... }` in its row of `[[agreement.parts]]`, with "
        "`plan` and `call_off` in it for the part's kinds. The nearest holds: contract, kind, "
        "part, kind of the part. What contradicts is asked of what then holds, and the refusal "
        "names the place. The page *What applies* and "
        "`GET /api/v1/agreements/NAME/terms/applying?part=` say what holds for "
        "a part, and where it is said.",
    ]
    for group, options in GROUPS.items():
        lines += [
            "",
            f"## {texts[f'termgroup.{group}']}",
            "",
            "| option | value | means | may differ |",
        ]
        lines.append("|---|---|---|---|")
        for option in options:
            standard = getattr(Terms(), option)
            where = "by kind, by part" if option in BY_KIND else "by part"
            for value in choices(option):
                star = " *" if value == standard else ""
                means = f"{texts[f'term.{option}']}: {texts[f'term.{option}.{value}']}"
                lines.append(f"| `{option}` | `{value}`{star} | {means} | {where} |")
            if not choices(option):
                shown = f"`{standard}` *" if standard not in ((), None) else "none *"
                lines.append(f"| `{option}` | {shown} | {texts[f'term.{option}']} | {where} |")
    lines += ["", "## What contradicts", "", "| one | other | why, and what to take instead |"]
    lines.append("|---|---|---|")
    lines += [f"| `{it.first}` | `{it.second}` | {it.why} |" for it in CONTRADICTIONS]
    return "\n".join(lines) + "\n"


def states_page() -> str:
    """The three transition tables of the office, each as a diagram and as rows."""
    lines = [
        "# States of the office",
        "",
        "Made from the code by `make docs`. Every step that is not here is refused. "
        "What to do about a state is in [the office](office.md).",
        "",
        "## A schedule",
        "",
        "```mermaid",
        release_rules.diagram(),
        "```",
        "",
        "| state | event | then | who | why |",
        "|---|---|---|---|---|",
    ]
    for step in release_rules.TRANSITIONS:
        who = "a person" if step.by is release_rules.By.PERSON else "by itself, or a person"
        lines.append(f"| {step.state} | {step.event} | {step.then} | {who} | {step.why} |")
    lines += ["", "## An interchange", "", "```mermaid", edi_states.diagram(), "```", ""]
    lines += ["| state | event | then | why |", "|---|---|---|---|"]
    for row in edi_states.TRANSITIONS:
        lines.append(f"| {row.state} | {row.event} | {row.then} | {row.why} |")
    lines += ["", "## An order line", "", "```mermaid", "stateDiagram-v2", "    [*] --> open"]
    lines += [f"    {it.state} --> {it.then}: {it.event}" for it in LINE_TRANSITIONS]
    lines += ["```", "", "| state | event | then | why |", "|---|---|---|---|"]
    lines += [f"| {it.state} | {it.event} | {it.then} | {it.why} |" for it in LINE_TRANSITIONS]
    lines += ["", "## A despatch note", "", "```mermaid", "stateDiagram-v2"]
    lines += ["    [*] --> draft", "    [*] --> posted: posted at once"]
    lines += [f"    {it.state} --> {it.then}: {it.event}" for it in NOTE_TRANSITIONS]
    lines += ["```", "", "| state | event | then | why |", "|---|---|---|---|"]
    lines += [f"| {it.state} | {it.event} | {it.then} | {it.why} |" for it in NOTE_TRANSITIONS]
    lines += ["", "*Posted* is what has departed; *undone* is what was cancelled after that."]
    return "\n".join(lines) + "\n"


def edi_page() -> str:
    """What is read of each message, from the tables by which it is read."""
    lines = [
        "# What is read of each EDI message",
        "",
        "Made from the code by `make docs`, from the tables by which the messages are read. "
        "How a partner's profile changes them, and what else is checked, is in [EDI](edi.md).",
        "",
        "- *After*: what came last: `head` is before the first item or line, `receipt` a quantity "
        "that is the last receipt, `cumulative` one that is the cum. Nothing: wherever it stands.",
        "- *Qualifier*: its place, and the codes that mean this; `=` is a code that no profile "
        "changes. Codes of ours that a partner's profile adds to or overrides stand under its key.",
        "- *Element*: `2.1` is the first component of the second element, `4 2` the fourth or, "
        "where it is empty, the second; `each` is every number of the segment.",
        "- *Into*: of what, and which field; *(first)*: only where nothing stands there yet; "
        "`nothing`: it is only checked.",
        "- A segment that is read may stand anywhere; where no row fits, it is left out. One that "
        "is neither read nor left out is refused as `segment.unexpected`.",
    ]
    for name in names():
        table = import_module(f"central.edi.messages.{name}").TABLE
        lines += ["", f"## {name}", ""]
        lines += _segments(table) if isinstance(table, Table) else _records(name, table)
    return "\n".join(lines) + "\n"


def _segments(table: Table) -> Iterator[str]:
    yield "| after | segment | qualifier | element | into |"
    yield "|---|---|---|---|---|"
    for row in table.rows:
        after = ", ".join(row.after) if row.after != (ANY,) else ""
        places = " ".join(map(str, row.at))
        first = " *(first)*" if row.stays else ""
        part = f", {row.part} day" if row.part else ""
        yield (
            f"| {after} | {row.segment} | {_qualifier(table.codes.get(row.segment), row)} |"
            f" {places} | `{row.into}`{part}{first} |"
        )
    yield ""
    for tag, codes in table.codes.items():
        ignored = [code for own in codes.keys.values() for code in own if own[code] == "ignore"]
        keys = ", ".join(f"`{key}`" for key in codes.keys)
        if codes.keys:
            beside = f"; left out: {', '.join(ignored)}" if ignored else ""
            yield f"- {tag}: the profile's {keys}; any other code is {codes.otherwise}{beside}."
    for tag, what in table.checked.items():
        yield f"- {tag}: {what}."
    if table.unread:
        yield f"- Left out: {', '.join(sorted(table.unread))}."


def _qualifier(codes: Codes | None, row: Row) -> str:
    if codes is None or row.means in (OTHER, ALWAYS):
        return ""
    if row.means.startswith("="):
        return f"{codes.at} `{row.means}`"
    meanings = {code: means for own in codes.keys.values() for code, means in own.items()}
    ours = [f"`{code or 'none'}`" for code, means in meanings.items() if means == row.means]
    return f"{codes.at} {' '.join(ours)} *{row.means}*"


def _records(name: str, fields: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    family = next(first for first, it in FAMILIES.items() if name == f"vda_{it}")[:2]
    yield "| record | field | bytes | into |"
    yield "|---|---|---|---|"
    left: list[str] = []
    for kind, layout in LAYOUTS.items():
        if not kind.startswith(family):
            continue
        read = fields.get(kind[2], {})
        for field in layout.fields.values():
            what, _, index = field.name.partition(".")
            into = read.get(what)
            if into is None and what not in ("type", "version") and kind[2] != "9":
                left.append(f"{kind} {what}")
            if into and index in ("", "1"):
                again = f", {layout.groups} times" if index else ""
                stands = f"{field.start + 1} to {field.start + field.width}{again}"
                yield f"| {kind} | {what} | {stands} | `{into}` |"
    yield ""
    yield "- These are our layouts; a partner's own under the profile's `records` replace them."
    yield "- A date may be 333333 (backlog), 444444 (at once), 555555 (periods from here on),"
    yield "  000000 (none) or 222222 (nothing is wanted: a demand of 0); 999999 is refused."
    yield "- The counts of the last record must be right."
    yield f"- Left out: {', '.join(dict.fromkeys(left))}."


def cell_openapi() -> dict[str, Any]:
    """The application asks its port for nothing before a request comes."""
    return create_screen(cast("CellPort", None)).openapi()


def options_page() -> str:
    """Options that one driver or one format declares for itself, in its own room."""
    lines = [
        "# Options of drivers and formats",
        "",
        "Made from the code by `make docs`. Beside the keys of [configuration](configuration.md) "
        "that all of them have, each may have some of its own; one that it does not have is told "
        "as a mistake.",
        "",
        "| table | option | default | meaning |",
        "|---|---|---|---|",
    ]
    scanners = {field.name for field in fields(ScannerSettings)}
    printers = {field.name for field in fields(PrinterSettings)}
    for name in sorted(scanner_drivers()):
        kind = settings_kind("edge.scanners", ScannerSettings, name)
        lines += _option_rows(f'`[[scanner]]` with `kind = "{name}"`', kind, scanners)
    for name in sorted(printer_drivers()):
        its = settings_kind("edge.printers", PrinterSettings, name)
        lines += _option_rows(f'`[[printer]]` with `kind = "{name}"`', its, printers)
    shared = {field.name for field in fields(WaySettings)}
    for name in sorted(available_ways()):
        way = settings_kind("central.ways", WaySettings, name)
        lines += _option_rows(f'`[[alarm_way]]` with `kind = "{name}"`', way, shared)
    for name in formats.names():
        lines += _option_rows(f'`[[feed]]` with `format = "{name}"`', options_kind(name), set())
    return "\n".join(lines) + "\n"


def _option_rows(table: str, kind: type[Any], shared: set[str]) -> Iterator[str]:
    """What the class declares beside ``shared``, with its docstrings."""
    source = cast("ast.ClassDef", ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0])
    for statement, after in zip(source.body, [*source.body[1:], None], strict=True):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        if statement.target.id in shared:
            continue
        default = "required" if statement.value is None else f"`{ast.unparse(statement.value)}`"
        said = after.value if isinstance(after, ast.Expr) else None
        text = str(said.value) if isinstance(said, ast.Constant) else ""
        meaning = " ".join(text.split())
        yield f"| {table} | `{statement.target.id}` | {default} | {meaning} |"


def text_of(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, sort_keys=False, ensure_ascii=False) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(text_of(document), "utf-8")
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
