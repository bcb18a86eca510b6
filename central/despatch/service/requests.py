"""What is asked twice under one key is done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from decimal import Decimal

from sqlalchemy import insert, select

from central.db.database import hold
from central.db.work import Work
from central.despatch.tables import requests
from central.words.reasons import RuleRefusedError, because


@dataclass(frozen=True, slots=True)
class Done:
    """``repeated``: it was done before, and nothing was done now."""

    answer: str
    repeated: bool


def once(work: Work, what: str, key: str, body: object, act: Callable[[], str]) -> Done:
    """RuleRefusedError: the same person asked for something else under that key. Whoever asks the
    same meanwhile waits. An empty key is none. ``body``: what is wished, whose order and spelling
    do not matter.
    """
    if not key:
        return Done(act(), False)
    connection = work.connection
    who = work.by.who
    hold(connection, "despatch", what, who, key)
    digest = hashlib.sha256(json.dumps(_plain(body)).encode()).hexdigest()
    mine = requests.c.what == what, requests.c.who == who, requests.c.key == key
    row = connection.execute(select(requests).where(*mine)).one_or_none()
    if row is not None and row.body != digest:
        words = "key {key} asked for something else before: take another key"
        raise RuleRefusedError(because("despatch.key_taken", words, key=key))
    if row is not None:
        return Done(row.answer, True)
    answer = act()
    asked = {"what": what, "who": who, "key": key}
    new = {**asked, "body": digest, "answer": answer, "at_us": work.now_us}
    connection.execute(insert(requests), [new])
    return Done(answer, False)


def _plain(value: object) -> object:
    """The same for the same wish: quantities by what they come to, lists and keys in one order."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return sorted([str(key), _plain(each)] for key, each in value.items())
    if isinstance(value, list | tuple):
        return sorted((_plain(each) for each in value), key=json.dumps)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, bool | int | str) else str(value)
