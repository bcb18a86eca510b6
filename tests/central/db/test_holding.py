"""Who holds many keys takes them in one order, whatever order they are named in: nobody waits in a
circle. Seen on PostgreSQL itself, from a third connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, make_url, text

from central.db.database import Database, hold, hold_all, hold_free
from tests.support.waiting import soon

Key = tuple[object, ...]
KEYS: list[Key] = [("orders", f"A{n}", "P") for n in range(8)]
WAITERS = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.fixture
def engine(cluster: Any) -> Iterator[Engine]:
    database = Database(make_url(cluster.url("central")))
    yield database.engine
    database.close()


def ask(engine: Engine, keys: Sequence[Key]) -> None:
    with engine.begin() as connection:
        hold_all(connection, keys)


def waiters(engine: Engine) -> int:
    with engine.begin() as connection:
        return int(connection.execute(WAITERS).scalar_one())


def taken_before(engine: Engine, one: Key, asked: Sequence[Key]) -> set[Key]:
    """Which of ``asked`` are held by who waits for ``one``, which another has."""
    with ThreadPoolExecutor(1) as pool, engine.connect() as other:
        with other.begin():
            hold(other, *one)
            waiting = pool.submit(ask, engine, asked)
            soon(lambda: waiters(engine) == 1)
            with engine.begin() as connection:
                found = set(asked) - {one} - set(_free(connection, asked, one))
        waiting.result(10)
    return found


def _free(connection: Connection, asked: Sequence[Key], but: Key) -> list[Key]:
    return hold_free(connection, [key for key in asked if key != but])


def test_many_keys_are_taken_in_one_order_whoever_names_them(engine: Engine) -> None:
    rng = Random(1)
    before = {key: taken_before(engine, key, KEYS) for key in KEYS}
    assert sorted(len(each) for each in before.values()) == list(range(len(KEYS)))
    for key in KEYS:
        some = [key, *rng.sample([other for other in KEYS if other != key], 4)]
        rng.shuffle(some)
        assert taken_before(engine, key, some) == before[key] & set(some)
        assert taken_before(engine, key, some[::-1]) == before[key] & set(some)


def test_a_key_named_twice_is_waited_for_once_and_free_again_afterwards(engine: Engine) -> None:
    ask(engine, [*KEYS, *KEYS])
    with engine.begin() as connection:
        assert hold_free(connection, KEYS) == KEYS
