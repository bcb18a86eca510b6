"""A cell's configuration: TOML, read once, frozen; an unknown key is an error that names file,
section and key.

Every key is described in ``docs/configuration.md``. Secrets are never in the file: it names files
that hold them.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from edge.printers import PrinterSettings
from edge.scanners import ScannerSettings
from wire.events import LabelKind
from wire.feeds import feed_fault
from wire.ids import DeviceId

Settings = TypeVar("Settings", ScannerSettings, PrinterSettings)
Table = dict[str, str | int | float | bool | list[str]]
Port = Annotated[int, Meta(ge=1, le=65_535)]
Name = Annotated[str, Meta(min_length=1, max_length=35, pattern=r"^[A-Za-z0-9._-]+$")]


class ConfigError(ValueError):
    """The person's fault: names the file, the section, the key and what is expected."""


class Section(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One table of the file."""


class CellSection(Section, frozen=True, kw_only=True):
    node: Name
    data_dir: str
    language: Literal["en", "de"] = "en"


class CentralSection(Section, frozen=True, kw_only=True):
    url: Annotated[str, Meta(pattern="^https?://")]
    token_file: str
    timeout_s: Annotated[float, Meta(gt=0, le=120)] = 5.0
    masters_interval_s: Annotated[float, Meta(gt=0)] = 10.0
    batch_facts: Annotated[int, Meta(ge=1, le=1000)] = 500


class BrokerSection(Section, frozen=True, kw_only=True):
    host: str
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
    planner: PlannerSection = PlannerSection()
    journal: JournalSection = JournalSection()
    labels: LabelsSection = LabelsSection()
    workplace: Annotated[tuple[WorkplaceSection, ...], Meta(min_length=1)]
    scanner: tuple[Table, ...] = ()
    """Keys of ``edge.scanners.ScannerSettings``, and ``feedback``."""
    printer: tuple[Table, ...] = ()
    """Keys of ``edge.printers.PrinterSettings``."""

    def scanner_settings(self) -> dict[str, ScannerSettings]:
        plain = [{k: v for k, v in table.items() if k != "feedback"} for table in self.scanner]
        return _devices("scanner", plain, ScannerSettings)

    def printer_settings(self) -> dict[str, PrinterSettings]:
        return _devices("printer", self.printer, PrinterSettings)

    def answered_scanners(self) -> frozenset[str]:
        """Scanners that get a line back after each scan, since they beep on command."""
        return frozenset(str(table["name"]) for table in self.scanner if table.get("feedback"))

    def label_printers(self) -> dict[LabelKind, DeviceId]:
        chosen = {
            LabelKind.PART: self.labels.part_printer,
            LabelKind.SLOT: self.labels.slot_printer,
            LabelKind.RACK: self.labels.rack_printer,
        }
        return {kind: DeviceId(name) for kind, name in chosen.items() if name}


def load(path: Path) -> CellConfig:
    """The checked configuration. Raises ConfigError; after this nothing of it can fail."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    try:
        config = msgspec.convert(table, CellConfig)
        config.scanner_settings()
        config.printer_settings()
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_readable(str(error))}") from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    _cross_check(path, config)
    return config


def _readable(text: str) -> str:
    """msgspec's message with its path written as section and key: ``$.broker.port`` as ``[broker]
    port``.
    """
    what, _, where = text.partition(" - at `$")
    if not where:
        return what
    section, _, key = where.strip("`.").partition(".")
    return f"[{section}] {key}: {what}" if key else f"[{section}]: {what}"


def _devices(
    section: str, tables: Sequence[Table], settings: type[Settings]
) -> dict[str, Settings]:
    found: dict[str, Settings] = {}
    known = set(inspect.signature(settings).parameters)
    for number, table in enumerate(tables, start=1):
        name = str(table.get("name", f"number {number}"))
        unknown = sorted(set(table) - known)
        if unknown:
            raise ConfigError(
                f"[[{section}]] {name}: unknown key {unknown[0]!r}; there are: "
                f"{', '.join(sorted(known))}"
            )
        try:
            made = msgspec.convert(table, settings)
        except msgspec.ValidationError as error:
            raise ConfigError(f"[[{section}]] {name}: {_readable(str(error))}") from error
        if name in found:
            raise ConfigError(f"[[{section}]] name {name!r} is given twice")
        found[name] = made
    return found


def _cross_check(path: Path, config: CellConfig) -> None:
    for key, feeds in (("feeds", config.broadcast.feeds), ("direct", config.broadcast.direct)):
        for feed in feeds:
            if fault := feed_fault(feed):
                raise ConfigError(f"{path}: [broadcast] {key}: {fault}")
    scanners = list(config.scanner_settings())
    printers = list(config.printer_settings())
    used: dict[str, str] = {}
    for workplace in config.workplace:
        if workplace.scanner not in scanners:
            raise ConfigError(
                f"{path}: [[workplace]] {workplace.name}: scanner {workplace.scanner!r} is not one "
                f"of the [[scanner]] names ({', '.join(scanners) or 'none'})"
            )
        if workplace.scanner in used:
            raise ConfigError(
                f"{path}: [[workplace]] {workplace.name}: scanner {workplace.scanner!r} already "
                f"belongs to {used[workplace.scanner]}"
            )
        used[workplace.scanner] = workplace.name
    for kind, printer in config.label_printers().items():
        if printer not in printers:
            raise ConfigError(
                f"{path}: [labels] {kind}_printer: {printer!r} is not one of the [[printer]] names"
            )
