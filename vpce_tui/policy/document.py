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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from vpce_tui.policy.json_text import (
    MAX_DEPTH,
    JsonError,
    LineIndex,
    Member,
    Node,
    Number,
    Place,
    kind_of,
    parse_json,
)

VERSIONS: Final = ("2012-10-17", "2008-10-17")
DOCUMENT_ELEMENTS: Final = ("Version", "Id", "Statement")
STATEMENT_ELEMENTS: Final = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
PRINCIPAL_KINDS: Final = ("AWS", "Service", "Federated", "CanonicalUser")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a document: where (from 1), what, and what was expected instead."""

    line: int
    column: int
    text: str
    expected: str = ""

    def __str__(self) -> str:
        expected = f", expected {self.expected}" if self.expected else ""
        return f"line {self.line} column {self.column}: {self.text}{expected}"


class PolicyDocumentError(ValueError):
    """A policy document cannot be read; `problems` lists every reason with its place."""

    def __init__(self, problems: tuple[Problem, ...], name: str = "") -> None:
        self.problems = problems
        self.name = name
        where = f"`{name}`: " if name else ""
        super().__init__(where + "; ".join(str(problem) for problem in problems))

    @property
    def line(self) -> int:
        return self.problems[0].line

    @property
    def column(self) -> int:
        return self.problems[0].column


@dataclass(frozen=True, slots=True)
class PrincipalEntry:
    """One principal that a statement names: `kind` is `*` for the bare star, else AWS, Service, …."""

    kind: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator of a `Condition` block, as it is written.

    Numbers and booleans are held as the text that stands in the document.
    """

    operator: str
    key: str
    values: tuple[str, ...]
    place: Place
    """From the key to the end of its values."""
    operator_place: Place


