"""``central.toml`` to frozen dataclasses, read once at start.

Every unknown key, wrong type and missing secret is told at once, by a ConfigError with a line for
each that names file, section, key and what is expected. Secrets stand in files of their own, never
in this one. Relative paths count from the file's folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from central.ways import WaySettings, read_way
from central.ways.rules import AlarmRule, Language, alarm_faults
from formats.options import read_feed
from httpd.settings import HttpSettings, http_faults
from settings.files import fault_lines, toml_table
from settings.reader import By, MisspeltError, read
from wire.calendar_faults import is_zone
from wire.feeds import feed_fault
from wire.ids import FeedId
from wire.masters import FeedRules
from wire.masters_faults import feed_faults

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

Faults = list[tuple[str, str]]


class ConfigError(Exception):
    """The operator's fault; a line for each names file, section and key, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralSection:
    """``[central]``. ``database`` is an SQLAlchemy URL; empty: ``central.db`` in ``data_dir``.

    ``database_password_file`` holds the password that the URL must not. ``loopback_read`` lets
    pages be read without signing in from the same machine (never behind a proxy).
    """

    data_dir: str
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8400
    database: str = ""
    database_password_file: str = ""
    loopback_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerSection:
    """``[broker]``, optional. Without it telegrams are stored and replayed, not published."""

    host: Annotated[str, Meta(min_length=1)]
    port: Annotated[int, Meta(ge=1, le=65_535)] = 1883
    username: str = ""
    password_file: str = ""
    keepalive_s: Annotated[int, Meta(ge=1, le=600)] = 10
    client_id: str = "lineside-central"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastSection:
    """``[broadcast]``. A file in ``drop_folder/<feed>`` is taken when it did not change for
    ``drop_settle_s``.
    """

    drop_folder: str = ""
    drop_poll_s: Annotated[float, Meta(ge=0.01, le=60)] = 0.5
    drop_settle_s: Annotated[float, Meta(ge=0, le=600)] = 0.5
    heartbeat_s: Annotated[float, Meta(ge=0.1, le=60)] = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EdiSection:
    """``[edi]``. ``folder`` holds a folder for each partner, ``keys`` the files that open and name
    their servers; empty: ``edi`` and ``edi_keys`` in ``data_dir``. A file is taken when it did not
    change for ``settle_s``.
    """

    folder: str = ""
    keys: str = ""
    poll_s: Annotated[float, Meta(ge=0.05, le=600)] = 2.0
    settle_s: Annotated[float, Meta(ge=0, le=600)] = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesSection:
    """``[releases]``. Schedules that are due are looked at so often, and at once after posting."""

    run_every_s: Annotated[float, Meta(ge=0.1, le=3600)] = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySection:
    """``[quality]``. Whether it takes two people to lift a block at central."""

    two_to_lift: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSection:
    """``[site]``. ``name``: of the plant, as every page says it. ``zone``: in which people read
    times who chose none; empty: the machine's.
    """

    name: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole file as it is written. ``[[feed]]``, ``[[alarm_way]]`` and ``[[alarm_rule]]`` may
    be repeated. ``[alarm_language]`` says who reads which.
    """

    central: CentralSection
    broker: BrokerSection | None = None
    broadcast: BroadcastSection = BroadcastSection()
    feed: tuple[Annotated[FeedRules, By(read_feed)], ...] = ()
    edi: EdiSection = EdiSection()
    releases: ReleasesSection = ReleasesSection()
    quality: QualitySection = QualitySection()
    site: SiteSection = SiteSection()
    alarm_way: tuple[Annotated[WaySettings, By(read_way)], ...] = ()
    alarm_rule: tuple[AlarmRule, ...] = ()
    alarm_language: dict[str, Language] = field(default_factory=dict)
    http: HttpSettings = field(default_factory=HttpSettings)


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
    quality: QualitySection = QualitySection()
    site_name: str = ""
    zone: str = ""
    """Of the site; empty: the machine's."""
    alarm_ways: tuple[WaySettings, ...] = ()
    alarm_rules: tuple[AlarmRule, ...] = ()
    alarm_languages: Mapping[str, str] = field(default_factory=dict)
    """By recipient; of others ``default``, else English."""
    http: HttpSettings = field(default_factory=HttpSettings)


