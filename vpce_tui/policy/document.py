"""What does a policy document say, and where in its text does it say it?

A document is read once, strictly: text that is not JSON, a duplicate key, an element of the
wrong type or a missing one is a `PolicyDocumentError` that lists every such place. What AWS
would refuse but a reader can still make sense of (an unknown element, an empty list) is a
`problem` on the document. Every element keeps its place. Length is no matter here: the limit of
20,480 characters is for the lint.
Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from vpce_tui.policy.document_parts import Condition, PolicyDocumentError, PrincipalEntry, Problem, Statement
from vpce_tui.policy.document_reader import DocumentReader
from vpce_tui.policy.json_text import MAX_DEPTH, JsonError, LineIndex, Place, parse_json

T = TypeVar("T")


@dataclass(frozen=True)
class PolicyDocument:
    """A policy, read once and used for any number of evaluations."""

    version: str | None
    id: str | None
    statements: tuple[Statement, ...]
    text: str = field(repr=False)
    """The text that lines and columns count in; for a document given as an object, its rendering."""
    problems: tuple[Problem, ...] = ()
    """What AWS would refuse although it can be evaluated."""
    name: str = ""
    _prepared: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    @staticmethod
    def parse(text: str, name: str = "") -> PolicyDocument:
        """Read a document from JSON text.

        Raises:
            PolicyDocumentError: The text is not JSON or not a policy; all places are listed.
        """
        try:
            root = parse_json(text)
        except JsonError as error:
            line, column = LineIndex(text).position(error.offset)
            found = _found(text, error.offset)
            raise PolicyDocumentError((Problem(line, column, found, error.expected),), name) from None
        version, policy_id, statements, problems = DocumentReader(text, name).document(root)
        return PolicyDocument(version, policy_id, statements, text, problems, name)

    @staticmethod
    def from_object(document: object, name: str = "") -> PolicyDocument:
        """Read a document from plain values, or from JSON text if it is a string.

        Lines are those of `json.dumps(document, indent=2)`.

        Raises:
            PolicyDocumentError: As `parse`; also for values that JSON does not have.
        """
        if isinstance(document, str):
            return PolicyDocument.parse(document, name)
        if _deeper_than(document, MAX_DEPTH):
            raise PolicyDocumentError((Problem(1, 1, f"nested deeper than {MAX_DEPTH} levels"),), name)
        try:
            text = json.dumps(document, indent=2, ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise PolicyDocumentError((Problem(1, 1, f"not JSON: {error}"),), name) from None
        return PolicyDocument.parse(text, name)

    def prepared(self, make: Callable[[], T]) -> T:
        """Return what was made of this document before, or make it now and keep it."""
        if not self._prepared:
            self._prepared.append(make())
        kept: T = self._prepared[0]
        return kept


def _found(text: str, offset: int) -> str:
    if offset >= len(text):
        return "the text ends here"
    return f"found {text[offset]!r}"


def _deeper_than(value: object, limit: int) -> bool:
    """Walk lists and mappings level by level, so that depth costs no stack."""
    level: list[object] = [value]
    for _ in range(limit + 1):
        below: list[object] = []
        for item in level:
            if isinstance(item, Mapping):
                below.extend(item.values())
            elif isinstance(item, (list, tuple)):
                below.extend(item)
        if not below:
            return False
        level = below
    return True


__all__ = [
    "Condition",
    "Place",
    "PolicyDocument",
    "PolicyDocumentError",
    "PrincipalEntry",
    "Problem",
    "Statement",
]
