"""How is a question with its policies written to a file and read back, and what policies does a pasted text hold?

A saved question is a case as `vpce-tui simulate` reads it, with its complete context. Read back, the keys that its path
would carry anyway are derived again, and only those that differ count as edited. A pasted text may be one policy, a
list of them, or what the AWS command line prints (`get-role-policy`, `get-bucket-policy`, …).
Source of the format: `vpce-tui simulate --help` and the README.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from vpce_tui.policy import AuthorizationRequest, CaseError, Policies, PolicyDocument, PolicyLevel, RequestError
from vpce_tui.policy.case_reader import read_case
from vpce_tui.policy.json_text import JsonError, LineIndex, parse_json
from vpce_tui.policy.request_facts import DerivedRequest, Presence, RequestPath
from vpce_tui.view.policy_request import Ask, Setting, derived

_WRAPPERS: Final = ("PolicyDocument", "Policy", "Document", "AssumeRolePolicyDocument", "policy", "Content")
_DEEPEST_WRAP: Final = 4
LAYERS: Final = ("identity", "resource", "boundary", "session", "scps", "rcps")
"""The layers beside the endpoint's that policies can be given for."""


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """What a case asks, in terms of the panel."""

    ask: Ask
    given: Policies
    """The policies; of the endpoint's those behind the first, which are evaluated together with it."""
    endpoint: PolicyDocument | None
    """The first of the case's own endpoint policies, if it has one."""


def is_case(text: str) -> bool:
    """Say whether a text is a case and not a policy."""
    value = _loaded(text)
    return isinstance(value, dict) and "request" in value


def read_saved_case(text: str, setting: Setting, now: datetime) -> LoadedCase:
    """Read a case.

    Raises:
        CaseError, RequestError, PolicyDocumentError: The text is no case, or what it holds cannot be read.
    """
    value = _loaded(text)
    if value is None:
        raise CaseError(_why_no_json(text))
    request, policies = read_case(value)
    endpoint = policies.endpoint[0] if policies.endpoint else None
    given = replace(policies, endpoint=policies.endpoint[1:], endpoint_type=None)
    return LoadedCase(ask_of(request, setting, now), given, endpoint)


def _loaded(text: str) -> Any:
    try:
        parse_json(text)  # refuses what is nested too deep for the standard parser
        return json.loads(text.removeprefix("\ufeff"))
    except (JsonError, ValueError):
        return None


def _why_no_json(text: str) -> str:
    try:
        parse_json(text)
    except JsonError as error:
        line, column = LineIndex(text).position(error.offset)
        return f"not JSON at line {line} column {column}: expected {error.expected}"
    return "not JSON that can be read"


def ask_of(request: AuthorizationRequest, setting: Setting, now: datetime) -> Ask:
    """Return the question that comes to this request here: what its path does not give it by itself is edited."""
    ask = Ask(
        principal=request.principal or "",
        action=request.action,
        resource=request.resource,
        resource_account=request.account_id or "",
        path=path_of(request),
        source=_one(request, "aws:VpcSourceIp"),
        public=_one(request, "aws:SourceIp"),
        service=_one(request, "aws:CalledViaFirst"),
    )
    by_itself = {key.key.lower(): key for key in derived(setting, ask, now).keys}
    for lower, entry in request.entries.items():
        own = by_itself.get(lower)
        if own is None or own.presence is not Presence.PRESENT or own.values != entry.values:
            ask = ask.with_edit(entry.key, entry.values)
    for lower, key in by_itself.items():
        if key.presence is Presence.PRESENT and lower not in request.entries:
            ask = ask.with_edit(key.key, None)
    return ask


def path_of(request: AuthorizationRequest) -> RequestPath:
    """Return the path that a request's context speaks of."""
    if not request.principal:
        return RequestPath.UNSIGNED
    if request.principal.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return RequestPath.SERVICE
    if _one(request, "aws:SourceVpce") or _one(request, "aws:SourceVpc") or _one(request, "aws:VpcSourceIp"):
        return RequestPath.ENDPOINT
    if _one(request, "aws:ViaAWSService").lower() == "true":
        return RequestPath.FORWARDED
    return RequestPath.INTERNET if request.entry("aws:SourceIp") else RequestPath.ENDPOINT


def _one(request: AuthorizationRequest, key: str) -> str:
    entry = request.entry(key)
    return entry.values[0] if entry and entry.values else ""


def case_of(
    name: str, request: DerivedRequest, given: Policies, endpoint: PolicyDocument | None, endpoint_type: str
) -> dict[str, Any]:
    """Return a case in the format of `vpce-tui simulate`."""
    asked = request.request
    case: dict[str, Any] = {
        "id": name,
        "request": {
            "action": asked.action,
            "resource": {"arn": asked.resource} | ({"accountId": asked.account_id} if asked.account_id else {}),
            "principal": asked.principal,
            "context": dict(asked.context),
        },
        "policies": {
            "identity": _named(given.identity),
            "resource": _value(given.resource) if given.resource is not None else None,
            "endpoint": _named((endpoint, *given.endpoint) if endpoint is not None else ()),
            "scps": [{"level": each.level, "policies": _named(each.policies)} for each in given.scps],
            "rcps": [{"level": each.level, "policies": _named(each.policies)} for each in given.rcps],
            "boundary": _named(given.boundary),
            "session": _named(given.session),
        },
        "wildcardOnlyAction": given.wildcard_only_action,
    }
    if endpoint_type in ("gateway", "interface"):
        case["endpointType"] = endpoint_type
    return case


