"""How do the answers to expectations read: as lines for a person, as one JSON object for a program?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from vpce_tui.checks.expectation import Evidence, Outcome, Result
from vpce_tui.view.lines import counted
from vpce_tui.view.text import UNICODE_SIGNS, Signs, printable

FORMAT: Final = "vpce-tui/check/1"
MOST_SHOWN: Final = 10
"""Pieces of evidence under one expectation in the text; JSON has all of them."""


_WORDS: Final = {
    Outcome.HOLDS: "held",
    Outcome.FAILS: "failed",
    Outcome.UNKNOWN: "unknown",
    Outcome.EMPTY: "checked nothing",
}


def outcome_sign(outcome: Outcome, signs: Signs = UNICODE_SIGNS) -> str:
    return {
        Outcome.HOLDS: signs.usable,
        Outcome.FAILS: signs.not_usable,
        Outcome.UNKNOWN: signs.unknown,
        Outcome.EMPTY: signs.warning,
    }[outcome]


def counts(results: Sequence[Result]) -> dict[str, int]:
    """Return how many expectations hold, fail, are unknown or check nothing."""
    found = Counter(result.outcome for result in results)
    return {str(outcome): found[outcome] for outcome in reversed(Outcome)}


def check_lines(results: Sequence[Result], signs: Signs = UNICODE_SIGNS) -> Iterator[str]:
    """Yield a line for each expectation, its evidence below it, and a summary."""
    for result in results:
        expectation = result.expectation
        yield printable(f"{outcome_sign(result.outcome, signs)} {expectation.name}")
        if not result.evidence:
            yield printable(f"    {result.says}")
        for found in result.evidence[:MOST_SHOWN]:
            yield printable(f"    {outcome_sign(found.outcome, signs)} {evidence_says(found)}")
        more = len(result.evidence) - MOST_SHOWN
        if more > 0:
            yield f"      and {more:,} more, see --format json"
    told = [f"{count:,} {_WORDS[Outcome(word)]}" for word, count in counts(results).items() if count]
    yield f"{counted(len(results), 'expectation')}: {', '.join(told)}"


def evidence_says(found: Evidence) -> str:
    """Return one sentence: who, what was asked, and why it is so."""
    alike = f" (and {found.count - 1:,} alike)" if found.count > 1 else ""
    code = f"  {found.code}" if found.code else ""
    return f"{found.subject}{alike} {found.question}: {found.text}{code}"


def check_members(results: Sequence[Result], file: str, source: str) -> dict[str, Any]:
    """Return the answers as one JSON object."""
    return {
        "format": FORMAT,
        "file": file,
        "source": source,
        "summary": counts(results),
        "results": [_members(result) for result in results],
    }


def _members(result: Result) -> dict[str, Any]:
    expectation = result.expectation
    return {
        "kind": str(expectation.kind),
        "name": expectation.name,
        "line": expectation.line or None,
        "severity": str(expectation.severity),
        "outcome": str(result.outcome),
        "text": result.says,
        "asked": result.asked,
        "evidence": [
            {
                "subject": found.subject,
                "count": found.count,
                "question": found.question,
                "outcome": str(found.outcome),
                "component": found.component,
                "code": found.code,
                "text": found.text,
            }
            for found in result.evidence
        ],
    }
