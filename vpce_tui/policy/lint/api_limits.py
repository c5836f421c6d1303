"""Which wildcards does the API refuse in an endpoint policy?

No wildcard and no numeric operator on a global key whose values AWS makes (an account, a VPC, an organization); six
literal characters in a row before or after each wildcard of a string operator; an ARN's account is an id or a wildcard,
never a mixture. AWS checks this when the policy is set.
Source: PrivateLink Guide, "Control access to VPC endpoints using endpoint policies".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from vpce_tui.policy.lint.check import ENDPOINT, LintCheck
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.resources import arn_parts
from vpce_tui.policy.lint.subject import ConditionUse, Hit, Subject, in_words, place_of, resources_of

LEAST_LITERAL: Final = 6
_WILDCARDS: Final = re.compile(r"[*?]+")
_VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")
# A variable counts as literal text: its value is never a wildcard.
_STANDS_FOR_VARIABLE: Final = "x" * LEAST_LITERAL
_PAGE: Final = 'PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"'


def _literal_variables(value: str) -> str:
    return _VARIABLE.sub(_STANDS_FOR_VARIABLE, value)


def wildcard_on_identifier(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.known is None or not use.known.system_id or use.is_null:
            continue
        starred = [value for value in use.condition.values if _WILDCARDS.search(_literal_variables(value))]
        if starred:
            yield Hit(
                use.condition.place,
                f"AWS refuses wildcards in values of {use.known.name}: {in_words(starred)}",
                "list the values in full; to test only that the key is there use Null with false",
                use.statement,
            )
        if use.name.startswith("Numeric"):
            yield Hit(
                use.condition.place,
                f"AWS refuses numeric operators on {use.known.name}",
                f"use {'StringNotEquals' if use.negated else 'StringEquals'}",
                use.statement,
            )


def short_literal(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.name not in ("StringLike", "StringNotLike") or (use.known is not None and use.known.system_id):
            continue
        short = [value for value in use.condition.values if _has_lonely_wildcard(value)]
        if short:
            yield Hit(
                use.condition.place,
                f"AWS asks for {LEAST_LITERAL} characters in a row before or after each wildcard: {in_words(short)}",
                "write more of the value, or list the values under StringEquals",
                use.statement,
            )


def _has_lonely_wildcard(value: str) -> bool:
    literals = _WILDCARDS.split(_literal_variables(value))
    lengths = [len(text) for text in literals]
    return any(before < LEAST_LITERAL > after for before, after in pairwise(lengths))


def mixed_account(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        element, values = resources_of(statement)
        for index, value in enumerate(values):
            if _is_mixed(value):
                yield Hit(place_of(statement, element, index), *_about_account(value), statement=statement)
    for use in subject.uses:
        if use.name.startswith(("Arn", "String")):
            yield from _mixed_in_condition(use)


def _mixed_in_condition(use: ConditionUse) -> Iterator[Hit]:
    mixed = [value for value in use.condition.values if _is_mixed(value)]
    if mixed:
        yield Hit(use.condition.place, *_about_account(mixed[0]), statement=use.statement)


def _is_mixed(value: str) -> bool:
    if not value.startswith("arn:"):
        return False
    parts = arn_parts(_literal_variables(value))
    return len(parts) > 4 and parts[4] not in ("*", "?") and bool(_WILDCARDS.search(parts[4]))


def _about_account(value: str) -> tuple[str, str]:
    return (
        f"AWS refuses a mixture of account id and wildcard: `{value}`",
        "write all twelve digits, or a `*` alone together with aws:ResourceAccount or aws:PrincipalAccount",
    )


API_LIMITS: Final = (
    LintCheck(
        "wildcard-on-identifier",
        "A wildcard in an identifier",
        Severity.ERROR,
        _PAGE,
        wildcard_on_identifier,
        ENDPOINT,
    ),
    LintCheck(
        "short-literal", "A wildcard with too little text around it", Severity.ERROR, _PAGE, short_literal, ENDPOINT
    ),
    LintCheck("mixed-account", "A wildcard inside an account id", Severity.ERROR, _PAGE, mixed_account, ENDPOINT),
)