def load(path: Path) -> Config:
    """Reads and checks a configuration file, and the secrets that it names."""
    try:
        table = toml_table(path)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    faults: Faults = []
    secrets = _Secrets(path.parent, table, faults)
    passwords = {key: secrets.read(*key) for key in _SECRETS}
    _feed_faults(table, faults)
    faults += http_faults(table)
    url = _database_url(path.parent, table, faults)
    try:
        document = read(Document, table)
    except MisspeltError as error:
        raise ConfigError(fault_lines(path, table, [*error.faults, *faults])) from error
    for number, rules in enumerate(document.feed, 1):
        faults += [(f"feed[{number}]", fault) for fault in feed_faults(rules)]
    if not is_zone(document.site.zone or "UTC"):
        faults.append(("site.zone", f"{document.site.zone!r} is no time zone"))
    faults += alarm_faults(document.alarm_way, document.alarm_rule)
    if faults:
        raise ConfigError(fault_lines(path, table, faults))
    return _config(path, document, url, passwords)


def _config(
    path: Path, document: Document, url: URL | None, passwords: Mapping[tuple[str, str], str]
) -> Config:
    central, broadcast, edi = document.central, document.broadcast, document.edi
    data_dir = (path.parent / central.data_dir).absolute()
    url = url or URL.create("sqlite", database=str(data_dir / "central.db"))
    if central.database_password_file and url.get_backend_name() == "postgresql":
        url = url.set(password=passwords["central", "database_password_file"])
    return Config(
        host=central.host,
        port=central.port,
        database=url,
        data_dir=data_dir,
        loopback_read=central.loopback_read,
        broker=document.broker,
        broker_password=passwords["broker", "password_file"],
        drop_folder=_beside(path, broadcast.drop_folder),
        broadcast=broadcast,
        feeds={rules.feed: rules for rules in document.feed},
        edi=edi,
        edi_folder=_beside(path, edi.folder),
        edi_keys=_beside(path, edi.keys),
        releases=document.releases,
        quality=document.quality,
        site_name=document.site.name,
        zone=document.site.zone,
        alarm_ways=document.alarm_way,
        alarm_rules=document.alarm_rule,
        alarm_languages=document.alarm_language,
        http=document.http,
    )


def _beside(path: Path, folder: str) -> Path | None:
    return (path.parent / folder).absolute() if folder else None


def _text_at(table: Mapping[str, Any], section: str, key: str) -> str:
    """What stands there if it is text; another kind is the reader's to tell."""
    found = table.get(section)
    text = found.get(key) if isinstance(found, Mapping) else None
    return text if isinstance(text, str) else ""


def _database_url(folder: Path, table: Mapping[str, Any], faults: Faults) -> URL | None:
    """The URL that is given, without a password; None: none is, or it is at fault."""
    text, key = _text_at(table, "central", "database"), "central.database"
    if not text:
        return None
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        faults.append((key, "is not a database URL"))
        return None
    if url.password:
        faults.append((key, "must not hold a password; use database_password_file"))
        return None
    backend = url.get_backend_name()
    if backend == "sqlite":
        file = folder / (url.database or "")
        return url.set(database=str(file.absolute())) if url.database else url
    if backend != "postgresql":
        faults.append((key, f"must begin with sqlite or postgresql, it says {backend}"))
        return None
    return url.set(drivername="postgresql+psycopg")


_SECRETS = (("central", "database_password_file"), ("broker", "password_file"))


class _Secrets:
    """Files that hold passwords; a known default is refused."""

    def __init__(self, folder: Path, table: Mapping[str, Any], faults: Faults) -> None:
        self._folder = folder
        self._table = table
        self._faults = faults

    def read(self, section: str, key: str) -> str:
        """Empty where no file is named, or a fault was added."""
        file = _text_at(self._table, section, key)
        if not file:
            return ""
        try:
            text = (self._folder / file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            return self._fault(section, key, f"{file} cannot be read: {error}")
        if not text:
            return self._fault(section, key, f"{file} is empty")
        if text.lower() in KNOWN_SECRETS:
            return self._fault(
                section, key, f"{file} holds a well-known password; make a random one"
            )
        return text

    def _fault(self, section: str, key: str, text: str) -> str:
        self._faults.append((f"{section}.{key}", text))
        return ""


def _feed_faults(table: Mapping[str, Any], faults: Faults) -> None:
    """Names of feeds that no broker carries, or that stand there twice."""
    rows = table.get("feed")
    names = (
        [row.get("feed") for row in rows if isinstance(row, Mapping)]
        if isinstance(rows, list)
        else []
    )
    for number, name in enumerate(names, 1):
        if isinstance(name, str) and name in names[: number - 1]:
            faults.append((f"feed[{number}].feed", "appears twice"))
        if isinstance(name, str) and (fault := feed_fault(name)):
            faults.append((f"feed[{number}].feed", fault))
