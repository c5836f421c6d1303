"""Is the document as a whole what AWS takes, and do its statements work together?

Statements are alternatives: each Deny refuses by itself, so that two conditions of one exception must stand in one
statement. An endpoint policy only limits; what callers may do, their own policies say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.compare import is_default
from vpce_tui.policy.context_keys import ENDPOINT_ONLY
from vpce_tui.policy.document import Place, Statement
from vpce_tui.policy.lint.check import ALL_KINDS, ENDPOINT, LintCheck
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import ConditionUse, Hit, Subject, in_words, names_everybody, place_of, resources_of
from vpce_tui.policy.normal_form import normal_statement
from vpce_tui.policy.variables import unreadable

MOST_CHARACTERS: Final = 20_480
"""Length of an endpoint policy, white space included (PrivateLink Guide)."""
_NEAR: Final = 0.8
_VARIABLE: Final = re.compile(r"\$\{[A-Za-z0-9-]+:[^{}]+\}|\$\{[*?$]\}")
_ENDPOINT_PAGE: Final = 'PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"'
_LOGIC_PAGE: Final = 'IAM User Guide, "Policy evaluation logic"'


def grammar(subject: Subject) -> Iterator[Hit]:
    for problem in subject.document.problems:
        place = Place(problem.line, problem.column, problem.line, problem.column)
        yield Hit(place, problem.text, f"AWS expects {problem.expected}" if problem.expected else "remove it")


def too_long(subject: Subject) -> Iterator[Hit]:
    length = len(subject.document.text)
    if length > MOST_CHARACTERS:
        yield Hit(
            subject.start,
            f"the policy has {length:,} characters; AWS takes {MOST_CHARACTERS:,}, white space included",
            "drop white space, and name accounts by aws:PrincipalOrgID instead of one by one",
        )
    elif length > _NEAR * MOST_CHARACTERS:
        yield Hit(
            subject.start,
            f"the policy has {length:,} of {MOST_CHARACTERS:,} characters, white space included",
            "drop white space, and name accounts by aws:PrincipalOrgID instead of one by one",
            severity=Severity.INFO,
        )


def variables_without_version(subject: Subject) -> Iterator[Hit]:
    if subject.document.version == "2012-10-17":
        return
    for statement in subject.statements:
        element, values = resources_of(statement)
        places = [place_of(statement, element, n) for n, value in enumerate(values) if _VARIABLE.search(value)]
        places += [each.place for each in statement.conditions if any(map(_VARIABLE.search, each.values))]
        for place in places:
            yield Hit(
                place,
                "without Version 2012-10-17 `${…}` is plain text, not a variable",
                'add "Version": "2012-10-17" to the policy; AWS\'s default policy has none',
                statement,
            )


def malformed_variable(subject: Subject) -> Iterator[Hit]:
    if subject.document.version != "2012-10-17":
        return
    for statement in subject.statements:
        element, values = resources_of(statement)
        found = [(place_of(statement, element, n), unreadable(value)) for n, value in enumerate(values)]
        found += [
            (each.place, [name for value in each.values for name in unreadable(value)]) for each in statement.conditions
        ]
        for place, names in found:
            if names:
                yield Hit(
                    place,
                    f"{in_words([f'`{name}`' for name in names])} cannot be read as a variable and never has a value",
                    "write ${key} or ${key, 'default'}: a comma, one space, single quotes",
                    statement,
                )


def contradicting_denies(subject: Subject) -> Iterator[Hit]:
    """Yield Deny statements of which every request meets one."""
    kept: dict[tuple[object, ...], tuple[Statement, ConditionUse]] = {}
    by_path: dict[tuple[object, ...], dict[bool, Statement]] = {}
    for statement in subject.denies:
        uses = [use for use in subject.uses_of(statement) if use.negated and use.full and not use.full.set_operator]
        scope = _scope(statement)
        through = _path_spared(subject, statement, uses)
        if through is not None:
            other = by_path.setdefault(scope, {}).setdefault(through, statement)
            opposite = by_path[scope].get(not through)
            if opposite is not None and other is statement:
                yield _contradiction(
                    statement, opposite, "one spares only requests through an endpoint, the other only others"
                )
        if len(uses) != 1 or len(subject.uses_of(statement)) != 1:
            continue
        key = (*scope, uses[0].key)
        before, use_before = kept.setdefault(key, (statement, uses[0]))
        if before is not statement and _disjoint(use_before, uses[0]):
            yield _contradiction(statement, before, f"no {uses[0].condition.key} fits both")


def _contradiction(statement: Statement, other: Statement, why: str) -> Hit:
    return Hit(
        statement.place,
        f"with {other.label} this Deny refuses every request: {why}",
        "put both conditions into one Deny; conditions of one statement must all hold for it to apply",
        statement,
    )


def _scope(statement: Statement) -> tuple[object, ...]:
    """Return what a statement is about; statements of the same scope hit the same requests, conditions aside."""
    normal = normal_statement(statement)
    return (normal.principals, normal.actions, normal.resources)


def _path_spared(subject: Subject, statement: Statement, uses: list[ConditionUse]) -> bool | None:
    """Say whether a Deny spares only requests through an endpoint (True) or only others (False); None for neither."""
    keys = {use.key for use in uses}
    all_keys = subject.keys_of(statement)
    if keys & ENDPOINT_ONLY and "aws:sourceip" not in all_keys and all_keys <= ENDPOINT_ONLY:
        return True
    if keys == {"aws:sourceip"} == all_keys:
        return False
    return None


def _disjoint(one: ConditionUse, other: ConditionUse) -> bool:
    if not (one.name in _EXACT and other.name in _EXACT) or one.known is None or one.known.multivalued:
        return False
    return not set(one.condition.values) & set(other.condition.values)


_EXACT: Final = frozenset({"StringNotEquals", "StringNotEqualsIgnoreCase"})


def duplicate_sid(subject: Subject) -> Iterator[Hit]:
    seen: dict[str, Statement] = {}
    for statement in subject.statements:
        if statement.sid and seen.setdefault(statement.sid, statement) is not statement:
            yield Hit(
                place_of(statement, "Sid"),
                f"the Sid `{statement.sid}` stands twice",
                "give each statement a Sid of its own",
                statement,
            )


def duplicate_statement(subject: Subject) -> Iterator[Hit]:
    seen: dict[object, Statement] = {}
    for statement in subject.statements:
        first = seen.setdefault(normal_statement(statement), statement)
        if first is not statement:
            yield Hit(statement.place, f"this says the same as {first.label}", "remove one of them", statement)


def allow_without_effect(subject: Subject) -> Iterator[Hit]:
    everything = next((each for each in subject.allows if _allows_all(each)), None)
    if everything is None:
        return
    for statement in subject.allows:
        if statement is not everything:
            yield Hit(
                statement.place,
                f"{everything.label} allows everything already: this Allow neither grants nor limits anything",
                f"to limit callers remove {everything.label}; to grant, change the callers' own policies",
                statement,
            )


def _allows_all(statement: Statement) -> bool:
    return (
        not statement.conditions
        and names_everybody(statement)
        and "*" in (statement.actions or ())
        and "*" in (statement.resources or ())
    )


def limits_only(subject: Subject) -> Iterator[Hit]:
    if subject.statements and not is_default(subject.document):
        yield Hit(
            subject.start,
            "an endpoint policy grants nothing: callers and resources need policies of their own; "
            "an edit takes minutes to apply",
            "test a change after a few minutes, with a caller whose own policies allow the request",
        )


DOCUMENT_LEVEL: Final = (
    LintCheck(
        "grammar",
        "What AWS's grammar does not have",
        Severity.ERROR,
        'IAM User Guide, "Grammar of the IAM JSON policy language"',
        grammar,
    ),
    LintCheck("too-long", "A policy too long for AWS", Severity.ERROR, _ENDPOINT_PAGE, too_long, ENDPOINT),
    LintCheck(
        "variables-without-version",
        "Variables that are plain text",
        Severity.WARNING,
        'IAM User Guide, "IAM JSON policy elements: Version"',
        variables_without_version,
        ALL_KINDS,
    ),
    LintCheck(
        "malformed-variable",
        "A variable that cannot be read",
        Severity.WARNING,
        'IAM User Guide, "IAM policy elements: Variables and tags"',
        malformed_variable,
        ALL_KINDS,
    ),
    LintCheck(
        "contradicting-denies",
        "Two Denies of which one always applies",
        Severity.ERROR,
        _LOGIC_PAGE,
        contradicting_denies,
    ),
    LintCheck("duplicate-sid", "A Sid that stands twice", Severity.WARNING, _LOGIC_PAGE, duplicate_sid),
    LintCheck("duplicate-statement", "The same statement twice", Severity.INFO, _LOGIC_PAGE, duplicate_statement),
    LintCheck(
        "allow-without-effect",
        "An Allow beside one that allows everything",
        Severity.WARNING,
        _ENDPOINT_PAGE,
        allow_without_effect,
        ENDPOINT,
    ),
    LintCheck("limits-only", "What an endpoint policy is not", Severity.INFO, _ENDPOINT_PAGE, limits_only, ENDPOINT),
)
