"""Usage rules, compiled once into functions of a vehicle's options. Pure. The language, and what is
wrong with a rule, is ``wire.usage``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wire.telegram import Telegram
from wire.usage import AllOf, Always, AnyOf, Not, OneOf, Present, Rule, parse_rule

ABSENT = frozenset({"", "0"})

Test = Callable[[Mapping[str, str]], bool]


def compile_rule(rule: str) -> Test:
    """The rule as a function of the vehicle's options. Raises UsageError."""
    return _compiled(parse_rule(rule))


def options_of(telegram: Telegram) -> dict[str, str]:
    """The options that rules see: the telegram's, with MODEL and COLOUR where they are named."""
    options = dict(telegram.options)
    if telegram.model:
        options["MODEL"] = telegram.model
    if telegram.colour:
        options["COLOUR"] = telegram.colour
    return options


def _compiled(rule: Rule) -> Test:
    match rule:
        case Always():
            return _always
        case Present(code):
            return _present(code)
        case OneOf(code, values):
            return _one_of(code, values)
        case Not(inner):
            return _not(_compiled(inner))
        case AllOf(rules):
            return _all_of(tuple(map(_compiled, rules)))
        case AnyOf(rules):
            return _any_of(tuple(map(_compiled, rules)))


def _always(options: Mapping[str, str]) -> bool:
    return True


def _present(code: str) -> Test:
    return lambda options: options.get(code, "") not in ABSENT


def _one_of(code: str, values: frozenset[str]) -> Test:
    return lambda options: options.get(code) in values


def _not(test: Test) -> Test:
    return lambda options: not test(options)


def _all_of(tests: tuple[Test, ...]) -> Test:
    return lambda options: all(test(options) for test in tests)


def _any_of(tests: tuple[Test, ...]) -> Test:
    return lambda options: any(test(options) for test in tests)
