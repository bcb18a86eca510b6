"""Whatever figures a customer sends in whichever message, they are the figures that are read, here
and by an independent reader of the same bytes.
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.edi.model.acknowledgement import Verdict
from central.edi.model.receiving_advice import Deviation
from central.edi.model.schedule import Kind, cumulative
from central.edi.read import read
from syntax import edifact as edifact_syntax
from syntax import x12 as x12_syntax
from tests.support.edi.theirs import first, ours, segments
from tests.support.edi.writing import delfor, edifact, vda_schedule, x12, x12_schedule
from tests.support.examples import examples

QUANTITY = st.integers(0, 999_999_999)
DAYS = st.dates(date(2026, 1, 5), date(2026, 12, 28))
LINES = st.lists(st.tuples(DAYS, QUANTITY), min_size=1, max_size=30)
PART = st.text("ABCXYZ0123456789 -./", min_size=1, max_size=22).map(str.strip).filter(bool)
TEXT = st.text(
    st.characters(codec="iso8859-1", min_codepoint=0x20, exclude_characters="\x7f\xa0"),
    min_size=1, max_size=60,
).map(str.strip).filter(bool)  # fmt: skip
NAME = st.text("ABC0123456789", min_size=1, max_size=14)

WRITERS = {
    "delfor": (lambda lines, cum: delfor(lines, cum), Kind.PLAN),
    "deljit": (lambda lines, cum: delfor(lines, cum, deljit=True), Kind.CALL_OFF),
    "x12_830": (lambda lines, cum: x12_schedule("830", lines, cum, "004010"), Kind.PLAN),
    "x12_830 of 003": (lambda lines, cum: x12_schedule("830", lines, cum, "003060"), Kind.PLAN),
    "x12_862": (lambda lines, cum: x12_schedule("862", lines, cum, "004010"), Kind.CALL_OFF),
    "vda_4905": (lambda lines, cum: vda_schedule("51", lines, cum), Kind.PLAN),
    "vda_4915": (lambda lines, cum: vda_schedule("55", lines, cum), Kind.CALL_OFF),
}


def clean(data):
    reading = read(data)
    assert [str(p) for p in reading.all_problems()] == []
    return reading


def agreed(data):
    """Their segments, which are the same as ours."""
    found = segments(data)
    mine = x12_syntax.segments(data) if data[:3] == b"ISA" else edifact_syntax.segments(data)
    assert [s for s in found if s[0] != "ISA"] == [s for s in ours(mine) if s[0] != "ISA"]
    return found


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=examples(25), deadline=None)
@given(lines=LINES, received=QUANTITY)
def test_a_schedule(name, lines, received):
    write, kind = WRITERS[name]
    data = write(lines, received)
    (schedule,) = clean(data).schedules()
    (item,) = schedule.items
    assert schedule.kind is kind
    assert (item.part, item.received.quantity) == ("A 1", received)
    assert [(line.first, line.quantity) for line in item.lines] == lines
    assert cumulative(item)[-1] == received + sum(quantity for _, quantity in lines)
    if name.startswith("vda"):
        return
    if name.startswith("del"):
        found = [first(s, 1, 2) for s in agreed(data) if s[0] == "QTY" and first(s, 1) != "70"]
    else:
        found = [first(s, 1, 1) for s in agreed(data) if s[0] == "FST"]
    assert found == [str(quantity) for _, quantity in lines]


RECEIPTS = st.lists(
    st.tuples(PART, NAME, st.integers(1, 999_999), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=8,
)
"""Part, note, accepted, rejected, short."""


@settings(max_examples=examples(40), deadline=None)
@given(receipts=RECEIPTS, directory=st.sampled_from(["96A", "97A", "99B", "04A", "20B"]))
def test_a_recadv(receipts, directory):
    body = [("BGM", "632", "W1", "9"), ("DTM", ("137", "20260307", "102"))]
    for number, (part, note, accepted, rejected, short) in enumerate(receipts, start=1):
        body += [
            ("LIN", str(number), "", (part, "IN")), ("RFF", ("AAK", note)),
            ("QTY", ("12", str(accepted + rejected + short))),
            ("QTY", ("48", str(accepted + rejected))), ("QTY", ("194", str(accepted))),
            ("QTY", ("195", str(rejected))), ("QVR", (str(-short), "119")),
        ]  # fmt: skip
    body.append(("CNT", ("2", str(len(receipts)))))
    data = edifact(("RECADV", "D", directory, "UN"), body)
    (advice,) = clean(data).receipts()
    assert [
        (line.part, line.note, line.accepted, line.rejected, line.short or 0)
        for line in advice.lines
    ] == receipts
    found = agreed(data)
    assert [first(s, 1, 2) for s in found if s[0] == "QTY" and first(s, 1) == "194"] == [
        str(r[2]) for r in receipts
    ]


@settings(max_examples=examples(40), deadline=None)
@given(receipts=RECEIPTS, version=st.sampled_from(["003060", "004010"]))
def test_an_861(receipts, version):
    body = [("BRA", "W1", "20260307" if version >= "004" else "260307", "00")]
    for number, (part, note, accepted, rejected, short) in enumerate(receipts, start=1):
        body += [
            ("RCD", str(number), str(accepted + rejected), "EA", str(rejected), "EA",
             str(rejected), "EA", "08", str(short), "EA", "02"),
            ("SN1", "", str(accepted + rejected + short), "EA"),
            ("LIN", "", "BP", part), ("REF", "SI", note),
        ]  # fmt: skip
    body.append(("CTT", str(len(receipts))))
    data = x12("861", body, version=version)
    (advice,) = clean(data).receipts()
    assert [
        (line.part, line.note, line.received - line.rejected, line.rejected, line.short or 0)
        for line in advice.lines
    ] == receipts
    for line, (_, _, accepted, rejected, short) in zip(advice.lines, receipts, strict=True):
        assert line.despatched == accepted + rejected + short
        assert sum(d.quantity for d in line.differences) == rejected + short
        assert {d.kind for d in line.differences} <= {Deviation.REJECTED, Deviation.SHORT}
    assert [Decimal(first(s, 2)) for s in agreed(data) if s[0] == "RCD"] == [
        line.received for line in advice.lines
    ]


FAULTS = st.lists(
    st.tuples(st.integers(1, 500), st.integers(1, 20), st.integers(0, 5)), max_size=4, unique=True
)
MESSAGES = st.lists(st.tuples(NAME, FAULTS), min_size=1, max_size=6)


@settings(max_examples=examples(40), deadline=None)
@given(reference=NAME, messages=MESSAGES, version=st.sampled_from("34"))
def test_a_contrl(reference, messages, version):
    body = [("UCI", reference, "US", "PLANT", "8")]
    for name, faults in messages:
        body.append(("UCM", name, ("DESADV", "D", "97A", "UN"), "4" if faults else "7"))
        for segment, element, component in faults:
            place = (str(element + 1), str(component or ""))
            body += [("UCS", str(segment)), ("UCD", "12", place)]
    kind = ("D", "3", "UN") if version == "3" else ("4", "1", "UN")
    data = edifact(("CONTRL", *kind), body, version=version)
    (found,) = clean(data).acknowledgements()
    assert {a.interchange for a in found.answers} == {reference}
    assert [
        (a.message, [(f.segment, f.element, f.component) for f in a.faults])
        for a in found.answers[1:]
    ] == messages
    assert [a.verdict for a in found.answers[1:]] == [
        Verdict.REJECTED if faults else Verdict.ACCEPTED for _, faults in messages
    ]
    assert [first(s, 1) for s in agreed(data) if s[0] == "UCM"] == [name for name, _ in messages]


@settings(max_examples=examples(40), deadline=None)
@given(group=st.integers(1, 999_999_999), messages=MESSAGES)
def test_a_997(group, messages):
    body = [("AK1", "SH", str(group))]
    for name, faults in messages:
        body.append(("AK2", "856", name))
        for segment, element, component in faults:
            place = (str(element), str(component)) if component else str(element)
            body += [("AK3", "SN1", str(segment), "", "8"), ("AK4", place, "", "6", "84OO")]
        body.append(("AK5", "R", "5") if faults else ("AK5", "A"))
    good = sum(not faults for _, faults in messages)
    verdict = "A" if good == len(messages) else "P" if good else "R"
    body.append(("AK9", verdict, *[str(len(messages))] * 2, str(good)))
    (found,) = clean(x12("997", body, "FA")).acknowledgements()
    assert {a.group for a in found.answers} == {str(group)}
    assert [
        (a.message, [(f.segment, f.element, f.component) for f in a.faults if f.element])
        for a in found.answers[1:]
    ] == messages


REFUSALS = st.lists(st.tuples(NAME, TEXT, NAME), max_size=5)
"""Code, text, line."""


@settings(max_examples=examples(40), deadline=None)
@given(document=NAME, refusals=REFUSALS)
def test_an_aperak(document, refusals):
    body = [
        ("BGM", "313" if refusals else "312", "AE1", "27" if refusals else "29"),
        ("DTM", ("137", "20260307", "102")), ("RFF", ("ACE", document)),
    ]  # fmt: skip
    for code, text, line in refusals:
        body += [("ERC", code), ("FTX", "AAO", "", "", text), ("RFF", ("LI", line))]
    data = edifact(("APERAK", "D", "96A", "UN"), body)
    ((answer,),) = (a.answers for a in clean(data).acknowledgements())
    assert answer.document == document
    assert [(f.code, f.text, f.line) for f in answer.faults] == refusals
    assert [first(s, 4) for s in agreed(data) if s[0] == "FTX"] == [text for _, text, _ in refusals]


@settings(max_examples=examples(40), deadline=None)
@given(documents=st.lists(st.tuples(NAME, REFUSALS), min_size=1, max_size=4))
def test_an_824(documents):
    body = [("BGN", "11", "AE1", "20260307")]
    for number, refusals in documents:
        body.append(("OTI", "TR" if refusals else "TA", "SI", number))
        body += [("TED", code, text) for code, text, _ in refusals]
    data = x12("824", body, "AG")
    (found,) = clean(data).acknowledgements()
    assert [(a.document, [(f.code, f.text) for f in a.faults]) for a in found.answers] == [
        (number, [(code, text) for code, text, _ in said]) for number, said in documents
    ]
    assert [first(s, 3) for s in agreed(data) if s[0] == "OTI"] == [n for n, _ in documents]
