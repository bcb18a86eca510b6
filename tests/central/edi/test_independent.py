"""Readers of others agree with ours on every file that we read and on everything that we write:
segment by segment, and in the figures, which are taken from their segments by themselves.
"""

from datetime import datetime
from decimal import Decimal

import pytest

from central.edi.documents import Reason, Stamp, aperak, contrl, x12_824, x12_997
from central.edi.model.schedule import Demand
from central.edi.profiles.profile import ANY, shipped
from central.edi.read import read
from syntax import edifact, x12
from tests.support.edi.theirs import first, ours, segments
from tests.support.paths import MESSAGES

FILES = sorted(MESSAGES.glob("*.edi"))
PROFILES = {"vda_4984.edi": shipped("vda_4984"), "vda_4985.edi": shipped("vda_4985")}
STAMP = Stamp(now=datetime(2026, 1, 5, 8, 15), reference="77")  # noqa: DTZ001 - partner's time


def split(data):
    return x12.segments(data) if data.startswith(b"ISA") else edifact.segments(data)


def without_isa(found):
    """ISA's own fields are padded, which the two show differently; ISA16 is a delimiter."""
    return [s for s in found if s[0] != "ISA"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_file_has_the_same_segments_to_an_independent_reader(file):
    data = file.read_bytes()
    assert without_isa(segments(data)) == without_isa(ours(split(data)))


def contents(name):
    reading = read((MESSAGES / name).read_bytes(), PROFILES.get(name, ANY))
    assert reading.all_problems() == ()
    return reading


def theirs(name):
    return segments((MESSAGES / name).read_bytes())


EDIFACT_SCHEDULES = [
    "delfor_d97a_monthly.edi", "delfor_d97a_call.edi", "vda_4984.edi", "vda_4985.edi"
]  # fmt: skip


@pytest.mark.parametrize("name", EDIFACT_SCHEDULES)
def test_figures_of_edifact_schedules(name):
    found = [s for s in theirs(name) if s[0] == "QTY"]
    (schedule,) = contents(name).schedules()
    (item,) = schedule.items

    def quantities(qualifier):
        return [Decimal(first(s, 1, 2)) for s in found if first(s, 1) == qualifier]

    assert [line.quantity for line in item.lines] == quantities("113")
    backlog = [line.quantity for line in item.lines if line.demand is Demand.BACKLOG]
    assert [said.quantity for said in (item.received,) if said] == quantities("70")
    assert [a.cumulative for a in item.authorisations] == quantities("3")
    assert [said.quantity for said in (item.last_receipt,) if said] == quantities("48")
    assert len(backlog) == sum(s[0] == "SCC" and first(s, 1) == "5" for s in theirs(name))


@pytest.mark.parametrize("name", ["x12_830_weekly.edi", "x12_830_call.edi"])
def test_figures_of_x12_schedules(name):
    found = theirs(name)
    (schedule,) = contents(name).schedules()
    (item,) = schedule.items
    assert [str(line.quantity) for line in item.lines] == [
        first(s, 1) for s in found if s[0] == "FST"
    ]
    assert [str(a.cumulative) for a in item.authorisations] == [
        first(s, 4) for s in found if s[0] == "ATH"
    ]
    cums = [first(s, 2) for s in found if s[0] == "SHP" and first(s, 1) == "02"]
    assert [str(item.received.quantity)] == cums


def by_line(found, tag):
    """Segments after each ``tag``."""
    lines = []
    for segment in found:
        if segment[0] == tag:
            lines.append([])
        if lines:
            lines[-1].append(segment)
    return lines


def test_figures_of_a_recadv():
    (advice,) = contents("recadv_d97a.edi").receipts()
    for line, found in zip(advice.lines, by_line(theirs("recadv_d97a.edi"), "LIN"), strict=True):
        said = {first(s, 1): Decimal(first(s, 1, 2)) for s in found if s[0] == "QTY"}
        assert line.part == first(found[0], 3)
        assert (line.despatched, line.received) == (said.get("12"), said.get("48"))
        assert (line.accepted, line.rejected) == (said.get("194"), said.get("195"))
        cum = line.cumulative.quantity if line.cumulative else None
        assert cum == said.get("70")
        (variance,) = [first(s, 1) for s in found if s[0] == "QVR"]
        assert Decimal(variance) == (line.over or 0) - (line.short or 0)


def test_figures_of_an_861():
    (advice,) = contents("x12_861.edi").receipts()
    for line, found in zip(advice.lines, by_line(theirs("x12_861.edi"), "RCD"), strict=True):
        rcd, lin = found[0], next(s for s in found if s[0] == "LIN")
        assert (str(line.received), line.unit) == (first(rcd, 2), first(rcd, 3))
        assert line.part == first(lin, 3)
        told = {first(rcd, at + 2): first(rcd, at) for at in (6, 9) if first(rcd, at)}
        assert {d.code: str(d.quantity) for d in line.differences} == told
        cum = str(line.cumulative.quantity) if line.cumulative else ""
        assert cum == first(rcd, 21)


def test_verdicts_of_the_acknowledgements():
    verdicts = {"7": "accepted", "4": "rejected", "8": "received"}
    (contrl_,) = contents("contrl.edi").acknowledgements()
    found = [s for s in theirs("contrl.edi") if s[0] == "UCM"]
    assert [(a.message, a.verdict) for a in contrl_.answers[1:]] == [
        (first(s, 1), verdicts[first(s, 3)]) for s in found
    ]
    (advice,) = contents("aperak_d97a.edi").acknowledgements()
    found = theirs("aperak_d97a.edi")
    assert [f.code for f in advice.answers[0].faults] == [
        first(s, 1) for s in found if s[0] == "ERC"
    ]
    (group,) = contents("x12_997.edi").acknowledgements()
    found = theirs("x12_997.edi")
    assert [a.message for a in group.answers[1:]] == [first(s, 2) for s in found if s[0] == "AK2"]
    assert [str(a.verdict)[0].upper() for a in group.answers[1:]] == [
        first(s, 1) for s in found if s[0] == "AK5"
    ]
    (advice,) = contents("x12_824.edi").acknowledgements()
    found = [s for s in theirs("x12_824.edi") if s[0] == "OTI"]
    assert [(a.document, a.group, a.message) for a in advice.answers] == [
        (first(s, 3), first(s, 8), first(s, 9)) for s in found
    ]


DELFOR = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
X830 = (MESSAGES / "x12_830_call.edi").read_bytes()
WRONG = {
    DELFOR: [(b"113:8400", b"113:84OO"), (b"UNZ+1+000042", b"UNZ+1+000043")],
    X830: [(b"FST*300", b"FST*3O0"), (b"GE*1*9", b"GE*2*9")],
}
CAME = [(DELFOR, contrl), (X830, x12_997)]
CASES = [(data, answer) for data, answer in CAME] + [
    (data.replace(*edit), answer) for data, answer in CAME for edit in WRONG[data]
]


@pytest.mark.parametrize(("data", "answer"), CASES)
def test_what_we_write_of_syntax_they_read(data, answer):
    (interchange,) = read(data).interchanges
    out = answer.write(interchange, STAMP)
    found = without_isa(segments(out))
    assert found == without_isa(ours(split(out)))
    tags = {tag: (tag, elements) for tag, elements in found}
    if answer is contrl:
        assert first(tags["UCI"], 1) == interchange.interchange.reference
    else:
        assert first(tags["AK1"], 2) == interchange.interchange.groups[0].reference


REASONS = [Reason(code="P01", text="part 4711* is in no agreement: +49 'ask' us?", reference="1")]


@pytest.mark.parametrize("reasons", [[], REASONS])
def test_what_we_write_of_the_application_they_read(reasons):
    (schedule,) = read(DELFOR).schedules()
    out = aperak.write(schedule.source, schedule.number, reasons, STAMP)
    found = segments(out)
    assert found == ours(split(out))
    assert [first(s, 4) for s in found if s[0] == "FTX"] == [r.text for r in reasons]
    (schedule,) = read(X830).schedules()
    out = x12_824.write(schedule.source, schedule.number, reasons, STAMP, isa_version="00401")
    found = without_isa(segments(out))
    assert found == without_isa(ours(split(out)))
    assert [first(s, 2) for s in found if s[0] == "TED"] == [r.text for r in reasons]
