"""What does a simulation case, given as plain values, ask?

A case is read strictly: within the request and the policies a key that is not part of the format is a
`CaseError` that names it, and so is a missing one or one of the wrong type. Beside them a case may carry
what describes it for its readers (`name`, `why`, `expected`, …); a key that is the format's own but for
its case is taken for a slip and refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.layers import PolicyLevel
from vpce_tui.policy.request import AuthorizationRequest
from vpce_tui.policy.situation import Policies

_CASE_KEYS: Final = frozenset({"id", "request", "policies", "wildcardOnlyAction", "endpointType"})
_DESCRIPTIVE_KEYS: Final = frozenset(
    {"format", "name", "category", "expected", "blockedBy", "why", "source", "sources", "description", "tags"}
)
_REQUEST_KEYS: Final = frozenset({"action", "resource", "principal", "context"})
_RESOURCE_KEYS: Final = frozenset({"arn", "accountId"})
_POLICY_KEYS: Final = frozenset({"identity", "resource", "endpoint", "scps", "rcps", "boundary", "session"})


class CaseError(ValueError):
    """A case cannot be read; the message says where in the case and what was expected."""


def read_case(case: object) -> tuple[AuthorizationRequest, Policies]:
    """Read a case.

    Raises:
        CaseError: Something in the case is missing, unknown or of the wrong type.
        RequestError: The request is none that AWS could get.
        PolicyDocumentError: A policy cannot be read.
    """
    outer = _mapping(case, "the case")
    _not_misspelt(outer)
    policies = _mapping(_needed(outer, "policies", "the case"), "policies")
    _known(policies, _POLICY_KEYS, "policies")
    return _request(_mapping(_needed(outer, "request", "the case"), "request")), Policies(
        identity=_named(policies.get("identity"), "policies.identity"),
        resource=_single(policies.get("resource"), "policies.resource"),
        endpoint=_named(policies.get("endpoint"), "policies.endpoint"),
        scps=_levels(policies.get("scps"), "policies.scps"),
        rcps=_levels(policies.get("rcps"), "policies.rcps"),
        boundary=_named(policies.get("boundary"), "policies.boundary"),
        session=_session(policies.get("session")),
        endpoint_type=_endpoint_type(outer.get("endpointType")),
        wildcard_only_action=_flag(outer.get("wildcardOnlyAction"), "wildcardOnlyAction"),
    )


def unknown_keys(case: object) -> tuple[str, ...]:
    """Return the keys of a case that neither decide nor are known to describe it."""
    known = _CASE_KEYS | _DESCRIPTIVE_KEYS
    return tuple(str(key) for key in case if key not in known) if isinstance(case, Mapping) else ()


def _not_misspelt(case: Mapping[str, Any]) -> None:
    meant = {key.lower() for key in _CASE_KEYS}
    for key in unknown_keys(case):
        if key.lower() in meant:
            raise CaseError(f"the case has an unknown key `{key}`")


def _request(request: Mapping[str, Any]) -> AuthorizationRequest:
    _known(request, _REQUEST_KEYS, "request")
    resource = _mapping(_needed(request, "resource", "request"), "request.resource")
    _known(resource, _RESOURCE_KEYS, "request.resource")
    principal = request.get("principal")
    context = request.get("context")
    return AuthorizationRequest(
        action=_text(_needed(request, "action", "request"), "request.action"),
        resource=_text(_needed(resource, "arn", "request.resource"), "request.resource.arn"),
        principal=None if principal is None else _text(principal, "request.principal"),
        account_id=_account(resource.get("accountId")),
        context={} if context is None else dict(_mapping(context, "request.context")),
    )


def _account(value: object) -> str | None:
    """Read an account id; null and an empty text say that it is not known."""
    return None if value is None or value == "" else _text(value, "request.resource.accountId")


def _named(value: object, where: str) -> tuple[PolicyDocument, ...]:
    """Read a list of `{"name": …, "policy": …}`."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise CaseError(f"{where} is not a list")
    return tuple(_named_policy(item, f"{where}[{number}]") for number, item in enumerate(value))


def _named_policy(value: object, where: str) -> PolicyDocument:
    entry = _mapping(value, where)
    _known(entry, frozenset({"name", "policy"}), where)
    name = entry.get("name")
    return _document(_needed(entry, "policy", where), _text(name, f"{where}.name") if name is not None else where)


def _single(value: object, where: str) -> PolicyDocument | None:
    """Read one document; `{"name": …, "policy": …}` and a list of one of these are taken, too."""
    if value is None or value == []:
        return None
    if isinstance(value, list):
        if len(value) != 1:
            raise CaseError(f"{where} holds {len(value)} policies; a resource has one")
        return _named_policy(value[0], f"{where}[0]")
    if isinstance(value, Mapping) and "policy" in value:
        return _named_policy(value, where)
    return _document(value, where)


def _session(value: object) -> tuple[PolicyDocument, ...]:
    if isinstance(value, list):
        return _named(value, "policies.session")
    document = _single(value, "policies.session")
    return () if document is None else (document,)


def _levels(value: object, where: str) -> tuple[PolicyLevel, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise CaseError(f"{where} is not a list")
    levels = []
    for number, item in enumerate(value):
        place = f"{where}[{number}]"
        entry = _mapping(item, place)
        _known(entry, frozenset({"level", "policies"}), place)
        name = _text(_needed(entry, "level", place), f"{place}.level")
        levels.append(PolicyLevel(name, _named(_needed(entry, "policies", place), f"{place}.policies")))
    return tuple(levels)


def _document(value: object, name: str) -> PolicyDocument:
    if not isinstance(value, (Mapping, str)):
        raise CaseError(f"the policy of {name} is neither an object nor JSON text")
    return PolicyDocument.from_object(value, name.removeprefix("policies."))


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CaseError(f"{where} is not an object")
    return value


def _needed(mapping: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in mapping:
        raise CaseError(f"{where} has no `{key}`")
    return mapping[key]


def _known(mapping: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for key in mapping:
        if key not in known:
            raise CaseError(f"{where} has an unknown key `{key}`")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise CaseError(f"{where} is not a text, or is empty")
    return value


def _flag(value: object, where: str) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise CaseError(f"{where} is neither true nor false")
    return value


def _endpoint_type(value: object) -> str | None:
    if value is None:
        return None
    text = _text(value, "endpointType").lower()
    if text not in ("gateway", "interface"):
        raise CaseError(f"endpointType `{value}` is neither gateway nor interface")
    return text
