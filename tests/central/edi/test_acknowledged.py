"""CONTRL, 997, APERAK and 824 that come in: verdicts, and what of them is refused at its place."""

from datetime import datetime

import pytest

from central.edi.documents import Reason, Stamp, aperak, contrl, x12_824, x12_997
from central.edi.model.acknowledgement import Layer, Scope, Verdict, control
from central.edi.profiles.profile import from_table
from central.edi.read import read
from tests.support.edi.theirs import segments
from tests.support.edi.writing import edifact, x12
from tests.support.paths import MESSAGES

STAMP = Stamp(now=datetime(2026, 1, 5, 8, 15), reference="77")  # noqa: DTZ001 - partner's time
DELFOR = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
X830 = (MESSAGES / "x12_830_weekly.edi").read_bytes()


def acknowledged(data, **profile):
    reading = read(data, from_table(profile))
    assert [str(p) for p in reading.all_problems()] == []
    (found,) = reading.acknowledgements()
    return found


def interchange(data):
    (found,) = read(data).interchanges
    return found


UCI = ("UCI", "42", ("US", "ZZ"), ("PLANT", "ZZ"))
UCM = ("UCM", "1", ("DESADV", "D", "97A", "UN"))


@pytest.mark.parametrize(
    ("kind", "version"),
    [(("D", "3", "UN"), "3"), (("4", "1", "UN"), "4"), (("2", "2", "UN"), "3"),
     (("D", "96A", "UN"), "3")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("action", "verdict"),
    [("4", Verdict.REJECTED), ("7", Verdict.ACCEPTED), ("8", Verdict.RECEIVED)],
)
def test_contrl_of_every_version_judges_the_interchange(kind, version, action, verdict):
    found = acknowledged(edifact(("CONTRL", *kind), [(*UCI, action)], version=version))
    (answer,) = found.answers
    assert (answer.scope, answer.verdict, answer.interchange) == (
        Scope.INTERCHANGE, verdict, "42"
    )  # fmt: skip
    assert found.layer is Layer.SYNTAX


def test_contrl_of_groups_and_an_accepted_message_with_remarks():
    body = [(*UCI, "8"), ("UCF", "G1", "A", "B", "7"), (*UCM, "7"), ("UCS", "5", "35"),
            ("UCF", "G2", "A", "B", "4", "29", "UNE", ("3", "1"))]  # fmt: skip
    _, first, message, second = acknowledged(edifact(("CONTRL", "D", "3", "UN"), body)).answers
    assert (first.scope, first.group, first.verdict) == (Scope.GROUP, "G1", Verdict.ACCEPTED)
    assert (message.group, message.message, message.verdict) == ("G1", "1", Verdict.WITH_ERRORS)
    (fault,) = second.faults
    assert (fault.code, fault.tag, fault.element, fault.component) == ("29", "UNE", 2, 1)


def test_what_contrl_writes_contrl_reads():
    cases = [
        (DELFOR, [("RECEIVED", ""), ("ACCEPTED", "1")], []),
        (DELFOR.replace(b"113:8400", b"113:84OO"), [("RECEIVED", ""), ("REJECTED", "1")],
         [("37", 20, 1, 2)]),
        (DELFOR.replace(b"UNZ+1+000042", b"UNZ+1+000043"), [("REJECTED", "")], [("28", 0, 0, 0)]),
    ]  # fmt: skip
    for data, verdicts, faults in cases:
        found = acknowledged(contrl.write(interchange(data), STAMP))
        assert [(a.verdict.name, a.message) for a in found.answers] == verdicts
        assert {a.interchange for a in found.answers} == {"000042"}
        assert [
            (f.code, f.segment, f.element, f.component) for a in found.answers for f in a.faults
        ] == faults


def test_what_997_writes_997_reads():
    found = acknowledged(x12_997.write(interchange(X830), STAMP))
    assert [(a.group, a.message, a.verdict) for a in found.answers] == [
        ("7", "", Verdict.ACCEPTED),
        ("7", "0001", Verdict.ACCEPTED),
    ]
    bad = X830.replace(b"*500*", b"*5O0*")
    _, answer = acknowledged(x12_997.write(interchange(bad), STAMP)).answers
    assert answer.verdict is Verdict.REJECTED
    assert [(f.code, f.segment, f.tag, f.element) for f in answer.faults] == [("6", 10, "FST", 1)]


REASONS = [Reason(code="P01", text="x" * 71 + " part is in no agreement", reference="3")]


@pytest.mark.parametrize("reasons", [[], REASONS])
def test_what_aperak_and_824_write_they_read(reasons):
    verdict = Verdict.REJECTED if reasons else Verdict.ACCEPTED
    (schedule,) = read(DELFOR).schedules()
    out = aperak.write(schedule.source, schedule.number, reasons, STAMP)
    (answer,) = acknowledged(out).answers
    assert (answer.scope, answer.document, answer.verdict) == (
        Scope.DOCUMENT, schedule.number, verdict
    )  # fmt: skip
    assert [(f.code, f.text, f.line) for f in answer.faults] == [
        (r.code, r.text, r.reference) for r in reasons
    ]
    (schedule,) = read(X830).schedules()
    out = x12_824.write(schedule.source, schedule.number, reasons, STAMP, isa_version="00306")
    (answer,) = acknowledged(out).answers
    assert (answer.document, answer.group, answer.message, answer.type) == (
        "R118", "7", "0001", "830"
    )  # fmt: skip
    assert answer.verdict is verdict
    assert [(f.code, f.text) for f in answer.faults] == [(r.code, r.text[:60]) for r in reasons]


APERAK = [("DTM", ("137", "20260307", "102")), ("RFF", ("ACE", "LS1"))]
ERC = [("ERC", "12"), ("FTX", "AAO", "", "", ("some", "text"))]


def aperak_of(name, function, *more, **profile):
    body = [("BGM", name, "AE1", function), *APERAK, *more]
    (answer,) = acknowledged(edifact(("APERAK", "D", "96A", "UN"), body), **profile).answers
    return answer


@pytest.mark.parametrize(
    ("name", "function", "more", "verdict"),
    [
        ("312", "29", [], Verdict.ACCEPTED),
        ("312", "34", [], Verdict.WITH_ERRORS),
        ("312", "29", ERC, Verdict.WITH_ERRORS),
        ("313", "27", ERC, Verdict.REJECTED),
        ("313", "", [], Verdict.REJECTED),
        ("305", "9", [], Verdict.ACCEPTED),
        ("305", "9", ERC, Verdict.REJECTED),
    ],
)
def test_the_verdict_of_an_aperak(name, function, more, verdict):
    answer = aperak_of(name, function, *more)
    assert answer.verdict is verdict
    assert [f.text for f in answer.faults] == ["some text"] * bool(more)


def test_the_partner_s_own_codes_and_references():
    rules = {"aperak": {"verdicts": {"963": "accepted"}, "references": {"ABO": "message"}}}
    answer = aperak_of("963", "9", *ERC, messages=rules)
    assert answer.verdict is Verdict.WITH_ERRORS
    body = [("BGM", "313", "AE1", "27"), ("RFF", ("ABO", "0007"))]
    found = acknowledged(edifact(("APERAK", "D", "96A", "UN"), body), messages=rules)
    assert (found.answers[0].scope, found.answers[0].message) == (Scope.MESSAGE, "0007")


def test_a_remark_without_an_error_is_the_reason_of_a_refusal():
    answer = aperak_of("313", "27", ("FTX", "AAO", "", "", "closed on Sundays"))
    assert [(f.code, f.text) for f in answer.faults] == [("", "closed on Sundays")]


BGN = ("BGN", "11", "AE1", "20260307")


@pytest.mark.parametrize(
    ("code", "verdict", "scope"),
    [("TA", Verdict.ACCEPTED, Scope.MESSAGE), ("TE", Verdict.WITH_ERRORS, Scope.MESSAGE),
     ("TR", Verdict.REJECTED, Scope.MESSAGE), ("IR", Verdict.REJECTED, Scope.MESSAGE),
     ("TC", Verdict.WITH_ERRORS, Scope.MESSAGE), ("GR", Verdict.REJECTED, Scope.GROUP)],
)  # fmt: skip
def test_the_verdict_of_an_824(code, verdict, scope):
    oti = ("OTI", code, "SI", "LS1", "", "", "", "", "31", "0004", "856")
    (answer,) = acknowledged(x12("824", [BGN, oti], "AG")).answers
    assert (answer.verdict, answer.scope, answer.group) == (verdict, scope, "31")


def test_notes_belong_to_the_error_before_them():
    first = [("OTI", "TR", "SI", "LS1"), ("NTE", "GEN", "call us")]
    second = [("OTI", "TR", "SI", "LS2"), ("TED", "024", "unknown"), ("NTE", "GEN", "part")]
    body = [BGN, *first, *second]
    first, second = acknowledged(x12("824", body, "AG")).answers
    assert [f.text for f in first.faults] == ["call us"]
    assert [f.text for f in second.faults] == ["unknown part"]
    assert first.scope is Scope.DOCUMENT


def test_a_set_that_a_997_does_not_list_is_in_its_counts():
    body = [("AK1", "SH", "31"), ("AK9", "A", "5", "5", "5")]
    (group,) = acknowledged(x12("997", body, "FA")).answers
    assert group.verdict is Verdict.ACCEPTED


FILES = {name: (MESSAGES / f"{name}.edi").read_bytes()
         for name in ("contrl", "aperak_d97a", "x12_997", "x12_824")}  # fmt: skip
EDITS = [
    ("contrl", b"UCI+000107", b"UCI+", "reference.missing", "UNH", 0),
    ("contrl", b"PLANT-LN:ZZ+8'", b"PLANT-LN:ZZ+9'", "action", "UCI", 4),
    ("contrl", b"UCM+2+", b"UCM++", "reference.missing", "UCM", 1),
    ("contrl", b"UN+7'", b"UN+8'", "action", "UCM", 3),
    ("contrl", b"UCS+9'", b"UCS+X'", "count", "UCS", 1),
    ("contrl", b"UCS+9'", b"UCM+9'", "action", "UCM", 3),
    ("contrl", b"37+2:2", b"37+A:2", "count", "UCD", 2),
    ("contrl", b"UCD+37", b"XYZ+37", "segment.unexpected", "XYZ", 0),
    ("contrl", b"UCM+1+DESADV:D:97A:UN+7", b"UCS+3+12", "segment.order", "UCS", 0),
    ("contrl", b"UNT+9", b"UNT+8", "count", "UNT", 1),
    ("contrl", b"UNZ+1+000081", b"UNZ+1+000082", "reference", "UNZ", 2),
    ("aperak_d97a", b"ACE:", b"ZZZ:", "reference.missing", "UNH", 0),
    ("aperak_d97a", b"137:20260307", b"137:20261307", "date", "DTM", 1),
    ("aperak_d97a", b"ERC+P12", b"ERC+", "error.code", "ERC", 1),
    ("aperak_d97a", b"NAD+BY", b"XYZ+BY", "segment.unexpected", "XYZ", 0),
    ("aperak_d97a", b"D:97A", b"D:97Z", "message.version", "UNH", 2),
    ("aperak_d97a", b"UNT+12", b"UNT+2", "count", "UNT", 1),
    ("x12_997", b"AK1*SH*31", b"AK1*SH", "reference.missing", "ST", 0),
    ("x12_997", b"AK9*P*3*3*2~", b"AK9*P*3*3*4~", "count", "AK9", 4),
    ("x12_997", b"AK9*P*3*3*2~", b"AK9*P*3*3*3~", "count", "AK9", 4),
    ("x12_997", b"AK9*P*3*3*2~", b"AK9*P*3*1*0~", "count", "AK9", 4),
    ("x12_997", b"AK9*P*3*3*2~", b"AK9*A*3*3*2~", "verdict", "AK9", 1),
    ("x12_997", b"AK9*P*3*3*2~", b"AK9*P*3*E*2~", "count", "AK9", 3),
    ("x12_997", b"AK9*P*3*3*2~", b"AK9*Q*3*3*2~", "action", "AK9", 1),
    ("x12_997", b"AK3*SN1*12", b"AK3*SN1*1Z", "count", "AK3", 2),
    ("x12_997", b"AK4*2", b"AK4*Z", "count", "AK4", 1),
    ("x12_997", b"AK3*SN1*12**8~\n", b"", "segment.order", "AK4", 0),
    ("x12_997", b"AK5*A~\n", b"", "segment.missing", "AK2", 0),
    ("x12_997", b"AK2*856*0001", b"AK2*856", "reference.missing", "AK2", 2),
    ("x12_997", b"SE*11", b"SE*10", "count", "SE", 1),
    ("x12_824", b"OTI*TR", b"OTI*XX", "action", "OTI", 1),
    ("x12_824", b"SI*LS-1001*****31*0001*856", b"SI", "reference.missing", "OTI", 3),
    ("x12_824", b"AE-17*20260307", b"AE-17*20261307", "date", "BGN", 3),
    ("x12_824", b"LIN*9*3", b"LIN*N*3", "count", "TED", 4),
    ("x12_824", b"REF*LI*1", b"TED*1*1", "segment.order", "", 0),
    ("x12_824", b"GE*1*16", b"GE*1*17", "reference", "GE", 2),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "tag", "element"), EDITS)