def _named(documents: tuple[PolicyDocument, ...]) -> list[dict[str, Any]]:
    return [{"name": each.name or f"policy {number}", "policy": _value(each)} for number, each in enumerate(documents)]


def _value(document: PolicyDocument) -> Any:
    try:
        return json.loads(document.text.removeprefix("\ufeff"))
    except ValueError:  # a number with more digits than Python converts: as text it is kept whole
        return document.text


def read_policies(text: str, name: str) -> tuple[PolicyDocument, ...]:
    """Return the policies that a text holds; empty for a text without any.

    Raises:
        PolicyDocumentError: The text is no policy; lines are those of the text where it is one policy by itself.
    """
    if not text.strip():
        return ()
    value = _loaded(text)
    found = list(_policies_in(value, _DEEPEST_WRAP)) if value is not None else []
    if not found or found == [value]:
        return (PolicyDocument.parse(text, name),)
    return tuple(
        PolicyDocument.from_object(each, f"{name} {number}" if len(found) > 1 else name)
        for number, each in enumerate(found, 1)
    )


def _policies_in(value: Any, depth: int) -> list[Any]:
    """Return the policies inside of lists and of what the AWS command line prints."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _loaded(value)
    if isinstance(value, list):
        return [each for item in value for each in _policies_in(item, depth - 1)] if depth else []
    if not isinstance(value, Mapping) or not depth:
        return []
    if "Statement" in value:
        return [value]
    return [each for key, item in value.items() if key in _WRAPPERS for each in _policies_in(item, depth - 1)] or [
        each for item in value.values() if isinstance(item, Mapping) for each in _policies_in(item, depth - 1)
    ]


def with_layer(given: Policies, layer: str, documents: tuple[PolicyDocument, ...]) -> Policies:
    """Return the policies with one layer's replaced; control policies stand at one level, each document of them.

    Raises:
        ValueError: A resource has one policy, and several were given.
    """
    if layer == "resource":
        if len(documents) > 1:
            raise ValueError(f"the text holds {len(documents)} policies; a resource has one")
        return replace(given, resource=documents[0] if documents else None)
    if layer in ("scps", "rcps"):
        levels = (PolicyLevel("given", documents),) if documents else ()
        return replace(given, **{layer: levels})  # type: ignore[arg-type]
    return replace(given, **{layer: documents})  # type: ignore[arg-type]


def layer_documents(given: Policies, layer: str) -> tuple[PolicyDocument, ...]:
    """Return the policies of one layer, control policies of all levels."""
    if layer == "resource":
        return (given.resource,) if given.resource is not None else ()
    if layer in ("scps", "rcps"):
        levels: tuple[PolicyLevel, ...] = getattr(given, layer)
        return tuple(document for level in levels for document in level.policies)
    found: tuple[PolicyDocument, ...] = getattr(given, layer)
    return found


def ask_object(ask: Ask, endpoint_id: str) -> dict[str, Any]:
    """Return a question as plain values, for the list of recent ones."""
    return {
        "endpoint": endpoint_id,
        "principal": ask.principal,
        "action": ask.action,
        "resource": ask.resource,
        "account": ask.resource_account,
        "path": str(ask.path),
        "source": ask.source,
        "public": ask.public,
        "service": ask.service,
        "edits": {key: None if values is None else list(values) for key, values in ask.edits},
    }


def ask_from(value: object) -> tuple[str, Ask] | None:
    """Return (endpoint id, question) of plain values, or None where they are none: the file may be damaged."""
    if not isinstance(value, Mapping):
        return None
    names = ("endpoint", "principal", "action", "resource", "account", "path", "source", "public", "service")
    texts = [value.get(name, "") for name in names]
    edits = _edits(value.get("edits", {}))
    if edits is None or not all(isinstance(text, str) for text in texts) or texts[5] not in set(RequestPath):
        return None
    endpoint, principal, action, resource, account, path, source, public, service = texts
    return endpoint, Ask(principal, action, resource, account, RequestPath(path), source, public, service, edits)


def _edits(value: object) -> tuple[tuple[str, tuple[str, ...] | None], ...] | None:
    if not isinstance(value, Mapping):
        return None
    edits: list[tuple[str, tuple[str, ...] | None]] = []
    for key, values in value.items():
        if not isinstance(key, str) or not key:
            return None
        if values is None:
            edits.append((key, None))
        elif isinstance(values, list) and values and all(isinstance(each, str) for each in values):
            edits.append((key, tuple(values)))
        else:
            return None
    return tuple(edits)


__all__ = [
    "LAYERS",
    "CaseError",
    "LoadedCase",
    "RequestError",
    "ask_from",
    "ask_object",
    "ask_of",
    "case_of",
    "is_case",
    "layer_documents",
    "path_of",
    "read_policies",
    "read_saved_case",
    "with_layer",
]
