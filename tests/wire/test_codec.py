"""The codec: golden files of every message, tolerance for new fields, strictness on known ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire import samples
from wire.codec import (
    HEAD_BYTES_MAX,
    TELEGRAM_BYTES_MAX,
    WireError,
    chain_hash,
    decode_acknowledgement,
    decode_batch,
    decode_fact,
    decode_head,
    decode_heartbeat,
    decode_masters,
    decode_telegram,
    decode_withheld,
    encode,
)
from wire.sync import GENESIS
from wire.telegram import Telegram, content_hash

GOLDEN = Path(__file__).parent / "golden" / "v1"
DECODERS = {
    "cat3": decode_telegram,
    "head": decode_head,
    "fact_batch": decode_batch,
    "acknowledgement": decode_acknowledgement,
    "heartbeat": decode_heartbeat,
    "masters": decode_masters,
    "withheld": decode_withheld,
}
SMALL = {"type": "cat3", "feed": "L1", "call_number": "1", "status": "final"}


def decoder_of(message: type[msgspec.Struct]) -> Any:
    return DECODERS.get(samples.name_of(message), decode_fact)


@pytest.mark.parametrize("message", samples.MESSAGES, ids=samples.name_of)
class TestEveryMessage:
    def test_has_a_golden_file_that_still_reads_and_is_still_written(
        self, message: type[msgspec.Struct]
    ) -> None:
        golden = (GOLDEN / f"{samples.name_of(message)}.json").read_bytes().strip()
        assert decoder_of(message)(golden) == samples.sample(message)
        assert encode(samples.sample(message)) == golden

    def test_takes_unknown_new_fields(self, message: type[msgspec.Struct]) -> None:
        table = json.loads(encode(samples.sample(message)))
        table["field_of_the_future"] = {"deep": [1, 2, {"x": None}]}
        assert decoder_of(message)(
            json.dumps(table, separators=(",", ":")).encode()
        ) == samples.sample(message)

    def test_refuses_a_wrong_type_in_every_field(self, message: type[msgspec.Struct]) -> None:
        table = json.loads(encode(samples.sample(message)))
        for key in table:
            wrong = table | {key: [[["no"]]]}
            with pytest.raises(WireError):
                decoder_of(message)(json.dumps(wrong).encode())


def test_golden_files_are_of_known_messages_only() -> None:
    assert {p.stem for p in GOLDEN.glob("*.json")} == {samples.name_of(m) for m in samples.MESSAGES}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"type":"cat3","feed":"L1","call_number":"1","status":"final","epoch":NaN}', "not_json"),
        (
            b'{"type":"cat3","feed":"L1","call_number":"1","status":"final","epoch":1e400}',
            "invalid",
        ),
        (b'{"type":"cat3","feed":"L1","call_number":"1","status":"final","epoch":-1}', "invalid"),
        (b'{"type":"cat3","feed":"L1","call_number":"1","status":"built"}', "invalid"),
        (b'{"type":"cat3","feed":"L/1","call_number":"1","status":"final"}', "invalid"),
        (b'{"type":"cat4","feed":"L1","call_number":"1","status":"final"}', "invalid"),
        (b'{"type":"cat3","feed":"L1","call_number":"\xff","status":"final"}', "not_json"),
        (b"[" * 100_000, "invalid"),
        (b"x" * (TELEGRAM_BYTES_MAX + 1), "too_large"),
    ],
)
def test_bad_telegrams_are_refused_with_a_code(change: bytes, code: str) -> None:
    with pytest.raises(WireError) as caught:
        decode_telegram(change)
    assert caught.value.code == code


def test_deep_nesting_in_an_unknown_field_is_refused() -> None:
    deep = b'{"x":' + b"[" * 10_000 + b"]" * 10_000 + b',"type":"cat3"}'
    with pytest.raises(WireError) as caught:
        decode_telegram(deep)
    assert caught.value.code == "too_deep"


def test_the_last_of_a_duplicate_key_counts() -> None:
    data = b'{"type":"cat3","feed":"L1","call_number":"1","status":"final","status":"fitted"}'
    assert decode_telegram(data).status == "fitted"


def test_a_head_is_small() -> None:
    with pytest.raises(WireError, match="limit"):
        decode_head(b" " * (HEAD_BYTES_MAX + 1))


@given(st.binary(max_size=300))
def test_garbage_is_a_wire_error_and_nothing_else(data: bytes) -> None:
    with pytest.raises(WireError):
        decode_telegram(data)


@given(st.integers(0, 2**62), st.integers(0, 2**62), st.integers(0, 2**62), st.integers(0, 2**62))
def test_content_hash_ignores_how_a_telegram_travelled(a: int, b: int, c: int, d: int) -> None:
    plain = msgspec.convert(SMALL, Telegram)
    travelled = msgspec.structs.replace(
        plain, transmission=a, position=b, received_us=c, event_us=d, event_zone="Europe/Berlin"
    )
    assert content_hash(travelled) == content_hash(plain)


@pytest.mark.parametrize(
    "change", [{"vin": "W" * 17}, {"options": {"A": "1"}}, {"sequence_number": "7"}, {"epoch": 1}]
)
def test_content_hash_sees_what_a_telegram_says(change: dict[str, Any]) -> None:
    plain = msgspec.convert(SMALL, Telegram)
    assert content_hash(msgspec.convert(SMALL | change, Telegram)) != content_hash(plain)


def test_content_hash_does_not_depend_on_the_order_of_options() -> None:
    one = msgspec.convert(SMALL | {"options": {"A": "1", "B": "2"}}, Telegram)
    two = msgspec.convert(SMALL | {"options": {"B": "2", "A": "1"}}, Telegram)
    assert content_hash(one) == content_hash(two)


def test_chain_hash_covers_place_time_and_bytes() -> None:
    base = chain_hash(GENESIS, 0, 1, b"{}")
    others = {
        chain_hash("1" * 32, 0, 1, b"{}"),
        chain_hash(GENESIS, 1, 1, b"{}"),
        chain_hash(GENESIS, 0, 2, b"{}"),
        chain_hash(GENESIS, 0, 1, b"{ }"),
    }
    assert len(base) == 32
    assert base not in others
    assert len(others) == 4
