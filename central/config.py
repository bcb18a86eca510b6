"""``central.toml`` to frozen dataclasses, read once at start.

An unknown key, a wrong type or a missing secret is a ConfigError that names file, section and
key. Secrets stand in files of their own, never in this one. Relative paths count from the file's
folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from wire.feeds import feed_fault
from wire.ids import FeedId
from wire.masters import Column, FeedRules

KNOWN_SECRETS = frozenset(
    {
        "admin",
        "administrator",
        "changeme",
        "change-me",
        "default",
        "guest",
        "letmein",
        "lineside",
        "mosquitto",
        "passw0rd",
        "password",
        "postgres",
        "root",
        "secret",
        "test",
        "123456",
        "12345678",
    }
)

T = TypeVar("T")


class ConfigError(Exception):
    """The operator's fault; the text names file, section and key, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralSection:
    """``[central]``. ``database`` is an SQLAlchemy URL; empty: ``central.db`` in ``data_dir``.

    ``database_password_file`` holds the password that the URL must not. ``loopback_read`` lets
    pages be read without signing in from the same machine (never behind a proxy).
    """

    data_dir: str
    host: str = "127.0.0.1"
    port: int = 8400
    database: str = ""
    database_password_file: str = ""
    loopback_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerSection:
    """``[broker]``, optional. Without it telegrams are stored and replayed, not published."""

    host: str
    port: int = 1883
    username: str = ""
    password_file: str = ""
    keepalive_s: int = 10
    client_id: str = "lineside-central"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastSection:
    """``[broadcast]``. A file in ``drop_folder/<feed>`` is taken when it did not change for
    ``drop_settle_s``.
    """

    drop_folder: str = ""
    drop_poll_s: float = 0.5
    drop_settle_s: float = 0.5
    heartbeat_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EdiSection:
    """``[edi]``. ``folder`` holds a folder for each partner, ``keys`` the files that open and name
    their servers; empty: ``edi`` and ``edi_keys`` in ``data_dir``. A file is taken when it did not
    change for ``settle_s``.
    """

    folder: str = ""
    keys: str = ""
    poll_s: float = 2.0
    settle_s: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesSection:
    """``[releases]``. Schedules that are due are looked at so often, and at once after posting."""

    run_every_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    host: str
    port: int
    database: URL
    data_dir: Path
    loopback_read: bool = False
    broker: BrokerSection | None = None
    broker_password: str = field(default="", repr=False)
    drop_folder: Path | None = None
    broadcast: BroadcastSection = BroadcastSection()
    feeds: Mapping[FeedId, FeedRules] = field(default_factory=dict)
    edi: EdiSection = EdiSection()
    edi_folder: Path | None = None
    edi_keys: Path | None = None
    releases: ReleasesSection = ReleasesSection()


