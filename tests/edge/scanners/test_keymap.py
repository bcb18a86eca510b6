"""Keys to characters, layout by layout. Key codes are written here a second time, by name."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.scanners.keymap import EVENT, LAYOUTS, Keymap

CODES = {
    name: code
    for first, names in {
        1: "ESC 1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE TAB Q W E R T Y U I O P LEFTBRACE",
        27: "RIGHTBRACE ENTER LEFTCTRL A S D F G H J K L SEMICOLON APOSTROPHE GRAVE LEFTSHIFT",
        43: "BACKSLASH Z X C V B N M COMMA DOT SLASH RIGHTSHIFT KPASTERISK LEFTALT SPACE CAPSLOCK",
        69: "NUMLOCK SCROLLLOCK KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT",
        86: "102ND F11",
        96: "KPENTER RIGHTCTRL KPSLASH SYSRQ RIGHTALT",
        158: "BACK",
    }.items()
    for code, name in enumerate(names.split(), first)
}


def event(kind, code, value):
    return struct.pack("qqHHi", 1, 2, kind, code, value)


def press(*names):
    """Names are pressed and released; +NAME and -NAME hold and let go."""
    data = b""
    for name in names:
        if name[0] == "+":
            data += event(1, CODES[name[1:]], 1)
        elif name[0] == "-":
            data += event(1, CODES[name[1:]], 0)
        else:
            data += event(1, CODES[name], 1) + event(1, CODES[name], 0)
        data += event(0, 0, 0)
    return data


def typed(layout, *names):
    return Keymap(layout).feed(press(*names))


@pytest.mark.parametrize(
    ("layout", "names", "text"),
    [
        ("us", "P 2 4 0", "p240"),
        ("us", "+LEFTSHIFT P -LEFTSHIFT 2 4 0 ENTER", "P240\r"),
        ("us", "+RIGHTSHIFT 9 0 MINUS -RIGHTSHIFT", "()_"),
        ("us", "CAPSLOCK A +LEFTSHIFT B -LEFTSHIFT 1 CAPSLOCK C", "Ab1c"),
        ("us", "KP1 KP0 KPDOT KPMINUS KPENTER", "10.-\r"),
        ("us", "NUMLOCK KP5 SCROLLLOCK TAB SPACE", "5\t "),
        ("us", "+LEFTALT KP0 KP2 KP9 -LEFTALT", "\x1d"),
        ("us", "+LEFTALT KP0 KP3 KP0 -LEFTALT A", "\x1ea"),
        ("us", "+LEFTALT KP6 KP5 -LEFTALT", "A"),
        ("us", "+LEFTALT KP0 KP1 KP2 KP8 -LEFTALT", "€"),
        ("us", "+LEFTALT KP1 KP2 KP8 -LEFTALT", "Ç"),
        ("us", "+LEFTCTRL RIGHTBRACE -LEFTCTRL", "\x1d"),
        ("us", "+RIGHTCTRL +LEFTSHIFT 6 -LEFTSHIFT D -RIGHTCTRL", "\x1e\x04"),
        ("us", "+LEFTCTRL 6 5 -LEFTCTRL", "\x1e\x1d"),
        ("us", "ESC BACKSPACE", "\x1b\x08"),
        ("de", "Z Y MINUS SLASH +LEFTSHIFT 7 -LEFTSHIFT", "yzß-/"),
        ("de", "+RIGHTALT 8 9 Q 102ND -RIGHTALT", "[]@|"),
        ("de", "+LEFTCTRL RIGHTBRACE -LEFTCTRL", "\x1d"),
        ("de", "GRAVE SPACE EQUAL E GRAVE X", "^é^x"),
        ("fr", "1 2 Q SEMICOLON", "&éam"),
        ("fr", "+LEFTSHIFT 1 2 0 Q -LEFTSHIFT", "120A"),
        ("fr", "CAPSLOCK Q 2", "Aé"),
        ("fr", "LEFTBRACE O +LEFTSHIFT LEFTBRACE -LEFTSHIFT I", "ôï"),
        ("fr", "+RIGHTALT 5 MINUS -RIGHTALT", "[]"),
    ],
)
def test_layouts(layout, names, text):
    assert "".join(typed(layout, *names.split())) == text


def test_the_wrong_layout_gives_other_text_never_an_error():
    keys = "+LEFTSHIFT P -LEFTSHIFT 2 4 0 MINUS Z".split()
    assert "".join(typed("us", *keys)) == "P240-z"
    assert "".join(typed("fr", *keys)) == "Pé'à)w"
    assert "".join(typed("de", *keys)) == "P240ßy"


def test_repeats_are_ignored():
    data = event(1, CODES["A"], 1) + event(1, CODES["A"], 2) * 5 + event(1, CODES["A"], 0)
    assert Keymap("us").feed(data) == ["a"]


def test_an_unknown_key_is_a_lost_character():
    assert typed("us", "A", "F11", "B") == ["a", None, "b"]
    assert typed("us", "+LEFTALT", "A", "-LEFTALT") == [None]
    assert typed("us", "+LEFTALT", *["KP9"] * 5000, "-LEFTALT") == [None]


def test_dropped_events_are_skipped_to_the_next_report_and_modifiers_let_go():
    data = press("A", "+LEFTSHIFT") + event(0, 3, 0)
    data += event(1, CODES["B"], 1) + event(0, 0, 0)
    data += press("C")
    assert Keymap("us").feed(data) == ["a", None, "c"]


def test_reset_forgets_what_was_held():
    keymap = Keymap("us")
    keymap.feed(press("+LEFTSHIFT", "CAPSLOCK") + b"half")
    keymap.reset()
    assert keymap.feed(press("A")) == ["a"]


def test_events_may_be_cut_anywhere():
    keymap = Keymap("us")
    data = press("+LEFTSHIFT", "A", "-LEFTSHIFT", "1", "ENTER")
    out = [stroke for byte in data for stroke in keymap.feed(bytes([byte]))]
    assert out == ["A", "1", "\r"]


def test_other_event_types_write_nothing():
    assert Keymap("us").feed(event(4, 4, 458756) + event(17, 1, 1) + event(2, 0, 5)) == []


@given(
    st.sampled_from(LAYOUTS),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 260), st.integers(0, 2))),
)
def test_any_events_give_single_characters_or_loss(layout, events):
    data = b"".join(EVENT.pack(0, 0, *parts) for parts in events)
    for stroke in Keymap(layout).feed(data):
        assert stroke is None or len(stroke) == 1


@given(st.binary(max_size=500))
def test_any_bytes_are_survived(data):
    Keymap("de").feed(data)
