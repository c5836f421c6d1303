"""How do two endpoint policies differ in meaning, and which of the recent requests would be decided otherwise?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from vpce_tui.policy import Policies, PolicyDocument, Statement
from vpce_tui.policy.compare import diff_policies
from vpce_tui.view.lines import Line, counted
from vpce_tui.view.policy_document import PolicyText, finding_lines
from vpce_tui.view.policy_panel import sign_of
from vpce_tui.view.policy_request import Ask, Setting
from vpce_tui.view.policy_verdict import Verdict, verdict
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

MOST_FINDINGS = 40
MOST_STATEMENTS = 200
"""Of one kind; the heading tells how many there are."""


@dataclass(frozen=True, slots=True)
class Change:
    """A recent request that the two policies decide differently."""

    ask: Ask
    before: Verdict
    after: Verdict


def changes(
    setting: Setting,
    before: PolicyText | None,
    after: PolicyText | None,
    asks: Sequence[Ask],
    given: Policies,
    now: datetime,
) -> list[Change]:
    """Return the requests that `after` decides otherwise than `before`, in their order. O(requests × statements)."""
    found = []
    for ask in asks:
        if not ask.passes_endpoint:
            continue
        old, new = (verdict(setting, text, ask, given, now) for text in (before, after))
        if (old.decision, bool(old.open_keys)) != (new.decision, bool(new.open_keys)):
            found.append(Change(ask, old, new))
    return found


def ask_runs(ask: Ask) -> list[Run]:
    """Return a question in one line."""
    return [
        (f"{ask.action or '?'} ", "accent"),
        (f"{ask.resource or '?'} ", "plain"),
        (f"by {ask.caller or 'nobody'} ", "muted"),
        (f"[{ask.path}]", "muted"),
    ]


def change_lines(found: Sequence[Change], asked: int, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the recent requests whose decision changes; says so where there are none."""
    if not asked:
        return [Line([("no recent request to try: ask something first", "muted")])]
    if not found:
        noun = counted(asked, "recent request")
        return [Line([(f"{noun}: decided as before", "muted")])]
    lines = [Line([(f"{len(found)} of {counted(asked, 'recent request')} decided otherwise", "heading")])]
    for change in found:
        old, new = sign_of(change.before, signs), sign_of(change.after, signs)
        lines.append(Line([old, (" → ", "muted"), new, ("  ", "plain"), *ask_runs(change.ask)]))
    return lines


def edit_lines(
    setting: Setting,
    before: PolicyText | None,
    draft: PolicyText,
    asks: Sequence[Ask],
    given: Policies,
    now: datetime,
    signs: Signs = UNICODE_SIGNS,
) -> list[Line]:
    """Return what is to be said of an edited copy: where it is no policy, what it changes, what the lint says."""
    if draft.document is None:
        return [Line([(f"{signs.not_usable} {problem}", "bad")]) for problem in draft.problems[:MOST_FINDINGS]]
    lines = change_lines(changes(setting, before, draft, asks, given, now), len(asks), signs)
    for finding in draft.findings[:MOST_FINDINGS]:
        lines += finding_lines(finding, signs, placed=True)
    return lines


def diff_lines(before: PolicyDocument, after: PolicyDocument, names: tuple[str, str]) -> list[Line]:
    """Return how `after` differs from `before` in meaning, statement by statement."""
    diff = diff_policies(before, after)
    title: Run = (f"{names[1]} against {names[0]}", "heading")
    if diff.same:
        return [Line([title]), Line([("  they mean the same", "good")])]
    told = [
        (counted(len(diff.added), "statement") + " more", "good", "+", diff.added),
        (counted(len(diff.removed), "statement") + " fewer", "bad", "-", diff.removed),
    ]
    lines = [Line([title])]
    for says, style, sign, statements in told:
        if statements:
            lines += [Line([]), Line([(f"  {says}", "heading")])]
            for statement in statements[:MOST_STATEMENTS]:
                lines += _whole(statement, (f"  {sign} ", style))  # type: ignore[arg-type]
    if diff.changed:
        lines += [Line([]), Line([(f"  {counted(len(diff.changed), 'statement')} changed", "heading")])]
    for change in diff.changed[:MOST_STATEMENTS]:
        label, first, last = change.after.label, *change.after.lines
        lines.append(Line([("  ~ ", "warn"), (f"{label}, lines {first}-{last}", "key")]))
        for element in change.elements:
            old, new = (_element(each, element) or "none" for each in (change.before, change.after))
            lines += [
                Line([("      - ", "bad"), (f"{element}: ", "muted"), (old, "plain")]),
                Line([("      + ", "good"), (f"{element}: ", "muted"), (new, "plain")]),
            ]
    return lines


def _whole(statement: Statement, lead: Run) -> Iterator[Line]:
    first, last = statement.lines
    yield Line([lead, (f"{statement.label}, lines {first}-{last}: ", "key"), (statement.effect, "plain")])
    for element in ("Principal", "Action", "Resource", "Condition"):
        text = _element(statement, element)
        if text:
            yield Line([("      ", "plain"), (f"{element}: ", "muted"), (text, "plain")])


def _element(statement: Statement, element: str) -> str:
    """Return an element in one line; the negated form names itself."""
    if element == "Effect":
        return statement.effect
    if element == "Version":
        return "2012-10-17, `${…}` is a variable" if statement.variables else "`${…}` is plain text"
    if element == "Condition":
        return "; ".join(f"{each.operator} {each.key}: {', '.join(each.values)}" for each in statement.conditions)
    if element == "Principal":
        entries = statement.principals if statement.principals is not None else statement.not_principals
        text = ", ".join(each.value if each.kind == "*" else f"{each.kind} {each.value}" for each in entries or ())
        return f"all but {text}" if statement.principals is None and entries else text
    values, negated = (
        (statement.actions, statement.not_actions)
        if element == "Action"
        else (statement.resources, statement.not_resources)
    )
    return ", ".join(values) if values is not None else f"all but {', '.join(negated)}" if negated else ""
