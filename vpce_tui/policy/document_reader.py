"""How do the nodes of a JSON text become the statements of a policy?

What cannot be made sense of is an error, and all errors of a document are gathered before it is refused;
what AWS would refuse but can be evaluated is noted as a problem.
Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from vpce_tui.policy.document_parts import Condition, PolicyDocumentError, PrincipalEntry, Problem, Statement
from vpce_tui.policy.json_text import LineIndex, Member, Node, Number, Place, kind_of
from vpce_tui.policy.lookalikes import lookalike
from vpce_tui.policy.operators import find_operator

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


class DocumentReader:
    """Turns the nodes of one text into a document, noting every problem on its way."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._lines = LineIndex(text)
        self._errors: list[Problem] = []
        self._problems: list[Problem] = []

    def document(self, root: Node) -> tuple[str | None, str | None, tuple[Statement, ...], tuple[Problem, ...]]:
        """Return (Version, Id, statements, problems) of the document at `root`.

        Raises:
            PolicyDocumentError: The nodes are no policy.
        """
        members = self._members(root, "the policy", DOCUMENT_ELEMENTS)
        version = self._version(members.get("Version"))
        statements = tuple(self._statements(members.get("Statement"), root, variables=version == VERSIONS[0]))
        policy_id = self._optional_string(members.get("Id"))
        if self._errors:
            raise PolicyDocumentError(tuple(self._errors), self._name)
        return version, policy_id, statements, tuple(self._problems)

    def _error(self, node: Node | Member, text: str, expected: str = "") -> None:
        self._errors.append(Problem(*self._lines.position(node.start), text, expected))

    def _problem(self, node: Node | Member, text: str, expected: str = "") -> None:
        self._problems.append(Problem(*self._lines.position(node.start), text, expected))

    def _look_at(self, node: Node | Member, name: str) -> None:
        found = lookalike(name)
        if found:
            self._problem(node, f"`{name}` {found}", "a name in ASCII")

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
                if member.key in ("Action", "NotAction"):
                    self._look_at(item, item.value)
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
        if isinstance(node.value, str):
            self._problem(node, f"{member.key} is a plain string, read as an AWS principal", '"*" or an object')
            return (PrincipalEntry("AWS", node.value, self._lines.place(node.start, node.end)),)
        if not isinstance(node.value, tuple):
            self._error(node, f"{member.key} is {kind_of(node)}", f'"*" or an object of {", ".join(PRINCIPAL_KINDS)}')
            return ()
        entries: list[PrincipalEntry] = []
        for kind, inner in self._members(node, member.key, PRINCIPAL_KINDS).items():
            for item in _items(inner.node):
                if isinstance(item.value, str):
                    entries.append(PrincipalEntry(kind, item.value, self._lines.place(item.start, item.end)))
                    self._look_at(item, item.value)
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
            if find_operator(operator) is None:
                self._problem(operator_member, f"unknown operator `{operator}`", "one of AWS's condition operators")
            for key, key_member in self._members(operator_member.node, f"`{operator}`", ()).items():
                values = tuple(self._condition_values(key_member))
                # The name of a tag may hold any letter; the key before it may not.
                self._look_at(key_member, key.partition("/")[0])
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

    __slots__ = ("_made", "_make")

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
