"""How does a policy document read line by line, with its statements numbered and the lines that decide marked?

The text is read once: laid out if it came in one line, parsed, examined by the lint, cut into lines. What a request
does to it is a `Mark` per line, made anew for each request; a line is styled only when it comes in sight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vpce_tui.policy import EvaluationResult, PolicyDocument, PolicyDocumentError, Problem, Statement
from vpce_tui.policy.compare import is_default
from vpce_tui.policy.document import Place
from vpce_tui.policy.layers import ENDPOINT
from vpce_tui.policy.lint import LintContext, PolicyFinding, Severity, lint
from vpce_tui.policy.reasons import ElementMatch
from vpce_tui.view.json_text import laid_out, styled_line
from vpce_tui.view.lines import Line, counted
from vpce_tui.view.text import TAB_WIDTH, UNICODE_SIGNS, Cells, Run, Signs, StyleName, printable

LARGEST_LINTED: Final = 256 * 1024
"""Characters. AWS takes 20,480; a document far beyond is shown and evaluated, and of its mistakes the size is told."""
FURTHEST_NEAR: Final = 2
"""A statement that lacks more than this is a near miss only where none lacks less."""
MOST_ON_DEMAND: Final = 12
"""Findings that are told in full about one line."""

_SEVERITY_STYLES: Final[dict[Severity, StyleName]] = {
    Severity.ERROR: "bad",
    Severity.WARNING: "warn",
    Severity.INFO: "muted",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a request makes of a line: its sign, and the reason for the line's end."""

    sign: str
    style: StyleName
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSigns:
    """The signs in front of lines; each is one cell."""

    allow: str
    deny: str
    near: str
    within: str
    finding: str

    @staticmethod
    def of(signs: Signs) -> DecisionSigns:
        if signs.usable == UNICODE_SIGNS.usable:
            return DecisionSigns("✓", "✗", "≈", "│", signs.warning)
        return DecisionSigns("+", "x", "~", "|", signs.warning)