def load(path: Path) -> Config:
    """Reads and checks a configuration file."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error
    _refuse_unknown(
        path, "", document, {"central", "broker", "broadcast", "feed", "edi", "releases"}
    )
    central = _section(path, "central", document.get("central", {}), CentralSection)
    broker = None
    if "broker" in document:
        broker = _section(path, "broker", document["broker"], BrokerSection)
    broadcast = _section(path, "broadcast", document.get("broadcast", {}), BroadcastSection)
    edi = _section(path, "edi", document.get("edi", {}), EdiSection)
    releases = _section(path, "releases", document.get("releases", {}), ReleasesSection)
    _check_range(path, central, broker, broadcast, edi, releases)
    data_dir = (path.parent / central.data_dir).absolute()
    return Config(
        host=central.host,
        port=central.port,
        database=_database(path, central, data_dir),
        data_dir=data_dir,
        loopback_read=central.loopback_read,
        broker=broker,
        broker_password=_secret(path, "broker", "password_file", broker.password_file)
        if broker is not None
        else "",
        drop_folder=(path.parent / broadcast.drop_folder).absolute()
        if broadcast.drop_folder
        else None,
        broadcast=broadcast,
        feeds=_feeds(path, document.get("feed", [])),
        edi=edi,
        edi_folder=(path.parent / edi.folder).absolute() if edi.folder else None,
        edi_keys=(path.parent / edi.keys).absolute() if edi.keys else None,
        releases=releases,
    )


def _section(path: Path, name: str, table: object, kind: type[T]) -> T:
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: [{name}] must be a table")
    _refuse_unknown(path, name, table, {item.name for item in fields(kind)})  # type: ignore[arg-type]
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: [{name}] {error}") from error


def _refuse_unknown(path: Path, section: str, table: Mapping[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            where = f"[{section}] {key}" if section else f"[{key}]"
            raise ConfigError(f"{path}: {where} is unknown; known are {', '.join(sorted(known))}")


def _check_range(
    path: Path,
    central: CentralSection,
    broker: BrokerSection | None,
    broadcast: BroadcastSection,
    edi: EdiSection,
    releases: ReleasesSection,
) -> None:
    ranges: list[tuple[str, str, float, float, float]] = [
        ("central", "port", central.port, 0, 65_535),
        ("broadcast", "heartbeat_s", broadcast.heartbeat_s, 0.1, 60),
        ("broadcast", "drop_poll_s", broadcast.drop_poll_s, 0.01, 60),
        ("broadcast", "drop_settle_s", broadcast.drop_settle_s, 0, 600),
        ("edi", "poll_s", edi.poll_s, 0.05, 600),
        ("edi", "settle_s", edi.settle_s, 0, 600),
        ("releases", "run_every_s", releases.run_every_s, 0.1, 3600),
    ]
    if broker is not None:
        ranges.append(("broker", "port", broker.port, 1, 65_535))
        ranges.append(("broker", "keepalive_s", broker.keepalive_s, 1, 600))
    for section, key, value, low, high in ranges:
        if not low <= value <= high:
            raise ConfigError(f"{path}: [{section}] {key} must be within {low} and {high}")


def _database(path: Path, central: CentralSection, data_dir: Path) -> URL:
    where = f"{path}: [central] database"
    if not central.database:
        return URL.create("sqlite", database=str(data_dir / "central.db"))
    try:
        url = make_url(central.database)
    except ArgumentError as error:
        raise ConfigError(f"{where} is not a database URL") from error
    if url.password:
        raise ConfigError(f"{where} must not hold a password; use database_password_file")
    backend = url.get_backend_name()
    if backend == "sqlite":
        file = path.parent / (url.database or "")
        return url.set(database=str(file.absolute())) if url.database else url
    if backend != "postgresql":
        raise ConfigError(f"{where} must begin with sqlite or postgresql, it says {backend}")
    url = url.set(drivername="postgresql+psycopg")
    if central.database_password_file:
        secret = _secret(path, "central", "database_password_file", central.database_password_file)
        url = url.set(password=secret)
    return url


def _secret(path: Path, section: str, key: str, file: str) -> str:
    """The content of a secret's file; a known default is refused."""
    if not file:
        return ""
    where = f"{path}: [{section}] {key}"
    try:
        text = (path.parent / file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{where}: {file} cannot be read: {error}") from error
    if not text:
        raise ConfigError(f"{where}: {file} is empty")
    if text.lower() in KNOWN_SECRETS:
        raise ConfigError(f"{where}: {file} holds a well-known password; make a random one")
    return text


def _feeds(path: Path, tables: object) -> dict[FeedId, FeedRules]:
    if not isinstance(tables, list):
        raise ConfigError(f"{path}: [[feed]] must be an array of tables")
    known = set(FeedRules.__struct_fields__)
    feeds: dict[FeedId, FeedRules] = {}
    for table in tables:
        _refuse_unknown(path, "[feed]", table, known)
        for column in table.get("columns", []):
            _refuse_unknown(path, "[feed]] columns [", column, set(Column.__struct_fields__))
        try:
            rules = msgspec.convert(table, FeedRules)
        except msgspec.ValidationError as error:
            raise ConfigError(f"{path}: [[feed]] {table.get('feed', '')}: {error}") from error
        if fault := feed_fault(rules.feed):
            raise ConfigError(f"{path}: [[feed]] {fault}")
        if rules.feed in feeds:
            raise ConfigError(f"{path}: [[feed]] {rules.feed} appears twice")
        feeds[rules.feed] = rules
    return feeds
