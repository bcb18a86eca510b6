"""Usage rules: Boolean expressions over option codes, compiled once. Pure.

Grammar (no precedence surprises: ``not`` binds tightest, then ``and``, then ``or``)::

    rule  = and { "or" and }      and = not { "and" not }      not = "not" not | atom
    atom  = "(" rule ")" | "*" | "true" | CODE | CODE "=" VALUE
          | CODE "in" "{" VALUE { "," VALUE } "}"

A code is letters, digits and ``_ . / - #``; a value that needs other characters stands in double
quotes. ``CODE`` alone is true when the vehicle has the option with a value other than "" and "0".
``MODEL`` and ``COLOUR`` are names like any other. Nothing is ever evaluated as program text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wire.telegram import Telegram

RULE_LENGTH_MAX = 2000
RULE_DEPTH_MAX = 40
ABSENT = frozenset({"", "0"})

Test = Callable[[Mapping[str, str]], bool]

_TOKEN = re.compile(r'\s*(?:([A-Za-z0-9_./#-]+)|"([^"]*)"|([()=,{}*]))')
_WORDS = frozenset({"and", "or", "not", "in", "true"})


class UsageError(ValueError):
    """A rule that does not parse. ``position`` counts characters from 0."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"position {position}: {problem}")
        self.position = position
        self.problem = problem


def compile_rule(rule: str) -> Test:
    """The rule as a function of the vehicle's options. Raises UsageError."""
    if len(rule) > RULE_LENGTH_MAX:
        raise UsageError(RULE_LENGTH_MAX, f"the rule has more than {RULE_LENGTH_MAX} characters")
    parser = _Parser(rule)
    test = parser.alternatives(0)
    parser.end()
    return test


def options_of(telegram: Telegram) -> dict[str, str]:
    """The options that rules see: the telegram's, with MODEL and COLOUR where they are named."""
    options = dict(telegram.options)
    if telegram.model:
        options["MODEL"] = telegram.model
    if telegram.colour:
        options["COLOUR"] = telegram.colour
    return options


class _Parser:
    """Recursive descent over the rule's tokens; depth is capped, so no input exhausts the stack."""

    def __init__(self, rule: str) -> None:
        self._tokens: list[tuple[int, str, str]] = []
        """Position, kind (``word``, ``quoted`` or the sign itself), text."""
        place = 0
        end = len(rule.rstrip())
        while place < end:
            match = _TOKEN.match(rule, place)
            if match is None:
                start = place + len(rule[place:]) - len(rule[place:].lstrip())
                raise UsageError(start, f"{rule[start]!r} cannot stand here")
            word, quoted, sign = match.groups()
            if word is not None:
                self._tokens.append((match.start(1), "word", word))
            elif quoted is not None:
                self._tokens.append((match.start(2) - 1, "quoted", quoted))
            else:
                self._tokens.append((match.start(3), sign, sign))
            place = match.end()
        self._tokens.append((end, "end", "end of the rule"))
        self._at = 0

    def alternatives(self, depth: int) -> Test:
        tests = [self._conjunction(depth)]
        while self._keyword("or"):
            tests.append(self._conjunction(depth))
        return tests[0] if len(tests) == 1 else _any_of(tuple(tests))

    def end(self) -> None:
        if self._kind() != "end":
            raise self._error("'and', 'or' or the end")

    def _conjunction(self, depth: int) -> Test:
        tests = [self._negation(depth)]
        while self._keyword("and"):
            tests.append(self._negation(depth))
        return tests[0] if len(tests) == 1 else _all_of(tuple(tests))

    def _negation(self, depth: int) -> Test:
        if depth > RULE_DEPTH_MAX:
            raise UsageError(self._tokens[self._at][0], f"nested deeper than {RULE_DEPTH_MAX}")
        if self._keyword("not"):
            return _not(self._negation(depth + 1))
        return self._atom(depth)

    def _atom(self, depth: int) -> Test:
        if self._take("("):
            test = self.alternatives(depth + 1)
            self._expect(")")
            return test
        if self._take("*") or self._keyword("true"):
            return _always
        _, kind, code = self._tokens[self._at]
        if kind != "word" or code in _WORDS:
            raise self._error("an option code, '(', '*' or 'not'")
        self._at += 1
        if self._take("="):
            return _one_of(code, frozenset({self._value()}))
        if self._keyword("in"):
            return _one_of(code, self._set())
        return _present(code)

    def _set(self) -> frozenset[str]:
        self._expect("{")
        values = {self._value()}
        while self._take(","):
            values.add(self._value())
        self._expect("}")
        return frozenset(values)

    def _value(self) -> str:
        _, kind, text = self._tokens[self._at]
        if kind not in ("word", "quoted"):
            raise self._error("a value")
        self._at += 1
        return text

    def _kind(self) -> str:
        return self._tokens[self._at][1]

    def _take(self, kind: str) -> bool:
        if self._kind() != kind:
            return False
        self._at += 1
        return True

    def _keyword(self, word: str) -> bool:
        _, kind, text = self._tokens[self._at]
        if kind != "word" or text != word:
            return False
        self._at += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._error(f"'{sign}'")

    def _error(self, wanted: str) -> UsageError:
        position, _, text = self._tokens[self._at]
        return UsageError(position, f"{wanted} was expected, not {text[:40]!r}")


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
