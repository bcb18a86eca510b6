"""Framing: one table of streams, fed whole, byte by byte and with trailing junk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.scanners.framing import Framer, Problem

ENVELOPE = b"[)>\x1e06\x1dP240-1\x1dS77\x1e\x04"

# stream, the (text, problem) of each frame in it
CASES = {
    "carriage_return": (b"ABC\r", [("ABC", None)]),
    "line_feed": (b"ABC\n", [("ABC", None)]),
    "both": (b"ABC\r\nDEF\r\n", [("ABC", None), ("DEF", None)]),
    "two_glued": (b"ABC\rDEF\r", [("ABC", None), ("DEF", None)]),
    "only_terminators": (b"\r\n\r\r\n", []),
    "wrapped": (b"\x02ABC\x03", [("ABC", None)]),
    "wrapped_and_terminated": (b"\x02ABC\x03\r\n", [("ABC", None)]),
    "restarted_inside": (b"\x02AB\x02CD\x03", [("", Problem.NO_TERMINATOR), ("CD", None)]),
    "envelope": (ENVELOPE + b"\r", [(ENVELOPE.decode(), None)]),
    "utf8": ("Grüße 漢\r".encode(), [("Grüße 漢", None)]),
    "not_utf8": (b"\xff\xfe\r", [("", Problem.NOT_TEXT)]),
    "escape": (b"A\x1b[2JB\r", [("", Problem.CONTROL_CHARACTER)]),
    "null": (b"A\x00B\r", [("", Problem.CONTROL_CHARACTER)]),
    "bell": (b"\x07\r", [("", Problem.CONTROL_CHARACTER)]),
    "tab_and_delete": (b"A\tB\rA\x7fB\r", [("", Problem.CONTROL_CHARACTER)] * 2),
    "too_long": (b"x" * 25 + b"\rOK\r", [("", Problem.TOO_LONG), ("OK", None)]),
    "just_long_enough": (b"x" * 20 + b"\r", [("x" * 20, None)]),
}


def short_framer() -> Framer:
    return Framer(max_length=20)


def outcome(frames):
    return [(frame.payload, frame.problem) for frame in frames]


@pytest.mark.parametrize(("stream", "expected"), CASES.values(), ids=CASES)
def test_whole(stream, expected):
    framer = short_framer()
    assert outcome(framer.feed(stream, 1)) == expected
    assert not framer.pending


@pytest.mark.parametrize(("stream", "expected"), CASES.values(), ids=CASES)
def test_byte_by_byte(stream, expected):
    framer = short_framer()
    frames = [frame for byte in stream for frame in framer.feed(bytes([byte]), 1)]
    assert outcome(frames) == expected


@pytest.mark.parametrize(("stream", "expected"), CASES.values(), ids=CASES)
def test_with_trailing_junk(stream, expected):
    framer = short_framer()
    assert outcome(framer.feed(stream + b"junk", 1)) == expected
    assert framer.pending
    assert outcome(framer.flush(2)) == [("", Problem.NO_TERMINATOR)]


def test_problem_frames_keep_their_raw_bytes():
    (frame,) = Framer().feed(b"A\x00B\r", 1)
    assert frame.raw == b"A\x00B"


def test_a_frame_carries_the_time_of_its_own_first_byte():
    framer = Framer()
    assert framer.feed(b"AB", 10) == []
    frames = framer.feed(b"C\rD\rE", 20)
    frames += framer.feed(b"\r", 30)
    assert [(f.payload, f.first_byte_monotonic_ns) for f in frames] == [
        ("ABC", 10),
        ("D", 20),
        ("E", 20),
    ]


def test_ten_thousand_characters_without_end_are_one_noisy_frame():
    framer = Framer()
    frames = framer.feed(b"x" * 10_001, 1)
    for _ in range(100):
        frames += framer.feed(b"y" * 1000, 2)
    assert outcome(frames) == [("", Problem.TOO_LONG)]
    assert len(frames[0].raw) == 10_000
    assert framer.noisy == 1
    assert framer.flush(3) == []
    assert outcome(framer.feed(b"OK\r", 4)) == [("OK", None)]


def test_silence_gives_up_what_was_begun():
    framer = Framer()
    framer.feed(b"P2401", 5)
    (frame,) = framer.flush(9)
    assert (frame.raw, frame.problem) == (b"P2401", Problem.NO_TERMINATOR)
    assert frame.first_byte_monotonic_ns == 5
    assert not framer.pending
    assert framer.flush(10) == []


def test_damage_spoils_one_frame_only():
    framer = Framer()
    framer.feed(b"AB", 1)
    framer.mark_damaged()
    assert outcome(framer.feed(b"C\rDEF\r", 2)) == [("", Problem.DAMAGED), ("DEF", None)]


def test_damage_without_text_still_asks_for_another_scan():
    framer = Framer()
    framer.mark_damaged()
    assert framer.pending
    assert outcome(framer.flush(2)) == [("", Problem.DAMAGED)]


def test_terminator_is_configurable():
    assert outcome(Framer(terminators=b"\t").feed(b"ABC\t", 1)) == [("ABC", None)]
    assert Framer(encoding="latin-1").feed(b"\xe9\r", 1)[0].payload == "é"


@given(st.binary(max_size=200), st.lists(st.integers(1, 20)))
def test_slicing_does_not_matter(stream, cuts):
    whole, sliced = short_framer(), short_framer()
    expected = outcome(whole.feed(stream, 1)) + outcome(whole.flush(1))
    got, rest = [], stream
    for cut in cuts:
        got += outcome(sliced.feed(rest[:cut], 1))
        rest = rest[cut:]
    got += outcome(sliced.feed(rest, 1)) + outcome(sliced.flush(1))
    assert got == expected


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)))
def test_texts_come_back_as_sent(texts):
    stream = "".join(text + "\r\n" for text in texts).encode()
    assert [f.payload for f in Framer().feed(stream, 1)] == texts


@given(st.binary(max_size=100))
def test_no_text_with_a_problem_and_no_control_in_text(stream):
    framer = short_framer()
    for frame in framer.feed(stream, 1) + framer.flush(1):
        assert (frame.payload == "") == (frame.problem is not None)
        assert not set(frame.payload) & set(map(chr, range(4)))
