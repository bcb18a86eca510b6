"""Every reason that a rule of the office can give has words in every language, with its figures."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from central.agreements.model.contradictions import CONTRADICTIONS
from central.exchange.rules.transmission import Link
from central.web.frame import languages, words
from central.web.reasons import told
from central.words.reasons import because
from central.words.reasons_json import from_json, to_json
from tests.support.paths import ROOT

CENTRAL = ROOT / "central"
TRANSLATED = sorted(set(languages()) - {"en"})
COMPUTED = {
    "agreement.{}_against_{}": [
        f"agreement.{rule.first}_against_{rule.second}" for rule in CONTRADICTIONS
    ],
    "transmission.{}": [f"transmission.{link}" for link in Link],
    "step.{}_by_hand": [
        f"step.{step}_by_hand" for step in ("reconcile", "check_tolerance", "approve", "release")
    ],
    "ledger.{}": [f"ledger.{code}" for code in ("not_positive", "no_note", "correction_unsigned")],
    "ledger.carried_{}": [
        f"ledger.carried_{of}" for of in ("returned", "counted", "despatched", "received")
    ],
    "edi.{}": ["edi"],
}
"""Codes that are put together when the program runs."""
GIVING = ("because", "_wait", "_as_is", "_refused")
"""Functions that are called with a code and its English words."""
PROSE = {"why", "note"}
"""Figures that are sentences in English: another language has them in its own words."""


@dataclass(frozen=True)
class Given:
    where: str
    codes: tuple[str, ...]
    templates: tuple[str, ...]
    figures: frozenset[str]
    open: bool
    """More figures are handed on than the call names."""


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def texts_of(node: ast.expr | None, names: dict[str, list[ast.expr]]) -> list[str]:
    """Every text that the expression can be, as far as its function says."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return texts_of(one, names) + texts_of(other, names)
        case ast.BinOp(left=left, right=right):
            pairs = product(texts_of(left, names), texts_of(right, names))
            return [one + other for one, other in pairs]
        case ast.JoinedStr(values=parts):
            pattern = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts
            )
            return COMPUTED.get(pattern, [pattern])
        case ast.Name(id=name):
            return [text for each in names.get(name, []) for text in texts_of(each, {})]
        case _:
            return []


@cache
def calls() -> tuple[Given, ...]:
    return tuple(given for file in sorted(CENTRAL.rglob("*.py")) for given in _of_file(file))


def _of_file(file: Path) -> Iterator[Given]:
    text = file.read_text()
    if any(f"{name}(" in text for name in GIVING):
        tree = ast.parse(text)
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _of_function(file, function)


def _of_function(file: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Given]:
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Name):
                names.setdefault(target.id, []).append(node.value)
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for one, value in zip(target.elts, node.value.elts, strict=True):
                    names.setdefault(getattr(one, "id", ""), []).append(value)
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            known = names.setdefault(node.target.id, [])
            known += [ast.BinOp(left=one, op=ast.Add(), right=node.value) for one in known]
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or len(node.args) < 2:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in GIVING:
            first = 1 if name == "_as_is" else 0
            own = {"_as_is": {"number", "status", "on", "until"}, "_refused": {"quantity"}}
            codes = texts_of(node.args[first], names)
            if name == "_refused":
                codes = [f"ledger.{code}" for code in codes]
            yield Given(
                where=f"{file.relative_to(ROOT / 'central')}:{node.lineno}",
                codes=tuple(codes),
                templates=tuple(texts_of(node.args[first + 1], names)),
                figures=frozenset(own.get(name, set()) | {k.arg for k in node.keywords if k.arg}),
                open=any(k.arg is None for k in node.keywords),
            )


def test_the_walk_finds_what_the_rules_say() -> None:
    codes = {code for given in calls() for code in given.codes}
    assert len(codes) > 190
    assert {"flow.failed", "tolerance.line_out_in_days", "receive.unknown_part"} <= codes


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_code_has_words(language: str) -> None:
    texts = words(language)
    missing = {
        f"{given.where} {code}"
        for given in calls()
        for code in given.codes
        if f"reason.{code}" not in texts
    }
    assert not missing


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_words_name_the_figures_that_the_rule_names(language: str) -> None:
    texts, wrong = words(language), []
    for given in calls():
        for code in given.codes:
            named = places(texts.get(f"reason.{code}", ""))
            english = [places(template) for template in given.templates]
            if not given.open and not named <= given.figures:
                wrong.append(f"{given.where} {code}: {named - given.figures} is not said")
            if (
                english
                and not code.startswith("edi")
                and not any(one - PROSE == named - PROSE for one in english)
            ):
                wrong.append(f"{given.where} {code}: {english} in English, {named}")
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_left_of_a_reason_that_nobody_gives(language: str) -> None:
    given = {f"reason.{code}" for each in calls() for code in each.codes}
    own = {key for key in words(language) if key.startswith("reason.")}
    assert {key for key in own - given if not key.startswith("reason.edi.")} == set()


def test_what_is_kept_is_told_with_its_figures_as_the_reader_writes_them() -> None:
    reason = because(
        "reconcile.in_transit",
        "{own} - {received} = {quantity}",
        own=Decimal("12500"),
        received=Decimal("-1.50"),
        quantity=date(2026, 5, 4),
    )
    (kept,) = from_json(to_json([reason]))
    assert kept.text == reason.text == "12500 - -1.5 = 2026-05-04"
    assert told(kept, words("de")) == (
        "unsere Fortschrittszahl 12.500 - die des Kunden −1,5 = 04.05.2026 unterwegs"
    )
    assert told(kept, words("en")) == "12,500 - −1.5 = 2026-05-04"


def test_a_part_number_of_figures_stays_as_it_is() -> None:
    reason = because("receive.empty", "{number} names no part", number="000126")
    assert told(reason, words("de")) == "000126 nennt kein Teil"


def test_words_of_ours_among_the_figures_are_told_too() -> None:
    reason = because(
        "release.no_such_step",
        "a schedule that is {state} cannot {event}; possible: {possible}",
        state="released",
        event="approve",
        possible="replace, reject",
    )
    assert told(reason, words("de")) == (
        "ein Abruf im Zustand „freigegeben“ kann nicht „genehmigen“; möglich: ersetzen, ablehnen"
    )


def test_a_fault_of_a_file_is_told_by_its_group() -> None:
    reason = because("edi.segment.brandnew", "{detail}", where="", detail="odd")
    assert told(reason, words("de")) == "ein Segment ist nicht in Ordnung: odd"
    assert told(because("nobody.knows", "{n} left", n=2), words("de")) == "2 left"


def test_an_unknown_figure_in_a_text_gives_the_rules_own_words() -> None:
    texts = {"language": "de", "reason.a.b": "{nothing}"}
    assert told(because("a.b", "said {n}", n=1), texts) == "said 1"