def test_a_wrong_acknowledgement_is_refused_at_its_place(name, old, new, code, tag, element):
    good = FILES[name]
    assert old in good
    if not tag:  # before the first OTI
        new, old = b"BGN*11*AE-17*20260307*0905~\nTED*1*1", b"BGN*11*AE-17*20260307*0905"
        tag = "TED"
    reading = read(good.replace(old, new, 1))
    found = [p for p in reading.all_problems() if p.code == code]
    assert found, [str(p) for p in reading.all_problems()]
    assert (found[0].position.tag, found[0].position.element) == (tag, element)
    assert found[0].position.segment > 0
    assert reading.acknowledgements() == ()


def test_an_acknowledgement_of_syntax_is_never_acknowledged():
    for name, owed in (("contrl", False), ("x12_997", False), ("aperak_d97a", True),
                       ("x12_824", True)):  # fmt: skip
        assert interchange(FILES[name]).answer_owed is owed
    assert interchange(DELFOR).answer_owed


def test_among_other_messages_it_is_passed_over():
    start, end = FILES["contrl"].index(b"UNH"), FILES["contrl"].index(b"UNZ")
    other = FILES["contrl"][start:end].replace(b"UNH+1", b"UNH+2").replace(b"+9+1'", b"+9+2'")
    both = DELFOR.replace(b"UNZ+1", other + b"UNZ+2")
    found = acknowledged(contrl.write(interchange(both), STAMP))
    assert [a.message for a in found.answers] == ["", "1"]
    group = FILES["x12_997"][FILES["x12_997"].index(b"GS") : FILES["x12_997"].index(b"IEA")]
    both = X830.replace(b"IEA*1", group + b"IEA*2")
    assert read(both).all_problems() == ()
    found = acknowledged(x12_997.write(interchange(both), STAMP))
    assert [a.group for a in found.answers] == ["7", "7"]


