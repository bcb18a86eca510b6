"""Options of plans and call-offs, forecasts and line types. The expected figures are worked out by
hand.
"""

from __future__ import annotations

from typing import Any

from tests.support.central.customer import day, firm, forecast
from tests.support.central.messages import Line
from tests.support.central.stories import Do, Make, Story, check, named, plan


def call_off(*lines: Line, **more: Any) -> Do:
    return lambda c: c.says(*lines, call_off=True, **more)


# -- deliver authorisation x plan consumption x plan forecast.
# The plan: 100 firm on the 5th, 100 forecast on the 12th. Called off: 60 and 30.

PLANNED = (plan(firm(5, 100), forecast(12, 100)), call_off(firm(5, 60), firm(12, 30)))
TOO, ONLY = "authorised_too", "unauthorised_only"
DELIVERED = [
    # to create forecast turns all of a plan into forecast demand, what it authorises as well,
    # whatever is delivered; else it is ordered, or disregarded where plans are not delivered
    ("both", "partial", TOO, {5: 60, 12: 30}, {5: 40, 12: 70}),
    ("both", "partial", ONLY, {5: 100, 12: 30}, {12: 70}),
    ("both", "full", TOO, {5: 60, 12: 30}, {}),
    ("both", "full", ONLY, {5: 60, 12: 30}, {}),
    # call-offs are not affected
    ("call_offs", "partial", TOO, {5: 60, 12: 30}, {5: 40, 12: 70}),
    ("call_offs", "partial", ONLY, {5: 60, 12: 30}, {12: 70}),
    ("call_offs", "full", TOO, {5: 60, 12: 30}, {}),
    ("call_offs", "full", ONLY, {5: 60, 12: 30}, {}),
    # plans: a call-off is neither an order nor demand beside that of the plan
    ("plans", "partial", TOO, {}, {5: 100, 12: 100}),
    ("plans", "partial", ONLY, {5: 100}, {12: 100}),
    ("plans", "full", TOO, {}, {5: 100, 12: 100}),
    ("plans", "full", ONLY, {5: 100}, {12: 100}),
]


@named(
    [
        Story(
            name=f"{deliver}-{consumption}-{plan_forecast}{'' if plan_first else '-plan-last'}",
            terms={
                "deliver_authorisation": deliver,
                "plan_consumption": consumption,
                "plan_forecast": plan_forecast,
            },
            does=PLANNED if plan_first else tuple(reversed(PLANNED)),
            then={"orders": orders, "forecasts": forecasts},
        )
        for deliver, consumption, plan_forecast, orders, forecasts in DELIVERED
        for plan_first in (True, False)
    ]
)
def test_deliver_authorisation_consumption_and_forecast(
    make_lite_customer: Make, story: Story
) -> None:
    check(make_lite_customer, story)


# -- forecast spread x line types. 1,000 over Wednesday to Friday, status by horizon only.

THREE_DAYS = (plan(Line(on=day(6), until=day(8), quantity=1_000, status="not stated")),)


def types(*statuses: str) -> list[dict[str, Any]]:
    return [
        {"length": {"count": 2 * n, "unit": "weeks"}, "status": status}
        for n, status in enumerate(statuses, 1)
    ]


@named(
    [
        Story(
            name=f"{spread}-{'-'.join(statuses) or 'none'}",
            terms={"forecast_spread": spread, "line_types": types(*statuses)},
            does=THREE_DAYS,
            then={"orders": orders, "forecasts": forecasts},
        )
        for spread, statuses, orders, forecasts in [
            ("daily", ("firm", "forecast"), {6: 1_000}, {}),
            ("no_spread", ("firm", "forecast"), {6: 1_000}, {}),
            ("daily", ("forecast",), {}, {6: 334, 7: 333, 8: 333}),
            ("no_spread", ("forecast",), {}, {6: 1_000}),
            ("daily", ("information",), {}, {}),
            ("no_spread", ("information",), {}, {}),
        ]
    ]
)
def test_forecast_spread_and_line_types(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)


@named(
    [
        Story(
            name=f"quantum-{quantum}",
            terms={"forecast_spread": "daily", "quantum": quantum},
            does=(plan(forecast(5, 10, until=8)),),
            then={"forecasts": forecasts},
        )
        for quantum, forecasts in [
            ("1", {5: 3, 6: 3, 7: 2, 8: 2}),
            ("5", {5: 5, 6: 5}),
            ("4", {5: 4, 6: 4, 7: 2}),
        ]
    ]
)
def test_quantum(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)
