"""What central's answers say of this journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx

from edge.cell.inputs import RefusedFact
from wire.badges import KEY_BYTES
from wire.sync import Acknowledgement, Refusal


class CentralError(Exception):
    """Central answered, but not with what was asked."""


def other_history(answer: Acknowledgement, *, last_offset: int, ours: str) -> str:
    """How central's history is not that of a journal that ends at ``last_offset`` and has the hash
    ``ours`` at central's mark (empty: it is not kept); empty: it is a beginning of this one. The
    same facts again are duplicates and no conflict.
    """
    if answer.conflicts:
        what = f"central holds other facts from {answer.conflicts[0]} on"
    elif answer.high_water > last_offset:
        what = f"central holds facts up to {answer.high_water}, this journal ends at {last_offset}"
    elif ours and ours != answer.anchor:
        what = f"central holds another fact {answer.high_water}"
    else:
        return ""
    return (
        f"{what}: this cell works on an old or doubled copy of its journal, and central takes "
        "nothing of it; call support, do not pick"
    )


def refused_facts(
    refused: Sequence[Refusal], kind_at: Callable[[int], str]
) -> tuple[RefusedFact, ...]:
    """``kind_at``: the tag of the journal's fact at an offset; empty where it is not kept."""
    return tuple(
        RefusedFact(offset=one.offset, kind=kind_at(one.offset), code=one.code, detail=one.detail)
        for one in refused
    )


def problem_of(response: httpx.Response) -> tuple[str, str]:
    """Code and detail of a problem document, as far as it is one."""
    try:
        document = response.json()
        return str(document.get("code", ""))[:100], str(document.get("detail", ""))[:300]
    except (ValueError, AttributeError):
        return "", ""


def badge_key_of(body: bytes) -> bytes:
    """The site's key for badges, as central writes it. Raises CentralError."""
    try:
        key = bytes.fromhex(body.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise CentralError("the answer to badge-key is no key")
    return key
