"""X12 997: whether a functional group of ours could be read, and where not."""

from __future__ import annotations

from tests.support.edi.rows import Case, Form, x12

FORM = Form(
    name="x12_997", write=x12("997", group="FA"), element="*", component=">",
    base=("AK1*SH*31", "AK2*856*0001", "AK5*R", "AK9*P*2*2*1"),
)  # fmt: skip
FAULTY = ("AK1*SH*31", "AK2*856*0001", "AK3*SN1*12**8", "AK5*R*5", "AK9*P*2*2*1")
NAMED = ("AK1*SH*31", "AK2*856*0001", "AK3*SN1*12**8", "AK4*2**7", "AK5*R*5", "AK9*P*2*2*1")
LOST = {"M": "authentication failed", "R": "rejected", "W": "validity", "X": "decryption"}
GROUP, SET = "answers.0.", "answers.1."
FAULT = f"{SET}faults.0."
ERRORS = {"E": "accepted with errors", **dict.fromkeys(LOST, "rejected")}


def of_set() -> list[Case]:
    after = {"place": "AK2"}
    return [
        FORM.instead("AK2", "AK2*810*0001", "answer.type", {f"{SET}type": "810"}, place="AK1"),
        FORM.instead("AK2", "AK2*856*0002", "answer.message", {f"{SET}message": "0002"},
                     place="AK1"),
        *(
            FORM.instead("AK5", f"AK5*{code}", "answer.verdict", {f"{SET}verdict": verdict},
                         base=(*FORM.base[:2], "AK5*A", "AK9*P*2*2*1"), **after)
            for code, verdict in {**ERRORS, "P": "accepted with errors"}.items()
        ),
        FORM.instead("AK5", "AK5*A", "answer.verdict", {f"{SET}verdict": "accepted"}, **after),
        *(
            FORM.instead("AK5", f"AK5*R{'*' * (at - 1)}7", "fault.code", {f"{FAULT}code": "7"},
                         at=str(at), **after)
            for at in range(2, 7)
        ),
        FORM.refused("AK2", "AK5*Z", "action"),
    ]  # fmt: skip


def of_group() -> list[Case]:
    return [
        FORM.instead("AK1", "AK1*IN*31", "answer.type", {f"{GROUP}type": "IN"}),
        FORM.instead("AK1", "AK1*SH*32", "answer.group", {f"{GROUP}group": "32",
                                                          f"{SET}group": "32"}),
        *(
            FORM.instead("AK9", f"AK9*{code}*2*2*1", "answer.verdict", {f"{GROUP}verdict": verdict})
            for code, verdict in ERRORS.items() if verdict == "rejected"
        ),
        *(
            FORM.instead("AK9", f"AK9*{code}*2*2*1", "answer.verdict", {f"{GROUP}verdict": verdict},
                         base=(*FORM.base[:3], "AK9*R*2*2*1"))
            for code, verdict in (("E", "accepted with errors"), ("P", "accepted with errors"))
        ),
        FORM.instead("AK9", "AK9*A*1*1*1", "answer.verdict", {f"{GROUP}verdict": "accepted"},
                     base=("AK1*SH*31", "AK2*856*0001", "AK5*A", "AK9*R*1*1*0")),
        *(
            FORM.instead("AK9", "AK9*P*2*2*1", f"group.{name}", {f"{GROUP}group": "31"},
                         base=(*FORM.base[:3], f"AK9*P*{wrong}"))
            for name, wrong in (("stated", "*2*1"), ("received", "2**1"), ("accepted", "2*2*"))
        ),
        FORM.instead("AK9", "AK9*P*2*2*2", "", {}, refused="count"),
        FORM.instead("AK9", "AK9*P*2*0*0", "", {}, refused="count"),
        FORM.instead("AK9", "AK9*A*2*2*1", "", {}, refused="verdict"),
        *(
            FORM.instead("AK9", f"AK9*P*2*2*1{'*' * (at - 4)}5", "fault.code",
                         {f"{GROUP}faults.0.code": "5"}, at=str(at))
            for at in range(5, 10)
        ),
    ]  # fmt: skip


def of_segments() -> list[Case]:
    segment = {"tag": "SN1", "segment": "12", "code": "8"}
    element = {"element": "2", "component": "3", "code": "6", "data": "84OO"}
    return [
        *(
            FORM.behind("AK2", "AK3*SN1*12**8", f"fault.{name}", {f"{FAULT}{name}": value},
                        place="AK2")
            for name, value in segment.items()
        ),
        *(
            FORM.behind("AK3", "AK4*2>3**6*84OO", f"fault.{name}", {f"{FAULT}{name}": value},
                        base=FAULTY, place="AK3")
            for name, value in element.items()
        ),
        FORM.behind("AK3", "AK4*2**6", "fault.element",
                    {f"{FAULT}tag": "SN1", f"{FAULT}segment": "12", f"{FAULT}element": "2",
                     f"{SET}faults.1.code": None}, base=FAULTY, place="AK3"),
        FORM.behind("AK4", "AK4*4**6", "fault.element", {f"{SET}faults.1.element": "4"},
                    base=NAMED, place="AK3"),
        FORM.refused("AK2", "AK4*2**6", "segment.order"),
        FORM.refused("AK1", "AK3*SN1*12**8", "segment.order"),
    ]  # fmt: skip


CASES = [*of_set(), *of_group(), *of_segments()]
