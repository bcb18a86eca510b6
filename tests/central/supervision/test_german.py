"""No English sentence stands on a German page, whatever the trouble is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, insert

from central.supervision.rules import RANKS
from central.tracking import tables
from central.web.catalogue import words
from tests.support.central import seeded
from tests.support.sentences import ENGLISH, sentences
from tests.support.web import Client

AT_ONCE = 20
SENTENCES = sentences()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory):
    found = seeded.central_in(tmp_path_factory.mktemp("central"))
    yield found
    found.central.close()


def middle(client: Client, path: str) -> str:
    page = client.get(path, headers={"Accept-Language": "de"}).text
    return re.sub(r"<[^>]*>", " ", page.partition("<h2")[2] or page.partition("<h1")[2])


@pytest.mark.parametrize("first", range(0, len(SENTENCES), AT_ONCE))
def test_whatever_a_cell_tells_the_desk_says_in_german(empty, first: int) -> None:
    told = SENTENCES[first : first + AT_ONCE]
    kinds = sorted(RANKS)
    rows = [
        {
            "node": "cell-a",
            "exception": f"x:{key}",
            "kind": kinds[(first + place) % len(kinds)],
            "text": text,
            "at_us": 1,
            "times": 1,
            "owner": "",
            "note": "",
            "fact": place,
        }
        for place, (key, text) in enumerate(told)
    ]
    db = empty.central.db
    db.write(lambda c: c.execute(insert(tables.exceptions), rows))
    shown = middle(Client(empty.app), "/desk/exceptions")
    db.write(lambda c: c.execute(delete(tables.exceptions)))
    assert shown.count("cell-a") >= len(told)
    assert not ENGLISH.search(shown), ENGLISH.findall(shown)


def test_every_kind_of_trouble_has_words_in_both_languages() -> None:
    for language in ("en", "de"):
        assert [kind for kind in RANKS if f"kind.{kind}" not in words(language)] == []
