"""The time line of one car or rack as a document for a dispute: everything that is known under its
key, sealed with this site's key, and each fact with its place in its cell's chain.

Two lines of JSON: the content, and the seal over its very bytes.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy import select

from central.db.database import Database
from central.tracking import tables
from central.tracking.service import search
from central.tracking.service.views import FactView
from wire.codec import chain_hash
from wire.sync import GENESIS

KINDS: Mapping[str, Callable[[Database, str], search.Found]] = {
    "vin": search.find_vin,
    "call": search.find_call,
    "serial": search.find_serial,
    "rack": search.find_rack,
}
DOCUMENT = "lineside time line"
BYTES_MAX = 64 * 2**20


class SealedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact with the hash of the one before it, so that its own can be computed from it alone."""

    node: str
    epoch: int
    offset: int
    at_us: int
    kind: str
    previous_hash: str
    hash: str
    body: str
    """The fact's bytes, as they were written."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    document: str
    about: str
    key: str
    made_us: int
    made_by: str
    facts: tuple[SealedFact, ...]
    """In the order in which central has them."""
    found: msgspec.Raw
    """Vehicles, pieces, racks, labels and telegrams, as the search tells them."""


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    algorithm: str
    key: str
    """Which key: the first characters of its hash."""
    mac: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """``faults`` empty: the document is as this site wrote it, and its facts are those held."""

    about: str
    key: str
    made_us: int
    made_by: str
    facts: int
    faults: tuple[str, ...]


def document(
    db: Database, site_key: bytes, kind: str, key: str, *, made_by: str, now_us: int
) -> bytes | None:
    """None: nothing is known under the key."""
    found = KINDS[kind](db, key)
    if found.nothing:
        return None
    content = Content(
        document=DOCUMENT,
        about=kind,
        key=key,
        made_us=now_us,
        made_by=made_by,
        facts=_sealed(db, found),
        found=msgspec.Raw(msgspec.json.encode(found)),
    )
    body = msgspec.json.encode(content)
    return body + b"\n" + msgspec.json.encode(_seal(site_key, body)) + b"\n"


def check(db: Database, site_key: bytes, data: bytes) -> Checked:
    """Raises ValueError for what is no such document."""
    lines = data.removesuffix(b"\n").split(b"\n")
    if len(data) > BYTES_MAX or len(lines) != 2:
        raise ValueError("it does not have two lines: content and seal")
    try:
        content = msgspec.json.decode(lines[0], type=Content)
        seal = msgspec.json.decode(lines[1], type=Seal)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"it is no {DOCUMENT}: {error}") from error
    faults = []
    wanted = _seal(site_key, lines[0])
    if seal.key != wanted.key:
        faults.append(f"sealed with another key ({seal.key}; this site's is {wanted.key})")
    elif not hmac.compare_digest(seal.mac, wanted.mac):
        faults.append("the seal does not fit: the content is not what this site wrote")
    faults += [fault for fact in content.facts if (fault := _fault(db, fact))]
    return Checked(
        about=content.about,
        key=content.key,
        made_us=content.made_us,
        made_by=content.made_by,
        facts=len(content.facts),
        faults=tuple(faults),
    )


def _seal(site_key: bytes, body: bytes) -> Seal:
    key = hmac.new(site_key, b"lineside: time lines", sha256).digest()
    return Seal(
        algorithm="HMAC-SHA-256",
        key=sha256(key).hexdigest()[:16],
        mac=hmac.new(key, body, sha256).hexdigest(),
    )


def _sealed(db: Database, found: search.Found) -> tuple[SealedFact, ...]:
    return tuple(
        SealedFact(
            node=fact.node,
            epoch=fact.epoch,
            offset=fact.offset,
            at_us=fact.at_us,
            kind=fact.kind,
            previous_hash=_hash_at(db, fact.node, fact.epoch, fact.offset - 1),
            hash=fact.hash,
            body=bytes(fact.body).decode("utf-8", "surrogateescape"),
        )
        for fact in _in_order(found.facts)
    )


def _in_order(facts: Sequence[FactView]) -> list[FactView]:
    return sorted(facts, key=lambda fact: fact.fact)


def _hash_at(db: Database, node: str, epoch: int, offset: int) -> str:
    """Empty: central does not hold it."""
    if offset < 0:
        return GENESIS
    table = tables.facts
    query = select(table.c.hash).where(
        table.c.node == node, table.c.epoch == epoch, table.c.offset == offset
    )
    return str(db.read(lambda connection: connection.execute(query).scalar()) or "")


def _fault(db: Database, fact: SealedFact) -> str:
    """Empty: its hash follows from its bytes, and it is the one that central holds."""
    name = f"fact {fact.offset} of {fact.node}, epoch {fact.epoch}"
    body = fact.body.encode("utf-8", "surrogateescape")
    if chain_hash(fact.previous_hash, fact.offset, fact.at_us, body) != fact.hash:
        return f"{name} is not what its hash is of"
    held = _hash_at(db, fact.node, fact.epoch, fact.offset)
    if held != fact.hash:
        return f"{name} is " + ("another one here" if held else "not held here any more")
    return ""
