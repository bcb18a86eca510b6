"""DELFOR: the plan. From D.97A on a commitment stands before its quantities, until D.96A behind."""

from __future__ import annotations

from tests.central.edi.rows.demand import demand
from tests.central.edi.rows.schedule import common
from tests.support.edi.rows import Form, edifact

ITEM = ("LIN+1++A:IN", "SCC+1", "QTY+1:10:PCE", "DTM+2:20260112:102")
HEAD = ("BGM+241+N1+9", "DTM+137:20260105:102", "NAD+ST+P1")
FORM = Form(name="delfor", write=edifact("DELFOR"), base=(*HEAD, *ITEM))
OLD = Form(
    name="delfor", write=edifact("DELFOR", "D:96A:UN"),
    base=(*HEAD, ITEM[0], ITEM[2], ITEM[1], ITEM[3]),
)  # fmt: skip
TYPES = {"messages": {"delfor": {"process_types": {"PAB": "plan", "FAB": "call-off"}}}}
"""A partner's own codes for a delivery schedule and a call-off (7187)."""

CASES = [
    *common(FORM), *demand(FORM),
    FORM.instead("BGM", "BGM+242+N1+9", "document.kind", {"kind": "call-off"}),
    *(
        FORM.instead("BGM", f"BGM+{code}+N1+9", "document.kind", {"kind": "plan"},
                     base=("BGM+242+N1+9", *FORM.base[1:]))
        for code in ("236", "241")
    ),
    *(
        FORM.behind("DTM", text, "document.kind", {"kind": "call-off"}, profile=TYPES)
        for text in ("GIS+37:::FAB", "GIS+FAB", "GEI+3+37+FAB", "GEI+3+FAB")
    ),
    FORM.absent("DTM", "GIS+37"),
    FORM.absent("DTM", "GEI+3+37"),
    *(
        OLD.instead("SCC", f"SCC+{code}", "line.status", {"items.0.lines.0.status": status},
                    place="QTY")
        for code, status in (("4", "forecast"), ("14", "information"))
    ),
]  # fmt: skip
