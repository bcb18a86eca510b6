"""Masters as TOML, JSON and tables: what is written is read as the same, what is misspelt is
named with its line.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

import formats
from central.cells.rules import faults_of
from central.masters.forms import changed, controls
from central.masters.rules import files
from central.masters.rules.difference import differences
from central.masters.rules.files import MastersFileError
from edge.planning import day_masters
from tests.support.paths import MASTERS
from wire.ids import FeedId, PartNumber
from wire.masters import Continuity, Face, Filling, Masters, Part, PartFamily, Variant


def example() -> Masters:
    return files.masters_of("cell-a.toml", MASTERS.read_bytes())


def test_the_example_of_the_documents_is_read_whole_and_a_cell_can_work_by_it() -> None:
    masters = example()
    assert masters.cell == "cell-a" and masters.feeds[0].last_number == 999
    assert [f.family for f in masters.families] == ["seat-l", "mirror", "tow-bar"]
    assert masters.parts[0].aliases == ("4006381333931", "5K1-881-105")
    assert faults_of(masters, ["L1"]) == []


def test_the_example_is_the_same_by_every_format() -> None:
    masters = example()
    assert files.masters_of("x.toml", files.to_toml(masters).encode()) == masters
    assert files.masters_of("x.json", files.to_json(masters).encode()) == masters
    folder = {name: text.encode() for name, text in files.to_folder(masters).items()}
    assert files.masters_of_folder(folder) == masters


def test_a_feed_that_does_not_tell_every_vehicle_stands_in_every_format_and_in_the_form() -> None:
    masters = example()
    sparse = replace(masters.feeds[0], continuity=Continuity.NONE)
    masters = replace(masters, feeds=(sparse, *masters.feeds[1:]))
    assert files.masters_of("x.toml", files.to_toml(masters).encode()) == masters
    folder = {name: text.encode() for name, text in files.to_folder(masters).items()}
    assert files.masters_of_folder(folder) == masters
    (shown,) = [it for it in controls(masters, "feeds", 0) if it.name == "continuity"]
    assert (shown.value, shown.choices) == ("none", tuple(Continuity))


def test_dense_racks_that_two_lines_share_stand_in_every_format_and_in_the_form() -> None:
    masters = example()
    second = replace(masters.feeds[0], feed=FeedId("L2"))
    dense = replace(masters.rack_families[0], filling=Filling.DENSE, more_feeds=(second.feed,))
    family = replace(masters.families[0], feeds=(second.feed,))
    masters = replace(
        masters,
        feeds=(*masters.feeds, second),
        rack_families=(dense, *masters.rack_families[1:]),
        families=(family, *masters.families[1:]),
    )
    assert files.masters_of("x.toml", files.to_toml(masters).encode()) == masters
    assert files.masters_of("x.json", files.to_json(masters).encode()) == masters
    folder = {name: text.encode() for name, text in files.to_folder(masters).items()}
    assert files.masters_of_folder(folder) == masters
    assert faults_of(masters, ["L1", "L2"]) == []
    (shown,) = [it for it in controls(masters, "rack_families", 0) if it.name == "filling"]
    assert (shown.value, shown.choices) == ("dense", tuple(Filling))


def test_a_continuity_that_there_is_not_is_a_fault_of_the_masters() -> None:
    said = MASTERS.read_bytes().replace(b'gap_policy = "hold_at_once"', b'continuity = "guessing"')
    with pytest.raises(MastersFileError, match=r"continuity.*guessing.*number, previous_number"):
        files.masters_of("cell-a.toml", said)


_OWN = """
import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    separator: str = ";"
    skip: int = 0


