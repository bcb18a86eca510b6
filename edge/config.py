"""A cell's configuration: TOML, read once, frozen. Every fault of the file is told at once, with
file, section, key and what is expected.

Every key is described in ``docs/configuration.md``. Secrets are never in the file: it names files
that hold them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edge.printers import PrinterSettings, read_printer
from edge.scanners import ScannerSettings, read_scanner
from httpd.settings import (
    Connections,
    HeaderSeconds,
    HttpSettings,
    Megabytes,
    PerAddress,
    Seconds,
    http_faults,
)
from settings.files import fault_lines, row_name, toml_table
from settings.reader import By, MisspeltError, read
from wire.calendar_faults import is_zone
from wire.events import LabelKind
from wire.feeds import feed_fault
from wire.ids import DeviceId

Port = Annotated[int, Meta(ge=1, le=65_535)]
Name = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9._-]{1,35}$",
        description="1 to 35 of letters, digits, dot, underscore and dash",
    ),
]
Address = Annotated[
    str, Meta(pattern="^https?://", description="an address that begins with http:// or https://")
]


class ConfigError(ValueError):
    """The person's fault; a line for each says file, section, key and what is expected."""


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One table of the file."""


class CellSection(Section, frozen=True, kw_only=True):
    node: Name
    data_dir: str
    language: Literal["en", "de"] = "en"
    zone: str = ""


class CentralSection(Section, frozen=True, kw_only=True):
    url: Address
    token_file: str
    timeout_s: Annotated[float, Meta(gt=0, le=120)] = 5.0
    masters_interval_s: Annotated[float, Meta(gt=0)] = 10.0
    batch_facts: Annotated[int, Meta(ge=1, le=1000)] = 500


class BrokerSection(Section, frozen=True, kw_only=True):
    host: Annotated[str, Meta(min_length=1)]
    port: Port = 1883
    username: str = ""
    password_file: str = ""
    keepalive_s: Annotated[int, Meta(ge=5, le=10)] = 5


class BroadcastSection(Section, frozen=True, kw_only=True):
    feeds: Annotated[tuple[str, ...], Meta(min_length=1)]
    direct: tuple[str, ...] = ()
    """Feeds whose messages on the broker are the maker's own bytes, not the gateway's telegrams."""
    replay_after_s: Annotated[float, Meta(gt=0)] = 0.3
    """How long a missing telegram may still come by itself before central is asked."""


class ScreenSection(Section, frozen=True, kw_only=True):
    host: str = "127.0.0.1"
    port: Port = 8101


class HttpSection(Section, frozen=True, kw_only=True):
    """As ``httpd.settings.HttpSettings``, smaller: a cell has few screens."""

    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    connections_max: Connections = 200
    connections_per_address: PerAddress = 100
    header_s: HeaderSeconds = 10.0
    body_s: Seconds = 20.0
    idle_s: Seconds = 15.0
    write_s: Seconds = 30.0
    bodies_mb: Megabytes = 8

    def settings(self) -> HttpSettings:
        return HttpSettings(**msgspec.structs.asdict(self))


class PlannerSection(Section, frozen=True, kw_only=True):
    budget_ms: Annotated[int, Meta(ge=1)] = 200
    horizon_vehicles: Annotated[int, Meta(ge=1, le=10_000)] = 60
    tell_s: Annotated[float, Meta(ge=1)] = 5
    """A new plan is a fact at most once in so long: screens follow it, the journal stays small."""


class JournalSection(Section, frozen=True, kw_only=True):
    retention_days: Annotated[int, Meta(ge=1)] = 35
    checkpoint_facts: Annotated[int, Meta(ge=100)] = 5_000
    free_disk_mb_min: Annotated[int, Meta(ge=1)] = 64
    """Below this the cell refuses new input loudly instead of half-writing it."""


class WorkplaceSection(Section, frozen=True, kw_only=True):
    name: Name
    scanner: Name


class LabelsSection(Section, frozen=True, kw_only=True):
    part_printer: str = ""
    slot_printer: str = ""
    rack_printer: str = ""


class CellConfig(Section, frozen=True, kw_only=True):
    """The whole file. ``[[workplace]]``, ``[[scanner]]`` and ``[[printer]]`` may be repeated."""

    cell: CellSection
    central: CentralSection
    broker: BrokerSection
    broadcast: BroadcastSection
    screen: ScreenSection = ScreenSection()
    http: HttpSection = HttpSection()
    planner: PlannerSection = PlannerSection()
    journal: JournalSection = JournalSection()
    labels: LabelsSection = LabelsSection()
    workplace: Annotated[tuple[WorkplaceSection, ...], Meta(min_length=1)]
    scanner: tuple[Annotated[ScannerSettings, By(read_scanner)], ...] = ()
    printer: tuple[Annotated[PrinterSettings, By(read_printer)], ...] = ()

    def scanner_settings(self) -> dict[str, ScannerSettings]:
        return {scanner.name: scanner for scanner in self.scanner}

    def scanner_workplaces(self) -> dict[str, tuple[str, ...]]:
        """By scanner, where it is used."""
        return {
            scanner.name: tuple(it.name for it in self.workplace if it.scanner == scanner.name)
            for scanner in self.scanner
        }

    def printer_settings(self) -> dict[str, PrinterSettings]:
        return {printer.name: printer for printer in self.printer}

    def answered_scanners(self) -> frozenset[str]:
        """Scanners that get a line back after each scan."""
        return frozenset(scanner.name for scanner in self.scanner if scanner.feedback)

    def label_printers(self) -> dict[LabelKind, DeviceId]:
        chosen = {
            LabelKind.PART: self.labels.part_printer,
            LabelKind.SINGLE: self.labels.part_printer,
            LabelKind.SLOT: self.labels.slot_printer,
            LabelKind.RACK: self.labels.rack_printer,
        }
        return {kind: DeviceId(name) for kind, name in chosen.items() if name}


def load(path: Path) -> CellConfig:
    """The checked configuration. Raises ConfigError with every fault; after this nothing of it can
    fail.
    """
    try:
        table = toml_table(path)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    faults = [*_cross_faults(table), *http_faults(table)]
    try:
        config = read(CellConfig, table)
    except MisspeltError as error:
        raise ConfigError(fault_lines(path, table, [*error.faults, *faults])) from error
    if faults:
        raise ConfigError(fault_lines(path, table, faults))
    return config


def _cross_faults(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names that must be there, and only once. What is of a wrong kind is the reader's to tell."""
    scanners, printers = _names("scanner", table), _names("printer", table)
    for section in ("workplace", "scanner", "printer"):
        named = _names(section, table)
        for number, name in enumerate(named, 1):
            if name and name in named[: number - 1]:
                yield f"{section}[{number}].name", f"{name!r} is given twice"
    cell = table.get("cell")
    zone = cell.get("zone") if isinstance(cell, Mapping) else None
    if isinstance(zone, str) and zone and not is_zone(zone):
        yield "cell.zone", f"{zone!r} is no time zone"
    yield from _feed_faults(table)
    yield from _workplace_faults(table, [name for name in scanners if name])
    labels = table.get("labels")
    for key, name in labels.items() if isinstance(labels, Mapping) else ():
        if key in LabelsSection.__struct_fields__ and isinstance(name, str):
            if name and name not in printers:
                known = ", ".join(filter(None, printers)) or "none"
                yield f"labels.{key}", f"{name!r} is not one of the [[printer]] names ({known})"


