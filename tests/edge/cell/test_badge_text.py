"""Every text that may hold a badge is known as one, and ordinary codes are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cell.badge_text import holds_badge, is_begun, masked, secret_of

KEY = bytes(range(32))
GS, RS, EOT = "\x1d", "\x1e", "\x04"

BADGES = {
    "plain": "LS:BADGE:anna secret",
    "lower": "ls:badge:ANNA SECRET",
    "mixed": "Ls:Badge:anna secret",
    "aim": "]d2LS:BADGE:anna secret",
    "aim lower": "]c0ls:badge:anna secret",
    "envelope": f"[)>{RS}06{GS}ZLS:BADGE:anna secret{RS}{EOT}",
    "envelope with more": f"[)>{RS}06{GS}PX1{GS}ZLS:BADGE:anna secret{GS}S77{RS}{EOT}",
    "envelope stripped": "[)>06ZLS:BADGE:anna secret",
    "head lost": "S:BADGE:anna secret",
    "more lost": "BADGE:anna secret",
    "most lost": "GE:anna secret",
    "German layout": "LS\u00d6BADGE\u00d6anna secret",
    "German layout, other case": "ls\u00f6badge\u00f6anna secret",
    "German scanner, US layout": "LS>BADGE>anna secret",
    "French layout": "LSMBQDGEManna secret",
    "one key lost": "LS:BAGE:anna secret",
    "one key doubled": "LS:BADDGE:anna secret",
    "two in one": "LS:BADGE:anna secretLS:BADGE:ben secret",
    "structure inside": f"LS:BADGE:anna{GS}secret",
}


@pytest.mark.parametrize("text", BADGES.values(), ids=BADGES)
def test_a_badge_is_known_whatever_became_of_it(text: str) -> None:
    assert holds_badge(text)
    for data in (text.encode(), text.encode("latin-1")):
        secret = secret_of(data)
        assert secret is not None
        kept = masked(KEY, secret)
        for word in (b"anna", b"secret", b"ANNA", b"ben"):
            assert word not in kept


@pytest.mark.parametrize(
    "text",
    [
        "M-RED",
        "BADGE-RED",
        "P240",
        "LS:PART:R1-S00-M-1-1",
        "LS:SLOT:R1-S00-1",
        "LS:RACK:R1:2",
        "LS:CARRIER:R1",
        "LS:KB:K1:1:consume",
        "LS:CMD:HELP",
        "LS:CMD:PAUSE",
        "SEAT-1",
        "IWVWZZZ1JZXW000001",
        "]C10104012345678901",
        f"[)>{RS}06{GS}PM-RED{GS}SN1{RS}{EOT}",
        "",
    ],
)
def test_an_ordinary_code_is_none(text: str) -> None:
    assert not holds_badge(text)


@pytest.mark.parametrize(
    "data",
    [b"LS:BADE:anna secret", b"S:BDGE:anna", b"LS:BGE:anna", b"L:BADG:anna", b"LS:BADGEanna"],
)
def test_of_a_refused_frame_less_is_enough(data: bytes) -> None:
    assert secret_of(data, refused=True) is not None


@pytest.mark.parametrize("cut", range(3, len("LS:BADGE:anna se")))
def test_a_badge_that_was_cut_anywhere_is_begun(cut: int) -> None:
    assert is_begun(b"LS:BADGE:anna secret"[:cut])


@pytest.mark.parametrize("data", [b"M-RED", b"LS:PART:R1-S00", b"LS:CMD:HE", b""])
def test_other_codes_that_were_cut_begin_no_badge(data: bytes) -> None:
    assert not is_begun(data)


@given(
    secret=st.binary(min_size=8, max_size=60),
    before=st.sampled_from([b"", b"]d2", b"[)>\x1e06\x1dZ"]),
    card=st.sampled_from([b"LS:BADGE:", b"ls:badge:", b"lS:bAdGe:"]),
)
def test_nothing_of_any_secret_is_kept(secret: bytes, before: bytes, card: bytes) -> None:
    found = secret_of(before + card + secret)
    assert found == secret
    assert masked(KEY, found) == masked(KEY, secret)
    assert len(masked(KEY, found)) == len(b"LS:BADGE:#") + 32


def test_the_same_badge_is_the_same_and_another_key_is_another_world() -> None:
    one, other = secret_of(b"]d2LS:BADGE:anna"), secret_of(b"ls:badge:anna\r")
    assert one is not None and other is not None
    assert masked(KEY, one) == masked(KEY, other) != masked(bytes(32), one)
