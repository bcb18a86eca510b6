"""A table of lists in a feed, as forms and files write it."""

from __future__ import annotations

from typing import get_type_hints

import msgspec

from central.masters.rules.cells_text import text_of, value_of
from central.masters.rules.files import to_toml
from formats.masters_table import read_masters
from settings.files import toml_table
from tests.support.cell.world import masters
from wire.masters import FeedRules

LIFE = {"begin": ("preview", "M100"), "preview": ("M100",), "M100": ("fitted", "A 7")}


def test_forms_read_what_they_show() -> None:
    kind = get_type_hints(FeedRules, include_extras=True)["transitions"]
    text = text_of(msgspec.to_builtins(LIFE))
    assert text == "begin = preview;M100\npreview = M100\nM100 = fitted;A 7"
    assert {key: tuple(to) for key, to in value_of(kind, text).items()} == LIFE


def test_a_file_reads_what_it_writes(tmp_path) -> None:
    new = masters(transitions=LIFE)
    file = tmp_path / "masters.toml"
    file.write_text(to_toml(new), "utf-8")
    assert read_masters(toml_table(file)).feeds == new.feeds
