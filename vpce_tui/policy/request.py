"""Who asks to do what to which resource, in which circumstances?

Context keys are compared without regard to case; their values keep it. A value is one
string or several; `True`, `5` and `"5"` become the text that AWS would put into the request
context. Nothing is derived here: the context is taken as complete.
Source: IAM User Guide, "The request context".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vpce_tui.policy.principals import Principal, read_principal

_MOST_BITS: Final = 4096
"""Bits of an integer that is taken for a value; Python refuses to write out much longer ones."""
_VALUE_TYPES: Final = "a string, a number, true, false or a list of these"

_FEDERATED_ACTIONS: Final = frozenset({"sts:assumerolewithwebidentity", "sts:assumerolewithsaml"})

ContextValue = str | bool | int | float | Sequence[str | bool | int | float]


class RequestError(ValueError):
    """A request cannot be what it says: the message names the part and what was expected."""


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One key of the request context, under the spelling it came with."""

    key: str
    values: tuple[str, ...]
    is_list: bool
    """Whether it came as a list, which makes it a multivalued key whatever its length."""


@dataclass(frozen=True)
class AuthorizationRequest:
    """One request to AWS, as the policies see it.

    `resource` is an ARN or `*`; `account_id` is the account that owns it (None where unknown).
    `principal` is an ARN, a service (`logs.amazonaws.com`), an identity provider, or None for an
    unsigned request. Build it once and evaluate it any number of times.

    Raises:
        RequestError: The action has no service prefix, or a context key or value is not one.
    """

    action: str
    resource: str
    principal: str | None
    account_id: str | None = None
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    entries: Mapping[str, ContextEntry] = field(init=False, repr=False, compare=False)
    """The context by lower-case key."""
    caller: Principal = field(init=False, repr=False, compare=False)
    service: str = field(init=False, repr=False, compare=False)
    """The action's service prefix, in lower case."""
    action_name: str = field(init=False, repr=False, compare=False)
    """The action's name, in lower case."""
    resource_parts: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The resource cut at its first five colons: six parts for an ARN."""

    def __post_init__(self) -> None:
        service, colon, name = self.action.partition(":")
        if not (service and colon and name) or any(character.isspace() for character in self.action):
            raise RequestError(f"the action `{self.action}` is not of the form service:Name")
        if not self.resource:
            raise RequestError("the resource is empty; give an ARN or *")
        entries = _entries(self.context)
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "service", service.lower())
        object.__setattr__(self, "action_name", name.lower())
        object.__setattr__(self, "resource_parts", tuple(self.resource.split(":", 5)))
        role_entry = entries.get("aws:principalarn")
        principal_arn = role_entry.values[0] if role_entry and role_entry.values else None
        object.__setattr__(self, "caller", read_principal(self._caller_name(entries), principal_arn))

    def _caller_name(self, entries: Mapping[str, ContextEntry]) -> str | None:
        """Return the principal, or the identity provider that vouches for an unsigned request to assume a role."""
        provider = entries.get("aws:federatedprovider")
        if self.principal is None and self.action.lower() in _FEDERATED_ACTIONS and provider and provider.values:
            return provider.values[0]
        return self.principal

    def entry(self, key: str) -> ContextEntry | None:
        """Return a context key's entry, or None where the request does not carry it."""
        return self.entries.get(key.lower())


def _entries(context: Mapping[str, ContextValue]) -> dict[str, ContextEntry]:
    entries: dict[str, ContextEntry] = {}
    for key, value in context.items():
        if not isinstance(key, str) or not key:
            raise RequestError("a context key is empty or not a string")
        if key.lower() in entries:
            raise RequestError(f"the context has `{key}` twice; keys differ by more than case")
        is_list = isinstance(value, (list, tuple))
        items = value if isinstance(value, (list, tuple)) else [value]
        entries[key.lower()] = ContextEntry(key, tuple(_text(key, item) for item in items), is_list)
    return entries


def _text(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() <= _MOST_BITS:
        return str(value)
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return repr(value)
    raise RequestError(f"the value of context key `{key}` is not {_VALUE_TYPES}")
