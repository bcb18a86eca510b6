"""Hashes of badges: their published construction, byte by byte."""

from __future__ import annotations

from hashlib import blake2b

import pytest

from wire.badges import is_keyed, is_plain, keyed_hash, mark_of, plain_hash

KEY = bytes(range(32))
OTHER = bytes(32)


def test_the_construction_is_the_published_one() -> None:
    plain = blake2b(b"anna secret", digest_size=16).hexdigest()
    assert plain_hash("anna secret") == plain
    keyed = blake2b(plain.encode(), key=KEY, digest_size=32).hexdigest()
    mark = blake2b(b"mark of the key", key=KEY, digest_size=4).hexdigest()
    assert keyed_hash(KEY, plain) == f"{mark}:{keyed}"


def test_blanks_and_line_ends_around_a_badge_are_not_part_of_it() -> None:
    assert plain_hash(" anna secret\r\n") == plain_hash("anna secret")
    assert plain_hash("anna  secret") != plain_hash("anna secret")


def test_another_site_has_another_hash_of_the_same_badge() -> None:
    plain = plain_hash("anna secret")
    assert keyed_hash(KEY, plain).partition(":")[2] != keyed_hash(OTHER, plain).partition(":")[2]
    assert mark_of(KEY) != mark_of(OTHER)


@pytest.mark.parametrize(
    ("stored", "plain", "keyed"),
    [
        (plain_hash("a"), True, False),
        (keyed_hash(KEY, plain_hash("a")), False, True),
        (keyed_hash(OTHER, plain_hash("a")), False, False),
        ("", False, False),
        ("anna secret", False, False),
        (plain_hash("a").upper(), False, False),
        (f"{mark_of(KEY)}:{'0' * 63}", False, False),
    ],
)
def test_what_a_stored_hash_is(stored: str, plain: bool, keyed: bool) -> None:
    assert (is_plain(stored), is_keyed(stored, KEY)) == (plain, keyed)


def test_text_that_is_no_utf8_has_a_hash_too() -> None:
    assert is_plain(plain_hash("\ud800"))
