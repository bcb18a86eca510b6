from __future__ import annotations

import os
from pathlib import Path

import pytest

from central.folders.stable_files import Settling, is_partial, look_of


@pytest.mark.parametrize("name", [".hidden", "a.tmp", "A.PART", "x.edi.filepart", "b.crdownload"])
def test_a_name_that_says_it_is_half_written_is_left_alone(name: str) -> None:
    assert is_partial(name)


@pytest.mark.parametrize("name", ["a.edi", "part", "tmp.edi", "a.parts"])
def test_other_names_are_finished(name: str) -> None:
    assert not is_partial(name)


def test_a_file_is_ready_when_it_stood_still_for_the_whole_time() -> None:
    settling: Settling[str] = Settling(2.0)
    assert settling.ready({"a": 1}, 10.0) == []
    assert settling.ready({"a": 1}, 11.9) == []
    assert settling.ready({"a": 1}, 12.0) == ["a"]


def test_a_file_that_grows_waits_from_then_on() -> None:
    settling: Settling[str] = Settling(2.0)
    for at_s, size in ((0.0, 1), (1.9, 2), (3.8, 2)):
        assert settling.ready({"a": size}, at_s) == []
    assert settling.ready({"a": 2}, 3.9) == ["a"]


def test_a_file_that_was_gone_begins_anew() -> None:
    settling: Settling[str] = Settling(2.0)
    settling.ready({"a": 1}, 0.0)
    settling.ready({}, 1.0)
    assert settling.ready({"a": 1}, 2.0) == []


def test_the_order_is_that_of_the_folder() -> None:
    settling: Settling[str] = Settling(0.0)
    found = {"b": 1, "a": 1}
    settling.ready(found, 0.0)
    assert settling.ready(found, 0.0) == ["b", "a"]


def test_a_look_tells_a_file_that_was_replaced_by_one_as_long_and_as_old(tmp_path: Path) -> None:
    path = tmp_path / "a.edi"
    path.write_bytes(b"1")
    before = path.stat()
    other = tmp_path / "b"
    other.write_bytes(b"2")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert look_of(path.stat()) != look_of(before)
