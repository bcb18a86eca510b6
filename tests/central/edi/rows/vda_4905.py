"""VDA 4905, issue 4 of April 1996: the plan, by the bytes of its records."""

from __future__ import annotations

from tests.central.edi.rows.vda import ITEM, Records, common, demands, left_out
from tests.support.edi.rows import Case, Form
from tests.support.edi.vda_rows import vda

RECORDS = Records(family="51", first="@48=260112@54=000000010")
FORM = Form(
    name="vda_4905", write=vda("519"), base=(RECORDS.head, RECORDS.part, RECORDS.cum), element="@"
)  # fmt: skip
LINE = f"{ITEM}lines.0."
DATES = {"513": (48, 63, 78, 93, 108), "514": (6, 21, 36, 51, 66, 81, 96, 111)}
LEFT_OUT = ("33=251231", "100=LN12", "106=D", "107=1", "108=1", "109=S", "110=1234567",
            "117=STORE-1")  # fmt: skip
"""Former call-off's date, planner, interval and what else says nothing of a demand."""


def words() -> list[Case]:
    """Words that stand in the place of a date."""

    def of(date: str, **reads: str | None) -> Case:
        return FORM.instead("513", f"513@38=0000000100@48={date}@54=000000007", "line.first",
                            {f"{LINE}{name}": value for name, value in reads.items()})  # fmt: skip

    after = "513@38=0000000100@48=555555@54=000000000@63={date}@69=000000007"
    return [
        of("333333", demand="backlog", quantity="7", first=None),
        of("444444", demand="immediate", quantity="7", first=None),
        of("222222", demand="none", quantity="0"),
        of("000000", quantity=None),
        *(
            FORM.instead("513", after.format(date=text), "line.first",
                         {f"{LINE}first": first, f"{LINE}last": last, f"{LINE}bucket": bucket})
            for text, first, last, bucket in (
                ("260200", "2026-02-01", "2026-02-28", "month"),
                ("260404", "2026-01-19", "2026-01-25", "week"),
                ("260406", "2026-01-19", "2026-02-08", "period"),
            )
        ),
        FORM.instead("513", "513@38=0000000100@48=999999@54=000000007", "", {}, refused="date"),
    ]  # fmt: skip


RELEASE = ("515@6=260101@12=260131@18=0000000900@28=260102@34=260331@40=0000002000"
           "@87=BELT-7")  # fmt: skip

CASES = [
    *common(FORM, RECORDS, unit=104), *demands(FORM, RECORDS, DATES), *words(),
    *(
        FORM.behind("513", RELEASE, f"{owner}.{name}",
                    {f"{ITEM}authorisations.{index}.{name}": value,
                     f"{ITEM}authorisations.{index}.resource": owner})
        for index, owner, values in (
            (0, "fabricate", {"first": "2026-01-01", "last": "2026-01-31", "cumulative": "900"}),
            (1, "material", {"first": "2026-01-02", "last": "2026-03-31", "cumulative": "2000"}),
        )
        for name, value in values.items()
    ),
    FORM.behind("513", RELEASE, "item.consumption_point", {f"{ITEM}consumption_point": "BELT-7"}),
    *left_out(FORM, RECORDS, LEFT_OUT),
    *(FORM.behind("513", f"515@{text}", "", {}, same=True)
      for text in ("50=EXT-1", "72=SUB-1", "81=260630", "101=0000000007")),
]  # fmt: skip
