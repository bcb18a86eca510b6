"""What is wrong with an interchange, and where. Every refusal in this room is a ``Problem``."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in a file. Numbers count from 1; 0 means "as a whole". ``offset`` is in bytes from 0.

    In a VDA file ``segment`` is the record, ``element`` the field as the recommendation numbers it.
    """

    segment: int = 0
    offset: int = 0
    tag: str = ""
    element: int = 0
    component: int = 0

    def __str__(self) -> str:
        parts = [f"segment {self.segment}"]
        if self.tag:
            parts.append(self.tag)
        if self.element:
            parts.append(f"element {self.element}")
        if self.component:
            parts.append(f"component {self.component}")
        return f"{' '.join(parts)} (byte {self.offset})"


NOWHERE = Position()
"""The file as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """``code`` is for programs and stable; ``detail`` is for people and says what was found."""

    code: str
    detail: str
    position: Position = NOWHERE

    def __str__(self) -> str:
        return f"{self.position}: {self.code}: {self.detail}"


def problem_json(problem: Problem) -> dict[str, object]:
    """For programs: code, words and place."""
    at = problem.position
    return {
        "code": problem.code,
        "detail": problem.detail,
        "segment": at.segment,
        "tag": at.tag,
        "element": at.element,
        "component": at.component,
        "offset": at.offset,
    }


class EdiError(ValueError):
    """Bytes that cannot be read on from here: the sender's fault."""

    def __init__(self, code: str, detail: str, position: Position | None = None) -> None:
        self.problem = Problem(code=code, detail=detail, position=position or NOWHERE)
        super().__init__(str(self.problem))


class CannotWrite(ValueError):
    """Data of ours that the syntax has no way to carry: our fault, found before sending."""


@dataclass(slots=True)
class Findings:
    """Collects problems, so that one reading names them all. Stops at ``limit``: a file of garbage
    is not worth a list as long as itself.
    """

    limit: int = 200
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, detail: str, position: Position) -> None:
        if len(self.problems) < self.limit:
            self.problems.append(Problem(code=code, detail=detail, position=position))

    def __bool__(self) -> bool:
        return bool(self.problems)
