"""Who exchanges data with us, how they speak, and which way it goes: data, kept in the database."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from central.db.database import upsert
from central.db.work import Work
from central.edi.model.interchange import Interchange
from central.edi.profiles.profile import Profile, from_table
from central.exchange.tables import partners

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""A partner's name is a folder's name as well."""
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class PartnerError(ValueError):
    """A partner that cannot be kept as they are described; the text names the key."""


class Way(StrEnum):
    FOLDER = "folder"
    SFTP = "sftp"


class Answer(StrEnum):
    """What a partner wants to hear of what they sent. Their syntax decides between two of a
    kind: CONTRL and 997 are for the syntax, APERAK and 824 for each document.
    """

    CONTRL = "contrl"
    APERAK = "aperak"
    X12_997 = "x12_997"
    X12_824 = "x12_824"


class Claim(StrEnum):
    """How a file of a partner's server is taken once. RENAME: it is moved away first; REMEMBER:
    it stays, and is known again by name, size and time.
    """

    RENAME = "rename"
    REMEMBER = "remember"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``key`` and ``known_hosts`` are names of files in the folder ``[edi] keys``. ``inbound`` and
    ``outbound`` are folders at the partner. ``zone`` dates our answers. ``acknowledged_within_h``:
    hours after which an interchange of ours without an answer is overdue; 0: none is awaited.
    ``older_than_days``: one of theirs that was written more days before it came stops; 0: none.
    """

    host: str = ""
    port: int = 22
    username: str = ""
    key: str = ""
    known_hosts: str = ""
    inbound: str = "in"
    outbound: str = "out"
    claim: Claim = Claim.RENAME
    zone: str = "UTC"
    acknowledged_within_h: int = 0
    older_than_days: int = 0


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    partner: str
    customer: str
    name: str = ""
    profile: dict[str, Any] = {}
    way: Way = Way.FOLDER
    settings: Settings = Settings()
    answers: tuple[Answer, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """``table`` is what was said of them, enough to say it again."""

    partner: str
    customer: str
    name: str
    profile: Profile
    way: Way
    settings: Settings
    answers: frozenset[Answer]
    active: bool
    changed_us: int
    changed_by: str
    table: Mapping[str, Any]


def save(work: Work, table: Mapping[str, Any]) -> Partner:
    """Keeps a partner as a table such as TOML or JSON gives it. PartnerError names what is wrong;
    a partner that others could be taken for is refused.
    """
    said = _checked(table)
    row = {
        "partner": said.partner,
        "customer": said.customer,
        "name": said.name,
        "profile": msgspec.json.encode(said.profile).decode(),
        "way": said.way.value,
        "settings": msgspec.json.encode(said.settings).decode(),
        "answers": msgspec.json.encode(said.answers).decode(),
        "active": said.active,
        **work.stamp,
    }
    partner = _of(row)
    if partner.active:
        _refuse_confusion(work.connection, partner)
    stored = find(work.connection, said.partner)
    if stored is not None and stored.table == partner.table:
        return stored  # the same again is no change in their history
    upsert(work.connection, partners, [row])
    return partner


def nobody(customer: str) -> Partner:
    """Who stands for a customer whose schedule a person typed in: no partner, and no answers."""
    return _of(
        {
            "partner": "",
            "customer": customer,
            "name": "",
            "profile": "{}",
            "way": Way.FOLDER.value,
            "settings": "{}",
            "answers": "[]",
            "active": True,
            "changed_us": 0,
            "changed_by": "",
        }
    )


def check(table: Mapping[str, Any]) -> None:
    """Raises PartnerError as ``save`` would for the table alone."""
    _checked(table)


def find(connection: Connection, partner: str) -> Partner | None:
    statement = select(partners).where(partners.c.partner == partner)
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else _of(dict(row))


def all_of(connection: Connection) -> list[Partner]:
    """Every partner by name."""
    statement = select(partners).order_by(partners.c.partner)
    return [_of(dict(row)) for row in connection.execute(statement).mappings()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """``partner`` None: ``why`` says so."""

    partner: Partner | None
    why: str = ""


def identify(known: Sequence[Partner], interchange: Interchange) -> Identified:
    """Which of the partners sent it."""
    found = [p for p in known if p.active and speaks(p.profile, interchange)]
    if len(found) == 1:
        return Identified(partner=found[0])
    parties = f"{interchange.sender} to {interchange.recipient}"
    if found:
        names = ", ".join(p.partner for p in found)
        return Identified(partner=None, why=f"{parties} is more than one partner: {names}")
    return Identified(partner=None, why=f"no active partner speaks as {parties}")


def speaks(profile: Profile, interchange: Interchange) -> bool:
    """Whether the envelope's ids are this profile's; one without ids is known by its folder."""
    sender, recipient = interchange.sender, interchange.recipient
    return bool({str(sender), sender.id} & profile.ids) and (
        not profile.own_ids or bool({str(recipient), recipient.id} & profile.own_ids)
    )


def _checked(table: Mapping[str, Any]) -> _Table:
    try:
        said = msgspec.convert(dict(table), _Table)
        from_table(said.profile)
    except (msgspec.ValidationError, ValueError) as error:
        raise PartnerError(f"partner {table.get('partner', '')!s:.80}: {error}") from error
    faults = [fault for fault in _faults(said) if fault]
    if faults:
        raise PartnerError(f"partner {said.partner!s:.80}: {'; '.join(faults)}")
    return said


def _faults(said: _Table) -> list[str]:
    settings = said.settings
    faults = [
        "" if _NAME.fullmatch(said.partner) else
        "its name is letters, digits, - and _, at most 64, and begins with a letter or digit",
        "" if said.customer else "customer is empty",
        "" if _is_zone(settings.zone) else f"settings.zone {settings.zone!r} is no time zone",
        "" if 0 <= settings.acknowledged_within_h <= 8760 else
        "settings.acknowledged_within_h is 0 to 8760",
        "" if 0 <= settings.older_than_days <= 3650 else "settings.older_than_days is 0 to 3650",
        "" if 1 <= settings.port <= 65_535 else "settings.port is 1 to 65535",
    ]  # fmt: skip
    faults += [
        f"settings.{name} is a plain file name"
        for name in ("key", "known_hosts")
        if getattr(settings, name) and not _FILE.fullmatch(getattr(settings, name))
    ]
    if said.way is Way.SFTP:
        needed = ("host", "username", "key", "known_hosts", "inbound", "outbound")
        faults += [f"settings.{n} is needed for sftp" for n in needed if not getattr(settings, n)]
    texts = (said.partner, said.customer, said.name, *map(str, msgspec.structs.astuple(settings)))
    faults += ["a text holds the character NUL" for text in texts if "\x00" in text]
    return faults


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError):
        return False
    return True


def _refuse_confusion(connection: Connection, partner: Partner) -> None:
    for other in all_of(connection):
        if other.partner == partner.partner or not other.active:
            continue
        mine, theirs = partner.profile, other.profile
        own = not mine.own_ids or not theirs.own_ids or mine.own_ids & theirs.own_ids
        if own and (shared := mine.ids & theirs.ids):
            ids = ", ".join(sorted(shared))
            raise PartnerError(
                f"partner {partner.partner}: {ids} is partner {other.partner} already;"
                " own_ids would tell them apart"
            )


@lru_cache(maxsize=1024)
def _profile(text: str) -> Profile:
    """From JSON; every interchange asks for the profiles of all partners."""
    return from_table(msgspec.json.decode(text))


def _of(row: Mapping[str, Any]) -> Partner:
    table = {
        "partner": row["partner"],
        "customer": row["customer"],
        "name": row["name"],
        "profile": msgspec.json.decode(row["profile"]),
        "way": row["way"],
        "settings": msgspec.json.decode(row["settings"]),
        "answers": msgspec.json.decode(row["answers"]),
        "active": row["active"],
    }
    return Partner(
        partner=row["partner"],
        customer=row["customer"],
        name=row["name"],
        profile=_profile(row["profile"]),
        way=Way(row["way"]),
        settings=msgspec.json.decode(row["settings"], type=Settings),
        answers=frozenset(map(Answer, table["answers"])),
        active=row["active"],
        changed_us=row["changed_us"],
        changed_by=row["changed_by"],
        table=table,
    )
