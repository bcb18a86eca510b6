"""What cannot be read of a request, in words."""

from __future__ import annotations

from fastapi.exceptions import RequestValidationError

FAULTS_MAX = 10


def unreadable(error: RequestValidationError) -> str:
    """What cannot be read of a request, each with its place; the first ones of many."""
    return "; ".join(
        f"{'.'.join(str(step) for step in fault['loc'])}: {_said(fault['type'], fault['msg'])}"
        for fault in error.errors()[:FAULTS_MAX]
    )


def _said(kind: str, words: str) -> str:
    if kind not in ("enum", "literal_error"):
        return words
    choices = words.removeprefix("Input should be ").replace(" or ", ", ")
    return f"Input should be one of {choices}"
