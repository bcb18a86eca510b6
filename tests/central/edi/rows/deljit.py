"""DELJIT: the call-off. A commitment stands behind its quantity in every directory."""

from __future__ import annotations

from tests.central.edi.rows.demand import demand
from tests.central.edi.rows.schedule import common
from tests.support.edi.rows import Form, edifact

FORM = Form(
    name="deljit", write=edifact("DELJIT"),
    base=("BGM+242+N1+9", "DTM+137:20260105:102", "NAD+ST+P1", "LIN+1++A:IN", "QTY+1:10:PCE",
          "SCC+1", "DTM+2:20260112:102"),
)  # fmt: skip
RULES = {"kinds": {"241": "plan"}, "process_types": {"PAB": "plan", "FAB": "call-off"}}
TYPES = {"messages": {"deljit": RULES}}

CASES = [
    *common(FORM), *demand(FORM),
    FORM.instead("BGM", "BGM+241+N1+9", "document.kind", {"kind": "plan"}, profile=TYPES),
    *(
        FORM.behind("DTM", text, "document.kind", {"kind": "plan"}, profile=TYPES)
        for text in ("GIS+37:::PAB", "GIS+PAB", "GEI+3+37+PAB", "GEI+3+PAB")
    ),
    FORM.instead("SCC", "SCC+4", "line.status", {"items.0.lines.0.status": "forecast"},
                 place="QTY"),
]  # fmt: skip