def test_control_numbers_compare_without_leading_zeros():
    assert control("000042") == control("42 ") == "42"
    assert control("000") == "0"
    assert control("A042") == "A042"


ISA = X830[: X830.index(b"GS*")]


def ta1(text, groups=b"IEA*0*000000118~"):
    return ISA + text + groups


@pytest.mark.parametrize(
    ("code", "note", "verdict", "faults"),
    [("A", "000", Verdict.RECEIVED, []), ("E", "022", Verdict.WITH_ERRORS, ["022"]),
     ("R", "006", Verdict.REJECTED, ["006"])],
)  # fmt: skip
def test_a_ta1_says_whether_the_interchange_arrived(code, note, verdict, faults):
    data = ta1(f"TA1*000000042*260305*0815*{code}*{note}~".encode())
    (answer,) = acknowledged(data).answers
    assert (answer.scope, answer.interchange) == (Scope.INTERCHANGE, "000000042")
    assert (answer.verdict, [f.code for f in answer.faults]) == (verdict, faults)
    assert not interchange(data).answer_owed


def test_a_ta1_before_a_group_leaves_the_group_what_it_is():
    data = X830.replace(b"GS*PS", b"TA1*000000042*260305*0815*A*000~GS*PS")
    reading = read(data)
    assert reading.all_problems() == ()
    assert (len(reading.schedules()), len(reading.acknowledgements())) == (1, 1)
    found = acknowledged(x12_997.write(interchange(data), STAMP))
    assert found.source.version == "003060"
    assert [a.group for a in found.answers] == ["7", "7"]


