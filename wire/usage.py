"""Usage rules: Boolean expressions over option codes, read into a tree. Pure.

Who checks masters and who explodes vehicles read a rule by the same grammar: this one. No
precedence surprises (``not`` binds tightest, then ``and``, then ``or``)::

    rule  = and { "or" and }      and = not { "and" not }      not = "not" not | atom
    atom  = "(" rule ")" | "*" | "true" | CODE | CODE "=" VALUE
          | CODE "in" "{" VALUE { "," VALUE } "}"

A code is letters, digits and ``_ . / - #``; a value that needs other characters stands in double
quotes. ``CODE`` alone is true when the vehicle has the option with a value other than "" and "0".
``MODEL`` and ``COLOUR`` are names like any other. Nothing is ever evaluated as program text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RULE_LENGTH_MAX = 2000
RULE_DEPTH_MAX = 40

_TOKEN = re.compile(r'\s*(?:([A-Za-z0-9_./#-]+)|"([^"]*)"|([()=,{}*]))')
_WORDS = frozenset({"and", "or", "not", "in", "true"})


@dataclass(frozen=True, slots=True)
class Always:
    """Fires for every vehicle."""


@dataclass(frozen=True, slots=True)
class Present:
    """The option is there with a value other than "" and "0"."""

    code: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The option has one of these values."""

    code: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Not:
    rule: Rule


@dataclass(frozen=True, slots=True)
class AllOf:
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    rules: tuple[Rule, ...]


Rule = Always | Present | OneOf | Not | AllOf | AnyOf


class UsageError(ValueError):
    """A rule that does not parse. ``position`` counts characters from 0."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"position {position}: {problem}")
        self.position = position
        self.problem = problem


def parse_rule(text: str) -> Rule:
    """Raises UsageError with the place of the first thing that cannot stand there."""
    if len(text) > RULE_LENGTH_MAX:
        raise UsageError(RULE_LENGTH_MAX, f"the rule has more than {RULE_LENGTH_MAX} characters")
    parser = _Parser(text)
    rule = parser.alternatives(0)
    parser.end()
    return rule


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

    def alternatives(self, depth: int) -> Rule:
        rules = [self._conjunction(depth)]
        while self._keyword("or"):
            rules.append(self._conjunction(depth))
        return rules[0] if len(rules) == 1 else AnyOf(tuple(rules))

    def end(self) -> None:
        if self._kind() != "end":
            raise self._error("'and', 'or' or the end")

    def _conjunction(self, depth: int) -> Rule:
        rules = [self._negation(depth)]
        while self._keyword("and"):
            rules.append(self._negation(depth))
        return rules[0] if len(rules) == 1 else AllOf(tuple(rules))

    def _negation(self, depth: int) -> Rule:
        if depth > RULE_DEPTH_MAX:
            raise UsageError(self._tokens[self._at][0], f"nested deeper than {RULE_DEPTH_MAX}")
        if self._keyword("not"):
            return Not(self._negation(depth + 1))
        return self._atom(depth)

    def _atom(self, depth: int) -> Rule:
        if self._take("("):
            rule = self.alternatives(depth + 1)
            self._expect(")")
            return rule
        if self._take("*") or self._keyword("true"):
            return Always()
        _, kind, code = self._tokens[self._at]
        if kind != "word" or code in _WORDS:
            raise self._error("an option code, '(', '*' or 'not'")
        self._at += 1
        if self._take("="):
            return OneOf(code, frozenset({self._value()}))
        if self._keyword("in"):
            return OneOf(code, self._set())
        return Present(code)

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
