"""What comes next for a schedule, what it may become, and what stops it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from central.agreements.model import options as o
from central.agreements.model.terms import Terms
from central.exchange.rules import transmission
from central.releases.rules.states import TRANSITIONS, By, Event, State, move
from central.releases.rules.steps import Step, approval_breaches, next_step
from central.words.reasons import RuleRefusedError
from tests.support.central.decisions import (
    NOTE,
    line,
    schedule,
)

AUTO = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}


@pytest.mark.parametrize(
    ("state", "terms", "scheduled", "by_hand"),
    [
        (State.RECEIVED, {}, Step.RECONCILE, Step.RECONCILE),
        (State.RECEIVED, {"reconcile_run": o.ReconcileRun.MANUAL}, None, Step.RECONCILE),
        (State.RECONCILED, {"approval": o.Approval.MANUAL}, None, Step.APPROVE),
        (State.RECONCILED, AUTO, Step.APPROVE, Step.APPROVE),
        (
            State.RECONCILED,
            {**AUTO, "tolerance_check": o.ToleranceCheck.AUTOMATIC},
            Step.CHECK_TOLERANCE,
            Step.CHECK_TOLERANCE,
        ),
        (
            State.RECONCILED,
            {**AUTO, "tolerance_check": o.ToleranceCheck.MANUAL},
            None,
            Step.CHECK_TOLERANCE,
        ),
        (State.IN_TOLERANCE, AUTO, Step.APPROVE, Step.APPROVE),
        (State.IN_TOLERANCE, {"approval": o.Approval.MANUAL}, None, Step.APPROVE),
        (State.OUT_OF_TOLERANCE, AUTO, None, Step.APPROVE),
        (State.OUT_OF_TOLERANCE, {"approval": o.Approval.MANUAL}, None, Step.APPROVE),
        (
            State.OUT_OF_TOLERANCE,
            {"approval": o.Approval.UNCONDITIONAL},
            Step.APPROVE,
            Step.APPROVE,
        ),
        (State.APPROVED, AUTO, Step.RELEASE, Step.RELEASE),
        (State.APPROVED, {"release": o.Release.MANUAL}, None, Step.RELEASE),
        (State.NOT_RECONCILED, {"approval": o.Approval.UNCONDITIONAL}, None, None),
        (State.RELEASE_EXCEPTION, AUTO, None, None),
        (State.RELEASED, AUTO, None, None),
        (State.REPLACED, AUTO, None, None),
        (State.REJECTED, AUTO, None, None),
    ],
)
def test_what_comes_next(
    state: State, terms: dict[str, object], scheduled: Step | None, by_hand: Step | None
) -> None:
    agreed = replace(Terms(), **terms)
    for by, expected in ((By.ANYBODY, scheduled), (By.PERSON, by_hand)):
        found = next_step(state, agreed, by=by)
        assert found.step is expected
        assert bool(found.reasons) is (expected is None)


def test_a_later_schedule_waits_for_the_earlier_one() -> None:
    found = next_step(State.RECEIVED, Terms(), by=By.PERSON, earlier="S7")
    assert found.step is None
    assert "waits until schedule S7" in found.reasons[0].text


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("event", list(Event))
def test_a_step_is_in_the_table_or_refused(state: State, event: Event) -> None:
    rows = [row for row in TRANSITIONS if (row.state, row.event) == (state, event)]
    if rows:
        (row,) = rows
        assert move(state, event, By.PERSON) is row
        if row.by is By.PERSON:
            with pytest.raises(RuleRefusedError, match="takes a person"):
                move(state, event)
    else:
        with pytest.raises(RuleRefusedError, match=f"is {state} cannot {event}"):
            move(state, event, By.PERSON)


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    reached = {row.then for row in TRANSITIONS} | {State.RECEIVED}
    assert reached == set(State)
    ends = {State.REPLACED, State.REJECTED}
    assert {row.state for row in TRANSITIONS} == set(State) - ends


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({}, []),
        ({"references": o.References.USE_REFERENCES}, ["line 1 of 2026-03-09 has no reference"]),
        (
            {"references": o.References.USE_REFERENCES, "reconcile": NOTE},
            ["requires no_reconcile", "has no reference"],
        ),
        (
            {
                "references": o.References.USE_REFERENCES,
                "po_information": o.PoInformation.USE_PO_INFORMATION,
            },
            ["requires do_not_use_references", "has no reference"],
        ),
    ],
)
def test_what_stops_approval(terms: dict[str, object], words: list[str]) -> None:
    lines = line(1, 9, 100), line(2, 9, 1, reference="R"), line(3, 9, 1, status=None)
    found = approval_breaches(schedule(*lines), replace(Terms(), **terms))
    assert len(found) == len(words)
    assert all(word in reason.text for word, reason in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("last", "sent", "link"),
    [
        (None, ("00000", "00001"), "first"),
        (("00018", "00019"), ("00019", "00020"), "follows"),
        (("88050", "88051"), ("88051", "88061"), "follows"),
        (("99998", "99999"), ("99999", "00001"), "follows"),
        (("00019", "00020"), ("00019", "00020"), "repeated"),
        (("00019", "00020"), ("00021", "00022"), "broken"),
        (("19", "20"), ("00020", "00021"), "follows"),
    ],
)
def test_the_chain_of_transmissions(
    last: tuple[str, str] | None, sent: tuple[str, str], link: str
) -> None:
    def made(numbers: tuple[str, str]) -> transmission.Transmission:
        return transmission.Transmission(old=numbers[0], new=numbers[1])

    found = transmission.judge(made(last) if last else None, made(sent))
    assert found.link == link
