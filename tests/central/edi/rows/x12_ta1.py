"""X12 TA1: whether an interchange of ours arrived. It stands in no group."""

from __future__ import annotations

from collections.abc import Sequence

from tests.support.edi.rows import Form, x12


def write(body: Sequence[str]) -> bytes:
    """The envelope of an interchange without groups."""
    isa = x12("997")(()).split(b"~")[0]
    return b"~".join([isa, *(it.encode("ascii") for it in body), b"IEA*0*000000001", b""])


FORM = Form(
    name="x12_ta1", write=write, element="*", component=">",
    base=("TA1*000000042*260305*0815*R*006",),
)  # fmt: skip
ANSWER = "answers.0."

CASES = [
    FORM.instead("TA1", "TA1*000000043*260305*0815*R*006", "answer.interchange",
                 {f"{ANSWER}interchange": "000000043"}),
    *(
        FORM.instead("TA1", f"TA1*000000042*260305*0815*{code}*006", "answer.verdict",
                     {f"{ANSWER}verdict": verdict})
        for code, verdict in (("A", "received"), ("E", "accepted with errors"))
    ),
    FORM.instead("TA1", FORM.base[0], "answer.verdict", {f"{ANSWER}verdict": "rejected"},
                 base=("TA1*000000042*260305*0815*A*006",)),
    FORM.instead("TA1", "TA1*000000042*260305*0815*R*022", "fault.code",
                 {f"{ANSWER}faults.0.code": "022"}),
    FORM.instead("TA1", "TA1*000000042*260305*0815*R*000", "fault.code",
                 {f"{ANSWER}faults.0.code": None}),
    FORM.instead("TA1", FORM.base[0], "nothing", {f"{ANSWER}interchange": "000000042"},
                 base=("TA1*000000042*261305*0815*R*006",)),
    FORM.instead("TA1", "TA1*000000042*261305*0815*R*006", "", {}, refused="date"),
    FORM.instead("TA1", "TA1*4Z*260305*0815*R*006", "", {}, refused="reference"),
    FORM.instead("TA1", "TA1*42*260305*0815*Z*006", "", {}, refused="action"),
]  # fmt: skip