@pytest.mark.parametrize(
    ("text", "code", "element"),
    [(b"TA1*4Z*260305*0815*A*000~", "reference", 1),
     (b"TA1*42*261305*0815*A*000~", "date", 2), (b"TA1*42*260305*0815*Z*000~", "action", 4)],
)  # fmt: skip
def test_a_wrong_ta1_is_refused_at_its_place(text, code, element):
    (problem,) = read(ta1(text)).all_problems()
    assert (problem.code, problem.position.tag, problem.position.element) == (code, "TA1", element)


@pytest.mark.parametrize(
    ("data", "note"),
    [(ISA, "023"), (ISA + b"IEA*0*000000119~", "001"), (ISA + b"IEA*2*000000118~", "021"),
     (ISA + b"ST*830*0001~", "024")],
)  # fmt: skip
def test_an_interchange_without_a_group_is_rejected_by_a_ta1(data, note):
    out = x12_997.write(interchange(data), STAMP)
    assert without_isa(segments(out)) == [
        ("TA1", (("000000118",), ("990901",), ("0815",), ("R",), (note,))),
        ("IEA", (("0",), ("000000077",))),
    ]
    (answer,) = acknowledged(out).answers
    assert (answer.interchange, answer.verdict) == ("000000118", Verdict.REJECTED)
    assert [f.code for f in answer.faults] == [note]


def without_isa(found):
    return [s for s in found if s[0] != "ISA"]


def test_a_wrong_count_of_lines_is_a_fault_of_its_segment():
    bad = interchange(X830.replace(b"CTT*1", b"CTT*2"))
    _, answer = acknowledged(x12_997.write(bad, STAMP)).answers
    assert [(f.code, f.tag, f.element) for f in answer.faults] == [("7", "CTT", 1)]
