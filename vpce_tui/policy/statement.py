"""Does one statement apply to the request, and if not, what is in the way?

A statement applies where all of its elements match. All of them are looked at, so that a
statement that almost applied can say what it lacked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from vpce_tui.policy.conditions import CompiledCondition, compile_condition
from vpce_tui.policy.document import PolicyDocument, Statement
from vpce_tui.policy.elements import ActionMatcher, ResourceMatcher, action_matcher, resource_matcher
from vpce_tui.policy.principal_match import PrincipalMatcher, PrincipalRules, principal_matcher
from vpce_tui.policy.reasons import ElementMatch, Outcome
from vpce_tui.policy.request import AuthorizationRequest

_NO_RULES: Final = PrincipalRules()


class StatementRules(msgspec.Struct, frozen=True):
    """What holds for the statements of one layer."""

    has_principals: bool
    """Whether Principal decides in this layer; elsewhere it is ignored."""
    absent_resource_covers: bool = False
    short_arns: bool = False
    wildcard_only: bool = False
    principal: PrincipalRules = _NO_RULES


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement with its patterns and operators made ready."""

    statement: Statement
    action: ActionMatcher
    resource: ResourceMatcher
    resource_with_short_arns: ResourceMatcher
    principal: PrincipalMatcher
    conditions: tuple[CompiledCondition, ...]

    def match(self, request: AuthorizationRequest, rules: StatementRules) -> StatementMatch:
        """Look at every element and say how the statement met the request."""
        resource = self.resource_with_short_arns if rules.short_arns else self.resource
        elements = [
            self.action.match(request),
            resource.match(request, wildcard_only=rules.wildcard_only, absent_covers=rules.absent_resource_covers),
        ]
        if rules.has_principals:
            elements.append(self.principal.match(request, rules.principal))
        elements += [condition.match(request) for condition in self.conditions]
        return StatementMatch(self, _all(elements), tuple(elements))


class StatementMatch(msgspec.Struct, frozen=True):
    """How one statement met the request: its outcome and each element's."""

    compiled: CompiledStatement
    outcome: Outcome
    elements: tuple[ElementMatch, ...]

    @property
    def statement(self) -> Statement:
        return self.compiled.statement

    @property
    def failures(self) -> tuple[ElementMatch, ...]:
        """What was in the way, unknowns included."""
        return tuple(each for each in self.elements if each.outcome is not Outcome.MATCHED)

    @property
    def principal(self) -> ElementMatch | None:
        return next((each for each in self.elements if each.element in ("Principal", "NotPrincipal")), None)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(warning for each in self.elements for warning in each.warnings)


def _all(elements: Sequence[ElementMatch]) -> Outcome:
    """One that does not match decides; else one that is unknown."""
    outcome = Outcome.MATCHED
    for each in elements:
        if each.outcome is Outcome.NOT_MATCHED:
            return Outcome.NOT_MATCHED
        if each.outcome is Outcome.UNKNOWN:
            outcome = Outcome.UNKNOWN
    return outcome


def compile_statement(statement: Statement) -> CompiledStatement:
    resource = resource_matcher(statement, short_arns=False)
    return CompiledStatement(
        statement,
        action_matcher(statement),
        resource,
        resource_matcher(statement, short_arns=True) if resource.has_short_arns else resource,
        principal_matcher(statement),
        tuple(compile_condition(condition, statement) for condition in statement.conditions),
    )


def compiled_statements(document: PolicyDocument) -> tuple[CompiledStatement, ...]:
    """Return a document's statements made ready; the work is done once a document."""
    return document.prepared(lambda: tuple(compile_statement(each) for each in document.statements))
