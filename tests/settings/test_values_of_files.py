"""What people write into files: keys once, limits in words, TOML that is read again as written."""

from __future__ import annotations

import stat
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from settings.json_once import TwiceError, json_once
from settings.limits import beyond
from settings.private_files import private_folder, write_private
from settings.toml_text import document


@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', '{"x": [{"a": 1, "b": 2, "a": 3}]}'])
def test_a_key_that_stands_twice_is_named(text: str) -> None:
    with pytest.raises(TwiceError, match=r"a.*twice"):
        json_once(text)


def test_the_same_key_in_two_objects_is_no_fault() -> None:
    assert json_once('[{"a": 1}, {"a": 2}]') == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("meta", "found", "said"),
    [
        (Meta(ge=1, le=9), 10, "10 must be 1 or more and 9 or less"),
        (Meta(gt=0), 0, "0 must be above 0"),
        (Meta(lt=5), 5, "5 must be below 5"),
        (Meta(max_length=2), "abc", "'abc' has 3, at most 2 are taken"),
        (Meta(min_length=1), "", "is empty"),
        (Meta(min_length=1), (), "is empty: give at least one"),
        (Meta(pattern="^[A-Z]+$"), "a", "'a' takes only these characters: A-Z"),
        (Meta(pattern="^a|b$"), "c", "'c' does not fit the pattern ^a|b$"),
        (Meta(pattern="^a$", description="a way"), "c", "'c' is not a way"),
        (Meta(ge=1, le=9), 9, ""),
        (Meta(gt=0), True, ""),
    ],
)
def test_a_limit_is_told_in_words(meta: Meta, found: object, said: str) -> None:
    assert beyond(meta, found) == said


KEYS = st.text(min_size=1, max_size=8)
PLAIN = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
)
TABLES = st.recursive(
    st.dictionaries(KEYS, PLAIN, max_size=5),
    lambda inner: st.dictionaries(
        KEYS, st.one_of(PLAIN, inner, st.lists(PLAIN, max_size=3), st.lists(inner, max_size=3))
    ),
    max_leaves=20,
)


@given(TABLES)
def test_what_is_written_as_toml_is_read_again_the_same(table: dict[str, Any]) -> None:
    assert tomllib.loads(document(table), parse_float=Decimal) == table


class Heard:
    def __init__(self) -> None:
        self.events: list[str] = []

    def info(self, event: str, **values: str) -> None:
        self.events.append(event)

    warning = info


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_file_is_readable_for_its_owner_only_from_its_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_private(path, b"1")
    write_private(path, b"22")
    assert (path.read_bytes(), rights(path)) == (b"22", 0o600)
    assert [it.name for it in tmp_path.iterdir()] == ["key"], "no draft stays"


def test_rights_of_others_are_taken_away_and_it_is_said(tmp_path: Path) -> None:
    folder, heard = tmp_path / "data", Heard()
    folder.mkdir(mode=0o755)
    for name in ("a.db", "b.txt"):
        (folder / name).touch(mode=0o644)
    private_folder(folder, ["*.db"], heard)
    assert [rights(folder), *(rights(folder / name) for name in ("a.db", "b.txt"))] == [
        0o700,
        0o600,
        0o644,
    ]
    assert heard.events == ["rights taken away"] * 2
    private_folder(folder, ["*.db"], heard)
    assert len(heard.events) == 2
