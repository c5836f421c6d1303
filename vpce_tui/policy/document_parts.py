"""What is a policy document made of? Statements, conditions, principals, and the problems found on reading.

Every part knows its place in the text, so that a reader can be shown the line.
Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vpce_tui.policy.json_text import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a document: where (from 1), what, and what was expected instead."""

    line: int
    column: int
    text: str
    expected: str = ""

    def __str__(self) -> str:
        expected = f", expected {self.expected}" if self.expected else ""
        return f"line {self.line} column {self.column}: {self.text}{expected}"


class PolicyDocumentError(ValueError):
    """A policy document cannot be read; `problems` lists every reason with its place."""

    def __init__(self, problems: tuple[Problem, ...], name: str = "") -> None:
        self.problems = problems
        self.name = name
        where = f"`{name}`: " if name else ""
        super().__init__(where + "; ".join(str(problem) for problem in problems))

    @property
    def line(self) -> int:
        return self.problems[0].line

    @property
    def column(self) -> int:
        return self.problems[0].column


@dataclass(frozen=True, slots=True)
class PrincipalEntry:
    """One principal that a statement names: `kind` is `*` for the bare star, else AWS, Service, …."""

    kind: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator of a `Condition` block, as it is written.

    Numbers and booleans are held as the text that stands in the document.
    """

    operator: str
    key: str
    values: tuple[str, ...]
    place: Place
    """From the key to the end of its values."""
    operator_place: Place


@dataclass(frozen=True)
class Statement:
    """One statement of a policy. An element that is not there is None; a single string is a tuple of one."""

    index: int
    effect: str
    sid: str | None
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    principals: tuple[PrincipalEntry, ...] | None
    not_principals: tuple[PrincipalEntry, ...] | None
    conditions: tuple[Condition, ...]
    place: Place
    places: Mapping[str, Place]
    """Each element's place by its name in the document, from its key to the end of its value."""
    value_places: Mapping[str, tuple[Place, ...]]
    """The places of the single values of Action, NotAction, Resource and NotResource."""
    variables: bool
    """Whether `${…}` is a variable here: only in documents of Version 2012-10-17."""

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line, both from 1."""
        return self.place.lines

    @property
    def label(self) -> str:
        """What to call this statement: its Sid, else its number from 1."""
        return self.sid or f"statement {self.index + 1}"
