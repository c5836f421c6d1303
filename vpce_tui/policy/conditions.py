"""Does the request meet one condition of a statement?

Several policy values are alternatives; under a negated operator none of them may match. A key that
the request does not carry fails a positive operator and meets a negated one; with `IfExists` it
meets both. `ForAllValues` is met by an absent or empty key, `ForAnyValue` never is, not even with
`IfExists`: that speaks of each value, and there is none. A key of
several values without a set operator meets nothing: AWS leaves this undocumented. A value that is
not of the operator's type meets nothing, negated or not. A policy variable without a value makes
that policy value match nothing, which meets a negated operator.
Source: IAM User Guide, "Condition operators", "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from vpce_tui.policy.document import Condition, Statement
from vpce_tui.policy.operators import FullOperator, find_operator
from vpce_tui.policy.reasons import ElementMatch, Outcome, Reason
from vpce_tui.policy.request import AuthorizationRequest, ContextEntry
from vpce_tui.policy.variables import Template, template

_MATCHED: Final = Outcome.MATCHED
_NOT_MATCHED: Final = Outcome.NOT_MATCHED
_UNRESOLVED: Final = object()
_IF_EXISTS_IN_VAIN: Final = "IfExists has no effect after ForAnyValue: where the key is absent the condition is not met"


@dataclass(frozen=True, slots=True)
class CompiledCondition:
    """One condition with its operator found and, where no variable is in the way, its values read."""

    condition: Condition
    full: FullOperator | None
    key: str
    """In lower case."""
    templates: tuple[Template, ...]
    prepared: tuple[Any, ...] | None
    """The policy's values in the operator's type, None for a malformed one; None if variables are to be filled in."""
    effect: str

    def match(self, request: AuthorizationRequest) -> ElementMatch:
        """Say whether the request meets this condition, and why."""
        full = self.full
        if full is None:
            return self._answer(Outcome.UNKNOWN, Reason.OPERATOR_UNKNOWN, ())
        entry = request.entries.get(self.key)
        if full.operator.name == "Null":
            return self._null(entry)
        if entry is None or (full.set_operator and entry.values in ((), ("",))):
            return self._absent(full)
        if entry.is_list and not full.set_operator:
            warning = f"{entry.key} has several values and {self.condition.operator} is not a set operator"
            return self._answer(
                _NOT_MATCHED,
                Reason.KEY_NOT_SINGLE_VALUED,
                entry.values,
                (f"{warning}: AWS does not document the result, it is taken as not matched",),
            )
        return self._compare(full, entry, request)

    def _answer(
        self, outcome: Outcome, reason: Reason, found: tuple[str, ...], warnings: tuple[str, ...] = ()
    ) -> ElementMatch:
        condition = self.condition
        return ElementMatch(
            "Condition", outcome, reason, found, condition.values, condition.key, condition.operator, warnings
        )

    def _null(self, entry: ContextEntry | None) -> ElementMatch:
        absent = "true" if entry is None or (entry.is_list and not entry.values) else "false"
        met = absent in (self.prepared or ())
        reason = Reason.KEY_MISSING if absent == "true" else Reason.VALUE
        return self._answer(_MATCHED if met else _NOT_MATCHED, reason, entry.values if entry else ())

    def _absent(self, full: FullOperator) -> ElementMatch:
        alone = full.if_exists or full.operator.negated
        met = full.set_operator == "ForAllValues" if full.set_operator else alone
        warnings = (_IF_EXISTS_IN_VAIN,) if full.if_exists and not met else ()
        return self._answer(_MATCHED if met else _NOT_MATCHED, Reason.KEY_MISSING, (), warnings)

    def _compare(self, full: FullOperator, entry: ContextEntry, request: AuthorizationRequest) -> ElementMatch:
        wanted = self.prepared if self.prepared is not None else self._fill_in(full, request)
        if not full.set_operator:
            met, reason = self._value_meets(full, entry.values[0], wanted)
            return self._answer(_MATCHED if met else _NOT_MATCHED, reason, entry.values)
        outcomes = [self._value_meets(full, value, wanted) for value in entry.values]
        passing = [good for good, _ in outcomes]
        met = all(passing) if full.set_operator == "ForAllValues" else any(passing)
        reason = next((why for good, why in outcomes if good is met), Reason.VALUE)
        return self._answer(
            _MATCHED if met else _NOT_MATCHED, reason, entry.values, self._set_on_single_value(full, entry)
        )

    def _set_on_single_value(self, full: FullOperator, entry: ContextEntry) -> tuple[str, ...]:
        if entry.is_list:
            return ()
        risk = ", which lets requests without the key pass" if full.set_operator == "ForAllValues" else ""
        return (f"{self.condition.operator} is used on {entry.key}, which has a single value{risk}",)

    def _fill_in(self, full: FullOperator, request: AuthorizationRequest) -> tuple[Any, ...]:
        values: list[Any] = []
        for each in self.templates:
            tokens = each.resolve(request)
            values.append(_UNRESOLVED if tokens is None else full.operator.prepare(tokens))
        return tuple(values)

    def _value_meets(self, full: FullOperator, text: str, wanted: tuple[Any, ...]) -> tuple[bool, Reason]:
        """Say whether one value of the request meets the operator against all of the policy's values."""
        value = full.operator.read(text)
        if value is None:
            return False, Reason.VALUE_MALFORMED
        reason = Reason.VALUE
        for each in wanted:
            if each is None:
                if full.operator.negated:
                    return False, Reason.POLICY_VALUE_MALFORMED
                reason = Reason.POLICY_VALUE_MALFORMED
            elif each is _UNRESOLVED:
                reason = Reason.VARIABLE_UNRESOLVED
            elif full.operator.holds(value, each):
                return not full.operator.negated, Reason.VALUE
        return full.operator.negated, reason


def compile_condition(condition: Condition, statement: Statement) -> CompiledCondition:
    """Find the operator and read the policy's values once."""
    full = find_operator(condition.operator)
    variables = statement.variables and full is not None and full.operator.takes_variables
    templates = tuple(template(value, variables=variables) for value in condition.values)
    prepared: tuple[Any, ...] | None = None
    fixed = [each.fixed for each in templates]
    if full is not None and all(tokens is not None for tokens in fixed):
        prepared = tuple(full.operator.prepare(tokens) for tokens in fixed if tokens is not None)
    return CompiledCondition(condition, full, condition.key.lower(), templates, prepared, statement.effect)


def absent_keys(compiled: CompiledCondition, request: AuthorizationRequest) -> list[str]:
    """Return the context keys that this condition reads and the request does not carry."""
    keys = [compiled.condition.key] if compiled.key not in request.entries else []
    keys += [key for each in compiled.templates for key in each.keys if request.entry(key) is None]
    return keys


__all__ = ["CompiledCondition", "absent_keys", "compile_condition"]
