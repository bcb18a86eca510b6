"""Search over everything: each capability says in its own ``finds.py`` what it finds, in ``FINDS``;
one that has nothing says why, in ``NOTHING``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select

from central.access.rules import Principal, Right
from central.db.prefix import begins, spellings
from central.discovery import ComposeError, modules

SHOWN = 8
"""Of each kind; the rest stands in its list."""
SHORTEST = 2
"""Signs from which on beginnings are looked for."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """``text`` is what was found, ``detail`` tells it from others; ``exact``: it is the very text
    that was asked for.
    """

    text: str
    detail: str
    address: str
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One kind of thing. ``name``: its words are ``find.<name>``. ``columns`` are searched, each
    with an index that ``begins`` uses, or, where ``small``, anywhere in the text: tables that
    people keep by hand. ``address`` and ``detail`` of a row of ``shown``; ``listed``: the address
    of its list for what was asked, empty where there is none.
    """

    name: str
    right: Right
    columns: Sequence[Column[Any]]
    shown: Sequence[Column[Any]]
    address: Callable[[Row], str]
    detail: Callable[[Row], str] = lambda _: ""
    listed: Callable[[str], str] = lambda _: ""
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``more``: there are others than ``hits``, which stand under ``listed``."""

    name: str
    hits: Sequence[Hit]
    more: bool
    listed: str


@cache
def finds() -> tuple[Find, ...]:
    """Of all capabilities. Raises ComposeError: one says neither what it finds nor why nothing."""
    found: list[Find] = []
    for package, module in modules("finds").items():
        own = getattr(module, "FINDS", ())
        if not own and not getattr(module, "NOTHING", ""):
            raise ComposeError(f"central/{package}/finds.py has neither FINDS nor NOTHING")
        found += own
    return tuple(found)


def search(connection: Connection, visitor: Principal, asked: str) -> list[Group]:
    """What the visitor may see of what is written so or begins so, the exact first."""
    text = asked.strip()
    groups = [_group(connection, it, text) for it in finds() if visitor.may(it.right)]
    found = [it for it in groups if it.hits]
    return sorted(found, key=lambda it: not any(hit.exact for hit in it.hits))


def _group(connection: Connection, find: Find, text: str) -> Group:
    """A thing that two of its columns find is one hit."""
    own = tuple(dict.fromkeys((*find.columns, *find.shown)))
    things: dict[tuple[Any, ...], Hit] = {}
    more = False
    for column in find.columns if text else ():
        for exact, query in _queries(connection, find, column, text):
            rows = connection.execute(query.limit(SHOWN + 1)).mappings().all()
            more = more or len(rows) > SHOWN
            for row in ({str(key): value for key, value in it.items()} for it in rows):
                hit = Hit(
                    text=str(row[column.name]),
                    detail=find.detail(row),
                    address=find.address(row),
                    exact=exact,
                )
                thing = (hit.address, *(row[it.name] for it in own))
                if thing not in things or hit.exact > things[thing].exact:
                    things[thing] = hit
    hits = sorted(things.values(), key=lambda it: (not it.exact, it.text))
    more = more or len(hits) > SHOWN
    return Group(name=find.name, hits=hits[:SHOWN], more=more, listed=find.listed(text))


def _queries(
    connection: Connection, find: Find, column: Column[Any], text: str
) -> list[tuple[bool, Select[Any]]]:
    """Each bounded and by an index. Without an order: a database would sort all there are."""
    asked = select(*dict.fromkeys((*find.columns, *find.shown)))
    if find.small:
        low = text.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        inside = asked.where(func.lower(column).like(f"%{low}%", escape="\\"))
        same = asked.where(func.lower(column) == text.lower())
        return [(True, same), (False, inside)] if len(text) >= SHORTEST else [(True, same)]
    found = [(True, asked.where(column.in_(spellings(text))))]
    if len(text) >= SHORTEST:
        for spelling in spellings(text):
            found.append((False, asked.where(begins(connection, column, spelling))))
    return found
