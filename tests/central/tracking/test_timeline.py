"""The time line of a car as a document: its seal, its facts, and what a change of either does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from central.db.clock import now_us
from central.tracking import tables
from central.tracking.service import timeline
from tests.support.central.journal import RACK, Journal, plain_day
from wire.codec import encode

KEY = bytes(range(32))


@pytest.fixture
def told(lite: Any) -> bytes:
    journal = Journal("cell-a").write(*plain_day())
    token = lite.token("cell", cell="cell-a")
    assert lite.post("/api/v1/facts", content=encode(journal.batch()), token=token).is_success
    made = timeline.document(lite.central.db, KEY, "rack", RACK, made_by="ann", now_us=now_us())
    assert made is not None
    return made


def faults(lite: Any, data: bytes, key: bytes = KEY) -> tuple[str, ...]:
    return timeline.check(lite.central.db, key, data).faults


def test_it_is_as_it_was_written(lite: Any, told: bytes) -> None:
    found = timeline.check(lite.central.db, KEY, told)
    assert (found.about, found.key, found.made_by, found.faults) == ("rack", RACK, "ann", ())
    assert found.facts > 0


def test_one_character_more_breaks_the_seal(lite: Any, told: bytes) -> None:
    forged = told.replace(b'"made_by":"ann"', b'"made_by":"bob"')
    assert faults(lite, forged) == (
        "the seal does not fit: the content is not what this site wrote",
    )
    assert "another key" in faults(lite, told, bytes(32))[0]


def test_who_has_the_key_still_cannot_change_a_fact(lite: Any, told: bytes) -> None:
    content = msgspec.json.decode(told.split(b"\n")[0], type=timeline.Content)
    first, *rest = content.facts
    changed = msgspec.structs.replace(first, body=first.body.replace("1", "2"))
    body = msgspec.json.encode(msgspec.structs.replace(content, facts=(changed, *rest)))
    sealed = body + b"\n" + msgspec.json.encode(timeline._seal(KEY, body)) + b"\n"
    assert faults(lite, sealed) == (
        f"fact {first.offset} of cell-a, epoch 0 is not what its hash is of",
    )


def test_a_database_that_holds_another_fact_now_is_told(lite: Any, told: bytes) -> None:
    other = update(tables.facts).values(hash="0" * 32)
    lite.central.db.write(lambda connection: connection.execute(other))
    assert any("is another one here" in fault for fault in faults(lite, told))


@pytest.mark.parametrize("data", [b"", b"{}\n{}\n", b"no\nno\n", b"\n\n\n"])
def test_what_is_no_document_is_refused(lite: Any, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"it is no|two lines"):
        timeline.check(lite.central.db, KEY, data)


def test_by_http_with_who_asked_for_it(lite: Any, told: bytes, tmp_path: Path) -> None:
    viewer = lite.token("viewer", name="R. Aydin")
    answer = lite.get(f"/api/v1/tracking/rack/{RACK}/timeline", token=viewer)
    assert answer.status_code == 200
    found = timeline.check(lite.central.db, lite.central.guard.key, answer.content)
    assert (found.made_by, found.faults) == ("R. Aydin", ())
    for address in ("rack/none", "pigeon/1"):
        missing = lite.get(f"/api/v1/tracking/{address}/timeline", token=viewer)
        assert missing.status_code == 404
