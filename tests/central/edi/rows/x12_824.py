"""X12 824: the verdict of the partner's application on documents of ours, and why."""

from __future__ import annotations

from tests.support.edi.rows import Form, x12

FORM = Form(
    name="x12_824", write=x12("824", group="AG"), element="*", component=">",
    base=("BGN*11*AE1*20260307", "OTI*TR*SI*LS1", "TED*024"),
)  # fmt: skip
ANSWER, FAULT = "answers.0.", "answers.0.faults.0."
GOOD = FORM.base[:-1]
VERDICTS = {"A": "accepted", "C": "accepted with errors", "E": "accepted with errors",
            "P": "accepted with errors", "R": "rejected"}  # fmt: skip
"""Accept; with change of content, with error, in part; reject."""
ERROR = {"place": "OTI"}
BAD = {
    "fault.code": ("024", {"code": "024"}), "fault.text": ("024*unknown", {"text": "unknown"}),
    "fault.tag": ("024**LIN", {"tag": "LIN"}), "fault.segment": ("024***9", {"segment": "9"}),
    "fault.element": ("024****3", {"element": "3"}),
    "fault.data": ("024******84OO", {"data": "84OO"}),
}  # fmt: skip

CASES = [
    FORM.instead("BGN", "BGN*11*AE2*20260307", "document.number", {"number": "AE2"}),
    FORM.instead("BGN", "BGN*11*AE1*20260308", "document.issued_on", {"issued_on": "2026-03-08"}),
    *(
        FORM.instead("OTI", f"OTI*{level}{code}*SI*LS1", "answer.verdict",
                     {f"{ANSWER}verdict": verdict},
                     base=(GOOD[0], f"OTI*T{'A' if code == 'R' else 'R'}*SI*LS1"))
        for code, verdict in VERDICTS.items()
        for level in "BGIT"
    ),
    FORM.refused("BGN", "OTI*XR*SI*LS1", "action"),
    FORM.refused("BGN", "OTI*TZ*SI*LS1", "action"),
    FORM.instead("OTI", "OTI*TR*SI*LS2", "answer.document", {f"{ANSWER}document": "LS2"}),
    FORM.instead("OTI", "OTI*TR*SI*LS1*****31", "answer.group", {f"{ANSWER}group": "31"}),
    FORM.instead("OTI", "OTI*TR*SI*LS1*****31*0004", "answer.message",
                 {f"{ANSWER}message": "0004", f"{ANSWER}scope": "message"}),
    FORM.instead("OTI", "OTI*GR*SI*LS1*****31*0004", "answer.group",
                 {f"{ANSWER}message": None, f"{ANSWER}scope": "group"}),
    FORM.instead("OTI", "OTI*TR*SI*LS1*****31*0004*856", "answer.type", {f"{ANSWER}type": "856"}),
    FORM.instead("OTI", "OTI*TR*SI*LS1***20261301", "nothing", {}, refused="date", at="6"),
    FORM.absent("TED", "DTM*097*20260307"),
    FORM.refused("TED", "DTM*097*20261307", "date", into="nothing", at="2"),
    FORM.behind("OTI", "REF*LI*3", "fault.line", {f"{FAULT}line": "3"}, **ERROR),
    FORM.absent("OTI", "REF*ZZ*3"),
    *(
        FORM.behind("OTI", f"TED*{text}", into,
                    {f"{FAULT}{name}": value for name, value in reads.items()}, base=GOOD, **ERROR)
        for into, (text, reads) in BAD.items()
    ),
    FORM.refused("BGN", "TED*024", "segment.order"),
    FORM.behind("TED", "NTE*GEN*part", "fault.text", {f"{FAULT}text": "part"}, place="TED"),
    FORM.behind("OTI", "TED*024*unknown NTE*GEN*part", "fault.text",
                {f"{FAULT}text": "unknown part"}, base=GOOD, place="TED"),
    FORM.behind("OTI", "NTE*GEN*part", "fault.text", {f"{FAULT}text": "part"}, base=GOOD,
                place="OTI"),
    FORM.absent("BGN", "NTE*GEN*part"),
]  # fmt: skip
