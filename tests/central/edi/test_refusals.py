"""What a common library accepts and we refuse, each at its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.edi.profiles.profile import ANY, from_table
from central.edi.read import read
from tests.support.examples import examples
from tests.support.paths import MESSAGES

DELFOR = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
X830 = (MESSAGES / "x12_830_weekly.edi").read_bytes()
VDA = (MESSAGES / "vda_4905.txt").read_bytes()

EDITS = [
    (DELFOR, b"UNT+26+1", b"UNT+25+1", "count", "UNT", 1),
    (DELFOR, b"UNZ+1+000042", b"UNZ+2+000042", "count", "UNZ", 1),
    (DELFOR, b"UNZ+1+000042", b"UNZ+1+000043", "reference", "UNZ", 2),
    (DELFOR, b"UNT+26+1", b"UNT+26+2", "reference", "UNT", 2),
    (DELFOR, b"113:8400", b"113:84OO", "quantity", "QTY", 1),
    (DELFOR, b"113:8400", b"113:-5", "quantity", "QTY", 1),
    (DELFOR, b"113:8400", b"113:1000000000000", "quantity", "QTY", 1),
    (DELFOR, b"113:8400", b"999:8400", "quantity.qualifier", "QTY", 1),
    (DELFOR, b"64:20180801", b"64:20181399", "date", "DTM", 1),
    (DELFOR, b"64:20180801", b"64:29990801", "date", "DTM", 1),
    (DELFOR, b"137:20180702", b"137:20181301", "date", "DTM", 1),
    (DELFOR, b"SCC+4", b"SCC+88", "commitment", "SCC", 1),
    (DELFOR, b"00002612:IN", b":IN", "part.missing", "LIN", 0),
    (DELFOR, b"PCE'\nDTM+50", b"PCE'\nXYZ+1'\nDTM+50", "segment.unexpected", "XYZ", 0),
    (DELFOR, b"D:97A", b"D:77Z", "message.version", "UNH", 2),
    (DELFOR, b"DELFOR:D", b"ORDERS:D", "message.unknown", "UNH", 0),
    (DELFOR, b"+180702:0815+", b"+181302:0815+", "date", "UNB", 4),
    (DELFOR, b"+180702:0815+", b"+180702:2515+", "time", "UNB", 4),
    (DELFOR, b"+180702:0815+", b"+29990702:0815+", "date", "UNB", 4),
    (X830, b"*990901*0815*U", b"*991301*0815*U", "date", "ISA", 9),
    (X830, b"*990901*0815*U", b"*990901*2460*U", "time", "ISA", 10),
    (X830, b"*990901*0815*7*X", b"*990931*0815*7*X", "date", "GS", 4),
    (X830, b"*990901*0815*7*X", b"*990901*08*7*X", "time", "GS", 5),
    (X830, b"SE*16", b"SE*17", "count", "SE", 1),
    (X830, b"GE*1*7", b"GE*1*8", "reference", "GE", 2),
    (X830, b"IEA*1*000000118", b"IEA*1*000000119", "reference", "IEA", 2),
    (X830, b"FST*500", b"FST*5O0", "quantity", "FST", 1),
    (X830, b"FST*500", b"FST*-5", "quantity", "FST", 1),
    (X830, b"FST*500*C", b"FST*500*Q", "commitment", "FST", 2),
    (X830, b"W*990906", b"W*991399", "date", "FST", 4),
    (X830, b"W*990906", b"W*19990906", "date", "FST", 4),
    (VDA, b"260112", b"261399", "date", "513", 10),
    (VDA, b"000000200", b"0000002O0", "quantity", "513", 11),
    (VDA, b"0001900020", b"0001900O20", "transmission.number", "511", 6),
]  # fmt: skip


@pytest.mark.parametrize(
    ("good", "old", "new", "code", "tag", "element"),
    EDITS,
    ids=lambda value: value.decode() if isinstance(value, bytes) and len(value) < 40 else "",
)
def test_an_edit_is_refused_at_its_place(good, old, new, code, tag, element):
    assert old in good
    at = good.index(old)
    reading = read(good.replace(old, new, 1))
    problems = reading.all_problems()
    assert code in [p.code for p in problems]
    problem = next(p for p in problems if p.code == code)
    assert (problem.position.tag, problem.position.element) == (tag, element)
    assert problem.position.segment > 0
    line_start, line_end = good.rfind(b"\n", 0, at) + 1, good.find(b"\n", at)
    if code != "segment.unexpected" and code != "part.missing":
        assert line_start <= problem.position.offset <= line_end + len(new)
    assert reading.schedules() == ()


def test_the_byte_offset_of_a_quantity_is_exact():
    bad = DELFOR.replace(b"113:8400", b"113:84OO")
    (problem,) = read(bad).all_problems()
    assert bad[problem.position.offset :].startswith(b"84OO")
    assert problem.position.component == 2


def test_vda_counts_are_checked():
    bad = VDA.replace(b"51902" + b"0000001", b"51902" + b"0000002")
    (problem,) = read(bad).all_problems()
    assert (problem.code, problem.position.element) == ("count", 3)


@pytest.mark.parametrize("good", [DELFOR, X830, VDA], ids=["edifact", "x12", "vda"])
@pytest.mark.parametrize("junk", [b"X", b"UN", b"UNB", b"garbage'", b"ISA*00", b"511"])
def test_trailing_junk_refuses_the_last_interchange(good, junk):
    reading = read(good + junk)
    assert reading.all_problems()
    assert reading.schedules() == ()


@pytest.mark.parametrize("good", [DELFOR, X830, VDA], ids=["edifact", "x12", "vda"])
def test_every_truncation_is_refused(good):
    good = good.rstrip()
    for end in range(0, len(good) - 1, 7):
        reading = read(good[:end])
        assert reading.all_problems(), end
        assert reading.schedules() == ()


def test_one_bad_message_does_not_take_the_good_one_with_it():
    start, end = DELFOR.index(b"UNH"), DELFOR.index(b"UNZ")
    message = DELFOR[start:end]
    second = message.replace(b"UNH+1+", b"UNH+2+").replace(b"UNT+26+1", b"UNT+26+2")
    bad = second.replace(b"113:8400", b"113:84OO")
    both = DELFOR[:end] + bad + DELFOR[end:].replace(b"UNZ+1", b"UNZ+2")
    reading = read(both)
    assert len(reading.schedules()) == 1
    assert [p.code for p in reading.all_problems()] == ["quantity"]


def test_the_same_message_reference_twice_is_refused():
    start, end = DELFOR.index(b"UNH"), DELFOR.index(b"UNZ")
    twice = DELFOR[:end] + DELFOR[start:end] + DELFOR[end:].replace(b"UNZ+1", b"UNZ+2")
    assert [p.code for p in read(twice).all_problems()] == ["reference.repeated"]


def test_another_partner_s_file_is_refused_at_its_sender():
    profile = from_table({"ids": ["ZZ:SOMEBODY"]})
    (problem,) = read(DELFOR, profile).all_problems()
    assert problem.code == "partner.sender"
    assert DELFOR[problem.position.offset :].startswith(b"PLANT-LN")
    assert read(DELFOR, from_table({"ids": ["PLANT-LN"], "own_ids": ["ZZ:SUPPLIER"]})).schedules()


@pytest.mark.parametrize(
    "table",
    [{"colour": 1}, {"ids": "x"}, {"quantities": {"1": "beer"}}, {"commitment": "beside"},
     {"vda_charset": "klingon"}, {"records": {"513": {"fields": "a:300", "versions": "01"}}},
     {"date_digits": 7}],
)  # fmt: skip
def test_a_profile_names_what_is_wrong_with_it(table):
    with pytest.raises(ValueError, match=next(iter(table))):
        from_table(table)


@pytest.mark.parametrize(
    ("old", "new"),
    [("00000", "00001"), ("00019", "00020"), ("88051", "88061"), ("99999", "00001"),
     ("89361", "00011")],
)  # fmt: skip
def test_a_transmission_names_the_one_before_it_and_itself(old, new):
    data = VDA.replace(b"0001900020", old.encode() + new.encode())
    reading = read(data)
    assert not reading.all_problems()
    interchange = reading.interchanges[0].interchange
    assert (interchange.reference_old, interchange.reference) == (old, new)


def test_a_cum_that_falls_is_refused():
    data = DELFOR.replace(b"QTY+113:", b"QTY+3:")
    assert {p.code for p in read(data).all_problems()} == {"cum.down"}


def test_any_profile_is_the_default():
    assert read(DELFOR, ANY) == read(DELFOR)


GROUPED = (
    DELFOR.replace(b"UNH+", b"UNG+DELFOR+A+B+180702:0815+G7+UN+D:97A'UNH+", 1)
    .replace(b"UNZ+1", b"UNE+1+G7'UNZ+1")
)  # fmt: skip


def test_groups_are_optional_and_their_counts_checked():
    assert len(read(GROUPED).schedules()) == 1
    assert read(GROUPED).interchanges[0].groups[0][0].reference == "G7"
    for old, new, code in (
        (b"UNE+1+G7", b"UNE+2+G7", "count"),
        (b"UNE+1+G7", b"UNE+1+G8", "reference"),
    ):
        reading = read(GROUPED.replace(old, new))
        assert [p.code for p in reading.all_problems()] == [code]
        assert reading.schedules() == ()


@pytest.mark.parametrize("good", [DELFOR, X830, VDA], ids=["edifact", "x12", "vda"])
def test_several_interchanges_in_a_file_stand_and_fall_by_themselves(good):
    assert len(read(good * 3).schedules()) == 3
    edits = ((b"UNZ+1", b"UNZ+9"), (b"IEA*1", b"IEA*9"), (b"519020000001", b"519020000009"))
    old, new = next((o, n) for o, n in edits if o in good)
    reading = read(good + good.replace(old, new) + good)
    assert [bool(i.problems) for i in reading.interchanges] == [False, True, False]
    assert len(reading.schedules()) == 2


@pytest.mark.parametrize("data", [b"", b" ", b"<xml/>", b"\x00", b"511", b"UNA:+.? '", b"%PDF-1.7"])
def test_what_is_no_interchange_is_one_problem(data):
    reading = read(data)
    assert len(reading.all_problems()) == 1
    assert reading.interchanges == ()


@pytest.mark.parametrize(
    ("indicator", "test"), [("", False), ("0", False), ("1", True), ("2", True), ("4", True)]
)
def test_a_test_of_edifact_is_read_and_says_so(indicator, test):
    data = DELFOR.replace(b"+000042'\nUNH", f"+000042++++++{indicator}'\nUNH".encode())
    (interchange,) = read(data).interchanges
    assert (interchange.test, interchange.all_problems()) == (test, ())
    assert [s.source.test for s in read(data).schedules()] == [test]


@pytest.mark.parametrize(("usage", "test"), [("P", False), ("T", True), ("I", True)])
def test_a_test_of_x12_is_read_and_says_so(usage, test):
    data = X830.replace(b"*0*P*", f"*0*{usage}*".encode())
    (interchange,) = read(data).interchanges
    assert (interchange.test, interchange.all_problems()) == (test, ())


def test_an_unknown_usage_is_refused():
    (problem,) = read(X830.replace(b"*0*P*", b"*0*X*")).all_problems()
    assert (problem.code, problem.position.element) == ("isa.usage", 15)


FILES = sorted(MESSAGES.glob("*.edi"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
@given(st.data())
@settings(max_examples=examples(40), deadline=None)
def test_one_changed_byte_is_a_problem_or_another_value_and_never_raises(file, data):
    good = file.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    new = data.draw(st.sampled_from(b"+:'?*~A-.0 \n\x00\xff"))
    reading = read(good[:at] + bytes([new]) + good[at + 1 :])
    for message in reading.messages():
        assert not (message.contents and message.problems)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_no_truncation_of_any_message_counts(file):
    good = file.read_bytes().rstrip()
    for end in range(0, len(good) - 1, 5):
        reading = read(good[:end])
        assert reading.all_problems(), end
        assert not any(message.contents for message in reading.messages())


def test_the_lines_that_an_830_counts_are_those_it_has():
    (problem,) = read(X830.replace(b"CTT*1", b"CTT*2")).all_problems()
    assert (problem.code, problem.position.tag, problem.position.element) == ("count", "CTT", 1)


def test_an_interchange_inside_another_is_refused():
    inside = DELFOR[DELFOR.index(b"UNB") : DELFOR.index(b"UNZ")]
    reading = read(inside + DELFOR[DELFOR.index(b"UNB") :])
    assert [bool(i.problems) for i in reading.interchanges] == [True, False]
    assert len(reading.schedules()) == 1


def renewed(segments, end):
    """Around those segments, the message's trailer counted again."""
    mark = b"UNT+" if end == b"'" else b"SE*"
    parts = [s for s in segments if not s.startswith(mark)]
    last = next(s for s in segments if s.startswith(mark))
    sign = last[len(mark) - 1 : len(mark)]
    tail = last.split(sign)
    return [*parts, sign.join([tail[0], str(len(parts) + 1).encode(), tail[2]])]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
@given(st.data())
@settings(max_examples=examples(40), deadline=None)
def test_segments_in_any_order_never_raise(file, data):
    good = file.read_bytes().replace(b"\n", b"")
    end = b"~" if good.startswith(b"ISA") else b"'"
    all_ = good.removeprefix(b"UNA:+.? '").split(end)[:-1]
    head = 2 if end == b"~" else 1
    tail = 2 if end == b"~" else 1
    message = all_[head:-tail]
    body = message[1:-1]
    mixed = data.draw(st.lists(st.sampled_from(body), max_size=len(body) + 3))
    whole = [*all_[:head], *renewed([message[0], *mixed, message[-1]], end), *all_[-tail:]]
    reading = read(b"".join(segment + end for segment in whole))
    (found,) = reading.messages()
    assert bool(found.contents) is not bool(found.problems)
