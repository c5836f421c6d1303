"""Which mistakes does a policy make? The public door of the lint.

`lint` looks at one document, by itself, in the place that a `LintContext` describes: no request, no other policy.
A check speaks up where a document is refused by AWS, or where it is likely not to do what it says; what rests on
something that is not known is at most `info`. Every check is a value in `CHECKS`. Pure; linear in the length of the
document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.document import Place, PolicyDocument, PolicyDocumentError
from vpce_tui.policy.lint.check import LintCheck
from vpce_tui.policy.lint.context import LintContext, PolicyKind
from vpce_tui.policy.lint.finding import PolicyFinding, Severity
from vpce_tui.policy.lint.registry import CHECKS
from vpce_tui.policy.lint.subject import Hit, Subject

UNREADABLE: Final = "unreadable"
"""The check id of findings about text that is no policy at all."""
NOT_SUPPORTED: Final = "not-supported"
"""The check id of the one finding where the service takes no endpoint policies."""

_NO_CONTEXT: Final = LintContext()


def lint(document: PolicyDocument | str, *, context: LintContext = _NO_CONTEXT) -> tuple[PolicyFinding, ...]:
    """Return what is wrong with a policy, in the order of its text; empty where nothing is.

    Text that is no policy gives a finding for each place where it is none. Where the context says that the service
    does not support endpoint policies, that is the only finding, for nothing in the document has any effect.
    """
    if context.kind is PolicyKind.ENDPOINT and context.takes_no_policy:
        return (_not_supported(),)
    if isinstance(document, str):
        try:
            document = PolicyDocument.parse(document)
        except PolicyDocumentError as error:
            return tuple(_unreadable(error))
    subject = Subject(document, context)
    found = [_finding(check, hit) for check in CHECKS if context.kind in check.kinds for hit in check.examine(subject)]
    return tuple(
        sorted(found, key=lambda finding: (finding.line, finding.column, -finding.severity.rank, finding.check))
    )


def _finding(check: LintCheck, hit: Hit) -> PolicyFinding:
    statement = hit.statement
    return PolicyFinding(
        check.id,
        hit.severity or check.severity,
        hit.text,
        hit.fix,
        hit.place,
        statement.index if statement else None,
        statement.label if statement else "",
    )


def _not_supported() -> PolicyFinding:
    return PolicyFinding(
        NOT_SUPPORTED,
        Severity.INFO,
        "the service does not support endpoint policies: everything passes, whatever the document says",
        "limit access by security groups, the callers' own policies and the resources' policies",
        Place(1, 1, 1, 1),
    )


def _unreadable(error: PolicyDocumentError) -> Iterator[PolicyFinding]:
    for problem in error.problems:
        place = Place(problem.line, problem.column, problem.line, problem.column)
        fix = f"AWS expects {problem.expected}" if problem.expected else "correct it"
        yield PolicyFinding(UNREADABLE, Severity.ERROR, problem.text, fix, place)


__all__ = [
    "CHECKS",
    "NOT_SUPPORTED",
    "UNREADABLE",
    "LintCheck",
    "LintContext",
    "PolicyFinding",
    "PolicyKind",
    "Severity",
    "lint",
]
