"""What is asked twice under one key is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

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
    """RuleRefusedError: something else was asked under that key. Whoever asks the same meanwhile
    waits. An empty key is none.
    """
    if not key:
        return Done(act(), False)
    connection = work.connection
    hold(connection, "despatch", what, key)
    digest = hashlib.sha256(repr(body).encode()).hexdigest()
    query = select(requests).where(requests.c.what == what, requests.c.key == key)
    row = connection.execute(query).one_or_none()
    if row is not None and row.body != digest:
        words = "key {key} asked for something else before: take another key"
        raise RuleRefusedError(because("despatch.key_taken", words, key=key))
    if row is not None:
        return Done(row.answer, True)
    answer = act()
    new = {"what": what, "key": key, "body": digest, "answer": answer, "at_us": work.now_us}
    connection.execute(insert(requests), [new])
    return Done(answer, False)
