"""The one codec: JSON by msgspec, strict on types, blind to unknown new fields, capped in size
and depth
(msgspec stops at the interpreter's own depth limit).

``NaN``, infinities, numbers out of range, wrong types and bytes that are not UTF-8 are refused
with the path of
the field. A duplicate key: the last one counts, on both sides alike.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TypeVar

import msgspec

from wire.events import AnyFact
from wire.heartbeat import Heartbeat
from wire.masters import Masters
from wire.sync import Acknowledgement, FactBatch, Head
from wire.telegram import Telegram
from wire.withheld import Withheld

TELEGRAM_BYTES_MAX = 256 * 1024
HEAD_BYTES_MAX = 4 * 1024
BATCH_BYTES_MAX = 16 * 1024 * 1024
MASTERS_BYTES_MAX = 64 * 1024 * 1024
HEARTBEAT_BYTES_MAX = 1024 * 1024

T = TypeVar("T")


class WireError(ValueError):
    """The peer's fault: bytes that are not the message they should be. ``code`` is stable, the
    text says where.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


_encoder = msgspec.json.Encoder()
_telegram: msgspec.json.Decoder[Telegram] = msgspec.json.Decoder(Telegram)
_fact: msgspec.json.Decoder[AnyFact] = msgspec.json.Decoder(AnyFact)
_batch: msgspec.json.Decoder[FactBatch] = msgspec.json.Decoder(FactBatch)
_acknowledgement: msgspec.json.Decoder[Acknowledgement] = msgspec.json.Decoder(Acknowledgement)
_head: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)
_heartbeat: msgspec.json.Decoder[Heartbeat] = msgspec.json.Decoder(Heartbeat)
_masters: msgspec.json.Decoder[Masters] = msgspec.json.Decoder(Masters)
_withheld: msgspec.json.Decoder[Withheld] = msgspec.json.Decoder(Withheld)


def encode(message: msgspec.Struct) -> bytes:
    """The message as JSON bytes, one spelling for one value."""
    return _encoder.encode(message)


def decode_telegram(data: bytes) -> Telegram:
    return _decode(_telegram, data, TELEGRAM_BYTES_MAX)


def decode_fact(data: bytes | msgspec.Raw) -> AnyFact:
    return _decode(_fact, bytes(data), BATCH_BYTES_MAX)


def decode_batch(data: bytes) -> FactBatch:
    return _decode(_batch, data, BATCH_BYTES_MAX)


def decode_acknowledgement(data: bytes) -> Acknowledgement:
    return _decode(_acknowledgement, data, BATCH_BYTES_MAX)


def decode_head(data: bytes) -> Head:
    return _decode(_head, data, HEAD_BYTES_MAX)


def decode_masters(data: bytes) -> Masters:
    return _decode(_masters, data, MASTERS_BYTES_MAX)


def decode_withheld(data: bytes) -> Withheld:
    return _decode(_withheld, data, MASTERS_BYTES_MAX)


def decode_heartbeat(data: bytes) -> Heartbeat:
    return _decode(_heartbeat, data, HEARTBEAT_BYTES_MAX)


def chain_hash(previous: str, offset: int, at_us: int, fact: bytes) -> str:
    """Hash of a journal entry: 32 hex characters over the previous hash, the place, the time and
    the exact bytes.
    """
    digest = blake2b(digest_size=16)
    digest.update(f"{previous}:{offset}:{at_us}:".encode())
    digest.update(fact)
    return digest.hexdigest()


def _decode(decoder: msgspec.json.Decoder[T], data: bytes, bytes_max: int) -> T:
    if len(data) > bytes_max:
        raise WireError("too_large", f"message has {len(data)} bytes, the limit is {bytes_max}")
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise WireError("invalid", str(error)) from error
    except RecursionError as error:
        raise WireError("too_deep", "message is nested too deep") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WireError("not_json", str(error)) from error
