"""The document under examination: its statements and conditions, with what several checks ask about them.

Everything is worked out once a document, and every question about a statement is answered without looking at
the others, so that the lint stays linear in the length of the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from vpce_tui.policy.context_keys import ContextKey, find_key
from vpce_tui.policy.document import Condition, Place, PolicyDocument, Statement
from vpce_tui.policy.lint.context import LintContext, PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.operators import FullOperator, find_operator


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found, before it is given the check's name."""

    place: Place
    text: str
    fix: str
    statement: Statement | None = None
    severity: Severity | None = None
    """None for the check's own severity."""


@dataclass(frozen=True, slots=True)
class ConditionUse:
    """One condition of one statement, with its operator and key looked up."""

    statement: Statement
    condition: Condition
    full: FullOperator | None
    key: str
    """In lower case."""
    known: ContextKey | None

    @property
    def name(self) -> str:
        """The operator's bare name, `StringEquals`; empty for one that AWS does not know."""
        return self.full.operator.name if self.full else ""

    @property
    def negated(self) -> bool:
        return self.full is not None and self.full.operator.negated

    @property
    def is_null(self) -> bool:
        return self.name == "Null"

    @property
    def holds_when_absent(self) -> bool:
        """Whether the condition is met by a request that does not carry the key."""
        if self.full is None:
            return False
        if self.is_null:
            return any(value.lower() == "true" for value in self.condition.values)
        # A set operator decides about the absent key, whatever stands behind it.
        if self.full.set_operator:
            return self.full.set_operator == "ForAllValues"
        return self.full.if_exists or self.full.operator.negated


class Subject:
    """A document and the place it stands in."""

    def __init__(self, document: PolicyDocument, context: LintContext) -> None:
        self.document = document
        self.context = context

    @property
    def kind(self) -> PolicyKind:
        return self.context.kind

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.document.statements

    @cached_property
    def start(self) -> Place:
        """Where to point when the document as a whole is meant."""
        return self.statements[0].place if self.statements else Place(1, 1, 1, 1)

    @cached_property
    def uses_by_statement(self) -> tuple[tuple[ConditionUse, ...], ...]:
        """The conditions of every statement, by the statement's index."""
        return tuple(
            tuple(
                ConditionUse(
                    statement,
                    each,
                    find_operator(each.operator),
                    each.key.lower(),
                    find_key(each.key),
                )
                for each in statement.conditions
            )
            for statement in self.statements
        )

    @property
    def uses(self) -> Iterator[ConditionUse]:
        return (use for uses in self.uses_by_statement for use in uses)

    def uses_of(self, statement: Statement) -> tuple[ConditionUse, ...]:
        return self.uses_by_statement[statement.index]

    def keys_of(self, statement: Statement) -> frozenset[str]:
        """Return the condition keys of a statement in lower case."""
        return self._keys[statement.index]

    @cached_property
    def _keys(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(use.key for use in uses) for uses in self.uses_by_statement)

    @cached_property
    def _asserted(self) -> tuple[Counter[str], ...]:
        return tuple(Counter(use.key for use in uses if not use.holds_when_absent) for uses in self.uses_by_statement)

    def has_key_by_others(self, use: ConditionUse) -> bool:
        """Say whether another condition of the statement fails where this one's key is absent."""
        own = 0 if use.holds_when_absent else 1
        return self._asserted[use.statement.index][use.key] > own

    @property
    def allows(self) -> Iterator[Statement]:
        return (statement for statement in self.statements if statement.effect == "Allow")

    @property
    def denies(self) -> Iterator[Statement]:
        return (statement for statement in self.statements if statement.effect == "Deny")


def place_of(statement: Statement, element: str, index: int | None = None) -> Place:
    """Return where an element of a statement stands, or one of its values."""
    values = statement.value_places.get(element, ()) if index is not None else ()
    if index is not None and index < len(values):
        found: Place = values[index]
        return found
    return statement.places.get(element, statement.place)


def actions_of(statement: Statement) -> tuple[str, tuple[str, ...]]:
    """Return `Action` or `NotAction` and its values."""
    if statement.actions is not None:
        return "Action", statement.actions
    return "NotAction", statement.not_actions or ()


def resources_of(statement: Statement) -> tuple[str, tuple[str, ...]]:
    """Return `Resource` or `NotResource` and its values; no values where the statement has neither."""
    if statement.resources is not None:
        return "Resource", statement.resources
    return "NotResource", statement.not_resources or ()


def prefixes_of(statement: Statement) -> frozenset[str] | None:
    """Return the service prefixes that a statement's actions name; None where it reaches all services."""
    if statement.actions is None:
        return None
    prefixes = {value.lower().partition(":")[0] for value in statement.actions}
    return None if "*" in prefixes else frozenset(prefixes)


def names_everybody(statement: Statement) -> bool:
    """Say whether Principal is `*` in one of its spellings."""
    return any(entry.value == "*" and entry.kind in ("*", "AWS") for entry in statement.principals or ())


def in_words(items: list[str], most: int = 4) -> str:
    """Return a list as people write it, `a, b and 3 more`."""
    if len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} more"]
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
