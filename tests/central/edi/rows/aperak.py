"""APERAK: the verdict of the partner's application on a document of ours, and why."""

from __future__ import annotations

from tests.support.edi.rows import Form, edifact

FORM = Form(
    name="aperak", write=edifact("APERAK", "D:96A:UN"),
    base=("BGM+305+AE1+9", "DTM+137:20260307:102", "RFF+ACE:LS1", "ERC+12"),
)  # fmt: skip
GOOD = FORM.base[:-1]
BARE = FORM.base[:2]
"""Nothing of ours is named: refused."""
DOCUMENTS = ("ACE", "AAK", "AAU", "DQ", "SI", "IV", "ACW")
"""Related document, despatch advice and note, delivery note, shipment, invoice, message before."""
INTERCHANGE = {"messages": {"aperak": {"references": {"ACD": "interchange"}}}}
HEAD, ERROR = {"place": "head"}, {"place": "ERC"}
FAULT = "answers.0.faults.0."

CASES = [
    FORM.instead("BGM", "BGM+305+AE2+9", "document.number", {"number": "AE2"}),
    *(
        FORM.instead("BGM", f"BGM+305+AE1+{code}", "answer.verdict",
                     {"answers.0.verdict": "accepted with errors"}, at="3")
        for code in ("29", "34", "44")
    ),
    *(
        FORM.instead("BGM", f"BGM+305+AE1+{code}", "answer.verdict",
                     {"answers.0.verdict": verdict}, at="3", base=("BGM+305+AE1+27", *GOOD[1:]))
        for code, verdict in (("29", "accepted"), ("34", "accepted with errors"),
                              ("44", "accepted"))
    ),
    FORM.instead("BGM", "BGM+305+AE1+27", "answer.verdict", {"answers.0.verdict": "rejected"},
                 at="3", base=GOOD),
    FORM.instead("BGM", "BGM+312+AE1+27", "answer.verdict", {"answers.0.verdict": "rejected"},
                 at="3", base=GOOD),
    FORM.instead("BGM", "BGM+312+AE1+9", "answer.verdict",
                 {"answers.0.verdict": "accepted with errors"}, at="1"),
    FORM.instead("BGM", "BGM+313+AE1+9", "answer.verdict", {"answers.0.verdict": "rejected"},
                 at="1", base=GOOD),
    FORM.instead("DTM", "DTM+137:20260308:102", "document.issued_on", {"issued_on": "2026-03-08"},
                 **HEAD),
    FORM.instead("DTM", "DTM+137:2026030820260310:711", "document.issued_on",
                 {"issued_on": "2026-03-08"}, **HEAD),
    FORM.absent("DTM", "DTM+171:20260309:102"),
    FORM.absent("RFF", "DTM+137:20260309:102"),
    FORM.absent("ERC", "DTM+137:20260309:102"),
    *(
        FORM.behind("DTM", f"RFF+{code}:X7", "answer.document",
                    {"answers.0.document": "X7", "answers.0.scope": "document"}, base=BARE, **HEAD)
        for code in DOCUMENTS
    ),
    FORM.behind("DTM", "RFF+AGO:X7", "answer.message",
                {"answers.0.message": "X7", "answers.0.scope": "message"}, base=BARE, **HEAD),
    FORM.behind("DTM", "RFF+ACD:X7", "answer.interchange", {"answers.0.interchange": "X7"},
                base=BARE, profile=INTERCHANGE, **HEAD),
    FORM.behind("DTM", "RFF+ACE:X7 RFF+IV:X9", "answer.document", {"answers.0.document": "X7"},
                base=BARE, first=True, **HEAD),
    FORM.behind("DTM", "RFF+AGO:X7 RFF+AGO:X9", "answer.message", {"answers.0.message": "X7"},
                base=BARE, first=True, **HEAD),
    FORM.behind("DTM", "RFF+ACD:X7 RFF+ACD:X9", "answer.interchange",
                {"answers.0.interchange": "X7"}, base=BARE, first=True, profile=INTERCHANGE,
                **HEAD),
    FORM.absent("RFF", "RFF+ZZZ:X7"),
    FORM.absent("RFF", "RFF+LI:X7"),
    FORM.absent("ERC", "RFF+ZZZ:X7"),
    FORM.behind("ERC", "RFF+LI:3", "fault.line", {f"{FAULT}line": "3"}, **ERROR),
    *(
        FORM.behind("ERC", f"RFF+{code}:X7", "fault.data", {f"{FAULT}data": "X7"}, **ERROR)
        for code in (*DOCUMENTS, "AGO")
    ),
    FORM.behind("ERC", "RFF+ACE:X7 RFF+IV:X9", "fault.data", {f"{FAULT}data": "X7"}, first=True,
                **ERROR),
    FORM.behind("DTM", "DOC+351+X7", "answer.document", {"answers.0.document": "X7"}, base=BARE,
                **HEAD),
    FORM.behind("DTM", "DOC+351+X7 RFF+ACE:X9", "answer.document", {"answers.0.document": "X7"},
                base=BARE, first=True, **HEAD),
    FORM.absent("ERC", "DOC+351+X7"),
    FORM.instead("ERC", "ERC+13", "fault.code", {f"{FAULT}code": "13"}),
    FORM.refused("RFF", "ERC", "error.code"),
    *(
        FORM.behind("RFF", f"FTX+AAO+++{text}", "answer.text", {f"{FAULT}text": read},
                    base=("BGM+313+AE1+27", *GOOD[1:]), **HEAD)
        for text, read in (("closed", "closed"), ("we:are:shut", "we are shut"))
    ),
    FORM.behind("RFF", "FTX+AAO++X1", "answer.text", {f"{FAULT}text": "X1"},
                base=("BGM+313+AE1+27", *GOOD[1:]), **HEAD),
    FORM.behind("ERC", "FTX+AAO+++unknown", "fault.text", {f"{FAULT}text": "unknown"}, **ERROR),
    FORM.behind("ERC", "FTX+AAO++X1", "fault.text", {f"{FAULT}text": "X1"}, **ERROR),
]  # fmt: skip