@dataclass(frozen=True)
class Statement:
    """One statement of a policy. An element that is not there is None; a single string is a tuple of one."""

    index: int
    effect: str
    sid: str | None
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    principals: tuple[PrincipalEntry, ...] | None
    not_principals: tuple[PrincipalEntry, ...] | None
    conditions: tuple[Condition, ...]
    place: Place
    places: Mapping[str, Place]
    """Each element's place by its name in the document, from its key to the end of its value."""
    value_places: Mapping[str, tuple[Place, ...]]
    """The places of the single values of Action, NotAction, Resource and NotResource."""
    variables: bool
    """Whether `${…}` is a variable here: only in documents of Version 2012-10-17."""

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line, both from 1."""
        return self.place.lines

    @property
    def label(self) -> str:
        """What to call this statement: its Sid, else its number from 1."""
        return self.sid or f"statement {self.index + 1}"


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
        return _Reader(text, name).document(root)

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

    @cached_property
    def has_principals(self) -> bool:
        return any(s.principals is not None or s.not_principals is not None for s in self.statements)


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


class _Reader:
    """Turns the nodes of one text into a document, noting every problem on its way."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._lines = LineIndex(text)
        self._errors: list[Problem] = []
        self._problems: list[Problem] = []

    def document(self, root: Node) -> PolicyDocument:
        members = self._members(root, "the policy", DOCUMENT_ELEMENTS)
        version = self._version(members.get("Version"))
        statements = tuple(self._statements(members.get("Statement"), root, variables=version == VERSIONS[0]))
        policy_id = self._optional_string(members.get("Id"))
        if self._errors:
            raise PolicyDocumentError(tuple(self._errors), self._name)
        return PolicyDocument(version, policy_id, statements, self._text, tuple(self._problems), self._name)

    def _error(self, node: Node | Member, text: str, expected: str = "") -> None:
        self._errors.append(Problem(*self._lines.position(node.start), text, expected))

    def _problem(self, node: Node | Member, text: str, expected: str = "") -> None:
        self._problems.append(Problem(*self._lines.position(node.start), text, expected))

    def _members(self, node: Node, what: str, known: tuple[str, ...]) -> dict[str, Member]:
        """Return an object's members by key; report duplicates and, where `known` is given, strangers."""
        if not isinstance(node.value, tuple):
            self._error(node, f"{what} is {kind_of(node)}", "an object")
            return {}
        members: dict[str, Member] = {}
        for member in node.value:
            if member.key in members:
                self._error(member, f"`{member.key}` stands twice in {what}", "each key once")
            elif known and member.key not in known:
                self._problem(member, f"unknown element `{member.key}`", _closest(member.key, known))
            members.setdefault(member.key, member)
        return members

    def _version(self, member: Member | None) -> str | None:
        version = self._optional_string(member)
        if member is not None and version is not None and version not in VERSIONS:
            self._error(member.node, f"unknown Version `{version}`", " or ".join(VERSIONS))
        return version

    def _optional_string(self, member: Member | None) -> str | None:
        if member is None:
            return None
        if isinstance(member.node.value, str):
            return member.node.value
        self._error(member.node, f"{member.key} is {kind_of(member.node)}", "a string")
        return None

    def _statements(self, member: Member | None, root: Node, *, variables: bool) -> Iterator[Statement]:
        if member is None:
            if root.value == ():
                self._problem(root, "the policy is empty", "a Statement")
            elif isinstance(root.value, tuple):
                self._error(root, "the policy has no Statement", "a Statement")
            return
        node = member.node
        nodes = node.value if isinstance(node.value, list) else [node]
        if isinstance(node.value, (list, tuple)):
            for index, item in enumerate(nodes):
                yield self._statement(index, item, variables=variables)
        else:
            self._error(node, f"Statement is {kind_of(node)}", "an object or a list of objects")

    def _statement(self, index: int, node: Node, *, variables: bool) -> Statement:
        what = f"statement {index + 1}"
        members = self._members(node, what, STATEMENT_ELEMENTS)
        effect = self._effect(members.get("Effect"), node, what)
        for element in ("Action", "Resource", "Principal"):
            self._one_of(members, element, node, what, needed=element == "Action")
        read = self._strings
        return Statement(
            index=index,
            effect=effect,
            sid=self._optional_string(members.get("Sid")),
            actions=read(members.get("Action")),
            not_actions=read(members.get("NotAction")),
            resources=read(members.get("Resource")),
            not_resources=read(members.get("NotResource")),
            principals=self._principals(members.get("Principal")),
            not_principals=self._principals(members.get("NotPrincipal")),
            conditions=tuple(self._conditions(members.get("Condition"))),
            place=self._lines.place(node.start, node.end),
            places=_Lazy(lambda: {key: self._place(member) for key, member in members.items()}),
            value_places=_Lazy(lambda: self._value_places(members)),
            variables=variables,
        )

    def _place(self, member: Member) -> Place:
        return self._lines.place(member.start, member.node.end)

    def _value_places(self, members: Mapping[str, Member]) -> dict[str, tuple[Place, ...]]:
        return {
            key: tuple(self._lines.place(item.start, item.end) for item in _items(members[key].node))
            for key in ("Action", "NotAction", "Resource", "NotResource")
            if key in members
        }

    def _effect(self, member: Member | None, node: Node, what: str) -> str:
        if member is None:
            if isinstance(node.value, tuple):
                self._error(node, f"{what} has no Effect", "Effect")
            return "Deny"
        if member.node.value not in ("Allow", "Deny"):
            self._error(member.node, f"{what} has another Effect", '"Allow" or "Deny"')
            return "Deny"
        return str(member.node.value)

    def _one_of(self, members: Mapping[str, Member], element: str, node: Node, what: str, *, needed: bool) -> None:
        both = element in members and f"Not{element}" in members
        neither = element not in members and f"Not{element}" not in members
        if both:
            self._error(members[f"Not{element}"], f"{what} has {element} and Not{element}", "one of them")
        if neither and needed and isinstance(node.value, tuple):
            self._error(node, f"{what} has no Action", "Action or NotAction")

    def _strings(self, member: Member | None) -> tuple[str, ...] | None:
        if member is None:
            return None
        values: list[str] = []
        for item in _items(member.node):
            if isinstance(item.value, str):
                values.append(item.value)
            else:
                self._error(item, f"{member.key} holds {kind_of(item)}", "a string")
        if member.node.value == []:
            self._problem(member, f"{member.key} is empty and matches nothing", "at least one value")
        return tuple(values)

    def _principals(self, member: Member | None) -> tuple[PrincipalEntry, ...] | None:
        if member is None:
            return None
        node = member.node
        if node.value == "*":
            return (PrincipalEntry("*", "*", self._lines.place(node.start, node.end)),)
        if not isinstance(node.value, tuple):
            self._error(node, f"{member.key} is {kind_of(node)}", f'"*" or an object of {", ".join(PRINCIPAL_KINDS)}')
            return ()
        entries: list[PrincipalEntry] = []
        for kind, inner in self._members(node, member.key, PRINCIPAL_KINDS).items():
            for item in _items(inner.node):
                if isinstance(item.value, str):
                    entries.append(PrincipalEntry(kind, item.value, self._lines.place(item.start, item.end)))
                else:
                    self._error(item, f"{kind} holds {kind_of(item)}", "a string")
        if not entries:
            self._problem(member, f"{member.key} names nobody", "at least one principal")
        return tuple(entries)

    def _conditions(self, member: Member | None) -> Iterator[Condition]:
        if member is None:
            return
        operators = self._members(member.node, "Condition", ())
        for operator, operator_member in operators.items():
            operator_place = self._place(operator_member)
            for key, key_member in self._members(operator_member.node, f"`{operator}`", ()).items():
                values = tuple(self._condition_values(key_member))
                yield Condition(operator, key, values, self._place(key_member), operator_place)

    def _condition_values(self, member: Member) -> Iterator[str]:
        items = _items(member.node)
        if not items:
            self._problem(member, f"`{member.key}` has no values", "at least one value")
        for item in items:
            value = item.value
            if isinstance(value, str):
                yield value
            elif isinstance(value, bool):
                yield "true" if value else "false"
            elif isinstance(value, Number):
                yield value.text
            else:
                self._error(item, f"`{member.key}` holds {kind_of(item)}", "a string, a number, true or false")


def _items(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]


def _closest(name: str, known: tuple[str, ...]) -> str:
    for candidate in known:
        if candidate.lower() == name.lower():
            return f"{candidate} (element names are case-sensitive)"
    return "one of " + ", ".join(known)


class _Lazy(Mapping[str, Any]):
    """A mapping made when first asked: most places of a large document are never shown."""

    __slots__ = ("_make", "_made")

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make
        self._made: Mapping[str, Any] | None = None

    def _mapping(self) -> Mapping[str, Any]:
        if self._made is None:
            self._made = MappingProxyType(dict(self._make()))
        return self._made

    def __getitem__(self, key: str) -> Any:
        return self._mapping()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._mapping())

    def __len__(self) -> int:
        return len(self._mapping())