def parse(data, rules): ...
"""


def test_what_a_format_alone_is_told_stands_in_every_format_and_in_the_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sample_lines.py").write_text(_OWN, "utf-8")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    try:
        text = MASTERS.read_text("utf-8").replace(
            "[[feeds]]\n", '[[feeds]]\nformat = "sample_lines"\nskip = 2\n'
        )
        masters = files.masters_of("x.toml", text.encode())
        assert masters.feeds[0].format_options == {"separator": ";", "skip": 2}
        assert files.masters_of("y.toml", files.to_toml(masters).encode()) == masters
        assert files.masters_of("y.json", files.to_json(masters).encode()) == masters
        table = {name: it.encode() for name, it in files.to_folder(masters).items()}
        assert files.masters_of_folder(table) == masters
        csv = files.to_csv(masters, "feeds").encode()
        assert files.masters_with_table(masters, "feeds.csv", csv) == masters
        form = {it.name: it.value for it in controls(masters, "feeds", 0)}
        assert form["format_options"] == "separator = ;\nskip = 2"
        assert changed(masters, "feeds", 0, form) == masters
        said = [str(it) for it in differences(example(), masters)]
        assert "feed L1: format_options empty -> separator = ;\nskip = 2" in said
        assert differences(masters, masters) == []
        assert "feed L1: format_options separator = ;\nskip = 2 -> empty" in [
            str(it) for it in differences(masters, example())
        ]
        (tmp_path / "m.toml").write_text(text, "utf-8")
        assert day_masters.read_masters(tmp_path / "m.toml").masters.feeds == masters.feeds
        with pytest.raises(MastersFileError, match=r"x\.toml:\d+: feeds\[1\]\.skp: is unk"):
            files.masters_of("x.toml", text.replace("skip", "skp").encode())
    finally:
        sys.modules.pop("formats.sample_lines", None)
        vars(formats).pop("sample_lines", None)


NASTY = [
    "=1+1",
    "'=1",
    "''x",
    "@a",
    "-",
    "a,b",
    'a"b',
    "a;b",
    "a\\b",
    " a ",
    "ä→日",
    "[x]",
    "#",
    "'",
]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_written_is_read_as_the_same(text: str) -> None:
    variants = (Variant(rule=text, part=PartNumber(text), quantity=7), Variant(rule="*", part=""))
    masters = replace(
        example(),
        families=(
            PartFamily(family=text, name=text, rack_family=text, variants=variants),
            PartFamily(family="empty", name="", rack_family="SEAT", variants=()),
        ),
        faces=(Face(face=text, part=text, aisle=3, position=4, name=text),),
        parts=(
            Part(
                part=text,
                name=text,
                weight_g=3,
                aliases=("a b", text.replace(";", "").strip()),
            ),
        ),
    )
    assert files.masters_of("x.toml", files.to_toml(masters).encode()) == masters
    assert files.masters_of("x.json", files.to_json(masters).encode()) == masters
    folder = {name: text.encode() for name, text in files.to_folder(masters).items()}
    assert files.masters_of_folder(folder) == masters


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("[[rack_families]]", "[[rack_familes]]", ":32: rack_familes: is unknown (do you mean "),
        ("size = 4", "sise = 4", ":37: rack_families[1].sise: is unknown (do you mean size?)"),
        ('part = "S-LEA-01" }', 'prt = "S-LEA-01" }', ":53: families[1].variants[1].prt: is unkno"),
        ("last_number = 999", 'last_number = "x"', ":12: feeds[1].last_number: 'x' is no whole"),
        ("window = 50", "window = 0", ":13: feeds[1].window: 0 must be 1 or more"),
        ("[layout]", "[layout]\nailes = 3", ":5: layout.ailes: is unknown (do you mean aisles?)"),
        ('cell = "cell-a"', 'cell = "cell-a', "cell-a.toml: is not TOML"),
    ],
)
def test_a_fault_is_told_with_file_line_and_key(written: str, instead: str, said: str) -> None:
    text = MASTERS.read_text("utf-8").replace(written, instead, 1)
    with pytest.raises(MastersFileError) as refused:
        files.masters_of("cell-a.toml", text.encode())
    assert said in str(refused.value) and "cell-a.toml:" in str(refused.value)


def test_json_has_lines_too_and_no_key_twice() -> None:
    text = files.to_json(example())
    lines = text.splitlines()
    wrong = text.replace('"takt_s"', '"tact_s"', 1)
    at = next(n for n, line in enumerate(lines, 1) if '"takt_s"' in line)
    with pytest.raises(MastersFileError, match=rf"^a.json:{at}: feeds\[1\].tact_s: is unknown"):
        files.masters_of("a.json", wrong.encode())
    with pytest.raises(MastersFileError, match="the key 'cell' stands twice"):
        files.masters_of("a.json", b'{"cell": "a", "cell": "b"}')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("family,rul,part\nseat-l,*,X\n", "rules.csv:1: rul: is unknown (do you mean rule?)"),
        ("family,rule\nseat-l,*\n", "rules.csv:1: part: is missing"),
        ("family,rule,part,part\na,*,X,Y\n", "rules.csv:1: the column 'part' stands twice"),
        ("family,rule,part,quantity\nseat-l,*,X,1\nseat-l,*,X,0\n", "rules.csv:3: quantity: 0 mu"),
        ("family,rule,part\nseat-l,*\n", "rules.csv:2: has 2 cells, the head 3"),
        ("family,rule,part\nnone,*,X\n", "rules.csv: there is no family none"),
    ],
)
def test_a_table_says_which_line_is_wrong(text: str, said: str) -> None:
    with pytest.raises(MastersFileError) as refused:
        files.masters_with_table(example(), "rules.csv", text.encode())
    assert said in str(refused.value)


def test_a_table_of_a_german_spreadsheet_is_read_and_no_cell_becomes_a_formula() -> None:
    text = '\ufeffpart;name;aliases\r\n\'=1+1;Klappe;"4006381333931;A 1"\r\n'
    changed = files.masters_with_table(example(), "parts.csv", text.encode())
    assert changed.parts == (Part(part="=1+1", name="Klappe", aliases=("4006381333931", "A 1")),)
    assert "\r\n'=1+1," in files.to_csv(changed, "parts")
    assert replace(changed, parts=example().parts) == example()