class PolicyText:
    """One policy, ready to be shown and asked. Reading it costs O(length), once."""

    def __init__(self, text: str, context: LintContext, name: str = "", *, lays_out: bool = True) -> None:
        """Read a policy; without `lays_out` its lines stay those of the text, for an editor."""
        self.original = text
        self.name = name
        self.document: PolicyDocument | None = None
        self.problems: tuple[Problem, ...] = ()
        self.text = text
        try:
            self.document = PolicyDocument.parse(text, name)
        except PolicyDocumentError as error:
            self.problems = error.problems
        else:
            if lays_out:
                self._lay_out()
        self._context = context

    def _lay_out(self) -> None:
        """A document in one line is laid out; one with lines stays as its author wrote it."""
        if "\n" in self.original.strip() or "\r" in self.original:
            return
        try:
            text = laid_out(json.loads(self.original.lstrip("\ufeff")))
        except ValueError:  # a number with more digits than Python converts: shown as it came
            return
        self.text = text
        self.document = PolicyDocument.parse(text, self.name)

    @cached_property
    def findings(self) -> tuple[PolicyFinding, ...]:
        """What the lint says, in the order of the text."""
        if len(self.text) > LARGEST_LINTED:
            return (
                PolicyFinding(
                    "too-long",
                    Severity.ERROR,
                    f"the document has {len(self.original):,} characters; AWS takes 20,480",
                    "split what it allows over other policies; it is too long to be examined further here",
                    Place(1, 1, 1, 1),
                ),
            )
        found = lint(self.document if self.document is not None else self.text, context=self._context)
        if self.text is self.original:
            return found
        # Laying out made it longer: its length is that of the text AWS has.
        own = {each.check for each in lint(self.original, context=self._context)} if len(self.text) > 20_480 else set()
        return tuple(each for each in found if each.check != "too-long" or "too-long" in own)

    @property
    def is_default(self) -> bool:
        service = "sts" if "sts" in self._context.prefixes else None
        return self.document is not None and is_default(self.document, service)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The text's lines; the ends of lines are those that places count by."""
        return tuple(self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    @cached_property
    def heads(self) -> Mapping[int, Statement]:
        """The statement that begins on a line; lines from 1. Of several on one line, the first."""
        heads: dict[int, Statement] = {}
        for statement in self.document.statements if self.document else ():
            heads.setdefault(statement.lines[0], statement)
        return heads

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """How deep each line folds: a statement's lines into its first, statements into what stands above them."""
        levels = [0] * len(self.lines)
        for line, statement in self.heads.items():
            last = statement.lines[1]
            levels[line - 1] = 1
            for below in range(line, min(last, len(levels))):
                levels[below] = 2
        return tuple(levels)

    @cached_property
    def findings_by_line(self) -> Mapping[int, tuple[PolicyFinding, ...]]:
        by_line: dict[int, list[PolicyFinding]] = {}
        for finding in self.findings:
            by_line.setdefault(min(finding.line, len(self.lines)), []).append(finding)
        return {line: tuple(found) for line, found in by_line.items()}

    @cached_property
    def condition_values(self) -> Mapping[str, tuple[str, ...]]:
        """The condition keys that the document reads, in lower case, with the values it asks for."""
        values: dict[str, dict[str, None]] = {}
        for statement in self.document.statements if self.document else ():
            for condition in statement.conditions:
                values.setdefault(condition.key.lower(), {}).update(dict.fromkeys(condition.values))
        return {key: tuple(asked) for key, asked in values.items()}

    @cached_property
    def _numbers_width(self) -> int:
        return max(2, len(str(len(self.lines))))

    def cells(self, line: int, marks: Mapping[int, Mark], signs: Signs = UNICODE_SIGNS) -> Cells:
        """Return line `line` (from 1): sign, finding, line number, statement number, JSON, reason."""
        mark = marks.get(line)
        runs: list[Run] = [(mark.sign, mark.style) if mark else (" ", "plain")]
        findings = self.findings_by_line.get(line, ())
        if findings:
            worst = max(findings, key=lambda finding: finding.severity.rank)
            runs.append((signs.warning, _SEVERITY_STYLES[worst.severity]))
        else:
            runs.append((" ", "plain"))
        runs.append((f"{line:>{self._numbers_width}} ", "muted"))
        head = self.heads.get(line)
        runs.append((f"{head.index + 1:>2} " if head else "   ", "heading"))
        runs += styled_line(self.lines[line - 1].expandtabs(TAB_WIDTH))
        if mark and mark.note:
            runs.append((f"  {DecisionSigns.of(signs).near} " if mark.style == "warn" else "  ← ", mark.style))
            runs.append((mark.note, mark.style))
        return runs

    def on_demand(self, line: int, marks: Mapping[int, Mark], signs: Signs = UNICODE_SIGNS) -> list[Line]:
        """Return everything that is to be said about one line: what the request did there, and the findings."""
        lines = []
        mark = marks.get(line)
        if mark and mark.note:
            lines.append(Line([(f"{mark.sign} ", mark.style), (mark.note, "plain")]))
        findings = self.findings_by_line.get(line, ())
        for finding in findings[:MOST_ON_DEMAND]:
            lines += finding_lines(finding, signs)
        if len(findings) > MOST_ON_DEMAND:
            lines.append(Line([(f"and {len(findings) - MOST_ON_DEMAND} more on this line", "muted")]))
        return lines

    def summary(self) -> list[Run]:
        """Return what the document is in a few words: statements, size, findings."""
        if self.document is None:
            return [(f"cannot be read: {self.problems[0]}", "bad")]
        runs: list[Run] = [(counted(len(self.document.statements), "statement"), "plain")]
        if self.is_default:
            runs.append((", AWS's default: everything passes", "good"))
        runs.append((f", {len(self.original):,} of 20,480 characters", "muted"))
        if self.findings:
            worst = max(self.findings, key=lambda finding: finding.severity.rank)
            runs.append((f", {counted(len(self.findings), 'finding')}", _SEVERITY_STYLES[worst.severity]))
        return runs


def editable(text: PolicyText) -> str:
    """Return a policy's text for an editor: what a terminal would obey or hide is spelled as JSON escapes.

    A text that is no JSON is made printable as any other; it is not kept to the letter then.
    """
    if text.document is None:
        return printable(text.text, multiline=True)
    return "\n".join(
        line if printable(line) == line else "".join(map(_escaped, line.expandtabs(TAB_WIDTH))) for line in text.lines
    )


def _escaped(character: str) -> str:
    return character if printable(character) == character else json.dumps(character)[1:-1]


def finding_lines(finding: PolicyFinding, signs: Signs = UNICODE_SIGNS, *, placed: bool = False) -> list[Line]:
    """Return a finding and its fix; `placed` says the line as well."""
    style = _SEVERITY_STYLES[finding.severity]
    where = f"line {finding.line}: " if placed else ""
    lines = [Line([(f"{signs.warning} ", style), (where, "muted"), (finding.text, "plain")])]
    if finding.fix:
        lines.append(Line([("  fix: ", "good"), (finding.fix, "plain")]))
    return lines


def marks_of(result: EvaluationResult, signs: Signs = UNICODE_SIGNS) -> dict[int, Mark]:
    """Return what a request makes of the lines of the endpoint policy that it met; empty if it met none."""
    findings = result.findings.get(ENDPOINT)
    if findings is None:
        return {}
    told = DecisionSigns.of(signs)
    marks: dict[int, Mark] = {}
    _mark_near_misses(result, marks, told)
    for found in findings.matched:
        allows = found.effect == "Allow"
        mark = (
            Mark(told.allow, "good", "allows this request") if allows else Mark(told.deny, "bad", "denies this request")
        )
        _mark_statement(found.match.statement, mark, marks, told)
    for found in findings.unknown:
        text = "; ".join(each.text for each in found.match.failures)
        _mark_statement(found.match.statement, Mark(signs.unknown, "unknown", text), marks, told)
    return marks


def _mark_statement(statement: Statement, mark: Mark, marks: dict[int, Mark], told: DecisionSigns) -> None:
    first, last = statement.lines
    marks[first] = mark
    for line in range(first + 1, last + 1):
        marks.setdefault(line, Mark(told.within, mark.style))


def _mark_near_misses(result: EvaluationResult, marks: dict[int, Mark], told: DecisionSigns) -> None:
    """Mark the elements that kept the nearest Allow statements from applying."""
    findings = result.findings[ENDPOINT]
    lacking = {miss.index: miss.lacking for miss in result.near_misses if miss.layer == ENDPOINT}
    furthest = max(FURTHEST_NEAR, min(lacking.values(), default=0))
    for found in (*findings.unmatched, *findings.unknown):
        statement = found.match.statement
        if not lacking.get(statement.index, furthest + 1) <= furthest:
            continue
        for failure in found.match.failures:
            line = _line_of(statement, failure)
            before = marks.get(line)
            note = f"{before.note}; {failure.text}" if before and before.note else failure.text
            marks[line] = Mark(told.near, "warn", note)
        marks.setdefault(statement.lines[0], Mark(told.near, "warn"))


def _line_of(statement: Statement, failure: ElementMatch) -> int:
    for condition in statement.conditions:
        if (condition.operator, condition.key.lower()) == (failure.operator, failure.key.lower()):
            return condition.place.line
    place = statement.places.get(failure.element)
    return place.line if place is not None else statement.lines[0]
