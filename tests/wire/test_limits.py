"""Every text and number of every fact has one limit, and the first field beyond it is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.wire import samples
from wire.codec import WireError, decode_fact, encode
from wire.events import AnyFact, LabelRequested, Need, Scanned
from wire.ids import TEXT_LENGTH_MAX, FeedId, NodeId
from wire.limits import excess
from wire.masters import FeedRules, Masters


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every text and number of a message as plain data, with the way to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield path, value


def changed(value: Any, path: tuple[Any, ...], leaf: Any) -> Any:
    if not path:
        return leaf
    if isinstance(value, dict):
        return {**value, path[0]: changed(value[path[0]], path[1:], leaf)}
    found = list(value)
    found[path[0]] = changed(found[path[0]], path[1:], leaf)
    return found


def excess_of(data: Any) -> str:
    """The code of what is beyond a limit, by the codec or by the limits; empty: nothing is."""
    try:
        fact: AnyFact = decode_fact(msgspec.json.encode(data))
    except WireError as error:
        return f"codec: {error.code}"
    found = excess(fact)
    return "" if found is None else found.code


@pytest.mark.parametrize("kind", samples.FACTS, ids=samples.name_of)
def test_no_text_and_no_number_of_a_fact_is_without_a_limit(kind: type[msgspec.Struct]) -> None:
    whole = msgspec.to_builtins(samples.sample(kind))
    assert excess_of(whole) == ""
    for path, leaf in leaves(whole):
        endless = "x" * 5_000 if isinstance(leaf, str) else 2**80
        assert excess_of(changed(whole, path, endless)), path


def scan(**values: Any) -> Scanned:
    given = {"device": "d", "workplace": "w", "person": "p", "verdict": "right", "code": "c"}
    return msgspec.convert({**given, "text": "t", "raw_id": 1, **values}, Scanned)


def test_a_text_at_its_limit_is_within_it_and_one_character_more_is_named() -> None:
    assert excess(scan(text="x" * TEXT_LENGTH_MAX)) is None
    found = excess(scan(text="x" * (TEXT_LENGTH_MAX + 1)))
    assert found is not None
    assert (found.code, found.field) == ("text.too_long", "text")
    assert found.detail == "text has 201 characters, the limit is 200"


def test_the_field_inside_is_named() -> None:
    whole = msgspec.to_builtins(samples.sample(Scanned))
    whole["marriage"]["serial"] = "S" * 300
    found = excess(msgspec.convert(whole, Scanned))
    assert found is not None
    assert found.field == "marriage.serial"


def test_what_is_no_key_may_hold_more() -> None:
    need = msgspec.structs.replace(samples.sample(Need), rule="A and " * 300 + "B")
    assert excess(need) is None
    label = samples.sample(LabelRequested)
    assert excess(msgspec.structs.replace(label, fields={"code": "x" * 1_000})) is None
    beyond = excess(msgspec.structs.replace(label, fields={"code": "x" * 1_001}))
    assert beyond is not None
    assert beyond.field == "fields.code"


def test_a_feed_without_options_of_its_format_is_within_the_limits() -> None:
    plain = Masters(cell=NodeId("cell-a"), version=1, feeds=(FeedRules(feed=FeedId("L1")),))
    assert excess(plain) is None
    rules = FeedRules(feed=FeedId("L1"), format_options={"k" * (TEXT_LENGTH_MAX + 1): 1})
    beyond = excess(msgspec.structs.replace(plain, feeds=(rules,)))
    assert beyond is not None and beyond.field == "feeds.format_options"


def test_a_fact_beyond_a_limit_of_today_can_still_be_read() -> None:
    """A journal of before the limits opens."""
    old = scan(text="x" * 5_000)
    assert decode_fact(encode(old)) == old