def _feed_faults(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names that no broker carries, and feeds that nobody listens to."""
    section = table.get("broadcast")
    if not isinstance(section, Mapping):
        return
    for key in ("feeds", "direct"):
        feeds = section.get(key)
        for feed in feeds if isinstance(feeds, list) else ():
            if isinstance(feed, str) and (fault := feed_fault(feed)):
                yield f"broadcast.{key}", fault
    heard, direct = section.get("feeds"), section.get("direct")
    if isinstance(heard, list) and isinstance(direct, list):
        for feed in direct:
            if feed not in heard:
                yield "broadcast.direct", f"{feed!r} is not one of broadcast.feeds: add it there"


def _workplace_faults(table: Mapping[str, Any], scanners: list[str]) -> Iterator[tuple[str, str]]:
    used: dict[str, str] = {}
    for number, row in enumerate(_rows("workplace", table), 1):
        at, scanner = f"workplace[{number}].scanner", row.get("scanner")
        if not isinstance(scanner, str):
            continue
        if scanner not in scanners:
            known = ", ".join(scanners) or "none"
            yield at, f"{scanner!r} is not one of the [[scanner]] names ({known})"
        elif scanner in used:
            yield at, f"{scanner!r} already belongs to {used[scanner]}"
        else:
            used[scanner] = row_name("workplace", table, number)


def _rows(section: str, table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = table.get(section)
    return (
        [row if isinstance(row, Mapping) else {} for row in rows] if isinstance(rows, list) else []
    )


def _names(section: str, table: Mapping[str, Any]) -> list[str]:
    """In the order of the file; empty where a table has no name."""
    return [str(row.get("name") or "") for row in _rows(section, table)]
