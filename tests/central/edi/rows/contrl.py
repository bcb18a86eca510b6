"""CONTRL: whether an interchange of ours could be read, and where not."""

from __future__ import annotations

from tests.support.edi.rows import Case, Form, edifact

UCI, UCM = "UCI+42+US:ZZ+PLANT:ZZ", "UCM+1+DESADV:D:97A:UN"
FORM = Form(name="contrl", write=edifact("CONTRL", "D:3:UN"), base=(f"{UCI}+8", f"{UCM}+7"))
SEGMENT = (f"{UCI}+8", f"{UCM}+4", "UCS+5")
VERDICTS = {"4": "rejected", "7": "accepted"}
ERRORS = {
    "2": "syntax version or level not supported", "7": "the recipient is not the one meant",
    "12": "invalid value", "13": "missing", "14": "value not allowed here",
    "15": "not allowed here", "16": "too many components or elements", "17": "no agreement",
    "18": "error not specified", "19": "wrong decimal mark",
    "20": "character cannot be a service character", "21": "character not in the character set",
    "22": "wrong service character", "23": "unknown sender", "24": "too old",
    "25": "test not supported", "26": "duplicate", "28": "references do not match",
    "29": "counts do not match", "30": "messages and groups mixed", "32": "nothing inside",
    "35": "repeated too often", "36": "segment group repeated too often",
    "37": "wrong type of character", "39": "too long", "40": "too short",
}  # fmt: skip
"""Codes of ISO 9735 (0085) and what they say."""
FAULT = "faults.0."


def judged(answer: int, mark: str, head: str, base: tuple[str, ...]) -> list[Case]:
    """Code, tag and place of the error beside the verdict on UCI, UCF or UCM."""
    at = f"answers.{answer}."
    whole = f"{head}+4+12+UNH+3:2"
    reads = {
        "fault.code": {f"{at}{FAULT}code": "12", f"{at}{FAULT}text": "invalid value"},
        "fault.tag": {f"{at}{FAULT}tag": "UNH"},
        "fault.element": {f"{at}{FAULT}element": "2"},
        "fault.component": {f"{at}{FAULT}component": "2"},
    }
    return [
        *(
            FORM.instead(mark, f"{head}+{code}", "answer.verdict", {f"{at}verdict": verdict},
                         base=(*base, *[f"{head}+{'7' if code == '4' else '4'}"]))
            for code, verdict in VERDICTS.items()
        ),
        *(FORM.instead(mark, whole, into, read, base=(*base, f"{head}+4"))
          for into, read in reads.items()),
    ]  # fmt: skip


CASES = [
    FORM.instead("UCI", "UCI+43+US:ZZ+PLANT:ZZ+8", "answer.interchange",
                 {"answers.0.interchange": "43", "answers.1.interchange": "43"}),
    FORM.instead("UCI", f"{UCI}+8", "answer.verdict", {"answers.0.verdict": "received"},
                 base=(f"{UCI}+4",)),
    *judged(0, "UCI", UCI, ()),
    FORM.behind("UCI", "UCF+G2+A+B+7", "answer.group", {"answers.1.group": "G2"}),
    *judged(1, "UCF", "UCF+G2+A+B", (f"{UCI}+8",)),
    FORM.refused("UCI", "UCF+G2+A+B+8", "action"),
    FORM.instead("UCM", "UCM+9+DESADV:D:97A:UN+7", "answer.message", {"answers.1.message": "9"}),
    FORM.instead("UCM", "UCM+1+INVOIC:D:97A:UN+7", "answer.type", {"answers.1.type": "INVOIC"}),
    *judged(1, "UCM", UCM, (f"{UCI}+8",)),
    FORM.refused("UCI", f"{UCM}+8", "action"),
    FORM.refused("UCI", "UCS+5", "segment.order"),
    FORM.refused("UCM", "UCD+12+3", "segment.order"),
    FORM.behind("UCM", "UCS+6+12", "fault.segment", {f"answers.1.{FAULT}segment": "6"},
                place="UCM"),
    *(
        FORM.behind("UCM", f"UCS+6+{code}", "fault.code",
                    {f"answers.1.{FAULT}code": code, f"answers.1.{FAULT}text": text}, place="UCM")
        for code, text in ERRORS.items()
    ),
    FORM.absent("UCM", "UCS+6"),
    *(
        FORM.behind("UCS", "UCD+12+3:2", into, reads, base=SEGMENT, place="UCS")
        for into, reads in (
            ("fault.code", {f"answers.1.{FAULT}code": "12"}),
            ("fault.element", {f"answers.1.{FAULT}element": "2"}),
            ("fault.component", {f"answers.1.{FAULT}component": "2"}),
        )
    ),
    FORM.behind("UCS", "UCD+12+3", "fault.element", {f"answers.1.{FAULT}element": "2",
                f"answers.1.{FAULT}segment": "5"}, base=SEGMENT, place="UCS"),
]  # fmt: skip
